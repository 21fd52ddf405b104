"""Tables of queues, assignments, annotations and drafts."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.judgement_constraints import judgement_constraints
from annotator.labeling.policies import Arm, BlindPolicy
from annotator.labeling.queue_constraints import queue_constraints
from annotator.labeling.slot_words import SKIP_KINDS, Ending, Hold, QueueOrder
from annotator.projects.models import Annotator, GuidelineVersion, Project
from annotator.trajectories.models import Trajectory


class TaxonomyVersion(models.Model):
    """One immutable version of a taxonomy of the project's own; presets live in `taxonomies/presets.py`.

    `body` is what `taxonomies/checking.py` lets through. Current = highest version of a name. `note` says what
    changed; `author` is empty where a command wrote it.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    name = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    body = models.JSONField()
    note = models.CharField(max_length=2_000, blank=True, default="", db_default="")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name", "version"], name="taxonomy_once_per_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="taxonomy_versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Queue(models.Model):
    """What is to be labelled, how often, under which protocol. Each trajectory that fits owns `overlap` slots.

    `filter` is in the one filter grammar; an empty one takes every trajectory of the project. `taxonomy` names the
    error types that are offered (a preset or one of the project's own); empty, with no version, offers none.
    `priority_by` is what an order by priority goes by (`lowest:SCORER`, `-steps` …); empty: by uploaded numbers, the
    highest first. `one_per_problem`: while somebody holds a trajectory, others of the same problem wait. `bad_after`:
    so many annotators who call a trajectory a bad problem close it here (None: never). `takes_imports`: what is
    imported and fits falls into it.

    `blind_policy` is about rewards, `reference_policy` about the reference answer and outcome, `labels_policy` about
    colleagues' labels and gold. One of them at most is randomised: `shown_percent` of the slots are then drawn, from
    `seed`, to be shown it.

    `sent_back_from`: its labels are asked for again here, and its qualification closes this queue as well.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    is_default = models.BooleanField(default=False)
    filter = models.TextField(blank=True, default="")
    overlap = models.PositiveSmallIntegerField(default=1)
    order = models.CharField(max_length=16, choices=QueueOrder.choices, default=QueueOrder.FIXED)
    seed = models.PositiveIntegerField(default=0)
    priority_by = models.CharField(max_length=300, blank=True, default="", db_default="")
    one_per_problem = models.BooleanField(default=False, db_default=False)
    bad_after = models.PositiveSmallIntegerField(null=True, blank=True)
    takes_imports = models.BooleanField(default=False, db_default=False)
    lease_minutes = models.PositiveSmallIntegerField(default=10)
    blind_policy = models.CharField(max_length=32, default=BlindPolicy.UNTIL_SUBMITTED.value)
    reference_policy = models.CharField(
        max_length=32, default=BlindPolicy.UNTIL_SUBMITTED.value, db_default="UNTIL_SUBMITTED"
    )
    labels_policy = models.CharField(
        max_length=32, default=BlindPolicy.UNTIL_SUBMITTED.value, db_default="UNTIL_SUBMITTED"
    )
    shown_percent = models.PositiveSmallIntegerField(default=50, db_default=50)
    protocol = models.CharField(max_length=32)
    protocol_version = models.PositiveSmallIntegerField(default=1)
    taxonomy = models.CharField(max_length=64, blank=True, default="", db_default="")
    taxonomy_version = models.PositiveSmallIntegerField(null=True, blank=True)
    is_paused = models.BooleanField(default=False)
    sent_back_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    policies_changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = queue_constraints()

    def __str__(self) -> str:
        return self.name


_HELD_BY_SOMEBODY = [
    AssignmentStatus.CLAIMED.value,
    AssignmentStatus.SUBMITTED.value,
    AssignmentStatus.SKIPPED.value,
    AssignmentStatus.LATE.value,
]


class Assignment(models.Model):
    """One wanted judgement of one trajectory: a slot that one annotator at a time can hold.

    `fence` grows with every claim; a write that names an older fence comes from somebody whose lease passed on.
    `position` orders slots of equal priority. `propensity` is the probability with which the slot was drawn (None:
    not drawn at random), `why` the strategy and slice behind it. `undo_until` ends the time in which a submission can
    be taken back; until then its annotator stays blind. `arm` is empty outside experiments; `arm_propensity` is the
    probability with which the slot got the arm that it has.
    `hold` says how whoever holds it came by it, `ending` and `reason` why it was skipped or closed. An annotator judges
    a trajectory of a queue once per `round`; a new round begins when a manager wants second judgements.
    What is `kept_for` an annotator is handed to nobody else, also when it lapses or is given back.
    `made_at` is when somebody was first wanted for it, by the clock of the database: since then it hides its trajectory
    from whoever could be handed it. A slot that takes another's place keeps the other's.
    """

    # The indexes below serve these two keys; ones of their own would only slow the claim down.
    queue = models.ForeignKey(Queue, models.CASCADE, related_name="+", db_index=False)
    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="+")
    annotator = models.ForeignKey(Annotator, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    status = models.CharField(max_length=16, default=AssignmentStatus.OPEN.value)
    priority = models.FloatField(default=0)
    position = models.BigIntegerField(default=0)
    propensity = models.FloatField(null=True)
    why = models.JSONField(default=dict)
    fence = models.PositiveIntegerField(default=0)
    hold = models.CharField(max_length=16, choices=Hold.choices, blank=True, default="", db_default="")
    ending = models.CharField(max_length=16, choices=Ending.choices, blank=True, default="", db_default="")
    round = models.PositiveSmallIntegerField(default=1, db_default=1)
    claimed_at = models.DateTimeField(null=True)
    lease_expires_at = models.DateTimeField(null=True)
    undo_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    arm = models.CharField(max_length=8, blank=True, default="", db_default="")
    arm_propensity = models.FloatField(null=True)
    # Few slots are kept for somebody: an index of all of them would only slow the claim down.
    kept_for = models.ForeignKey(Annotator, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(arm="", arm_propensity__isnull=True)
                | Q(arm__in=[arm.value for arm in Arm], arm_propensity__isnull=False),
                name="assignment_arm_has_a_propensity",
            ),
            models.UniqueConstraint(
                fields=["queue", "trajectory", "annotator", "round"],
                condition=Q(annotator__isnull=False),
                name="assignment_once_per_round",
            ),
            # Two tabs of one person that ask at once: the second finds what the first one got.
            models.UniqueConstraint(
                fields=["queue", "annotator", "hold"],
                condition=Q(status=AssignmentStatus.CLAIMED.value, hold__in=[Hold.CLAIM.value, Hold.RESERVED.value]),
                name="assignment_one_claim_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in AssignmentStatus]), name="assignment_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=AssignmentStatus.OPEN.value) | Q(annotator__isnull=True),
                name="assignment_open_is_nobodys",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_HELD_BY_SOMEBODY) | Q(annotator__isnull=False),
                name="assignment_held_has_an_annotator",
            ),
            models.CheckConstraint(
                condition=~Q(status=AssignmentStatus.CLAIMED.value) | Q(lease_expires_at__isnull=False),
                name="assignment_claim_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(status=AssignmentStatus.SUBMITTED.value) | Q(undo_until__isnull=False),
                name="assignment_submitted_can_be_undone",
            ),
            models.CheckConstraint(
                condition=~Q(status=AssignmentStatus.SKIPPED.value) | Q(ending__in=SKIP_KINDS),
                name="assignment_skipped_has_a_kind",
            ),
            models.CheckConstraint(condition=Q(hold__in=Hold.values), name="assignment_hold_is_known"),
            models.CheckConstraint(condition=Q(ending__in=Ending.values), name="assignment_ending_is_known"),
        ]
        indexes = [
            models.Index(
                "queue",
                models.F("priority").desc(),
                "position",
                "id",
                condition=Q(status=AssignmentStatus.OPEN.value),
                name="assignment_open",
            ),
            # The condition on the lease keeps this index out of the search for one's own, which would read all leases.
            models.Index(
                fields=["queue", "lease_expires_at"],
                condition=Q(status=AssignmentStatus.CLAIMED.value, lease_expires_at__isnull=False),
                name="assignment_leased",
            ),
            models.Index(fields=["queue", "annotator"], condition=Q(status="CLAIMED"), name="assignment_held"),
            models.Index(
                fields=["annotator", "queue", "-claimed_at"],
                condition=Q(annotator__isnull=False),
                name="assignment_of_annotator",
            ),
            models.Index(fields=["queue", "kept_for"], condition=Q(kept_for__isnull=False), name="assignment_kept"),
            # What somebody can still take back covers what is like it: few rows at any time, looked up by every list.
            models.Index(
                fields=["annotator", "undo_until"], condition=Q(undo_until__isnull=False), name="assignment_undoable"
            ),
            models.Index(
                fields=["queue", "ending"],
                condition=Q(status__in=[AssignmentStatus.SKIPPED.value, AssignmentStatus.LATE.value]),
                name="assignment_skipped_or_late",
            ),
        ]

    def __str__(self) -> str:
        return f"slot {self.pk} ({self.status})"


class EvidenceView(models.TextChoices):
    """Which rewards the annotator could see while judging. UNCONTROLLED: they may have seen them before: by a role that
    reads rewards outside its own claims, or from work of theirs on the same trajectory."""

    BLIND = "BLIND"
    SCORES_SHOWN = "SCORES_SHOWN"
    UNCONTROLLED = "UNCONTROLLED"


class SeenView(models.TextChoices):
    """The same of the reference answer, or of colleagues' labels."""

    BLIND = "BLIND"
    SHOWN = "SHOWN"
    UNCONTROLLED = "UNCONTROLLED"


