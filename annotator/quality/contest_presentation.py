"""Shaping feedback and contests for an answer; serializers.py declares the same shapes for the schema."""

from dataclasses import asdict
from typing import Any

from annotator.adjudication.models import GoldLabel
from annotator.labeling.models import Annotation
from annotator.quality.feedback import Feedback
from annotator.quality.models import GoldContest
from annotator.quality.services.contests import proposal_of


def feedback(found: Feedback) -> dict[str, Any]:
    """One's annotation beside gold."""
    row, gold = found.annotation, found.gold
    return {
        "annotation_id": row.pk,
        "trajectory_id": row.trajectory_id,
        "external_id": row.trajectory.external_id,
        "protocol": row.protocol,
        "scorable": row.trajectory.scorable,
        "submitted_at": row.submitted_at,
        "said": _judged(row, row.outcome_label),
        "gold_id": gold.pk,
        "gold_method": gold.method,
        "gold": _judged(gold, gold.outcome),
        "is_right": found.is_right,
        "reason": found.reason,
        "contest_status": found.contest.status if found.contest else None,
    }


def contest(row: GoldContest) -> dict[str, Any]:
    """A contested gold label, fetched with its gold, trajectory and people."""
    gold = row.gold
    return {
        "id": row.pk,
        "trajectory_id": gold.trajectory_id,
        "external_id": gold.trajectory.external_id,
        "protocol": gold.protocol,
        "gold_id": gold.pk,
        "gold_version": gold.version,
        "gold": _judged(gold, gold.outcome),
        "scorable": gold.trajectory.scorable,
        "raised_by": row.raised_by.name,
        "reason": row.reason,
        "proposal": asdict(proposal_of(row)),
        "status": row.status,
        "answer": row.answer,
        "decided_by": row.decided_by.name if row.decided_by else None,
        "revised_version": row.revision.version if row.revision else None,
        "created_at": row.created_at,
        "decided_at": row.decided_at,
    }


def _judged(row: Annotation | GoldLabel, outcome: int | None) -> dict[str, Any]:
    return {"labels": row.labels, "first_error": row.first_error, "no_error": row.no_error, "outcome": outcome}
