"""Scorers and runs as the API shows them."""

from collections.abc import Mapping
from typing import Any

from annotator.projects.models import Project
from annotator.scoring.catalogue import ADAPTERS, IMPORTED, queue_of
from annotator.scoring.declarations import DeclaredScorer
from annotator.scoring.declaring import setting
from annotator.scoring.models import Scorer, ScorerChannel, ScoreRun
from annotator.scoring.presets import Preset, builtin_scorers
from annotator.scoring.queries import Reason, RunCounts, is_present, newest_scorers, scored_by_scorer


def scorer_names(project: Project) -> list[dict[str, Any]]:
    """What anybody may know: which scorers there are."""
    rows = {scorer.name for scorer in newest_scorers(project.pk)}
    return [{"name": name} for name in sorted(rows | set(builtin_scorers()))]


def scorers(project: Project) -> list[dict[str, Any]]:
    """The newest revision of each scorer with what its numbers mean; built-in ones also before their first run."""
    scored = scored_by_scorer(project.pk)
    rows = {row.name: row for row in newest_scorers(project.pk)}
    shown = {name: _scorer(row, scored.get(row.pk, 0)) for name, row in rows.items()}
    for name, builtin in builtin_scorers().items():
        row = rows.get(name)
        if row is None or (row.adapter != IMPORTED and not is_present(row, builtin)):
            shown[name] = _yet_to_run(builtin)
    return [shown[name] for name in sorted(shown)]


def added(row: Scorer) -> dict[str, Any]:
    """A scorer that somebody has just added, or changed."""
    return _scorer(row, scored_by_scorer(row.project_id).get(row.pk, 0))


def preset(found: Preset) -> dict[str, Any]:
    """A preset: what it is for, what its numbers mean, and its file as it stands."""
    declared = found.declared
    return {
        "name": declared.name,
        "summary": declared.description,
        "adapter": declared.adapter,
        "queue": declared.queue,
        "has_model": bool(found.adapter.model_at),
        "model": found.model,
        "settings": [{"name": name, "value": value} for name, value in found.settings.items()],
        "channels": _declared_channels(declared),
        "text": found.text,
    }


def run(row: ScoreRun, counts: RunCounts) -> dict[str, Any]:
    """A run and where it stands."""
    return {
        "id": row.pk,
        "scorer": row.scorer.name,
        "revision": row.scorer.revision,
        "is_import": row.scorer.adapter == IMPORTED,
        "queue": queue_of(row.scorer.adapter, row.scorer.queue),
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
    """Why, how often, and where to look."""
    return {
        "status": found.status,
        "reason": found.reason,
        "count": found.count,
        "wordings": found.wordings,
        "example": found.example_id,
    }


def _scorer(row: Scorer, scored: int) -> dict[str, Any]:
    builtin = builtin_scorers().get(row.name)
    return {
        "name": row.name,
        "revision": row.revision,
        "adapter": row.adapter,
        "description": row.description or (builtin.description if builtin is not None else ""),
        "is_runnable": row.adapter != IMPORTED,
        "queue": queue_of(row.adapter, row.queue),
        "model": _model(row.adapter, row.configuration),
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


def _yet_to_run(builtin: DeclaredScorer) -> dict[str, Any]:
    return {
        "name": builtin.name,
        "revision": builtin.revision,
        "adapter": builtin.adapter,
        "description": builtin.description,
        "is_runnable": True,
        "queue": builtin.queue,
        "model": _model(builtin.adapter, builtin.configuration),
        "channels": _declared_channels(builtin),
        "scored": 0,
    }


def _model(adapter: str, configuration: Mapping[str, Any]) -> str:
    model_at = ADAPTERS[adapter].model_at if adapter in ADAPTERS else ""
    return str(setting(configuration, model_at) or "")


def _declared_channels(declared: DeclaredScorer) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "semantics": channel.semantics.value,
            "threshold": channel.threshold,
            "threshold_source": channel.threshold_source,
        }
        for name, channel in declared.channels.items()
    ]
