"""Queues that carry hidden checks, and pairs of trajectories of which one annotator gets only one.

Which trajectories are checks is known further up (`quality`); here stands what a claim and blindness have to know, and
it says nothing of a single trajectory: a rule for checks alone would give them away.
"""

from django.db import models
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import Exists

from annotator.labeling.models import Assignment, Draft, Queue, is_begun
from annotator.projects.models import Project
from annotator.trajectories.models import Trajectory


class FeedbackPolicy(models.TextChoices):
    """When annotators see their labels beside gold: after everything in the queue is labelled, at once, or never."""

    AFTER_QUEUE = "AFTER_QUEUE"
    AT_ONCE = "AT_ONCE"
    NEVER = "NEVER"


class HiddenChecks(models.Model):
    """That a queue carries checks: trajectories whose gold is known, among the others. `share` is how much of the
    queue they were to be."""

    queue = models.OneToOneField(Queue, models.CASCADE, related_name="+")
    share = models.FloatField()
    feedback = models.CharField(max_length=16, choices=FeedbackPolicy.choices, default=FeedbackPolicy.AFTER_QUEUE)
    planted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=0.5), name="checks_share_is_up_to_a_half"),
            models.CheckConstraint(condition=Q(feedback__in=FeedbackPolicy.values), name="checks_feedback_is_known"),
        ]

    def __str__(self) -> str:
        return f"checks in queue {self.queue_id}"


class Twin(models.Model):
    """Two trajectories that differ in one step, in both directions: whoever got one is never handed the other."""

    trajectory = models.ForeignKey(Trajectory, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Trajectory, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trajectory", "other"], name="twin_once"),
            models.CheckConstraint(condition=~Q(trajectory=models.F("other")), name="twin_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.trajectory_id} beside {self.other_id}"


def carries_checks(queue: Queue) -> bool:
    """Whether checks are hidden in this queue."""
    return HiddenChecks.objects.filter(queue=queue.pk).exists()


# For the statement that claims: `slot` is the slot, `%(annotator)s` who asks. What they lost (it lapsed, or a manager
# took it back) or gave back is nobody's slot of theirs any more: then their draft tells that they began with it. Both
# are looked up by the trajectory, and only where it has a twin.
NOT_A_TWIN_OF_MINE = """
      NOT EXISTS (
          SELECT 1 FROM annotator_twin AS twin
          WHERE twin.trajectory_id = slot.trajectory_id AND (
              EXISTS (
                  SELECT 1 FROM annotator_assignment AS had
                  WHERE had.trajectory_id = twin.other_id AND had.annotator_id = %(annotator)s OFFSET 0
              ) OR EXISTS (
                  SELECT 1 FROM annotator_draft AS begun
                  WHERE begun.trajectory_id = twin.other_id AND begun.annotator_id = %(annotator)s
                    AND (begun.reserved_until IS NULL OR begun.revision > 0) OFFSET 0
              )
          ) OFFSET 0
      )"""


def twins_had(*, annotator: int | OuterRef, trajectory: int | OuterRef) -> QuerySet[Twin]:
    """The same as rows: the twins of a trajectory that an annotator was ever handed."""
    mine = {"annotator": annotator, "trajectory": OuterRef("other")}
    begun = Draft.objects.filter(is_begun(), **mine)
    return Twin.objects.filter(Q(Exists(Assignment.objects.filter(**mine))) | Q(Exists(begun)), trajectory=trajectory)


def had_its_twin(*, annotator_id: int, trajectory_id: int) -> bool:
    """The same of one trajectory: whether this annotator was ever handed its twin."""
    return twins_had(annotator=annotator_id, trajectory=trajectory_id).exists()


def is_readable(*, project_id: int, annotator_id: int, trajectory: str = "pk") -> Q:
    """The condition that an annotator may read the text of a trajectory.

    Where a project has checks, only what they were handed: beside the unmodified twin the error would be plain to see.
    """
    handed = Assignment.objects.filter(annotator=annotator_id, trajectory=OuterRef(trajectory))
    checks = HiddenChecks.objects.filter(queue__project=project_id)
    return ~Q(Exists(checks)) | Q(Exists(handed))


def has_checks(project: Project) -> bool:
    """Whether any queue of the project carries checks."""
    return HiddenChecks.objects.filter(queue__project=project).exists()
