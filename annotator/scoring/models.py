"""Tables of scorers, score runs and rewards."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from annotator.projects.models import Project
from annotator.scoring.real_field import LowestReward, RealField
from annotator.scoring.semantics import Semantics
from annotator.trajectories.models import Trajectory


class Scorer(models.Model):
    """A model or rule that gives steps a reward, in one revision of one configuration.

    `adapter` names the code that runs it; "imported" has none, its rewards come from files. `queue` is what its workers
    listen to, the adapter's own where it is empty; like the description it may change within a revision.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    adapter = models.CharField(max_length=64)
    configuration = models.JSONField(default=dict)
    revision = models.CharField(max_length=64)
    queue = models.CharField(max_length=64, blank=True, default="")
    description = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name", "revision"], name="scorer_once_per_revision")]

    def __str__(self) -> str:
        return f"{self.name} ({self.revision})"


class ScorerChannel(models.Model):
    """One kind of number that a scorer gives, with what it means. Different semantics never share a scale.

    The first error by a threshold is the first step with a reward strictly below it.
    """

    scorer = models.ForeignKey(Scorer, models.CASCADE, related_name="channels")
    name = models.CharField(max_length=64, default="reward")
    semantics = models.CharField(max_length=32)
    threshold = models.FloatField(null=True)
    threshold_source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorer", "name"], name="channel_once_per_name"),
            models.CheckConstraint(
                condition=Q(semantics__in=[semantics.value for semantics in Semantics]),
                name="channel_semantics_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.scorer_id}"


class RunStatus(models.TextChoices):
    """The life of a score run. PAUSED is not over: its chunks wait, and no worker takes them."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    FINISHED = "FINISHED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class ScoreRun(models.Model):
    """One scorer over one set of trajectories. `filter` is what was asked for, the chunks are what it meant then."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    scorer = models.ForeignKey(Scorer, models.PROTECT, related_name="+")
    filter = models.TextField(blank=True, default="")
    status = models.CharField(max_length=16, choices=RunStatus.choices, default=RunStatus.QUEUED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    trajectory_count = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RunStatus.values), name="run_status_is_known"),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="run_by_project")]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.scorer_id}"


class ChunkStatus(models.TextChoices):
    """The life of a chunk: UNSENT and SENT wait for a worker, CLAIMED is held under a lease."""

    UNSENT = "UNSENT"
    SENT = "SENT"
    CLAIMED = "CLAIMED"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class ScoreChunk(models.Model):
    """A part of a run that one worker does in one go. Messages carry its id only; this row says who works on it."""

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="+")
    trajectory_ids = ArrayField(models.BigIntegerField())
    status = models.CharField(max_length=16, choices=ChunkStatus.choices, default=ChunkStatus.UNSENT)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    lease_expires_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ChunkStatus.values), name="chunk_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status=ChunkStatus.CLAIMED) | Q(lease_expires_at__isnull=False),
                name="chunk_claim_has_a_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "status"], name="chunk_by_run"),
            models.Index(
                fields=["status", "sent_at"],
                condition=Q(status__in=[ChunkStatus.UNSENT, ChunkStatus.SENT, ChunkStatus.CLAIMED]),
                name="chunk_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"chunk {self.pk} of run {self.run_id}"


class RewardStatus(models.TextChoices):
    """OK has rewards; TRUNCATED has them up to where the scorer could read; FAILED and MISMATCH have a reason."""

    OK = "OK"
    FAILED = "FAILED"
    TRUNCATED = "TRUNCATED"
    MISMATCH = "MISMATCH"


class RewardProvenance(models.Model):
    """What decided rewards besides the text and the scorer's configuration, as the worker found it: model revision,
    hashes of tokenizer and template, dtype, attention kernel."""

    digest = models.BinaryField(max_length=32, unique=True)
    content = models.JSONField()

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in sorted(self.content.items()))


class TrajectoryRewards(models.Model):
    """What one channel of one run says about one trajectory: one entry per step, NULL where it was not judged.

    `margins` are the logits' difference before any squashing (bf16 probabilities saturate), `reliability` the
    scorer's own spread, where it has them. `content_hash` is the text that was read: another hash on the trajectory
    makes these rewards stale. One row per channel and trajectory is current; `lowest` is its lowest reward.
    """

    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="+")
    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="+")
    channel = models.ForeignKey(ScorerChannel, models.PROTECT, related_name="+")
    rewards = ArrayField(RealField(null=True))
    margins = ArrayField(RealField(null=True), null=True)
    reliability = ArrayField(RealField(null=True), null=True)
    status = models.CharField(max_length=16, choices=RewardStatus.choices, default=RewardStatus.OK)
    reason = models.TextField(blank=True, default="")
    content_hash = models.BinaryField(max_length=32)
    provenance = models.ForeignKey(RewardProvenance, models.PROTECT, null=True, related_name="+", db_index=False)
    is_current = models.BooleanField(default=True)
    lowest = models.GeneratedField(
        expression=LowestReward("rewards"), output_field=RealField(null=True), db_persist=True
    )
    scored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "trajectory", "channel"], name="rewards_once_per_run"),
            models.UniqueConstraint(
                fields=["channel", "trajectory"], condition=Q(is_current=True), name="rewards_one_current"
            ),
            models.CheckConstraint(condition=Q(status__in=RewardStatus.values), name="rewards_status_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["channel", "lowest", "trajectory"], condition=Q(is_current=True), name="rewards_by_lowest"
            ),
            models.Index(fields=["trajectory"], condition=Q(is_current=True), name="rewards_of_trajectory"),
        ]

    def __str__(self) -> str:
        return f"rewards of {self.trajectory_id} by {self.channel_id}"


class RewardEvidence(models.Model):
    """Why a scorer gave a step its reward, in words; `start` and `end` are offsets into the step's text."""

    rewards = models.ForeignKey(TrajectoryRewards, models.CASCADE, related_name="evidence")
    step_index = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=64)
    verdict = models.CharField(max_length=16)
    message = models.TextField()
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    details = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.kind} at step {self.step_index}"
