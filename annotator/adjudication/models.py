"""The table of gold labels."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from annotator.labeling.judgement_constraints import judgement_constraints
from annotator.trajectories.models import Trajectory


class GoldMethod(models.TextChoices):
    """How a gold label came about."""

    IMPORTED = "IMPORTED"
    UNANIMOUS = "UNANIMOUS"
    MAJORITY = "MAJORITY"
    DAWID_SKENE = "DAWID_SKENE"
    ADJUDICATED = "ADJUDICATED"
    SYNTHETIC = "SYNTHETIC"


class GoldLabel(models.Model):
    """One immutable version of what a team holds to be true of one trajectory in one protocol; current = highest.

    `labels` has one entry per step, NULL where nothing is held to be true. A first-error gold has only NULLs there.
    `origins` names per step where its value came from (NULL throughout for an import). `lineage` says what it was
    made from: the file, or the annotations and who decided.
    """

    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="+")
    protocol = models.CharField(max_length=32)
    version = models.PositiveIntegerField(default=1)
    labels = ArrayField(models.SmallIntegerField(null=True))
    origins = ArrayField(models.SmallIntegerField(null=True), null=True)
    first_error = models.PositiveSmallIntegerField(null=True)
    no_error = models.BooleanField()
    first_error_reason = models.CharField(max_length=64, blank=True, default="")
    outcome = models.SmallIntegerField(null=True)
    method = models.CharField(max_length=16, choices=GoldMethod.choices)
    lineage = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trajectory", "protocol", "version"], name="gold_once_per_version"),
            models.CheckConstraint(condition=Q(method__in=GoldMethod.values), name="gold_method_is_known"),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | Q(outcome__in=[-1, 0, 1]), name="gold_outcome_is_ternary"
            ),
            *judgement_constraints("gold"),
        ]

    def __str__(self) -> str:
        return f"gold {self.version} of {self.trajectory_id} ({self.protocol})"
