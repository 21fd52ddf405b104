"""Tables of labels that a changed guideline sends back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.labeling.models import Annotation, Queue
from annotator.projects.models import GuidelineVersion


class Relabeller(models.TextChoices):
    """Who is asked again: SAME annotators (the flips are the guideline's), or OTHERS (theirs and the guideline's)."""

    SAME = "SAME"
    OTHERS = "OTHERS"


class GuidelineRequeue(models.Model):
    """One sending back of standing annotations that a guideline version touches, and how they were chosen.

    `label` and `error_type` narrow to annotations that have it somewhere, `up_to_version` to those made under it or an
    older one (or under none).
    """

    guideline = models.ForeignKey(GuidelineVersion, models.PROTECT, related_name="+")
    relabeller = models.CharField(max_length=8, choices=Relabeller.choices)
    filter = models.TextField(blank=True, default="")
    label = models.SmallIntegerField(null=True, blank=True)
    error_type = models.CharField(max_length=64, blank=True, default="")
    up_to_version = models.PositiveIntegerField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(relabeller__in=Relabeller.values), name="guideline_requeue_relabeller_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"requeue {self.pk} for {self.guideline_id}"


class RequeuedAnnotation(models.Model):
    """An annotation that is asked for again. It stands as it is; the new one comes through a slot of `queue` whose
    `why` names this row under `requeued`, also where that slot was skipped and another took its place."""

    requeue = models.ForeignKey(GuidelineRequeue, models.CASCADE, related_name="items")
    before = models.ForeignKey(Annotation, models.PROTECT, related_name="+")
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["requeue", "before"], name="requeued_once_per_annotation")]

    def __str__(self) -> str:
        return f"annotation {self.before_id} again"
