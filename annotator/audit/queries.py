"""Reads that put what a scorer predicts beside what a team holds to be true."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotator.adjudication.models import GoldLabel
from annotator.adjudication.queries import best_first, is_current
from annotator.metrics.processbench import Case
from annotator.scoring.models import RewardStatus, ScorerChannel, TrajectoryRewards
from annotator.scoring.queries import SCORED, of_newest_revision
from annotator.trajectories.queries import latest_trajectories, without_synthetic


class PredictionState(StrEnum):
    """What a scorer has for a trajectory. Only the first two can be right; the others never are."""

    JUDGED = "judged"
    TRUNCATED = "truncated"
    ABSTAINED = "abstained"
    FAILED = "failed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PredictionsAgainstGold:
    """The newest revision of each trajectory that has gold, with the scorer's current rewards for its present text.

    `untouched` are sources of which this scorer has no row at all, with their number of trajectories: nobody asked it,
    so they are no cases. `undecided` trajectories have gold that says neither where the first error is nor that there
    is none.
    """

    cases: list[Case]
    states: Mapping[PredictionState, int]
    untouched: Mapping[str, int]
    undecided: int


@dataclass(frozen=True, slots=True)
class _Gold:
    source: str
    first_error: int | None
    first_step: int


@dataclass(frozen=True, slots=True)
class _Predicted:
    state: PredictionState
    rewards: list[float | None] | None


def predictions_against_gold(channel: ScorerChannel) -> PredictionsAgainstGold:
    """See PredictionsAgainstGold: two queries, whatever the number of trajectories."""
    golds, undecided = _decided_gold(channel.scorer.project_id)
    predictions = _predictions(channel)
    touched = {gold.source for pk, gold in golds.items() if pk in predictions}
    asked = {pk: gold for pk, gold in golds.items() if gold.source in touched}
    missing = _Predicted(PredictionState.MISSING, None)
    return PredictionsAgainstGold(
        cases=[
            Case(gold.source, gold.first_error, predictions.get(pk, missing).rewards, gold.first_step)
            for pk, gold in asked.items()
        ],
        states=Counter(predictions.get(pk, missing).state for pk in asked),
        untouched=Counter(gold.source for gold in golds.values() if gold.source not in touched),
        undecided=undecided,
    )


def _decided_gold(project_id: int) -> tuple[dict[int, _Gold], int]:
    """Gold by trajectory, and for how many it is undecided. Of several that decide it, the first of `best_first`."""
    gold = GoldLabel.objects.filter(is_current(), trajectory__in=without_synthetic(latest_trajectories(project_id)))
    rows = best_first(gold).values_list(
        "trajectory_id", "first_error", "no_error", "trajectory__source", "trajectory__scorable"
    )
    decided: dict[int, _Gold] = {}
    seen: set[int] = set()
    for pk, first_error, no_error, source, scorable in rows:
        seen.add(pk)
        if (first_error is not None or no_error) and pk not in decided:
            decided[pk] = _Gold(source, first_error, scorable[0] if scorable else 0)
    return decided, len(seen) - len(decided)


def _predictions(channel: ScorerChannel) -> dict[int, _Predicted]:
    rows = TrajectoryRewards.objects.filter(of_newest_revision(), channel=channel, is_current=True)
    return {
        pk: _predicted(status, rewards)
        for pk, status, rewards in rows.values_list("trajectory_id", "status", "rewards").iterator()
    }


def _predicted(status: str, rewards: list[float | None]) -> _Predicted:
    if status not in SCORED:
        return _Predicted(PredictionState.FAILED, None)
    if all(reward is None for reward in rewards):
        return _Predicted(PredictionState.ABSTAINED, None)
    is_whole = status == RewardStatus.OK
    return _Predicted(PredictionState.JUDGED if is_whole else PredictionState.TRUNCATED, rewards)
