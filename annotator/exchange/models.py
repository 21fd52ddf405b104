"""Tables of imports and of the rows that they could not take."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.projects.models import Project


class ImportKind(models.TextChoices):
    """What a file brings."""

    TRAJECTORIES = "TRAJECTORIES"
    REWARDS = "REWARDS"
    ANNOTATIONS = "ANNOTATIONS"


class ImportStatus(models.TextChoices):
    """The life of an import. PARTIAL never exists: batches that landed stay, and FAILED says where reading ended."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    FAILED = "FAILED"


class FileImport(models.Model):
    """One file brought in: what was asked, how far it is, and what came of it. The counts are facts of this run."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=ImportKind.choices)
    file_name = models.CharField(max_length=500)
    stored_as = models.CharField(max_length=500, blank=True, default="")
    file_bytes = models.BigIntegerField(default=0)
    format = models.CharField(max_length=64, default="auto")
    options = models.JSONField(default=dict)
    dry_run = models.BooleanField(default=False)
    status = models.CharField(max_length=16, choices=ImportStatus.choices, default=ImportStatus.QUEUED)
    bytes_read = models.BigIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_kind_is_known"),
            models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="import_status_is_known"),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="import_by_project")]

    def __str__(self) -> str:
        return f"import of {self.file_name}"


class QuarantinedRow(models.Model):
    """A row that was not taken: where it stood, why, and the row itself (its first bytes where it is huge).

    `fingerprint` makes the same row of the same file one entry, however often the file is brought.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    file_import = models.ForeignKey(FileImport, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=500)
    line = models.PositiveBigIntegerField()
    code = models.CharField(max_length=64)
    reason = models.TextField()
    external_id = models.CharField(max_length=500, blank=True, default="")
    raw = models.BinaryField()
    raw_bytes = models.PositiveBigIntegerField()
    fingerprint = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "fingerprint"], name="quarantine_once_per_row")]
        indexes = [models.Index(fields=["project", "-id"], name="quarantine_by_project")]

    def __str__(self) -> str:
        return f"{self.file_name}:{self.line} {self.code}"
