"""Shaping reveals for an answer; reveal_serializers.py declares the same shapes for the schema."""

from dataclasses import asdict
from typing import Any

from annotator.labeling.reveals import RevealCounts, Revealed, RevealMoment, RevealPage


def page(found: RevealPage) -> dict[str, Any]:
    """One page, and the counts of all of it."""
    return {
        "counts": counts(found.counts),
        "results": [revealed(one) for one in found.rows],
        "next_cursor": found.next_cursor,
    }


def counts(found: RevealCounts) -> dict[str, Any]:
    """By the names of its fields; the share as `hits` of `count` with its interval."""
    return asdict(found)


def revealed(one: Revealed) -> dict[str, Any]:
    """Who, when, what, and the labels before and after."""
    row, after = one.reveal, one.reveal.annotation
    # Of a time to undo that was waived, what stood is what was handed in.
    is_open = after is None or one.moment is RevealMoment.INSTEAD_OF_UNDO
    return {
        "id": row.pk,
        "annotator": row.annotator.name,
        "revealed_at": row.revealed_at,
        "moment": one.moment.value,
        "evidence": row.evidence,
        "trajectory_id": row.assignment.trajectory_id,
        "external_id": row.assignment.trajectory.external_id,
        "before": _said(row.labels_before, row.first_error_before, no_error=row.no_error_before),
        "after": None if is_open or after is None else _said(after.labels, after.first_error, no_error=after.no_error),
        "changed_steps": one.change.steps if one.change else [],
        "added_steps": one.change.added if one.change else [],
        "first_error_changed": bool(one.change and one.change.first_error),
    }


def _said(labels: list[int | None], first_error: int | None, *, no_error: bool) -> dict[str, Any]:
    return {"labels": labels, "first_error": first_error, "no_error": no_error}
