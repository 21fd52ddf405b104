"""Shapes of taxonomies and of what notes on steps hold."""

from typing import Any

from rest_framework import serializers

from annotator.labeling.step_notes import SPAN_PARTS
from annotator.labeling.taxonomies.files import FILE_KINDS, LONGEST_FILE


class ErrorTypeSerializer(serializers.Serializer[Any]):
    """One error type, or, with children, a heading. `id` is what annotations store. What is retired, or lies below
    something that is, can be chosen no more."""

    id = serializers.CharField()
    title = serializers.CharField()
    meaning = serializers.CharField(allow_blank=True)
    example = serializers.CharField(allow_blank=True)
    retired = serializers.BooleanField()


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


class TaxonomyRecordSerializer(TaxonomySerializer):
    """A version with what was said of it when it was published; a preset has neither author nor time."""

    note = serializers.CharField(allow_blank=True)
    author = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)


class TaxonomyListSerializer(serializers.Serializer[Any]):
    """The presets, then the project's own: every version, the newest of a name first."""

    results = TaxonomyRecordSerializer(many=True)


class NewTaxonomySerializer(serializers.Serializer[Any]):
    """A version to make. `body` has title, description, severities and types; every complaint about it is answered.
    `based_on` is the newest version that its writer has seen, 0 for none; null does not ask."""

    name = serializers.CharField(max_length=64)
    body = serializers.JSONField()
    note = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")
    based_on = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)


class TaxonomyFileSerializer(serializers.Serializer[Any]):
    """A file as text, and what it is written in."""

    text = serializers.CharField(max_length=LONGEST_FILE, trim_whitespace=False)
    kind = serializers.ChoiceField(choices=list(FILE_KINDS))


class TaxonomyBodySerializer(serializers.Serializer[Any]):
    """Everything of a version but its name and number."""

    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    severities = serializers.ListField(child=serializers.CharField(), min_length=4, max_length=4)
    types = RootErrorTypeSerializer(many=True)


class ReadTaxonomySerializer(serializers.Serializer[Any]):
    """What a file says; `name` is null where it gives none. Nothing is stored yet."""

    name = serializers.CharField(allow_null=True)
    body = TaxonomyBodySerializer()


class TaxonomyFileKindSerializer(serializers.Serializer[Any]):
    """In what to write it, in the address."""

    kind = serializers.ChoiceField(choices=list(FILE_KINDS), required=False, default="toml")


class TypeUsageSerializer(serializers.Serializer[Any]):
    """On how many steps, in how many annotations, a type was said under one version."""

    type = serializers.CharField()
    version = serializers.IntegerField()
    steps = serializers.IntegerField()
    annotations = serializers.IntegerField()


class AnnotationsUnderSerializer(serializers.Serializer[Any]):
    """How many annotations were made under a version."""

    version = serializers.IntegerField()
    count = serializers.IntegerField()


class QueueUnderSerializer(serializers.Serializer[Any]):
    """A queue that goes by a version."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    version = serializers.IntegerField()


class TaxonomyUsageSerializer(serializers.Serializer[Any]):
    """What stands in submitted annotations of trajectories that whoever asks is not blind to; drafts do not count."""

    types = TypeUsageSerializer(many=True)
    annotations = AnnotationsUnderSerializer(many=True)
    queues = QueueUnderSerializer(many=True)


class QueueTaxonomySerializer(serializers.Serializer[Any]):
    """The taxonomy that a queue is to go by; an empty name offers no error types, no version means the newest."""

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
