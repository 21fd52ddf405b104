"""Tables of checks (which trajectories they are, what was done to those that were made) and of contested gold."""

from django.db import models
from django.db.models import Q

from annotator.adjudication.models import GoldLabel
from annotator.labeling.models import Queue
from annotator.projects.models import Annotator
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


class ContestStatus(models.TextChoices):
    """OPEN waits for a reviewer. UPHELD: gold stays. REVISED: a new version of it was written."""

    OPEN = "OPEN"
    UPHELD = "UPHELD"
    REVISED = "REVISED"


class GoldContest(models.Model):
    """Somebody's objection to one version of a gold label, with what they would rather have, and the answer to it.

    Of the `proposed_…` columns one proposal is filled: a first error, no error, or a label for a step.
    """

    gold = models.ForeignKey(GoldLabel, models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(Annotator, models.PROTECT, related_name="+")
    reason = models.TextField()
    proposed_first_error = models.PositiveSmallIntegerField(null=True)
    proposed_no_error = models.BooleanField(default=False)
    proposed_step = models.PositiveSmallIntegerField(null=True)
    proposed_label = models.SmallIntegerField(null=True)
    status = models.CharField(max_length=16, choices=ContestStatus.choices, default=ContestStatus.OPEN)
    answer = models.TextField(blank=True, default="")
    revision = models.ForeignKey(GoldLabel, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Annotator, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gold", "raised_by"], name="contest_once_per_gold"),
            models.CheckConstraint(condition=Q(status__in=ContestStatus.values), name="contest_status_is_known"),
            models.CheckConstraint(
                condition=Q(status=ContestStatus.OPEN, decided_at__isnull=True)
                | ~Q(status=ContestStatus.OPEN) & Q(decided_at__isnull=False) & ~Q(answer=""),
                name="contest_decided_has_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(status=ContestStatus.REVISED) | Q(revision__isnull=False),
                name="contest_revised_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"contest {self.pk} of gold {self.gold_id}"
