"""Shapes of the pages that join features."""

from typing import Any

from rest_framework import serializers

from annotator.labeling.policies import Evidence
from annotator.labeling.serializers import ImageSerializer, StepSerializer
from annotator.labeling.taxonomy_serializers import AlternativeSerializer, SpanSerializer
from annotator.projects.serializers import ProjectSerializer
from annotator.tutorials.serializers import TutorialOfferSerializer

EVIDENCE = [evidence.value for evidence in Evidence]
_TERNARY: dict[str, Any] = {"min_value": -1, "max_value": 1, "allow_null": True}


class ProjectHeadSerializer(ProjectSerializer):
    """One project with the tutorial that it offers; null: none."""

    tutorial = TutorialOfferSerializer(allow_null=True)


class ProjectCardSerializer(ProjectHeadSerializer):
    """A project in the list: `wanted` judgements of its default queue, `submitted` of them, `running` score runs."""

    trajectory_count = serializers.IntegerField()
    wanted = serializers.IntegerField()
    submitted = serializers.IntegerField()
    running = serializers.IntegerField()


class ProjectListSerializer(serializers.Serializer[Any]):
    """The person's projects; `may_create` says whether they may make one."""

    results = ProjectCardSerializer(many=True)
    may_create = serializers.BooleanField()


class ChannelSerializer(serializers.Serializer[Any]):
    """What a scorer's numbers mean. The first error by the threshold is the first reward strictly below it."""

    id = serializers.IntegerField()
    scorer = serializers.CharField()
    name = serializers.CharField()
    adapter = serializers.CharField()
    revision = serializers.CharField()
    semantics = serializers.ChoiceField(
        choices=["probability", "value", "advantage", "log-ratio", "vote-share", "verdict", "rating", "undeclared"]
    )
    threshold = serializers.FloatField(allow_null=True)
    threshold_source = serializers.CharField(allow_blank=True)


class StripSerializer(serializers.Serializer[Any]):
    """The rewards of one channel for one row: one entry per *scorable* step, null where not judged."""

    channel_id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=["OK", "FAILED", "TRUNCATED", "MISMATCH", "STALE"])
    rewards = serializers.ListField(child=serializers.FloatField(allow_null=True))
    lowest = serializers.FloatField(allow_null=True)


class GoldBriefSerializer(serializers.Serializer[Any]):
    """Gold as a row shows it."""

    protocol = serializers.CharField()
    first_error = serializers.IntegerField(allow_null=True)
    no_error = serializers.BooleanField()
    outcome = serializers.IntegerField(**_TERNARY)


class TrajectoryRowSerializer(serializers.Serializer[Any]):
    """One row of the list. What the viewer is blind to is null or empty, and named in `hidden_evidence`."""

    id = serializers.IntegerField()
    external_id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # declared fields never shadow Field.source
    revision = serializers.IntegerField()
    opening = serializers.CharField()
    step_count = serializers.IntegerField()
    scorable = serializers.ListField(child=serializers.IntegerField())
    is_hidden = serializers.BooleanField(help_text="Anything of it is hidden.")
    hidden_evidence = serializers.ListField(child=serializers.ChoiceField(choices=EVIDENCE))
    generator = serializers.CharField(allow_null=True)
    outcome = serializers.BooleanField(allow_null=True)
    gold = GoldBriefSerializer(allow_null=True)
    annotation_count = serializers.IntegerField(allow_null=True)
    strips = StripSerializer(many=True)


class TrajectoryListSerializer(serializers.Serializer[Any]):
    """One page of trajectories, the channels of its strips, and all channels there are."""

    results = TrajectoryRowSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)
    channels = ChannelSerializer(many=True)
    shown_channels = serializers.ListField(child=serializers.IntegerField())


class CountSerializer(serializers.Serializer[Any]):
    """How many trajectories fit a filter."""

    count = serializers.IntegerField()


class NeighboursSerializer(serializers.Serializer[Any]):
    """What stands before and after a trajectory in a list; null where it has no place in it. `position` is from 1."""

    previous = serializers.IntegerField(allow_null=True)
    next = serializers.IntegerField(allow_null=True)
    position = serializers.IntegerField(allow_null=True)
    count = serializers.IntegerField()


class FilterKeySerializer(serializers.Serializer[Any]):
    """One key of the filter grammar; `values` are worth offering, and not always all there are."""

    key = serializers.CharField()
    example = serializers.CharField()
    meaning = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())


class FilterChoicesSerializer(serializers.Serializer[Any]):
    """The grammar, and values that this project knows."""

    keys = FilterKeySerializer(many=True)


class EvidenceSerializer(serializers.Serializer[Any]):
    """Why a step got its reward; offsets are characters of the step's text."""

    step_index = serializers.IntegerField()
    kind = serializers.CharField()
    verdict = serializers.ChoiceField(choices=["supports", "contradicts"])
    message = serializers.CharField()
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)


class PosteriorSerializer(serializers.Serializer[Any]):
    """Where the first error is, by a scorer of P(step correct): per step of the trajectory, and none."""

    by_step = serializers.ListField(child=serializers.FloatField())
    none = serializers.FloatField()


class LaneRunSerializer(serializers.Serializer[Any]):
    """The run that a lane comes from."""

    id = serializers.IntegerField()
    status = serializers.CharField()
    trajectory_count = serializers.IntegerField()
    scored_at = serializers.DateTimeField()


