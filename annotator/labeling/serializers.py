"""Shapes of queues, assignments and drafts."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.labeling.draft_state import Operation
from annotator.labeling.policies import BlindPolicy
from annotator.labeling.protocols import AfterFirstError, Asked, Completeness
from annotator.labeling.qualification import Measure
from annotator.labeling.slot_words import SKIP_KINDS, Ending
from annotator.labeling.taxonomy_serializers import (
    AlternativeSerializer,
    FlagSerializer,
    SpanSerializer,
    TaxonomySerializer,
)

POLICY_NAMES = [policy.value for policy in BlindPolicy]
STEP_ROLES = ["system", "user", "assistant", "tool"]


class QueueSerializer(serializers.Serializer[Any]):
    """A queue and what it asks for."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    is_default = serializers.BooleanField()
    protocol = serializers.CharField()
    protocol_version = serializers.IntegerField()
    taxonomy = serializers.CharField(allow_blank=True, help_text="Name of the error types offered; empty: none.")
    taxonomy_version = serializers.IntegerField(allow_null=True)
    overlap = serializers.IntegerField()
    lease_minutes = serializers.IntegerField()
    blind_policy = serializers.ChoiceField(choices=POLICY_NAMES)
    reference_policy = serializers.ChoiceField(choices=POLICY_NAMES)
    labels_policy = serializers.ChoiceField(choices=POLICY_NAMES)
    is_paused = serializers.BooleanField()
    order = serializers.CharField(help_text="FIXED, RANDOM or PRIORITY; by what priority is for managers to know.")


class QueueStateSerializer(serializers.Serializer[Any]):
    """Where a queue stands for the person who asks; the numbers explain why nothing may be left."""

    wanted = serializers.IntegerField()
    submitted = serializers.IntegerField()
    available = serializers.IntegerField()
    held_by_others = serializers.IntegerField()
    next_lapse_at = serializers.DateTimeField(allow_null=True)
    done_by_you = serializers.IntegerField()
    is_kept_away = serializers.BooleanField(help_text="A manager keeps this person away from the queue.")


class QueueWithStateSerializer(QueueSerializer):
    """A queue with its state."""

    state = QueueStateSerializer()


class QueueListSerializer(serializers.Serializer[Any]):
    """All queues of the project."""

    results = QueueWithStateSerializer(many=True)


class ToolCallSerializer(serializers.Serializer[Any]):
    """One call of a step; `arguments` is the text as the model wrote it."""

    id = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    arguments = serializers.CharField()


class CutSerializer(serializers.Serializer[Any]):
    """How much there is of a text of which only the beginning is given."""

    bytes = serializers.IntegerField(help_text="Of the whole text, in UTF-8.")
    lines = serializers.IntegerField()


class StepTextSerializer(serializers.Serializer[Any]):
    """The whole text of one step."""

    text = serializers.CharField()


class ImageSerializer(serializers.Serializer[Any]):
    """An image, to be had under `images/<sha>`; width and height are pixels as a browser shows it."""

    sha = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField()


class StepSerializer(serializers.Serializer[Any]):
    """One step as it is shown."""

    role = serializers.ChoiceField(choices=STEP_ROLES)
    text = serializers.CharField()
    reasoning = serializers.CharField(required=False)
    tool_calls = ToolCallSerializer(many=True, required=False)
    tool_name = serializers.CharField(required=False)
    tool_call_id = serializers.CharField(required=False)
    agent = serializers.CharField(
        required=False, help_text="Name of the agent that wrote it, where its message has one."
    )
    cut = CutSerializer(required=False, help_text="Given on the desk, where `text` is only the beginning.")
    images = ImageSerializer(many=True, required=False)


class LabelledTrajectorySerializer(serializers.Serializer[Any]):
    """What an annotator gets of a trajectory: the text, and nothing that is hidden until they have submitted."""

    id = serializers.IntegerField()
    external_id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # declared fields never shadow Field.source
    revision = serializers.IntegerField()
    step_count = serializers.IntegerField()
    scorable = serializers.ListField(child=serializers.IntegerField())
    problem = serializers.CharField()
    problem_images = ImageSerializer(many=True)
    steps = StepSerializer(many=True)
    tools = serializers.ListField(child=serializers.DictField())


class DraftStateSerializer(serializers.Serializer[Any]):
    """A draft: sparse per-step values by step index, and the values of the whole trajectory."""

    labels = serializers.DictField(child=serializers.IntegerField())
    unsure = serializers.DictField(child=serializers.BooleanField())
    comments = serializers.DictField(child=serializers.CharField())
    active_ms = serializers.DictField(child=serializers.IntegerField())
    error_types = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    severities = serializers.DictField(child=serializers.IntegerField())
    flags = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    corrections = serializers.DictField(child=serializers.CharField())
    spans = serializers.DictField(child=SpanSerializer(many=True))
    alternatives = serializers.DictField(child=AlternativeSerializer(many=True))
    repairs = serializers.DictField(child=serializers.IntegerField())
    origins = serializers.DictField(child=serializers.IntegerField(), help_text="1: the label is an accepted proposal.")
    refused = serializers.DictField(child=serializers.BooleanField())
    proposing = serializers.BooleanField(help_text="Labels are proposed for the steps behind the first error.")
    first_error = serializers.IntegerField(allow_null=True)
    no_error = serializers.BooleanField()
    first_error_reason = serializers.CharField(allow_blank=True)
    outcome = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class DraftSerializer(serializers.Serializer[Any]):
    """A draft and the revision it has reached."""

    revision = serializers.IntegerField()
    state = DraftStateSerializer()


