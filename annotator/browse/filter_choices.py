"""What a person can filter by in a project: the grammar's keys, and values worth offering for each."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import QuerySet

from annotator.browse.lanes import channels_of
from annotator.labeling.visibility import Viewer, is_readable_to, visible_trajectories
from annotator.projects.roles import sees_before_submitting
from annotator.trajectories.filters import CLAUSES
from annotator.trajectories.models import Trajectory

MOST: Final = 200


def filter_choices(viewer: Viewer) -> dict[str, Any]:
    """Keys that touch what is hidden are offered to those who see before submitting; a list of all generators would
    tell a blind annotator who is in the game."""
    sees = sees_before_submitting(viewer.role)
    return {
        "keys": [
            {
                "key": key,
                "example": clause.example,
                "meaning": clause.meaning,
                "values": _VALUES[key](viewer) if key in _VALUES else [],
            }
            for key, clause in CLAUSES.items()
            if sees or not clause.touches_hidden
        ]
    }


def _sources(viewer: Viewer) -> list[str]:
    return _values("source", Trajectory.objects.filter(is_readable_to(viewer), project=viewer.project_id))


def _generators(viewer: Viewer) -> list[str]:
    return _values("generator", visible_trajectories(viewer))


def _scorers(viewer: Viewer) -> list[str]:
    return list(dict.fromkeys(channel.scorer.name for channel in channels_of(viewer.project_id)))


def _lowest(viewer: Viewer) -> list[str]:
    """Below its threshold a scorer sees an error somewhere."""
    first = {channel.scorer.name: channel for channel in reversed(channels_of(viewer.project_id))}
    return [f"{name}<{first[name].threshold:g}" for name in _scorers(viewer) if first[name].threshold is not None]


# Keys that are not named here (an id, a number of steps) have too many values to offer any.
_VALUES: Final[Mapping[str, Callable[[Viewer], list[str]]]] = {
    "source": _sources,
    "generator": _generators,
    "outcome": lambda _: ["right", "wrong", "unknown"],
    "labelled": lambda _: ["yes", "no"],
    "synthetic": lambda _: ["yes", "no"],
    "gold": lambda _: ["error", "clean", "yes", "no"],
    "scorer": _scorers,
    "lowest": _lowest,
}


def _values(column: str, trajectories: QuerySet[Trajectory]) -> list[str]:
    found = trajectories.exclude(**{column: ""})
    return list(found.order_by(column).values_list(column, flat=True).distinct()[:MOST])
