"""Shapes of imports and exports. The services decide; here is only what may be sent and what comes back."""

from typing import Any

from rest_framework import serializers

from annotator.exchange.formats.plain import BadFieldMap, parse_field_map
from annotator.exchange.import_options import AUTO, CannotImport, ImportOptions
from annotator.exchange.models import ImportStatus
from annotator.http.fields import KnownFieldsSerializer
from annotator.scoring.semantics import Semantics

KINDS = ["trajectories", "rewards", "annotations"]
LABELS = ["gold", "annotations"]
ANNOTATOR_KINDS = ["HUMAN", "MODEL", "IMPORTED"]
# Whose labels can come in a file.
JUDGE_KINDS = ["MODEL", "IMPORTED"]


class NewImportSerializer(KnownFieldsSerializer):
    """A file and what to do with it, as a multipart form. `map` may come several times, each `field=path`."""

    file = serializers.FileField(max_length=500)
    images = serializers.FileField(
        max_length=500, required=False, default=None, help_text="A .zip of images that the file names."
    )
    kind = serializers.ChoiceField(choices=KINDS)
    format = serializers.CharField(max_length=64, required=False, default=AUTO)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=200, required=False, allow_blank=True, default=""
    )
    map = serializers.ListField(child=serializers.CharField(max_length=1_000), required=False, default=list)
    revise = serializers.BooleanField(required=False, default=False)
    dry_run = serializers.BooleanField(required=False, default=False)
    semantics = serializers.ChoiceField(
        choices=[semantics.value for semantics in Semantics], required=False, allow_blank=True, default=""
    )
    annotator = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    annotator_kind = serializers.ChoiceField(choices=JUDGE_KINDS, required=False, default="MODEL")


def options_of(sent: dict[str, Any]) -> ImportOptions:
    """What was sent as options; a field left empty was not given. Raises CannotImport."""
    try:
        field_map = parse_field_map(pair for pair in sent["map"] if pair)
    except BadFieldMap as refusal:
        raise CannotImport("bad_map", str(refusal)) from refusal
    return ImportOptions(
        kind=sent["kind"],
        format=sent["format"],
        source=sent["source"] or None,
        field_map=field_map,
        revise=sent["revise"],
        semantics=sent["semantics"] or None,
        annotator=sent["annotator"] or None,
        annotator_kind=sent["annotator_kind"],
    )


class ImportOptionsSerializer(serializers.Serializer[Any]):
    """What was asked for beside the file."""

    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    field_map = serializers.DictField(child=serializers.CharField())
    revise = serializers.BooleanField()
    semantics = serializers.CharField(allow_null=True)
    annotator = serializers.CharField(allow_null=True)
    annotator_kind = serializers.ChoiceField(choices=JUDGE_KINDS)


class FileImportSerializer(serializers.Serializer[Any]):
    """One import. Every row of the file counts once; `reasons` counts the quarantined ones by code."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KINDS)
    file_name = serializers.CharField()
    format = serializers.CharField()
    options = ImportOptionsSerializer()
    dry_run = serializers.BooleanField()
    status = serializers.ChoiceField(choices=ImportStatus.values)
    file_bytes = serializers.IntegerField()
    bytes_read = serializers.IntegerField()
    imported = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    revised = serializers.IntegerField()
    quarantined = serializers.IntegerField()
    reasons = serializers.DictField(child=serializers.IntegerField())
    error = serializers.CharField()
    requested_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class FileImportListSerializer(serializers.Serializer[Any]):
    """A page of imports, the newest first."""

    results = FileImportSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class QuarantinedRowSerializer(serializers.Serializer[Any]):
    """A row that was not taken. `raw` is how it begins; withheld rows say only where they stand."""

    id = serializers.IntegerField()
    file_name = serializers.CharField()
    line = serializers.IntegerField()
    code = serializers.CharField()
    reason = serializers.CharField()
    external_id = serializers.CharField()
    raw = serializers.CharField()
    raw_bytes = serializers.IntegerField()
    is_cut = serializers.BooleanField()
    is_withheld = serializers.BooleanField()


class QuarantineSerializer(serializers.Serializer[Any]):
    """A page of quarantined rows, in the order in which they came."""

    results = QuarantinedRowSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class ExportQuerySerializer(serializers.Serializer[Any]):
    """What to export. Without a format it is the one made for the project's protocol. `annotator` is a name, or
    `human:NAME`, `model:NAME`, `imported:NAME` where two share one. `by_hand` leaves accepted proposals out."""

    format = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")
    labels = serializers.ChoiceField(choices=LABELS, required=False, default="gold")
    annotator = serializers.CharField(max_length=250, required=False, allow_blank=True, default="")
    filter = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")
    by_hand = serializers.BooleanField(required=False, default=False)


class ExportCountsSerializer(serializers.Serializer[Any]):
    """`hidden` trajectories are left out because whoever asks is blind to them, `reasons` counts labels that the
    format cannot say. `notes` counts what is said of steps besides labels, by kind: no format has a place for it.
    `proposals` labels are accepted ones, in the file unless `by_hand` takes those steps for unlabelled."""

    rows = serializers.IntegerField()
    without_labels = serializers.IntegerField()
    hidden = serializers.IntegerField()
    reasons = serializers.DictField(child=serializers.IntegerField())
    notes = serializers.DictField(child=serializers.IntegerField())
    proposals = serializers.IntegerField()


class LabelAuthorSerializer(serializers.Serializer[Any]):
    """Somebody whose labels can be exported; `annotator` is what to ask for."""

    annotator = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=ANNOTATOR_KINDS)
    trajectory_count = serializers.IntegerField()


class ExportFormatSerializer(serializers.Serializer[Any]):
    """A format that can be written."""

    name = serializers.CharField()
    description = serializers.CharField()


class ExportPreviewSerializer(serializers.Serializer[Any]):
    """What an export would come to. `counts` is null while it must be said whose labels are meant."""

    format = serializers.CharField()
    counts = ExportCountsSerializer(allow_null=True)
    annotator = serializers.CharField(allow_null=True)
    annotators = LabelAuthorSerializer(many=True)
    formats = ExportFormatSerializer(many=True)