class LaneSerializer(serializers.Serializer[Any]):
    """One channel's rewards of one trajectory: one entry per step (context steps null); empty when stale or failed."""

    channel = ChannelSerializer()
    status = serializers.ChoiceField(choices=["OK", "FAILED", "TRUNCATED", "MISMATCH", "STALE"])
    reason = serializers.CharField(allow_blank=True)
    is_stale = serializers.BooleanField(help_text="Said of another text than the trajectory has now.")
    rewards = serializers.ListField(child=serializers.FloatField(allow_null=True))
    margins = serializers.ListField(child=serializers.FloatField(allow_null=True))
    predicted_first_error = serializers.IntegerField(allow_null=True)
    posterior = PosteriorSerializer(allow_null=True)
    evidence = EvidenceSerializer(many=True)
    run = LaneRunSerializer()
    provenance = serializers.DictField(
        child=serializers.CharField(),
        help_text="On what it ran: model revision, hashes of tokenizer and template, dtype, attention kernel, as the "
        "worker found them. Empty where the scorer's own revision says it all.",
    )


class ValueNamesField(serializers.DictField):
    """What the numbers of a protocol are called, by the number."""

    child = serializers.CharField()


class GoldSerializer(GoldBriefSerializer):
    """A gold label in force."""

    value_names = ValueNamesField()

    version = serializers.IntegerField()
    labels = serializers.ListField(child=serializers.IntegerField(**_TERNARY))
    method = serializers.CharField()
    created_at = serializers.DateTimeField()


class NamedSerializer(serializers.Serializer[Any]):
    """What annotations store, and how people say it."""

    id = serializers.CharField()
    title = serializers.CharField()


class StepNoteSerializer(serializers.Serializer[Any]):
    """What an annotation says of one step besides its label. `alternatives` are ranked, best first."""

    step_index = serializers.IntegerField()
    comment = serializers.CharField(allow_blank=True)
    error_types = NamedSerializer(many=True)
    severity = serializers.IntegerField(allow_null=True)
    flags = NamedSerializer(many=True)
    correction = serializers.CharField(allow_blank=True)
    spans = SpanSerializer(many=True)
    alternatives = AlternativeSerializer(many=True)
    repairs_step = serializers.IntegerField(allow_null=True)


class AnnotationSerializer(serializers.Serializer[Any]):
    """A submitted annotation. `failure`: a judge that gave no usable answer, which counts as no label at all."""

    id = serializers.IntegerField()
    annotator = serializers.CharField()
    kind = serializers.ChoiceField(choices=["HUMAN", "MODEL", "IMPORTED"])
    protocol = serializers.CharField()
    value_names = ValueNamesField()
    taxonomy = serializers.CharField(allow_blank=True, help_text="Where its error types are explained; empty: none.")
    taxonomy_version = serializers.IntegerField(allow_null=True)
    guideline_version = serializers.IntegerField(allow_null=True)
    evidence_view = serializers.CharField()
    reference_view = serializers.CharField()
    labels_view = serializers.CharField()
    labels = serializers.ListField(child=serializers.IntegerField(**_TERNARY))
    origins = serializers.ListField(
        child=serializers.IntegerField(allow_null=True), help_text="0 given by hand, 1 an accepted proposal."
    )
    unsure = serializers.ListField(child=serializers.BooleanField())
    first_error = serializers.IntegerField(allow_null=True)
    no_error = serializers.BooleanField()
    first_error_reason = serializers.CharField(allow_blank=True)
    outcome = serializers.IntegerField(**_TERNARY)
    note = serializers.CharField(allow_blank=True)
    failure = serializers.CharField(allow_blank=True)
    active_ms = serializers.ListField(child=serializers.IntegerField(allow_null=True))
    submitted_at = serializers.DateTimeField()
    notes = StepNoteSerializer(many=True)


class DeskEvidenceSerializer(serializers.Serializer[Any]):
    """What a queue lets its annotator see beside the steps; the rest is null or empty, and named."""

    hidden_evidence = serializers.ListField(child=serializers.ChoiceField(choices=EVIDENCE))
    outcome = serializers.BooleanField(allow_null=True)
    reference_answer = serializers.CharField(allow_null=True)
    lanes = LaneSerializer(many=True)
    gold = GoldSerializer(many=True)
    annotations = AnnotationSerializer(many=True)


class TrajectoryPageSerializer(serializers.Serializer[Any]):
    """One trajectory. What the viewer is blind to is null or empty, and named in `hidden_evidence`."""

    id = serializers.IntegerField()
    external_id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    revision = serializers.IntegerField()
    newer_revision_id = serializers.IntegerField(allow_null=True)
    previous_revision_id = serializers.IntegerField(allow_null=True)
    step_count = serializers.IntegerField()
    scorable = serializers.ListField(child=serializers.IntegerField())
    problem = serializers.CharField()
    problem_images = ImageSerializer(many=True)
    steps = StepSerializer(many=True)
    tools = serializers.ListField(child=serializers.DictField())
    imported_at = serializers.DateTimeField()
    is_hidden = serializers.BooleanField(help_text="Anything of it is hidden.")
    hidden_evidence = serializers.ListField(child=serializers.ChoiceField(choices=EVIDENCE))
    generator = serializers.CharField(allow_null=True)
    group_key = serializers.CharField(allow_blank=True)
    outcome = serializers.BooleanField(allow_null=True)
    reference_answer = serializers.CharField(allow_null=True)
    metadata = serializers.DictField(allow_null=True)
    lanes = LaneSerializer(many=True)
    gold = GoldSerializer(many=True)
    annotations = AnnotationSerializer(many=True)
