"""Tables of projects, their members, the parties that judge, and guideline versions."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.projects.roles import Role

LONGEST_NAME: Final = 200
LONGEST_DESCRIPTION: Final = 5_000


class Project(models.Model):
    """One labelling effort: its trajectories, people and settings. `protocol` is what its default queue asks for."""

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    description = models.TextField(blank=True, default="")
    protocol = models.CharField(max_length=32)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    """A person's role in a project. Whoever has none does not know that the project exists."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.CharField(max_length=16)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once_per_user"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} in {self.project_id}"


class AnnotatorKind(models.TextChoices):
    """Who judged: statistics say which kinds they count."""

    HUMAN = "HUMAN"
    MODEL = "MODEL"
    IMPORTED = "IMPORTED"


class Annotator(models.Model):
    """A party that judges trajectories: a member, a language model, or people outside whose labels were imported.

    Outlives the membership: labels keep their author when somebody leaves.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=AnnotatorKind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "name"], name="annotator_once_per_name"),
            models.UniqueConstraint(
                fields=["project", "user"], condition=Q(user__isnull=False), name="annotator_once_per_user"
            ),
            models.CheckConstraint(condition=Q(kind__in=AnnotatorKind.values), name="annotator_kind_is_known"),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(kind=AnnotatorKind.HUMAN), name="annotator_user_is_human"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GuidelineVersion(models.Model):
    """One immutable text of the labelling guideline; current = highest version. Every annotation names its own.

    `author` is empty where a command wrote it. `summary` says what changed, `touches` (lists of `rules`,
    `error_types`, `sources`) what the change is about. `examples` are worked examples as `guidelines` reads them.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    body = models.TextField()
    summary = models.TextField(blank=True, default="")
    touches = models.JSONField(default=dict)
    examples = models.JSONField(default=list)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="guideline_once_per_version")]

    def __str__(self) -> str:
        return f"guideline {self.version} of {self.project_id}"
