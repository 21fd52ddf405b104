"""Shapes of queues as managers and reviewers see them, and of what managers may ask for."""

from typing import Any

from rest_framework import serializers

from annotator.http.fields import KnownFieldsSerializer
from annotator.labeling.protocols import Asked
from annotator.labeling.services.requeue import LONGEST_REASON, MOST_COPIES

MOST_AT_ONCE = 50_000


class QueueSettingsSerializer(serializers.Serializer[Any]):
    """Everything that can be said of a queue."""

    name = serializers.CharField(max_length=200)
    filter = serializers.CharField(max_length=2_000, allow_blank=True, trim_whitespace=True)
    overlap = serializers.IntegerField(help_text="How many people judge each trajectory.")
    order = serializers.CharField(max_length=16, help_text="FIXED, RANDOM or PRIORITY.")
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="Of a random order.")
    priority_by = serializers.CharField(
        max_length=300, allow_blank=True, help_text="lowest:SCORER or steps, `-` reverses; empty: uploaded numbers."
    )
    lease_minutes = serializers.IntegerField()
    protocol = serializers.CharField(max_length=32)
    blind_policy = serializers.CharField(max_length=32, help_text="When annotators get rewards.")
    reference_policy = serializers.CharField(max_length=32, help_text="When they get reference answer and outcome.")
    labels_policy = serializers.CharField(max_length=32, help_text="When they get colleagues' labels and gold.")
    shown_percent = serializers.IntegerField(help_text="Of a randomised policy: the share that is shown it.")
    one_per_problem = serializers.BooleanField(help_text="One trajectory of a problem is held at a time.")
    bad_after = serializers.IntegerField(
        allow_null=True, help_text="So many annotators who call it a bad problem close a trajectory here."
    )
    takes_imports = serializers.BooleanField(help_text="What is imported and fits falls into it.")
    is_paused = serializers.BooleanField()
    taxonomy = serializers.CharField(
        max_length=64, allow_blank=True, help_text="Whose error types are offered; empty: none but what it must offer."
    )
    taxonomy_version = serializers.IntegerField(
        min_value=1, max_value=32_767, allow_null=True, help_text="Null beside a name: the newest."
    )


class NewQueueSerializer(KnownFieldsSerializer, QueueSettingsSerializer):
    """A queue to make: a name, and what differs from the usual."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """All but the name may be left out."""
        found = super().get_fields()
        for name, field in found.items():
            field.required = name == "name"
        return found


class QueueChangesSerializer(KnownFieldsSerializer, QueueSettingsSerializer):
    """What to change of a queue; what is left out stays."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Everything may be left out."""
        found = super().get_fields()
        for field in found.values():
            field.required = False
        return found


class QueueCountsSerializer(serializers.Serializer[Any]):
    """Slots by where they stand; `ahead` are reserved or given and nobody has begun, `lapsed` ran out untaken."""

    trajectories = serializers.IntegerField()
    open = serializers.IntegerField()
    held = serializers.IntegerField()
    ahead = serializers.IntegerField()
    lapsed = serializers.IntegerField()
    submitted = serializers.IntegerField()
    skipped = serializers.IntegerField()
    given_up = serializers.IntegerField()
    bad_problem = serializers.IntegerField()
    late = serializers.IntegerField()
    closed = serializers.IntegerField()


class ManagedQueueSerializer(QueueSettingsSerializer):
    """A queue with its settings and where it stands."""

    id = serializers.IntegerField()
    is_default = serializers.BooleanField()
    sent_back_from = serializers.CharField(
        allow_null=True,
        help_text="The queue whose labels a guideline sent back: they are judged again here.",
    )
    screens_for = serializers.CharField(
        allow_null=True, help_text="The queue that opens to whoever passes here; slots are made for each who comes."
    )
    protocol_version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    counts = QueueCountsSerializer()


class ManagedQueueListSerializer(serializers.Serializer[Any]):
    """All queues of the project."""

    results = ManagedQueueSerializer(many=True)


class ChangedQueueSerializer(serializers.Serializer[Any]):
    """A queue that was made, changed or refilled, and how many slots came to it or were closed."""

    queue = ManagedQueueSerializer()
    added = serializers.IntegerField()
    closed = serializers.IntegerField()


class SlotSerializer(serializers.Serializer[Any]):
    """One wanted judgement. While `is_hidden` the viewer is at work on the trajectory themselves: why a colleague
    declined it, or that it is asked of the same one again, would colour their own judgement, so `kind`, `reason` and
    `kept_for` are null."""

    id = serializers.IntegerField()
    status = serializers.CharField()
    annotator = serializers.CharField(allow_null=True)
    hold = serializers.CharField(help_text="CLAIM, RESERVED (fetched ahead), GIVEN (by a manager), REOPENED, or empty.")
    kept_for = serializers.CharField(
        allow_null=True,
        help_text="Who alone is handed it, also when it lapses: a label of theirs is asked again, or it screens them.",
    )
    kind = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    is_hidden = serializers.BooleanField()
    round = serializers.IntegerField()
    claimed_at = serializers.DateTimeField(allow_null=True)
    lease_expires_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    trajectory_id = serializers.IntegerField()
    external_id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # declared fields never shadow Field.source


