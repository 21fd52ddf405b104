"""Shapes of what was revealed in a queue."""

from typing import Any

from rest_framework import serializers

from annotator.labeling.policies import Evidence
from annotator.labeling.reveals import RevealMoment


class ChangedShareSerializer(serializers.Serializer[Any]):
    """`hits` of `count` with its 95 % interval; null where nothing was counted."""

    hits = serializers.IntegerField()
    count = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class RevealCountsSerializer(serializers.Serializer[Any]):
    """Of all pages. `waiting` have no submission yet, `instead_of_undo` came after theirs. `changed`: of those that had
    said something before, how many handed in another thing. `hidden` ones are of trajectories that the viewer is blind
    to."""

    total = serializers.IntegerField()
    hidden = serializers.IntegerField()
    waiting = serializers.IntegerField()
    instead_of_undo = serializers.IntegerField()
    changed = ChangedShareSerializer()


class StoodSerializer(serializers.Serializer[Any]):
    """What was said at one moment."""

    labels = serializers.ListField(child=serializers.IntegerField(allow_null=True))
    first_error = serializers.IntegerField(allow_null=True)
    no_error = serializers.BooleanField()


class RevealSerializer(serializers.Serializer[Any]):
    """One reveal. `changed_steps` had a label before and another after, `added_steps` got their first one after it.
    `after` is null where nothing was submitted after it yet, or nothing could change any more."""

    id = serializers.IntegerField()
    annotator = serializers.CharField()
    revealed_at = serializers.DateTimeField()
    moment = serializers.ChoiceField(choices=[one.value for one in RevealMoment])
    evidence = serializers.ListField(child=serializers.ChoiceField(choices=[one.value for one in Evidence]))
    trajectory_id = serializers.IntegerField()
    external_id = serializers.CharField()
    before = StoodSerializer()
    after = StoodSerializer(allow_null=True)
    changed_steps = serializers.ListField(child=serializers.IntegerField())
    added_steps = serializers.ListField(child=serializers.IntegerField())
    first_error_changed = serializers.BooleanField()


class RevealPageSerializer(serializers.Serializer[Any]):
    """One page, the latest first."""

    counts = RevealCountsSerializer()
    results = RevealSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)
