"""ProcessBench's measure, by hand-worked numbers, at its ends, and against the published figures."""

import json
from collections.abc import Sequence

import pytest

from annotator.metrics.processbench import (
    UNJUDGED,
    Case,
    Prediction,
    evaluate,
    evaluate_predictions,
    harmonic_mean,
    predict,
)
from tests.real_data import REAL_DATA, needs_real_data


@pytest.mark.parametrize(
    ("rewards", "prediction"),
    [
        ([0.9, 0.4, 0.1], 1),
        ([0.4, 0.9], 0),
        ([0.9, 0.8], None),
        ([0.5, 0.5], None),
        ([0.9, 0.49999], 1),
        ([None, 0.4], 1),
        ([None, 0.9, None], None),
        ([1, 0], 1),
        ([-3.0], 0),
        ([None, None], UNJUDGED),
        ([float("nan")], UNJUDGED),
        ([], UNJUDGED),
        (None, UNJUDGED),
    ],
)
def test_the_first_error_is_the_first_reward_strictly_below_the_threshold(
    rewards: list[float | None] | None, prediction: Prediction
) -> None:
    assert predict(rewards, threshold=0.5) == prediction


def test_a_hand_worked_example() -> None:
    cases = [
        # Three with an error: found, found too early, missed: 1 of 3.
        Case("a", 1, [0.9, 0.2, 0.9]),
        Case("a", 1, [0.2, 0.2]),
        Case("a", 0, [0.9, 0.9]),
        # Two without: passed, accused: 1 of 2.
        Case("a", None, [0.9, 0.9]),
        Case("a", None, [0.9, 0.1]),
        # Another source, all right.
        Case("b", 0, [0.1]),
        Case("b", None, [0.6]),
    ]
    made = evaluate(cases, threshold=0.5)
    first, second = made.sources["a"], made.sources["b"]
    assert first.accuracy_error == pytest.approx(1 / 3)
    assert first.accuracy_correct == pytest.approx(1 / 2)
    # 2 * 1/3 * 1/2 / (1/3 + 1/2) = 1/3 / 5/6 = 2/5
    assert first.f1 == pytest.approx(2 / 5)
    assert (first.n, first.error_count, first.correct_count, first.unjudged_count) == (5, 3, 2, 0)
    assert second.f1 == 1.0
    # Sources weigh the same, whatever their size.
    assert made.mean_f1 == pytest.approx((2 / 5 + 1) / 2)


def test_a_missing_reward_is_wrong_both_ways_and_counted_apart() -> None:
    cases = [
        Case("a", None, None),
        Case("a", None, [None, None]),
        Case("a", None, [0.9]),
        Case("a", 0, None),
        Case("a", 0, [0.1]),
    ]
    made = evaluate(cases, threshold=0.5)
    result = made.sources["a"]
    assert result.accuracy_correct == pytest.approx(1 / 3)
    assert result.accuracy_error == pytest.approx(1 / 2)
    assert (result.unjudged_count, made.unjudged_count, result.n) == (3, 3, 5)


def test_a_share_of_nothing_is_0_and_no_nan() -> None:
    only_errors = evaluate([Case("a", 0, [0.1])], threshold=0.5).sources["a"]
    assert (only_errors.accuracy_error, only_errors.accuracy_correct, only_errors.f1) == (1.0, 0.0, 0.0)
    only_clean = evaluate([Case("a", None, [0.9])], threshold=0.5).sources["a"]
    assert (only_clean.accuracy_error, only_clean.accuracy_correct, only_clean.f1) == (0.0, 1.0, 0.0)
    nothing = evaluate([], threshold=0.5)
    assert (nothing.mean_f1, nothing.unjudged_count, dict(nothing.sources)) == (0.0, 0, {})
    assert harmonic_mean(0, 0) == 0.0


def test_a_scorer_that_always_says_the_same_has_no_f1() -> None:
    gold = [0, 1, None, None]
    for constant in (0, None):
        made = evaluate_predictions(sources=["a"] * 4, gold=gold, predicted=[constant] * 4)
        assert made.sources["a"].f1 == 0.0


def test_refuses_predictions_of_another_number() -> None:
    with pytest.raises(ValueError, match="shorter"):
        evaluate_predictions(sources=["a", "a"], gold=[0, 1], predicted=[0])


def published_cases(split: str, scorer: str) -> Sequence[Case]:
    folder = REAL_DATA / "processbench"
    lines = (folder / f"{split}.scores.{scorer}.jsonl").read_text(encoding="utf-8").splitlines()
    rewards = {row["id"]: row["scores"] for row in map(json.loads, lines)}
    rows = map(json.loads, (folder / f"{split}.jsonl").read_text(encoding="utf-8").splitlines())
    return [Case(split, row["label"] if row["label"] >= 0 else None, rewards[row["id"]]) for row in rows]


@needs_real_data
@pytest.mark.parametrize(
    ("scorer", "gsm8k", "math"),
    [("Qwen2.5-Math-PRM-7B", 81.8, 77.2), ("Skywork-o1-Open-PRM-Qwen-2.5-7B", 67.6, 50.9)],
)
def test_gives_the_published_figures_on_the_published_scores(scorer: str, gsm8k: float, math: float) -> None:
    cases = [*published_cases("gsm8k", scorer), *published_cases("math", scorer)]
    made = evaluate(cases, threshold=0.5)
    assert round(100 * made.sources["gsm8k"].f1, 1) == gsm8k
    assert round(100 * made.sources["math"].f1, 1) == math
    assert (made.sources["gsm8k"].n, made.sources["math"].n, made.unjudged_count) == (400, 1000, 0)


@needs_real_data
def test_a_threshold_tuned_on_one_source_moves_the_others_as_published() -> None:
    made = evaluate(published_cases("math", "Skywork-o1-Open-PRM-Qwen-2.5-7B"), threshold=0.31)
    assert round(100 * made.sources["math"].f1, 1) == 54.2
