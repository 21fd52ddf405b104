"""Reads of what people had revealed to them, and of what they changed after it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from annotator.http.keyset import BadCursor, decode_cursor, encode_cursor
from annotator.labeling.models import Annotation, Queue, Reveal
from annotator.labeling.policies import Evidence
from annotator.labeling.protocols.propagation import ACCEPTED
from annotator.labeling.reveal_changes import Change, Stood, change_between
from annotator.labeling.visibility import Viewer, is_visible_to
from annotator.metrics.intervals import Share, wilson_share

PAGE: Final = 50


class RevealMoment(StrEnum):
    """BEFORE_SUBMITTING: while still judging, where the queue lets it. INSTEAD_OF_UNDO: the label was in, and the time
    to take it back ended with it, so that nothing could change any more."""

    BEFORE_SUBMITTING = "BEFORE_SUBMITTING"
    INSTEAD_OF_UNDO = "INSTEAD_OF_UNDO"


@dataclass(frozen=True, slots=True)
class Revealed:
    """One reveal. `change` is None where nothing was submitted after it yet, or nothing could change."""

    reveal: Reveal
    moment: RevealMoment
    change: Change | None

    @property
    def is_compared(self) -> bool:
        """Whether something had been said before, and was handed in after."""
        return self.change is not None and _before(self.reveal).says_something


@dataclass(frozen=True, slots=True)
class RevealCounts:
    """`waiting` reveals have no submission yet (or it was given up), `instead_of_undo` came after theirs. `changed` is
    the share of those that had said something before and handed in another thing after. `hidden` are of trajectories
    whose labels the viewer is blind to now, and in no other number."""

    total: int
    hidden: int
    waiting: int
    instead_of_undo: int
    changed: Share


@dataclass(frozen=True, slots=True)
class RevealPage:
    """One page, the latest first. `next_cursor` is None on the last one."""

    counts: RevealCounts
    rows: list[Revealed]
    next_cursor: str | None


def reveal_page(*, queue: Queue, viewer: Viewer, cursor: str | None) -> RevealPage:
    """What was revealed in a queue, as this viewer may see it: three queries. Raises BadCursor."""
    rows = _rows(queue, viewer)
    if cursor:
        (before,) = decode_cursor(cursor, order="reveal", length=1)
        if not isinstance(before, int) or not 0 < before < 2**63:
            raise BadCursor("This page link is damaged; go back to the first page.")
        rows = rows.filter(pk__lt=before)
    found = [_revealed(row) for row in rows[: PAGE + 1]]
    more = len(found) > PAGE
    next_cursor = encode_cursor(order="reveal", values=[found[PAGE - 1].reveal.pk]) if more else None
    return RevealPage(reveal_counts(queue=queue, viewer=viewer), found[:PAGE], next_cursor)


def all_reveals(queue: Queue) -> list[Revealed]:
    """All of a queue, the latest first, for the shell, which owns the machine: one query."""
    return [_revealed(row) for row in _rows(queue, None)]


def reveal_counts(*, queue: Queue, viewer: Viewer | None) -> RevealCounts:
    """See RevealCounts. Two queries; None is the shell."""
    found = [_revealed(row) for row in _rows(queue, viewer)]
    compared = [one for one in found if one.is_compared]
    return RevealCounts(
        total=len(found),
        hidden=0 if viewer is None else Reveal.objects.filter(assignment__queue=queue).count() - len(found),
        waiting=sum(one.change is None and one.moment is RevealMoment.BEFORE_SUBMITTING for one in found),
        instead_of_undo=sum(one.moment is RevealMoment.INSTEAD_OF_UNDO for one in found),
        changed=wilson_share(sum(one.change is not None and one.change.is_any for one in compared), len(compared)),
    )


def _rows(queue: Queue, viewer: Viewer | None) -> QuerySet[Reveal]:
    rows = Reveal.objects.filter(assignment__queue=queue)
    if viewer is not None:
        path = "assignment__trajectory"
        rows = rows.filter(is_visible_to(viewer, trajectory=path, prefix=f"{path}__", evidence={Evidence.LABELS}))
    return (
        rows.select_related("annotator", "annotation", "assignment__trajectory")
        .only(
            "revealed_at", "labels_before", "first_error_before", "no_error_before", "evidence", "annotator__name",
            "annotation__labels", "annotation__origins", "annotation__first_error", "annotation__no_error",
            "annotation__submitted_at", "assignment__trajectory__external_id",
        )
        .order_by("-pk")
    )  # fmt: skip


def _revealed(row: Reveal) -> Revealed:
    if row.annotation is None:
        return Revealed(row, RevealMoment.BEFORE_SUBMITTING, None)
    if row.revealed_at >= row.annotation.submitted_at:
        return Revealed(row, RevealMoment.INSTEAD_OF_UNDO, None)
    return Revealed(row, RevealMoment.BEFORE_SUBMITTING, change_between(_before(row), _after(row.annotation)))


def _before(row: Reveal) -> Stood:
    return Stood(row.labels_before, row.first_error_before, row.no_error_before)


def _after(row: Annotation) -> Stood:
    proposed = frozenset(index for index, origin in enumerate(row.origins) if origin == ACCEPTED)
    return Stood(row.labels, row.first_error, row.no_error, proposed)
