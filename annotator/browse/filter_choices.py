"""What a person can filter by in a project: the grammar's keys, and the values that occur."""

from typing import Any, Final

from django.db.models import QuerySet

from annotator.labeling.visibility import Viewer, visible_trajectories
from annotator.projects.roles import sees_before_submitting
from annotator.trajectories.filters import CLAUSES
from annotator.trajectories.models import Trajectory

MOST: Final = 200


def filter_choices(viewer: Viewer) -> dict[str, Any]:
    """Keys that touch what is hidden are offered to those who see before submitting; a list of all generators would
    tell a blind annotator who is in the game."""
    sees = sees_before_submitting(viewer.role)
    keys = [
        {"key": key, "example": clause.example, "meaning": clause.meaning}
        for key, clause in CLAUSES.items()
        if sees or not clause.touches_hidden
    ]
    return {
        "keys": keys,
        "sources": _values("source", Trajectory.objects.filter(project=viewer.project_id)),
        "generators": _values("generator", visible_trajectories(viewer)) if sees else [],
    }


def _values(column: str, trajectories: QuerySet[Trajectory]) -> list[str]:
    found = trajectories.exclude(**{column: ""})
    return list(found.order_by(column).values_list(column, flat=True).distinct()[:MOST])
