"""Shaping a qualification with where people stand; serializers.py declares the same shape for the schema."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from annotator.labeling.qualification import Qualification, QualificationGate
from annotator.projects.models import Annotator
from annotator.quality.qualifying import Standing
from annotator.quality.services.admission import standings_of


def everybody_of(project_id: int) -> list[Annotator]:
    """Who could be screened: the project's people, by name."""
    return list(Annotator.objects.filter(project=project_id, user__isnull=False).order_by("name"))


def gate(row: QualificationGate, *, people: Sequence[Annotator], now: datetime) -> dict[str, Any]:
    """What a gate, fetched with its screening, asks for, and where these people stand: three queries."""
    standings = standings_of(row, annotator_ids=[person.pk for person in people], now=now)
    results = {result.annotator_id: result for result in Qualification.objects.filter(gate=row)}
    return {
        "queue_id": row.queue_id,
        "screening_id": row.screening_id,
        "screening": row.screening.name,
        "measure": row.measure,
        "threshold": row.threshold,
        "minimum": row.minimum,
        "attempts": row.attempts,
        "standings": [_standing(one.name, standings[one.pk], results.get(one.pk)) for one in people],
    }


def _standing(name: str, found: Standing, result: Qualification | None) -> dict[str, Any]:
    return {
        "annotator": name,
        "attempt": found.attempt,
        "done": found.done,
        "shares": list(found.shares),
        "passed_at": result.passed_at if result else None,
        "failed_at": result.failed_at if result else None,
    }
