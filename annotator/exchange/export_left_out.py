"""What an export leaves behind of the annotations in it: notes, which no format has a place for, and proposals."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from annotator.exchange.export_queries import ExportScope, trajectories_in
from annotator.labeling.models import Annotation, StepNote
from annotator.labeling.protocols.propagation import ACCEPTED

# Each part of a note that can be there, by the condition that it is.
_PARTS: Final[Mapping[str, Q]] = {
    "flags": ~Q(flags=[]),
    "severities": Q(severity__isnull=False),
    "comments": ~Q(comment=""),
    "corrections": ~Q(correction=""),
    "evidence": ~Q(spans=[]),
    "alternatives": ~Q(alternatives=[]),
    "repairs": Q(repairs_step__isnull=False),
}


def notes_left_out(scope: ExportScope) -> dict[str, int]:
    """How many steps of the exported annotations say what no format holds, by kind; `error_types` counts types. Only
    what is there is named; gold has no notes. Two queries."""
    if scope.labels == "gold":
        return {}
    counts: dict[str, Any] = StepNote.objects.filter(annotation__in=_exported(scope)).aggregate(
        error_types=_summed(Func(F("error_types"), function="cardinality", output_field=IntegerField())),
        **{name: Count("pk", filter=there) for name, there in _PARTS.items()},
    )
    whole = Annotation.objects.filter(pk__in=_exported(scope)).exclude(note="").count()
    return {name: count for name, count in {**counts, "notes_on_trajectories": whole}.items() if count}


def accepted_proposals(scope: ExportScope) -> int:
    """How many labels of the exported annotations are accepted proposals: in the file, unless `by_hand` leaves them
    out. One query; gold has no origins."""
    if scope.labels == "gold":
        return 0
    accepted = Func(
        Func(
            F("origins"),
            Value(ACCEPTED),
            function="array_positions",
            template="%(function)s(%(expressions)s::smallint)",
        ),
        function="cardinality",
        output_field=IntegerField(),
    )
    found: dict[str, int] = Annotation.objects.filter(pk__in=_exported(scope)).aggregate(count=_summed(accepted))
    return found["count"]


def _exported(scope: ExportScope) -> QuerySet[Annotation, Any]:
    """The annotator's latest of each trajectory and protocol: what a row is made from."""
    standing = Annotation.objects.filter(
        trajectory__in=trajectories_in(scope), annotator=scope.annotator_id, withdrawn_at__isnull=True, failure=""
    )
    latest = standing.order_by("trajectory", "protocol", "protocol_version", "-submitted_at", "-pk")
    return latest.distinct("trajectory", "protocol", "protocol_version").values("pk")


def _summed(count: Any) -> Coalesce:
    return Coalesce(Sum(count), 0)
