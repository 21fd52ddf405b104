"""Tables of tutorials: lessons of a project's own, and who is through with theirs."""

from django.db import models
from django.db.models import Q

from annotator.projects.models import Annotator, Project


class TutorialVersion(models.Model):
    """One immutable version of a project's own lesson. Current = highest; `body` is what `lesson.read_lesson` lets
    through, or null where the project goes back to the lesson that comes with Assay."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "version"], name="tutorial_once_per_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="tutorial_versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"tutorial v{self.version} of {self.project_id}"


class TutorialEnding(models.TextChoices):
    """DONE went through to the end; SKIPPED said that they need none."""

    DONE = "DONE"
    SKIPPED = "SKIPPED"


class TutorialVisit(models.Model):
    """That an annotator need not be offered the tutorial any more. What they answered is kept nowhere."""

    annotator = models.OneToOneField(Annotator, models.CASCADE, related_name="+")
    ending = models.CharField(max_length=8, choices=TutorialEnding.choices)
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ending__in=TutorialEnding.values), name="tutorial_ending_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.annotator_id}: {self.ending}"
