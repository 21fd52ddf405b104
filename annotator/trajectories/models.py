"""Tables of trajectories and their texts. Content never changes: other content is another revision."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from annotator.projects.models import Project

# tsvector refuses more than 1 MB; nobody searches for the words at the end of a problem of this length.
SEARCHED_CHARACTERS = 50_000


class Trajectory(models.Model):
    """One attempt at one problem, in one revision. Everything a list or a statistic needs, and no text.

    `scorable` are the indices of the steps that can be labelled. `content_hash` covers what a scorer reads (rewards
    go stale with it), `record_hash` everything that came with the row (the same file again changes nothing).
    `made_from` is the trajectory that this one was made from here, with an error put in (None: it was brought in).
    `opening` is how the problem begins, for lists; `outcome` is what the file said about the final answer; None where
    it said nothing.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    source = models.CharField(max_length=200)
    external_id = models.CharField(max_length=500)
    revision = models.PositiveIntegerField(default=1)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="+")
    # Its own index below is small: hardly any trajectory is made.
    made_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    generator = models.CharField(max_length=200, blank=True, default="")
    group_key = models.CharField(max_length=200, blank=True, default="")
    opening = models.CharField(max_length=200, blank=True, default="")
    outcome = models.BooleanField(null=True)
    step_count = models.PositiveSmallIntegerField()
    scorable = ArrayField(models.PositiveSmallIntegerField())
    content_hash = models.BinaryField(max_length=32)
    record_hash = models.BinaryField(max_length=32)
    metadata = models.JSONField(default=dict)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "source", "external_id", "revision"], name="trajectory_once_per_revision"
            ),
            models.CheckConstraint(condition=Q(step_count__gt=0), name="trajectory_has_steps"),
            models.CheckConstraint(
                condition=Q(revision=1, previous__isnull=True) | Q(revision__gt=1, previous__isnull=False),
                name="trajectory_revision_has_a_previous",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="trajectory_by_project"),
            models.Index(fields=["project", "step_count", "id"], name="trajectory_by_length"),
            models.Index(fields=["made_from"], condition=Q(made_from__isnull=False), name="trajectory_made"),
            models.Index(fields=["project", "content_hash"], name="trajectory_by_content"),
            models.Index(fields=["project", "group_key"], condition=~Q(group_key=""), name="trajectory_by_problem"),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.external_id} r{self.revision}"


class TrajectoryText(models.Model):
    """The texts of a trajectory, apart from its row so that no list query touches them.

    `steps` holds one object per step (see `steps.to_json`); `tools` the tool schemas as the file gave them; `images`
    what the problem shows (see `steps.images_to_json`).
    """

    trajectory = models.OneToOneField(Trajectory, models.CASCADE, primary_key=True, related_name="text")
    problem = models.TextField()
    reference_answer = models.TextField(null=True, blank=True)  # noqa: DJ001 - "" is an answer, NULL is none given
    steps = models.JSONField()
    tools = models.JSONField(default=list)
    images = models.JSONField(default=list, db_default=[])

    class Meta:
        indexes = [
            GinIndex(
                SearchVector(Left(F("problem"), SEARCHED_CHARACTERS), config="english"), name="trajectory_by_words"
            )
        ]

    def __str__(self) -> str:
        return f"text of {self.trajectory_id}"


class ImageKind(models.TextChoices):
    """The formats that are kept: still images that every browser shows and that hold no script."""

    PNG = "PNG"
    JPEG = "JPEG"
    GIF = "GIF"
    WEBP = "WEBP"


class StoredImage(models.Model):
    """An image of the project's trajectories, once, however many of them show it. Checked before it is stored, never
    changed. In the database and not in a folder: every web process sees it, and so does a backup."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    sha256 = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=8, choices=ImageKind.choices)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    data = models.BinaryField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "sha256"], name="image_once_per_project"),
            models.CheckConstraint(condition=Q(kind__in=ImageKind.values), name="image_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {bytes(self.sha256).hex()[:12]}"
