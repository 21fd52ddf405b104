"""Shapes of what is said of annotators."""

from typing import Any

from rest_framework import serializers

from annotator.http.fields import KnownFieldsSerializer
from annotator.labeling.hidden_checks import FeedbackPolicy
from annotator.labeling.proposal_serializers import ProposalsQuerySerializer
from annotator.labeling.qualification import Measure
from annotator.quality.injection import InjectionKind
from annotator.quality.models import ContestStatus
from annotator.quality.step_times import FASTEST, READING_SPEED, SLOWEST

INJECTION_KINDS = [kind.value for kind in InjectionKind]


class ShareSerializer(serializers.Serializer[Any]):
    """`hits` of `count` with a 95 % interval, from 0 to 1; null where nothing was counted."""

    hits = serializers.IntegerField()
    count = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class RecallSerializer(serializers.Serializer[Any]):
    """Of the steps with this gold label, how many got it."""

    label = serializers.IntegerField()  # type: ignore[assignment]  # declared fields never shadow Field.label
    share = ShareSerializer()


class DistanceSerializer(serializers.Serializer[Any]):
    """How many trajectories had their first error marked so many scorable steps late (negative: early)."""

    steps = serializers.IntegerField()
    trajectories = serializers.IntegerField()


class FirstErrorsSerializer(serializers.Serializer[Any]):
    """First errors against gold. `missed`: called clean and not; `invented`: given an error and clean."""

    right = ShareSerializer()
    distances = DistanceSerializer(many=True)
    missed = serializers.IntegerField()
    invented = serializers.IntegerField()


class AccuracySerializer(serializers.Serializer[Any]):
    """Against gold that was not made of annotations. `always_correct` and `always_clean` are the trivial baselines."""

    trajectories = serializers.IntegerField()
    steps = ShareSerializer()
    recalls = RecallSerializer(many=True)
    first_errors = FirstErrorsSerializer()
    outcomes = ShareSerializer()
    always_correct = ShareSerializer()
    always_clean = ShareSerializer()


class WindowSerializer(serializers.Serializer[Any]):
    """Trajectories `first` to `last` in the order of submission, counted from 1, and how many of them were right."""

    first = serializers.IntegerField()
    last = serializers.IntegerField()
    share = ShareSerializer()


class SignalSerializer(serializers.Serializer[Any]):
    """Accuracy fell: noticed at one trajectory, probably since another, counted from 1. `over` is where all was as
    before again; null while it is not."""

    since = serializers.IntegerField()
    noticed = serializers.IntegerField()
    before = serializers.FloatField(help_text="Accuracy in the first twenty.")
    expected = serializers.FloatField(
        help_text="What the first twenty make sure of: the lower bound of their accuracy."
    )
    over = serializers.IntegerField(allow_null=True)


class DriftSerializer(serializers.Serializer[Any]):
    """Accuracy over time, with the latest fall. `intervals_part`: the last window's interval lies wholly below that of
    the first."""

    windows = WindowSerializer(many=True)
    signal = SignalSerializer(allow_null=True)
    intervals_part = serializers.BooleanField()


class TimesSerializer(serializers.Serializer[Any]):
    """Seconds: sums of active and idle time, medians of active time; null where nothing was measured."""

    measured_steps = serializers.IntegerField()
    measured_annotations = serializers.IntegerField()
    active_s = serializers.FloatField(allow_null=True)
    idle_s = serializers.FloatField(allow_null=True)
    per_step_s = serializers.FloatField(allow_null=True)
    per_trajectory_s = serializers.FloatField(allow_null=True)
    too_fast = ShareSerializer()


class AnnotatorQualitySerializer(serializers.Serializer[Any]):
    """One person's quality, over what the person who asks may see."""

    annotator_id = serializers.IntegerField()
    name = serializers.CharField()
    annotations = serializers.IntegerField()
    proposals = serializers.IntegerField(help_text="Labels that are accepted proposals; left out unless asked for.")
    uncontrolled = serializers.IntegerField(help_text="Gold was, or may have been, in view; held against nothing.")
    contested = serializers.IntegerField(help_text="Held against nothing until their objection is answered.")
    last_submitted_at = serializers.DateTimeField(allow_null=True)
    accuracy = AccuracySerializer()
    drift = DriftSerializer()
    times = TimesSerializer()


