"""The rows of the list as one viewer sees them."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from django.db.models import Count, QuerySet

from annotator.adjudication.models import GoldLabel
from annotator.adjudication.queries import best_first, is_current
from annotator.browse.lanes import strips
from annotator.labeling.compiled import STAND_IN_IDS, Compiled, any_of
from annotator.labeling.models import Annotation
from annotator.labeling.policies import ALL_EVIDENCE, Evidence
from annotator.labeling.prepared import Prepared
from annotator.labeling.visibility import Viewer, seen_among
from annotator.trajectories.models import Trajectory

_OF_GOLD: Final = ("protocol", "first_error", "no_error", "outcome")


def shown_rows(*, viewer: Viewer, trajectories: Sequence[Trajectory], channels: Sequence[int]) -> list[dict[str, Any]]:
    """Four queries, whatever the number of rows; nothing is fetched of what the viewer is blind to."""
    sees = seen_among(viewer, [trajectory.pk for trajectory in trajectories])
    with_rewards = [trajectory for trajectory in trajectories if Evidence.REWARDS in sees[trajectory.pk]]
    with_labels = [trajectory.pk for trajectory in trajectories if Evidence.LABELS in sees[trajectory.pk]]
    rewards = strips(channels=channels, trajectories=with_rewards) if with_rewards else {}
    gold = _gold_by_trajectory(with_labels)
    counts = _annotation_counts(with_labels)
    return [
        _seen_row(
            trajectory,
            sees[trajectory.pk],
            strips=rewards.get(trajectory.pk, []),
            gold=gold.get(trajectory.pk),
            annotation_count=counts[trajectory.pk],
        )
        for trajectory in trajectories
    ]


def _seen_row(
    trajectory: Trajectory,
    sees: frozenset[Evidence],
    *,
    strips: list[dict[str, Any]],
    gold: dict[str, Any] | None,
    annotation_count: int,
) -> dict[str, Any]:
    sees_all = ALL_EVIDENCE.issubset(sees)
    return _row(trajectory) | {
        "is_hidden": not sees_all,
        "hidden_evidence": sorted(ALL_EVIDENCE - sees),
        "generator": trajectory.generator if sees_all else None,
        "outcome": trajectory.outcome if Evidence.REFERENCE in sees else None,
        "gold": gold,
        "annotation_count": annotation_count if Evidence.LABELS in sees else None,
        "strips": strips,
    }


def _row(trajectory: Trajectory) -> dict[str, Any]:
    return {
        "id": trajectory.pk,
        "external_id": trajectory.external_id,
        "source": trajectory.source,
        "revision": trajectory.revision,
        "opening": trajectory.opening,
        "step_count": trajectory.step_count,
        "scorable": trajectory.scorable,
    }


def _gold_by_trajectory(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """One gold per row: the first in the order of `best_first`."""
    found: dict[int, dict[str, Any]] = {}
    for trajectory_id, *values in _gold_of_rows().rows({"trajectories": ids}) if ids else []:
        found.setdefault(trajectory_id, dict(zip(_OF_GOLD, values, strict=True)))
    return found


def _annotation_counts(ids: Sequence[int]) -> Counter[int]:
    return Counter(dict(_annotations_of_rows().rows({"trajectories": ids}) if ids else []))


# Every list asks for both: to compose them takes Django longer than PostgreSQL to answer.
_STAND_INS: Final = [STAND_IN_IDS[0]]


@cache
def _gold_of_rows() -> Prepared:
    gold = best_first(GoldLabel.objects.filter(is_current(), trajectory__in=any_of(_STAND_INS)))
    return _prepared("assay_gold_of_rows", gold.values_list("trajectory_id", *_OF_GOLD))


@cache
def _annotations_of_rows() -> Prepared:
    standing = Annotation.objects.filter(trajectory__in=any_of(_STAND_INS), withdrawn_at__isnull=True, failure="")
    counted = standing.values("trajectory").annotate(found=Count("pk"))
    return _prepared("assay_annotations_of_rows", counted.values_list("trajectory", "found"))


def _prepared(name: str, query: QuerySet[Any, Any]) -> Prepared:
    compiled = Compiled.of(query, stand_ins={"trajectories": _STAND_INS})
    return compiled.prepared(name=name, types={"trajectories": "bigint[]"})
