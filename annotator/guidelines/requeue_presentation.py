"""Shaping what was sent back for an answer; requeue_serializers.py declares the same shapes for the schema."""

from typing import Any

from annotator.guidelines.flips import Flips
from annotator.guidelines.models import GuidelineRequeue
from annotator.guidelines.reports import Report, Row
from annotator.labeling.models import Annotation


def requeue(row: GuidelineRequeue) -> dict[str, Any]:
    """One sending back."""
    by: Any = row.requested_by
    return {
        "id": row.pk,
        "version": row.guideline.version,
        "relabeller": row.relabeller,
        "filter": row.filter,
        "label": row.label,
        "error_type": row.error_type,
        "up_to_version": row.up_to_version,
        "requested_by": None if by is None else str(by.get_full_name() or by.get_username()),
        "created_at": row.created_at,
    }


def report(found: Report) -> dict[str, Any]:
    """What became of it."""
    return {
        "requeue": requeue(found.requeue),
        "with_proposals": found.with_proposals,
        "counts": {
            "total": found.total,
            "relabelled": found.states["RELABELLED"],
            "open": found.states["OPEN"],
            "declined": found.states["DECLINED"],
            "hidden": found.hidden,
        },
        **_compared(found.flips),
        "by_others": _compared(found.by_others),
        "rows": [_row(row) for row in found.rows],
    }


def _compared(found: Flips) -> dict[str, Any]:
    flips = sorted(found.flips.items(), key=lambda item: (-item[1], str(item[0])))
    return {
        "changed": found.changed,
        "unchanged": found.pairs - found.changed,
        "steps_compared": found.steps,
        "proposals": found.proposals,
        "flips": [{"before": old, "after": new, "count": count} for (old, new), count in flips],
        "moves": [{"move": move, "count": count} for move, count in found.moves.most_common()],
    }


def _row(row: Row) -> dict[str, Any]:
    pair, trajectory = row.pair, row.item.before.trajectory
    return {
        "trajectory_id": trajectory.pk,
        "external_id": trajectory.external_id,
        "state": row.state,
        "before": _judged(row.item.before),
        "after": None if row.after is None else _judged(row.after),
        "changed_steps": [] if pair is None else pair.changed_steps,
        "move": None if pair is None else pair.first_error_move,
    }


def _judged(row: Annotation) -> dict[str, Any]:
    return {
        "annotator": row.annotator.name,
        "guideline_version": row.guideline.version if row.guideline else None,
        "labels": row.labels,
        "first_error": row.first_error,
        "no_error": row.no_error,
        "outcome": row.outcome_label,
    }
