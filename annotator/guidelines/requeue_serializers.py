"""Shapes of sending labels back, and of what became of them."""

from typing import Any

from rest_framework import serializers

from annotator.http.fields import KnownFieldsSerializer

RELABELLERS = ["SAME", "OTHERS"]
ROW_STATES = ["RELABELLED", "OPEN", "DECLINED"]
FIRST_ERROR_MOVES = ["same", "earlier", "later", "found", "gone"]


class ChoiceSerializer(KnownFieldsSerializer):
    """Which annotations are meant; what is left out does not narrow."""

    filter = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")
    label = serializers.IntegerField(  # type: ignore[assignment]
        min_value=-1, max_value=1, required=False, allow_null=True, default=None
    )
    error_type = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")
    up_to_version = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, allow_null=True, default=None
    )


class TouchedSerializer(serializers.Serializer[Any]):
    """How much is touched. What whoever asks is blind to is left out; `without_annotator` are of people who are no
    longer members, whom nobody can ask again."""

    annotations = serializers.IntegerField()
    trajectories = serializers.IntegerField()
    annotators = serializers.IntegerField()
    without_annotator = serializers.IntegerField()


class NewRequeueSerializer(ChoiceSerializer):
    """Which annotations are sent back, and to whom."""

    relabeller = serializers.ChoiceField(choices=RELABELLERS)


class GuidelineRequeueSerializer(serializers.Serializer[Any]):
    """One sending back."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    relabeller = serializers.ChoiceField(choices=RELABELLERS)
    filter = serializers.CharField()
    label = serializers.IntegerField(allow_null=True)  # type: ignore[assignment]
    error_type = serializers.CharField()
    up_to_version = serializers.IntegerField()
    requested_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class GuidelineRequeuesSerializer(serializers.Serializer[Any]):
    """All of a project, the newest first."""

    results = GuidelineRequeueSerializer(many=True)


class RequeueCountsSerializer(serializers.Serializer[Any]):
    """`total` annotations were sent back; `hidden` of them are of trajectories that the viewer is blind to now, and in
    no other number."""

    total = serializers.IntegerField()
    relabelled = serializers.IntegerField()
    open = serializers.IntegerField()
    declined = serializers.IntegerField()
    hidden = serializers.IntegerField()


class FlipSerializer(serializers.Serializer[Any]):
    """So many steps had one label and have another now; null is unlabelled."""

    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()


class MoveSerializer(serializers.Serializer[Any]):
    """In so many trajectories the first error moved so."""

    move = serializers.ChoiceField(choices=FIRST_ERROR_MOVES)
    count = serializers.IntegerField()


class RequeuedJudgementSerializer(serializers.Serializer[Any]):
    """One of the two annotations."""

    annotator = serializers.CharField()
    guideline_version = serializers.IntegerField(allow_null=True)
    labels = serializers.ListField(child=serializers.IntegerField(allow_null=True))
    first_error = serializers.IntegerField(allow_null=True)
    no_error = serializers.BooleanField()
    outcome = serializers.IntegerField(allow_null=True)


class RequeueRowSerializer(serializers.Serializer[Any]):
    """One annotation and what came of it."""

    trajectory_id = serializers.IntegerField()
    external_id = serializers.CharField()
    state = serializers.ChoiceField(choices=ROW_STATES)
    before = RequeuedJudgementSerializer()
    after = RequeuedJudgementSerializer(allow_null=True)
    changed_steps = serializers.ListField(child=serializers.IntegerField())
    move = serializers.ChoiceField(choices=FIRST_ERROR_MOVES, allow_null=True)


class RequeueComparisonSerializer(serializers.Serializer[Any]):
    """Judgements before and after. `steps_compared` have a label before or after, neither of them an accepted proposal
    unless those were asked for; `flips` are the changed ones among them. `proposals` are steps with an accepted
    proposal, before or after. `unchanged` and `changed` count trajectories that were judged again."""

    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    steps_compared = serializers.IntegerField()
    proposals = serializers.IntegerField()
    flips = FlipSerializer(many=True)
    moves = MoveSerializer(many=True)


class RequeueReportSerializer(RequeueComparisonSerializer):
    """What became of it: what people judged again themselves is compared here, and in `by_others` what somebody else
    judged this time, which may differ because they do. `rows` are at most three hundred, what changed first."""

    requeue = GuidelineRequeueSerializer()
    with_proposals = serializers.BooleanField()
    counts = RequeueCountsSerializer()
    by_others = RequeueComparisonSerializer()
    rows = RequeueRowSerializer(many=True)