class LabelValueSerializer(serializers.Serializer[Any]):
    """One value that a step can get under a protocol."""

    value = serializers.ChoiceField(choices=[-1, 0, 1])
    name = serializers.CharField()
    meaning = serializers.CharField()
    keys = serializers.ListField(child=serializers.CharField())
    tone = serializers.ChoiceField(choices=["pos", "neu", "neg"])
    is_error = serializers.BooleanField(help_text="A step with this value can be the first error.")


class ProtocolSerializer(serializers.Serializer[Any]):
    """What is asked of the annotator."""

    name = serializers.CharField()
    version = serializers.IntegerField()
    is_current = serializers.BooleanField(help_text="The highest version of its name.")
    title = serializers.CharField()
    summary = serializers.CharField()
    values = LabelValueSerializer(many=True)
    completeness = serializers.ChoiceField(choices=[one.value for one in Completeness])
    after_first_error = serializers.ChoiceField(choices=[one.value for one in AfterFirstError])
    asks_for_labels = serializers.BooleanField()
    asks_for_outcome = serializers.BooleanField()
    error_types = serializers.ChoiceField(choices=[one.value for one in Asked])
    asks_for_alternatives = serializers.BooleanField()
    evidence_view = serializers.CharField()
    proposes = serializers.ChoiceField(choices=[-1], allow_null=True)
    first_error_reasons = serializers.DictField(child=serializers.CharField())


class ProtocolListSerializer(serializers.Serializer[Any]):
    """Protocols."""

    results = ProtocolSerializer(many=True)


class GuidelineSerializer(serializers.Serializer[Any]):
    """The guideline in force."""

    version = serializers.IntegerField()
    body = serializers.CharField()


EVIDENCE_STATES = ["SHOWN", "HIDDEN", "ON_REQUEST", "NEVER"]


class EvidenceStatesSerializer(serializers.Serializer[Any]):
    """What the desk shows of each kind. HIDDEN until submitted, ON_REQUEST until asked for, NEVER for good."""

    rewards = serializers.ChoiceField(choices=EVIDENCE_STATES)
    reference = serializers.ChoiceField(choices=EVIDENCE_STATES)
    labels = serializers.ChoiceField(choices=EVIDENCE_STATES)


class AssignmentSerializer(serializers.Serializer[Any]):
    """An assignment that the person holds or has submitted."""

    id = serializers.IntegerField()
    status = serializers.CharField()
    fence = serializers.IntegerField()
    is_mine = serializers.BooleanField(
        help_text="False: the lease passed on; what is submitted is kept as an extra opinion."
    )
    lease_expires_at = serializers.DateTimeField(allow_null=True)
    undo_until = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField(help_text="Strategy and slice behind the choice, never values.")
    evidence = EvidenceStatesSerializer()
    queue = QueueSerializer()
    protocol = ProtocolSerializer()
    taxonomy = TaxonomySerializer(allow_null=True, help_text="The error types that can be named; null: none.")
    flags = FlagSerializer(many=True)
    guideline = GuidelineSerializer(allow_null=True)
    trajectory = LabelledTrajectorySerializer()
    draft = DraftSerializer()


class NamedQueueSerializer(serializers.Serializer[Any]):
    """A queue by its number and name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class BeforeTheGateSerializer(serializers.Serializer[Any]):
    """A qualification that stands between a person and a queue, and where they stand in it."""

    queue = NamedQueueSerializer(help_text="The one that it opens.")
    screening = NamedQueueSerializer(help_text="The one in which it is done.")
    measure = serializers.ChoiceField(choices=Measure.choices)
    threshold = serializers.FloatField(help_text="Share that has to be right, from 0 to 1.")
    minimum = serializers.IntegerField(help_text="Trajectories of one attempt.")
    attempts = serializers.IntegerField()
    attempt = serializers.IntegerField(help_text="The one that runs, from 1.")
    done = serializers.IntegerField(help_text="Trajectories of it that are in and cannot be taken back any more.")
    shares = serializers.ListField(child=serializers.FloatField(), help_text="What finished attempts came to.")
    has_passed = serializers.BooleanField()
    has_failed = serializers.BooleanField()


class ClaimSerializer(serializers.Serializer[Any]):
    """What was handed out; null together with the queue's state when there is nothing, which says why."""

    assignment = AssignmentSerializer(allow_null=True)
    state = QueueStateSerializer(allow_null=True)
    why_nothing = serializers.CharField(allow_null=True)
    qualification = BeforeTheGateSerializer(allow_null=True, help_text="Where that is why there is nothing.")


