"""Shapes of experiments."""

from typing import Any

from rest_framework import serializers

from annotator.labeling.policies import Evidence

VERDICTS = ["too-few", "differs", "no-difference-shown"]
MEASURES = [
    "incorrect_share",
    "listed_steps",
    "first_error_share",
    "first_error_position",
    "active_seconds",
    "scorer_agreement",
]


class ExperimentSerializer(serializers.Serializer[Any]):
    """A queue that varies one kind of evidence."""

    queue_id = serializers.IntegerField()
    name = serializers.CharField()
    evidence = serializers.ChoiceField(choices=[one.value for one in Evidence])
    shown_percent = serializers.IntegerField()
    seed = serializers.IntegerField()


class ExperimentListSerializer(serializers.Serializer[Any]):
    """The project's experiments."""

    results = ExperimentSerializer(many=True)


class EstimateSerializer(serializers.Serializer[Any]):
    """A value with its 95 % interval, null where there is nothing to count; `n` annotations."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    trajectories = serializers.IntegerField()


class ComparisonSerializer(serializers.Serializer[Any]):
    """One measure in both arms, and shown minus hidden."""

    measure = serializers.ChoiceField(choices=MEASURES)
    shown = EstimateSerializer()
    hidden = EstimateSerializer()
    difference = EstimateSerializer()
    verdict = serializers.ChoiceField(choices=VERDICTS)


class ComparedScorerSerializer(serializers.Serializer[Any]):
    """A scorer that people can be compared with."""

    channel_id = serializers.IntegerField()
    name = serializers.CharField()
    threshold = serializers.FloatField()


class ExperimentResultSerializer(serializers.Serializer[Any]):
    """What came of an experiment so far; below `smallest_n` annotations in either arm nothing is concluded."""

    experiment = ExperimentSerializer()
    scorer = ComparedScorerSerializer(allow_null=True)
    scorers = ComparedScorerSerializer(many=True)
    smallest_n = serializers.IntegerField()
    replicates = serializers.IntegerField()
    comparisons = ComparisonSerializer(many=True)
    with_proposals = serializers.BooleanField()
    proposals = serializers.IntegerField(
        help_text="Of the labels compared, accepted proposals: they count only `with_proposals`."
    )
    without_arm = serializers.IntegerField(help_text="Claimed before the queue was randomised.")
    uncontrolled = serializers.IntegerField(help_text="In either arm, by people who may have seen it elsewhere.")
    hidden_from_you = serializers.IntegerField(help_text="Of trajectories to which whoever asks is blind now.")
    reveals = serializers.IntegerField()
