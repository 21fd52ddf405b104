"""Who is kept away from what."""

from django.db import models
from django.db.models import Q

from annotator.labeling.models import Queue
from annotator.projects.models import Annotator
from annotator.trajectories.models import Trajectory


class Exclusion(models.Model):
    """What an annotator is not handed: anything of this queue, or this trajectory in any queue. What they hold already
    they may finish."""

    annotator = models.ForeignKey(Annotator, models.CASCADE, related_name="+", db_index=False)
    queue = models.ForeignKey(Queue, models.CASCADE, null=True, blank=True, related_name="+")
    trajectory = models.ForeignKey(Trajectory, models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["annotator", "queue"], condition=Q(queue__isnull=False), name="exclusion_once_per_queue"
            ),
            models.UniqueConstraint(
                fields=["annotator", "trajectory"],
                condition=Q(trajectory__isnull=False),
                name="exclusion_once_per_trajectory",
            ),
            models.CheckConstraint(
                condition=Q(queue__isnull=True, trajectory__isnull=False)
                | Q(queue__isnull=False, trajectory__isnull=True),
                name="exclusion_of_a_queue_or_a_trajectory",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator_id} is kept away from {self.queue_id or self.trajectory_id}"