class AnnotatorQualityListSerializer(serializers.Serializer[Any]):
    """Everybody who submitted something that the person who asks may see, by name."""

    results = AnnotatorQualitySerializer(many=True)
    reading_speed = serializers.FloatField(help_text="Characters per second; faster is too fast to have read.")
    with_proposals = serializers.BooleanField()


class QualityQuerySerializer(ProposalsQuerySerializer):
    """How fast somebody may read, and whether accepted proposals count as labels, in the address."""

    reading_speed = serializers.FloatField(min_value=SLOWEST, max_value=FASTEST, required=False, default=READING_SPEED)


class NewChecksSerializer(KnownFieldsSerializer):
    """What to hide in a queue. Asking again tops up, and changes when feedback is given."""

    share = serializers.FloatField(help_text="Of what waits in the queue, above 0 and at most 0.5.")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=INJECTION_KINDS), required=False, default=sorted(INJECTION_KINDS)
    )
    feedback = serializers.ChoiceField(
        choices=FeedbackPolicy.choices, required=False, default=FeedbackPolicy.AFTER_QUEUE.value
    )
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class PlantedSerializer(serializers.Serializer[Any]):
    """Pairs that were wanted and made; originals that took no error; pairs whose ids say that they came later; and
    whether there are enough people, as nobody is handed both of a pair."""

    wanted = serializers.IntegerField()
    made = serializers.IntegerField()
    refused = serializers.IntegerField()
    recognisable = serializers.IntegerField()
    people = serializers.IntegerField(help_text="Annotators who could be handed something of this queue.")
    people_needed = serializers.IntegerField(help_text="With fewer, some checks get less than the overlap wants.")


class SyntheticErrorSerializer(serializers.Serializer[Any]):
    """An injected error: `start` to `end` is the changed part of the step's text."""

    kind = serializers.ChoiceField(choices=INJECTION_KINDS)
    step_index = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    before = serializers.CharField()
    after = serializers.CharField()
    explanation = serializers.CharField()


class CheckSerializer(serializers.Serializer[Any]):
    """One hidden check; an unmodified twin has no error."""

    trajectory_id = serializers.IntegerField()
    external_id = serializers.CharField()
    made_from_id = serializers.IntegerField(allow_null=True)
    error = SyntheticErrorSerializer(allow_null=True)
    part = serializers.CharField(allow_null=True)
    annotations = serializers.IntegerField()
    right = serializers.IntegerField()


class FoundSerializer(serializers.Serializer[Any]):
    """How often errors of one kind, or of one place, were marked at their step."""

    name = serializers.CharField()
    share = ShareSerializer()


class ChecksSerializer(serializers.Serializer[Any]):
    """The hidden checks of a queue; `share` is null where it carries none."""

    share = serializers.FloatField(allow_null=True)
    feedback = serializers.ChoiceField(choices=FeedbackPolicy.choices, allow_null=True)
    checks = CheckSerializer(many=True)
    found = FoundSerializer(many=True)
    found_by_part = FoundSerializer(many=True)
    left_clean = ShareSerializer()
    people = serializers.IntegerField(help_text="Annotators who could be handed something of this queue.")
    people_needed = serializers.IntegerField(help_text="With fewer, some checks get less than the overlap wants.")


class JudgedSerializer(serializers.Serializer[Any]):
    """What somebody, or gold, says of a trajectory."""

    labels = serializers.ListField(child=serializers.IntegerField(allow_null=True))
    first_error = serializers.IntegerField(allow_null=True)
    no_error = serializers.BooleanField()
    outcome = serializers.IntegerField(allow_null=True)


class ProposalSerializer(serializers.Serializer[Any]):
    """What gold should say instead: one of another first error, no error, or another label for one step."""

    first_error = serializers.IntegerField(min_value=0, max_value=32_767, allow_null=True, required=False, default=None)
    no_error = serializers.BooleanField(required=False, default=False)
    step_index = serializers.IntegerField(min_value=0, max_value=32_767, allow_null=True, required=False, default=None)
    label = serializers.IntegerField(  # type: ignore[assignment]  # declared fields never shadow Field.label
        min_value=-1, max_value=1, allow_null=True, required=False, default=None
    )


