"""Shapes of taxonomies and of what notes on steps hold."""

from typing import Any

from rest_framework import serializers

from annotator.labeling.step_notes import SPAN_PARTS


class ErrorTypeSerializer(serializers.Serializer[Any]):
    """One error type, or, with children, a heading. `id` is what annotations store."""

    id = serializers.CharField()
    title = serializers.CharField()
    meaning = serializers.CharField(allow_blank=True)
    example = serializers.CharField(allow_blank=True)


class MiddleErrorTypeSerializer(ErrorTypeSerializer):
    """On the second level."""

    children = ErrorTypeSerializer(many=True)


class RootErrorTypeSerializer(ErrorTypeSerializer):
    """On the first level."""

    children = MiddleErrorTypeSerializer(many=True)


class TaxonomySerializer(serializers.Serializer[Any]):
    """One immutable version of a taxonomy. `severities`: what 1 (least) to 4 (worst) mean."""

    name = serializers.CharField()
    version = serializers.IntegerField()
    is_preset = serializers.BooleanField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    severities = serializers.ListField(child=serializers.CharField(), min_length=4, max_length=4)
    types = RootErrorTypeSerializer(many=True)


class TaxonomyListSerializer(serializers.Serializer[Any]):
    """The presets, then the project's own: every version, the newest of a name first."""

    results = TaxonomySerializer(many=True)


class NewTaxonomySerializer(serializers.Serializer[Any]):
    """A version to make. `body` has title, description, severities and types; every complaint about it is answered."""

    name = serializers.CharField(max_length=64)
    body = serializers.JSONField()


class QueueTaxonomySerializer(serializers.Serializer[Any]):
    """The taxonomy that a queue is to go by; an empty name offers no error types."""

    taxonomy = serializers.CharField(max_length=64, allow_blank=True)
    version = serializers.IntegerField(min_value=1, max_value=32_767, allow_null=True, required=False, default=None)


class FlagSerializer(serializers.Serializer[Any]):
    """What can be said of a step besides right and wrong."""

    id = serializers.CharField()
    title = serializers.CharField()
    meaning = serializers.CharField()
    needs_evidence = serializers.BooleanField()


class SpanSerializer(serializers.Serializer[Any]):
    """A place in a step, cited as evidence: characters by code point, the end not included."""

    step = serializers.IntegerField()
    part = serializers.ChoiceField(choices=list(SPAN_PARTS))
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class AlternativeSerializer(serializers.Serializer[Any]):
    """Another step that could stand here; the list of them is ranked, best first."""

    text = serializers.CharField(allow_blank=True)
    rating = serializers.IntegerField(allow_null=True, min_value=-1, max_value=1)