OPERATION_FIELDS = [
    "label", "unsure", "comment", "active_ms", "error_types", "severity", "flags", "correction", "spans",
    "alternatives", "repairs", "origin", "refused", "proposing", "first_error", "no_error",
    "first_error_reason", "outcome", "note",
]  # fmt: skip
MOST_OPERATIONS = 5_000


class OperationSerializer(serializers.Serializer[Any]):
    """One change of a draft. Its id makes a retry harmless."""

    id = serializers.UUIDField()
    field = serializers.ChoiceField(choices=OPERATION_FIELDS)
    step_index = serializers.IntegerField(min_value=0, allow_null=True, required=False, default=None)
    value = serializers.JSONField(allow_null=True, required=False, default=None)


@extend_schema_field(OperationSerializer(many=True))
class OperationsField(serializers.Field[list[Operation], Any, Any, Any]):
    """Operations as values, checked for their shape at once: a serializer for each of them took longer than the
    submission itself. What a field may hold is the draft's to say."""

    def to_internal_value(self, data: Any) -> list[Operation]:
        """Every refusal names the operation by its place."""
        if not isinstance(data, list) or len(data) > MOST_OPERATIONS:
            raise serializers.ValidationError(f"This must be a list of at most {MOST_OPERATIONS} operations.")
        return [_operation(place, sent) for place, sent in enumerate(data)]

    def to_representation(self, value: Any) -> Any:
        """Operations are never sent back."""
        raise NotImplementedError


def _operation(place: int, sent: Any) -> Operation:
    if not isinstance(sent, dict):
        raise serializers.ValidationError({str(place): ["This must be an object."]})
    name, index = sent.get("field"), sent.get("step_index")
    try:
        key = str(uuid.UUID(sent["id"]))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise serializers.ValidationError({str(place): ["`id` must be a UUID."]}) from error
    if not isinstance(name, str) or name not in OPERATION_FIELDS:
        raise serializers.ValidationError({str(place): [f"`field` must be one of {', '.join(OPERATION_FIELDS)}."]})
    if index is not None and (isinstance(index, bool) or not isinstance(index, int) or index < 0):
        raise serializers.ValidationError({str(place): ["`step_index` must be a number from 0, or null."]})
    return Operation(id=key, field=name, value=sent.get("value"), step_index=index)


class OperationsSerializer(serializers.Serializer[Any]):
    """Changes made on a draft at `base_revision`, oldest first. `force`: the person chose these over a conflict."""

    base_revision = serializers.IntegerField(min_value=0)
    operations = OperationsField()
    force = serializers.BooleanField(required=False, default=False)


class SubmitSerializer(OperationsSerializer):
    """The last changes. `guideline_version` is the one that the page showed (left out: the one in force counts);
    `keeps_guideline`: the person knows of a newer one and judged by this."""

    guideline_version = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    keeps_guideline = serializers.BooleanField(required=False, default=False)


class SubmissionSerializer(serializers.Serializer[Any]):
    """What came of a submit. Late work is kept as an extra opinion."""

    annotation_id = serializers.IntegerField()
    assignment_id = serializers.IntegerField()
    is_late = serializers.BooleanField()
    undo_until = serializers.DateTimeField()
    first_error = serializers.IntegerField(allow_null=True)
    no_error = serializers.BooleanField()


class LeaseSerializer(serializers.Serializer[Any]):
    """A renewed lease. `evidence` is said where the trajectory was begun just now: it may be shown from then on."""

    lease_expires_at = serializers.DateTimeField()
    evidence = EvidenceStatesSerializer(allow_null=True)


class ReasonSerializer(serializers.Serializer[Any]):
    """Why a trajectory is declined: SKIP (somebody else should), GIVE_UP (nobody can tell), or BAD_PROBLEM."""

    kind = serializers.ChoiceField(choices=SKIP_KINDS, required=False, default=Ending.SKIP.value)
    reason = serializers.CharField(max_length=500)


class HistoryEntrySerializer(serializers.Serializer[Any]):
    """One of the person's own assignments."""

    id = serializers.IntegerField()
    status = serializers.CharField()
    trajectory_id = serializers.IntegerField()
    external_id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # declared fields never shadow Field.source
    submitted_at = serializers.DateTimeField(allow_null=True)
    undo_until = serializers.DateTimeField(allow_null=True)


class HistorySerializer(serializers.Serializer[Any]):
    """The person's latest assignments."""

    results = HistoryEntrySerializer(many=True)


def operations_of(sent: dict[str, Any]) -> dict[str, Any]:
    """The validated operations as the domain wants them, with the revision they were made on."""
    return {name: sent[name] for name in ("base_revision", "operations", "force")}
