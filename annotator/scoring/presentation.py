"""Scorers and runs as the API shows them."""

from typing import Any

from annotator.projects.models import Project
from annotator.scoring.catalogue import BUILTIN_SCORERS, CHANNEL, IMPORTED, BuiltinScorer
from annotator.scoring.models import Scorer, ScorerChannel, ScoreRun
from annotator.scoring.queries import Reason, RunCounts, newest_scorers, scored_by_scorer


def scorer_names(project: Project) -> list[dict[str, Any]]:
    """What anybody may know: which scorers there are."""
    rows = {scorer.name for scorer in newest_scorers(project.pk)}
    return [{"name": name} for name in sorted(rows | set(BUILTIN_SCORERS))]


def scorers(project: Project) -> list[dict[str, Any]]:
    """The newest revision of each scorer with what its numbers mean; built-in ones also before their first run."""
    scored = scored_by_scorer(project.pk)
    rows = {row.name: row for row in newest_scorers(project.pk)}
    shown = {name: _scorer(row, scored.get(row.pk, 0)) for name, row in rows.items()}
    for name, builtin in BUILTIN_SCORERS.items():
        row = rows.get(name)
        if row is None or (row.adapter == name and row.revision != builtin.revision):
            shown[name] = _yet_to_run(builtin)
    return [shown[name] for name in sorted(shown)]


def run(row: ScoreRun, counts: RunCounts) -> dict[str, Any]:
    """A run and where it stands."""
    return {
        "id": row.pk,
        "scorer": row.scorer.name,
        "revision": row.scorer.revision,
        "filter": row.filter,
        "status": row.status,
        "requested_by": row.requested_by.get_username() if row.requested_by else None,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
        "counts": {
            "total": counts.total,
            "done": counts.done,
            "ok": counts.ok,
            "unchanged": counts.unchanged,
            "truncated": counts.truncated,
            "failed": counts.failed,
        },
        "per_second": counts.rate,
        "seconds_left": counts.seconds_left,
    }


def reason(found: Reason) -> dict[str, Any]:
    """Why, and how often."""
    return {"status": found.status, "reason": found.reason, "count": found.count}


def _scorer(row: Scorer, scored: int) -> dict[str, Any]:
    builtin = BUILTIN_SCORERS.get(row.name)
    return {
        "name": row.name,
        "revision": row.revision,
        "adapter": row.adapter,
        "description": builtin.description if builtin is not None else "",
        "is_runnable": row.adapter != IMPORTED,
        "channels": [_channel(channel) for channel in row.channels.all()],
        "scored": scored,
    }


def _channel(row: ScorerChannel) -> dict[str, Any]:
    return {
        "name": row.name,
        "semantics": row.semantics,
        "threshold": row.threshold,
        "threshold_source": row.threshold_source,
    }


def _yet_to_run(builtin: BuiltinScorer) -> dict[str, Any]:
    return {
        "name": builtin.name,
        "revision": builtin.revision,
        "adapter": builtin.name,
        "description": builtin.description,
        "is_runnable": True,
        "channels": [
            {
                "name": CHANNEL,
                "semantics": builtin.semantics.value,
                "threshold": builtin.threshold,
                "threshold_source": builtin.threshold_source,
            }
        ],
        "scored": 0,
    }
