"""Shapes of scorers and runs."""

from typing import Any

from rest_framework import serializers

from annotator.scoring.models import RewardStatus, RunStatus
from annotator.scoring.semantics import Semantics
from annotator.trajectories.filters import MAX_LENGTH


class ScorerChannelSerializer(serializers.Serializer[Any]):
    """One kind of number that a scorer gives."""

    name = serializers.CharField()
    semantics = serializers.ChoiceField(choices=[semantics.value for semantics in Semantics])
    threshold = serializers.FloatField(allow_null=True)
    threshold_source = serializers.CharField()


class ScorerSerializer(serializers.Serializer[Any]):
    """The newest revision of a scorer. Annotators get the name alone."""

    name = serializers.CharField()
    revision = serializers.CharField(required=False)
    adapter = serializers.CharField(required=False)
    description = serializers.CharField(required=False)
    is_runnable = serializers.BooleanField(required=False, help_text="False: its rewards come from files.")
    channels = ScorerChannelSerializer(many=True, required=False)
    scored = serializers.IntegerField(
        required=False, help_text="Trajectories, in their newest revision, that have rewards of this scorer revision."
    )


class ScorerListSerializer(serializers.Serializer[Any]):
    """All scorers of the project, built-in ones included."""

    results = ScorerSerializer(many=True)


class ScoreRunCountsSerializer(serializers.Serializer[Any]):
    """Trajectories of a run. `unchanged` had rewards of the same revision already when their turn came; `failed`
    includes results that did not fit their trajectory."""

    total = serializers.IntegerField()
    done = serializers.IntegerField()
    ok = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    truncated = serializers.IntegerField()
    failed = serializers.IntegerField()


class ScoreRunSerializer(serializers.Serializer[Any]):
    """A score run, or an import of rewards."""

    id = serializers.IntegerField()
    scorer = serializers.CharField()
    revision = serializers.CharField()
    filter = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=RunStatus.choices)
    requested_by = serializers.CharField(allow_null=True, help_text="Null: a command.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    counts = ScoreRunCountsSerializer()
    per_second = serializers.FloatField(allow_null=True, help_text="Over the last minute; null while nothing moves.")
    seconds_left = serializers.FloatField(allow_null=True)


class FailureReasonSerializer(serializers.Serializer[Any]):
    """Why trajectories have no rewards, or not for all steps."""

    status = serializers.ChoiceField(choices=RewardStatus.choices)
    reason = serializers.CharField()
    count = serializers.IntegerField()


class ScoreRunDetailSerializer(ScoreRunSerializer):
    """A run with the most frequent reasons of what failed in it."""

    reasons = FailureReasonSerializer(many=True)


class ScoreRunListSerializer(serializers.Serializer[Any]):
    """The latest runs, newest first."""

    results = ScoreRunSerializer(many=True)


class NewScoreRunSerializer(serializers.Serializer[Any]):
    """Which scorer over which trajectories; an empty filter means all."""

    scorer = serializers.CharField(max_length=200)
    filter = serializers.CharField(max_length=MAX_LENGTH, allow_blank=True, required=False, default="")


class RequestedScoreRunSerializer(serializers.Serializer[Any]):
    """What came of a request: no run where all that fits has rewards of this revision."""

    run = ScoreRunSerializer(allow_null=True)
    unchanged = serializers.IntegerField()
