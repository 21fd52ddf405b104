"""The rows of the list as one viewer sees them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from annotator.adjudication.models import GoldLabel
from annotator.adjudication.queries import current_gold
from annotator.browse.lanes import strips
from annotator.labeling.models import Annotation
from annotator.labeling.visibility import Viewer, hidden_among
from annotator.trajectories.models import Trajectory


def shown_rows(*, viewer: Viewer, trajectories: Sequence[Trajectory], channels: Sequence[int]) -> list[dict[str, Any]]:
    """Four queries, whatever the number of rows; nothing is fetched of what the viewer is blind to."""
    hidden = hidden_among(viewer, [trajectory.pk for trajectory in trajectories])
    visible = [trajectory for trajectory in trajectories if trajectory.pk not in hidden]
    ids = [trajectory.pk for trajectory in visible]
    rewards = strips(channels=channels, trajectories=visible) if visible else {}
    gold = _gold_by_trajectory(ids)
    counts = _annotation_counts(ids)
    return [
        _row(trajectory)
        if trajectory.pk in hidden
        else {
            **_row(trajectory),
            "is_hidden": False,
            "generator": trajectory.generator,
            "outcome": trajectory.outcome,
            "gold": gold.get(trajectory.pk),
            "annotation_count": counts[trajectory.pk],
            "strips": rewards.get(trajectory.pk, []),
        }
        for trajectory in trajectories
    ]


def _row(trajectory: Trajectory) -> dict[str, Any]:
    return {
        "id": trajectory.pk,
        "external_id": trajectory.external_id,
        "source": trajectory.source,
        "revision": trajectory.revision,
        "opening": trajectory.opening,
        "step_count": trajectory.step_count,
        "scorable": trajectory.scorable,
        "is_hidden": True,
        "generator": None,
        "outcome": None,
        "gold": None,
        "annotation_count": None,
        "strips": [],
    }


def _gold_by_trajectory(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """One gold per row: the ternary one where there are two, since it says more."""
    found: dict[int, dict[str, Any]] = {}
    for row in current_gold(ids) if ids else []:
        found[row.trajectory_id] = _gold(row)
    return found


def _gold(row: GoldLabel) -> dict[str, Any]:
    return {
        "protocol": row.protocol,
        "first_error": row.first_error,
        "no_error": row.no_error,
        "outcome": row.outcome,
    }


def _annotation_counts(ids: Sequence[int]) -> Counter[int]:
    if not ids:
        return Counter()
    counted = (
        Annotation.objects.filter(trajectory__in=ids, withdrawn_at__isnull=True, failure="")
        .values("trajectory")
        .annotate(found=Count("pk"))
    )
    return Counter({row["trajectory"]: row["found"] for row in counted})