class Annotation(models.Model):
    """What was submitted for an assignment, once. Never updated: undo sets `withdrawn_at`, a correction is a new row.

    `labels`, `unsure`, `origins` (0 given by hand, 1 an accepted proposal) and `active_ms` have one entry per step of
    the trajectory. NULL in `labels` is unlabelled and never 0. `first_error` counts all steps from 0. `taxonomy` and
    its version say where the error types of its notes are explained; empty where none were offered.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    annotator = models.ForeignKey(Annotator, models.PROTECT, related_name="+")
    trajectory = models.ForeignKey(Trajectory, models.PROTECT, related_name="+")
    protocol = models.CharField(max_length=32)
    protocol_version = models.PositiveSmallIntegerField()
    taxonomy = models.CharField(max_length=64, blank=True, default="", db_default="")
    taxonomy_version = models.PositiveSmallIntegerField(null=True, blank=True)
    guideline = models.ForeignKey(GuidelineVersion, models.PROTECT, null=True, related_name="+")
    evidence_view = models.CharField(max_length=16, choices=EvidenceView.choices)
    # Whoever writes a row and says nothing vouches for nothing.
    reference_view = models.CharField(
        max_length=16, choices=SeenView.choices, default=SeenView.UNCONTROLLED, db_default="UNCONTROLLED"
    )
    labels_view = models.CharField(
        max_length=16, choices=SeenView.choices, default=SeenView.UNCONTROLLED, db_default="UNCONTROLLED"
    )
    labels = ArrayField(models.SmallIntegerField(null=True))
    unsure = ArrayField(models.BooleanField())
    origins = ArrayField(models.SmallIntegerField(null=True))
    active_ms = ArrayField(models.PositiveIntegerField(null=True))
    first_error = models.PositiveSmallIntegerField(null=True)
    no_error = models.BooleanField()
    first_error_reason = models.CharField(max_length=64, blank=True, default="")
    outcome_label = models.SmallIntegerField(null=True)
    note = models.TextField(blank=True, default="")
    failure = models.CharField(max_length=500, blank=True, default="")
    submitted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(withdrawn_at__isnull=True), name="annotation_once_per_assignment"
            ),
            models.CheckConstraint(
                condition=Q(
                    evidence_view__in=EvidenceView.values,
                    reference_view__in=SeenView.values,
                    labels_view__in=SeenView.values,
                ),
                name="annotation_evidence_view_is_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome_label__isnull=True) | Q(outcome_label__in=[-1, 0, 1]),
                name="annotation_outcome_is_ternary",
            ),
            *judgement_constraints("annotation"),
        ]
        indexes = [models.Index(fields=["trajectory", "annotator"], name="annotation_by_trajectory")]

    def __str__(self) -> str:
        return f"annotation {self.pk} of {self.trajectory_id}"


class StepNote(models.Model):
    """What an annotation says about one step besides its label. `repairs_step` names the earlier step it repairs.

    `spans` are places cited as evidence: `{step, part, start, end}`, counted by code point, the end not included.
    `alternatives` are other steps that could stand here, best first: `{text, rating}`.
    """

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="notes")
    step_index = models.PositiveSmallIntegerField()
    error_types = ArrayField(models.CharField(max_length=64), default=list)
    flags = ArrayField(models.CharField(max_length=64), default=list)
    severity = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True, default="")
    correction = models.TextField(blank=True, default="")
    spans = models.JSONField(default=list)
    alternatives = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    repairs_step = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["annotation", "step_index"], name="note_once_per_step"),
            models.CheckConstraint(
                condition=Q(repairs_step__isnull=True) | Q(repairs_step__lt=models.F("step_index")),
                name="note_repairs_an_earlier_step",
            ),
            models.CheckConstraint(
                condition=Q(severity__isnull=True) | Q(severity__range=(1, 4)), name="note_severity_is_one_to_four"
            ),
        ]

    def __str__(self) -> str:
        return f"note on step {self.step_index}"


class Draft(models.Model):
    """An annotator's unfinished work on an assignment. Outlives the lease: late work is kept.

    `revision` counts applied batches of operations; `applied` holds the ids of the latest operations, so that a batch
    sent twice is applied once. While `closed_at` is empty its annotator stays blind to the trajectory, but for what
    `saw_…` says was shown: that is set before anything is sent, and never taken back. Where nobody
    has begun (it is reserved, or given by a manager) they stay blind only until `reserved_until`.

    Of work that was given back the draft stays, closed and empty: that they had the trajectory is not forgotten.
    """

    # Each claim opens one: the constraint below serves the first key, and nothing looks for the second alone.
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+", db_index=False)
    annotator = models.ForeignKey(Annotator, models.CASCADE, related_name="+", db_index=False)
    trajectory = models.ForeignKey(Trajectory, models.CASCADE, related_name="+")
    fence = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    state = models.JSONField(default=dict)
    applied = ArrayField(models.CharField(max_length=36), default=list)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    saw_rewards = models.BooleanField(default=False, db_default=False)
    saw_reference = models.BooleanField(default=False, db_default=False)
    saw_labels = models.BooleanField(default=False, db_default=False)
    reserved_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "annotator"], name="draft_once_per_annotator")]
        indexes = [
            models.Index(
                fields=["annotator", "trajectory"], condition=Q(closed_at__isnull=True), name="draft_open_of_annotator"
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.pk} at revision {self.revision}"


def is_begun() -> Q:
    """Of a draft: its annotator has begun with it, now or before they gave it back (that counts as a revision)."""
    return Q(reserved_until__isnull=True) | Q(revision__gt=0)


class Reveal(models.Model):
    """When an annotator chose to see what was hidden, which of it, and what they had said until then.

    `first_error_before` and `no_error_before` are what stood or followed from the labels. `annotation` is what they
    submitted next, with the labels after; of a time to undo that was waived, what stood. `reveals.py` reads it.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    annotator = models.ForeignKey(Annotator, models.CASCADE, related_name="+")
    revealed_at = models.DateTimeField()
    labels_before = ArrayField(models.SmallIntegerField(null=True))
    first_error_before = models.PositiveSmallIntegerField(null=True)
    no_error_before = models.BooleanField(default=False, db_default=False)
    evidence = ArrayField(models.CharField(max_length=16), default=list)
    annotation = models.ForeignKey(Annotation, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"reveal of {self.assignment_id} at {self.revealed_at}"