class SlotPageSerializer(serializers.Serializer[Any]):
    """One page of slots."""

    results = SlotSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class PaceSerializer(serializers.Serializer[Any]):
    """What one annotator did in the queue; `seconds` is the median active time of a submission."""

    annotator = serializers.CharField()
    held = serializers.IntegerField()
    submitted = serializers.IntegerField()
    last_hour = serializers.IntegerField()
    last_day = serializers.IntegerField()
    skipped = serializers.IntegerField()
    late = serializers.IntegerField()
    seconds = serializers.FloatField(allow_null=True)
    latest_at = serializers.DateTimeField(allow_null=True)


class ExclusionSerializer(serializers.Serializer[Any]):
    """Somebody who is kept away from a queue, or from a trajectory in every queue."""

    id = serializers.IntegerField()
    annotator = serializers.CharField()
    queue_id = serializers.IntegerField(allow_null=True)
    queue = serializers.CharField(allow_null=True)
    trajectory_id = serializers.IntegerField(allow_null=True)
    external_id = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()


class ExclusionListSerializer(serializers.Serializer[Any]):
    """Everybody who is kept away from something."""

    results = ExclusionSerializer(many=True)


class NewExclusionSerializer(KnownFieldsSerializer):
    """Keep somebody away: from a queue, or from trajectories (named, or those that fit a filter now)."""

    username = serializers.CharField(max_length=150)
    queue_id = serializers.IntegerField(required=False, allow_null=True, default=None)
    trajectory_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, max_length=MOST_AT_ONCE
    )
    filter = serializers.CharField(max_length=2_000, required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class AddedExclusionsSerializer(serializers.Serializer[Any]):
    """How many exclusions are new."""

    added = serializers.IntegerField()


class QueueBoardSerializer(serializers.Serializer[Any]):
    """One queue as it stands now: who holds what until when, what was declined and why, who works how fast."""

    queue = ManagedQueueSerializer()
    held = SlotSerializer(many=True)
    declined = SlotSerializer(many=True)
    late = SlotSerializer(many=True)
    annotators = PaceSerializer(many=True)
    exclusions = ExclusionSerializer(many=True)


class RequeueSerializer(KnownFieldsSerializer):
    """Which trajectories to queue again: named, or those of the queue that fit a filter."""

    trajectory_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, max_length=MOST_AT_ONCE
    )
    filter = serializers.CharField(max_length=2_000, required=False, allow_blank=True, allow_null=True, default=None)
    copies = serializers.IntegerField(min_value=1, max_value=MOST_COPIES, required=False, default=1)
    anew = serializers.BooleanField(
        required=False, default=False, help_text="Whoever judged it before may be handed it again."
    )
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class RequeuedSerializer(serializers.Serializer[Any]):
    """What came of it; `waiting` are still to be judged, so they were left alone."""

    trajectories = serializers.IntegerField()
    slots = serializers.IntegerField()
    waiting = serializers.IntegerField()


class PrioritySerializer(serializers.Serializer[Any]):
    """The priority of one trajectory; the highest is handed out first."""

    trajectory_id = serializers.IntegerField(min_value=1)
    priority = serializers.FloatField(min_value=-1e12, max_value=1e12)


class PrioritiesSerializer(serializers.Serializer[Any]):
    """Priorities by hand."""

    priorities = serializers.ListField(child=PrioritySerializer(), allow_empty=False, max_length=MOST_AT_ONCE)


class PrioritisedSerializer(serializers.Serializer[Any]):
    """How many trajectories of the queue have a number now, and how many are not in it."""

    trajectories = serializers.IntegerField()
    unknown = serializers.IntegerField()


class ReassignSerializer(serializers.Serializer[Any]):
    """Who gets the slot, and for how long it waits for them."""

    username = serializers.CharField(max_length=150)
    hours = serializers.IntegerField(min_value=1, max_value=24 * 14, required=False, default=24)


class SlotIdsSerializer(serializers.Serializer[Any]):
    """Slots by id."""

    slots = serializers.ListField(child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=1_000)


class ClosedSlotsSerializer(serializers.Serializer[Any]):
    """How many slots were closed; the others were done already."""

    closed = serializers.IntegerField()


class NamedChoiceSerializer(serializers.Serializer[Any]):
    """Something that can be chosen."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # declared fields never shadow Field.label


class UsualPoliciesSerializer(serializers.Serializer[Any]):
    """What a new queue hides and shows where nothing is said of it."""

    blind_policy = serializers.CharField()
    reference_policy = serializers.CharField()
    labels_policy = serializers.CharField()


class ProtocolChoiceSerializer(NamedChoiceSerializer):
    """A protocol, whether it asks in which way a step is wrong, and what it usually lets annotators see."""

    error_types = serializers.ChoiceField(choices=[asked.value for asked in Asked])
    policies = UsualPoliciesSerializer()


class TaxonomyChoiceSerializer(serializers.Serializer[Any]):
    """A version of a taxonomy that a queue can go by."""

    name = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    is_newest = serializers.BooleanField()


class QueueChoicesSerializer(serializers.Serializer[Any]):
    """What the settings of a queue can be, and who can be handed something."""

    protocols = ProtocolChoiceSerializer(many=True)
    taxonomies = TaxonomyChoiceSerializer(many=True)
    blind_policies = NamedChoiceSerializer(many=True)
    orders = NamedChoiceSerializer(many=True)
    skip_kinds = NamedChoiceSerializer(many=True)
    members = serializers.ListField(child=serializers.CharField())
