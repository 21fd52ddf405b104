"""Shapes of scorers and runs."""

from typing import Any

from rest_framework import serializers

from annotator.http.fields import KnownFieldsSerializer
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
    queue = serializers.CharField(required=False, help_text="What workers listen to that run it.")
    model = serializers.CharField(required=False, allow_blank=True, help_text="A path or an id; empty: none.")
    channels = ScorerChannelSerializer(many=True, required=False)
    scored = serializers.IntegerField(
        required=False, help_text="Trajectories, in their newest revision, that have rewards of this scorer revision."
    )


class ScorerListSerializer(serializers.Serializer[Any]):
    """All scorers of the project, built-in ones included."""

    results = ScorerSerializer(many=True)


class ScorerSettingSerializer(serializers.Serializer[Any]):
    """A setting by its dotted name in the configuration; an empty value has to be filled in."""

    name = serializers.CharField()
    value = serializers.CharField(allow_blank=True)


class ScorerPresetSerializer(serializers.Serializer[Any]):
    """A scorer but for what is one's own: its model, its name, its thresholds."""

    name = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    adapter = serializers.CharField()
    queue = serializers.CharField()
    has_model = serializers.BooleanField()
    model = serializers.CharField(allow_blank=True, help_text="What it was written for; empty: name one's own.")
    settings = ScorerSettingSerializer(many=True, help_text="What only whoever adds it can know.")
    channels = ScorerChannelSerializer(many=True)
    text = serializers.CharField(help_text="The preset's TOML file: the layout of the input and where it is read.")


class ScorerPresetListSerializer(serializers.Serializer[Any]):
    """All presets, by name."""

    results = ScorerPresetSerializer(many=True)


class NewScorerSerializer(serializers.Serializer[Any]):
    """A scorer of one's own, as in a TOML file: what is given goes over the preset's."""

    preset = serializers.CharField(required=False)
    name = serializers.CharField(required=False, help_text="The preset's name if left out.")
    adapter = serializers.CharField(required=False, help_text="Without a preset: the code that runs it.")
    model = serializers.CharField(required=False, help_text="A path on the workers' machine, or an id on the hub.")
    queue = serializers.CharField(required=False)
    channels = serializers.DictField(
        child=serializers.DictField(), required=False, help_text="By name: semantics, threshold, threshold_source."
    )
    configuration = serializers.DictField(required=False, help_text="Settings of the adapter. No secrets.")


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
    is_import = serializers.BooleanField(help_text="An import of rewards: nothing to pause, cancel or retry.")
    queue = serializers.CharField()
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
    wordings = serializers.IntegerField(help_text="In how many wordings it was said, which differ in numbers alone.")
    example = serializers.IntegerField(help_text="The id of a trajectory of which it was said in these words.")


class ScoreRunDetailSerializer(ScoreRunSerializer):
    """A run with the most frequent reasons of what failed in it."""

    reasons = FailureReasonSerializer(many=True)


class ScoreRunListSerializer(serializers.Serializer[Any]):
    """The latest runs, newest first."""

    results = ScoreRunSerializer(many=True)


class NewScoreRunSerializer(KnownFieldsSerializer):
    """Which scorer over which trajectories; an empty filter means all."""

    scorer = serializers.CharField(max_length=200)
    filter = serializers.CharField(max_length=MAX_LENGTH, allow_blank=True, required=False, default="")


class RequestedScoreRunSerializer(serializers.Serializer[Any]):
    """What came of a request: no run where all that fits has rewards of this revision."""

    run = ScoreRunSerializer(allow_null=True)
    unchanged = serializers.IntegerField()


class ScoreRunPreviewSerializer(serializers.Serializer[Any]):
    """What a run would find, as far as the viewer may know: trajectories to score, and those that have rewards."""

    wanted = serializers.IntegerField()
    unchanged = serializers.IntegerField()
