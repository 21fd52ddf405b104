"""Tables of checks: which trajectories they are, and what was done to those that were made."""

from django.db import models
from django.db.models import Q

from annotator.labeling.models import Queue
from annotator.quality.injection import InjectionKind
from annotator.trajectories.models import Trajectory


class SyntheticError(models.Model):
    """The one error of a trajectory that was made from another (`Trajectory.made_from`), at a known step.

    `start` to `end` is the changed part of the step's text, where `before` was and `after` is.
    """

    trajectory = models.OneToOneField(Trajectory, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24)
    step_index = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    before = models.TextField()
    after = models.TextField()
    explanation = models.TextField()
    seed = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in InjectionKind]), name="synthetic_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at step {self.step_index} of {self.trajectory_id}"


class PlantedCheck(models.Model):
    """That a trajectory stands in a queue as a check. `is_synthetic`: it holds an injected error; otherwise it is the
    unmodified twin of one."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="+")
    trajectory = models.ForeignKey(Trajectory, models.CASCADE, related_name="+")
    is_synthetic = models.BooleanField()
    planted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "trajectory"], name="check_once_per_queue")]

    def __str__(self) -> str:
        return f"check {self.trajectory_id} in queue {self.queue_id}"