class NewContestSerializer(serializers.Serializer[Any]):
    """An objection to one version of a gold label."""

    gold_id = serializers.IntegerField()
    reason = serializers.CharField(max_length=2_000)
    proposal = ProposalSerializer()


class AnswerSerializer(serializers.Serializer[Any]):
    """Why gold stays."""

    answer = serializers.CharField(max_length=2_000)


class RevisionSerializer(AnswerSerializer):
    """Why gold changes; as was proposed, where no other proposal is given."""

    proposal = ProposalSerializer(required=False, allow_null=True, default=None)


class ContestSerializer(serializers.Serializer[Any]):
    """A contested gold label, with the answer once there is one."""

    id = serializers.IntegerField()
    trajectory_id = serializers.IntegerField()
    external_id = serializers.CharField()
    protocol = serializers.CharField()
    gold_id = serializers.IntegerField()
    gold_version = serializers.IntegerField()
    gold = JudgedSerializer()
    scorable = serializers.ListField(child=serializers.IntegerField())
    raised_by = serializers.CharField()
    reason = serializers.CharField()
    proposal = ProposalSerializer()
    status = serializers.ChoiceField(choices=ContestStatus.choices)
    answer = serializers.CharField(allow_blank=True)
    decided_by = serializers.CharField(allow_null=True)
    revised_version = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class ContestListSerializer(serializers.Serializer[Any]):
    """Open ones first. Annotators get their own."""

    results = ContestSerializer(many=True)


class FeedbackSerializer(serializers.Serializer[Any]):
    """One's annotation beside gold; `is_right` is null where nothing can be compared, `contest_status` where one did
    not object to this version."""

    annotation_id = serializers.IntegerField()
    trajectory_id = serializers.IntegerField()
    external_id = serializers.CharField()
    protocol = serializers.CharField()
    scorable = serializers.ListField(child=serializers.IntegerField())
    submitted_at = serializers.DateTimeField()
    said = JudgedSerializer()
    gold_id = serializers.IntegerField()
    gold_method = serializers.CharField()
    gold = JudgedSerializer()
    is_right = serializers.BooleanField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    contest_status = serializers.ChoiceField(choices=ContestStatus.choices, allow_null=True)


class FeedbackListSerializer(serializers.Serializer[Any]):
    """One's latest hundred annotations that have gold and give nothing away any more, newest first."""

    results = FeedbackSerializer(many=True)


class NewGateSerializer(KnownFieldsSerializer):
    """What a queue asks of people before it hands anything out."""

    filter = serializers.CharField(allow_blank=True, required=False, default="", help_text="What fits can be in it.")
    measure = serializers.ChoiceField(choices=Measure.choices, required=False, default=Measure.STEP_LABELS.value)
    threshold = serializers.FloatField(help_text="Share that has to be right, above 0 and at most 1.")
    minimum = serializers.IntegerField(min_value=1, max_value=500, help_text="Trajectories of one attempt.")
    attempts = serializers.IntegerField(min_value=1, max_value=10, required=False, default=2)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)

    def validate_threshold(self, value: float) -> float:
        """A share of nothing lets everybody in, and more than all nobody."""
        if not 0 < value <= 1:
            raise serializers.ValidationError("A threshold is above 0 and at most 1.")
        return value


class StandingSerializer(serializers.Serializer[Any]):
    """Where one person stands; `shares` are what finished attempts came to."""

    annotator = serializers.CharField()
    attempt = serializers.IntegerField()
    done = serializers.IntegerField()
    shares = serializers.ListField(child=serializers.FloatField())
    passed_at = serializers.DateTimeField(allow_null=True)
    failed_at = serializers.DateTimeField(allow_null=True)


class GateSerializer(serializers.Serializer[Any]):
    """A queue's qualification. Annotators get their own standing alone."""

    queue_id = serializers.IntegerField()
    screening_id = serializers.IntegerField()
    screening = serializers.CharField()
    measure = serializers.ChoiceField(choices=Measure.choices)
    threshold = serializers.FloatField()
    minimum = serializers.IntegerField()
    attempts = serializers.IntegerField()
    standings = StandingSerializer(many=True)


class AdmitSerializer(serializers.Serializer[Any]):
    """Whom to let in."""

    username = serializers.CharField(max_length=150)
