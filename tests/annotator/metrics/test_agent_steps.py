"""AgentProcessBench's measures, by hand-worked numbers and at their ends."""

import json

import pytest

from annotator.metrics.agent_steps import LabelledCase, evaluate_steps, first_error_of
from tests.real_data import REAL_DATA, needs_real_data


def test_a_hand_worked_example_pools_steps_over_trajectories() -> None:
    made = evaluate_steps([
        # 3 of 3 steps, same first error.
        LabelledCase(gold=[None, 1, None, 0, -1], predicted=[None, 1, None, 0, -1]),
        # 1 of 2 steps, first error found although another step is missed.
        LabelledCase(gold=[-1, 1], predicted=[-1, -1]),
        # 1 of 2 steps: the second was left out; gold has no error, the judge neither.
        LabelledCase(gold=[1, 1], predicted=[1, None]),
        # 0 of 1: neutral is not correct.
        LabelledCase(gold=[0], predicted=[1]),
    ])  # fmt: skip
    assert made.step_accuracy == pytest.approx(5 / 8)
    assert made.trajectory_accuracy == pytest.approx(1 / 4)
    assert made.first_error_accuracy == 1.0
    assert made.strict_first_error_accuracy == 1.0
    assert (made.step_count, made.trajectory_count, made.failed_count) == (8, 4, 0)


def test_a_failed_judge_is_lucky_by_the_published_rule_and_wrong_by_the_strict_one() -> None:
    made = evaluate_steps([
        LabelledCase(gold=[1, 1], predicted=None),
        LabelledCase(gold=[1, -1], predicted=None),
        LabelledCase(gold=[1, 0], predicted=[1, 0]),
    ])  # fmt: skip
    assert made.step_accuracy == pytest.approx(2 / 6)
    assert made.first_error_accuracy == pytest.approx(2 / 3)
    assert made.strict_first_error_accuracy == pytest.approx(1 / 3)
    assert made.trajectory_accuracy == pytest.approx(1 / 3)
    assert made.failed_count == 2


def test_the_first_error_counts_also_where_gold_has_no_label() -> None:
    made = evaluate_steps([LabelledCase(gold=[None, -1], predicted=[-1, -1])])
    assert (made.step_accuracy, made.first_error_accuracy) == (1.0, 0.0)


def test_shorter_and_longer_predictions_are_compared_where_both_have_a_step() -> None:
    made = evaluate_steps([LabelledCase(gold=[1, 1], predicted=[1]), LabelledCase(gold=[1], predicted=[1, 0, -1])])
    assert made.step_accuracy == pytest.approx(2 / 3)
    assert made.first_error_accuracy == pytest.approx(1 / 2)


def test_nothing_to_count_is_0() -> None:
    assert evaluate_steps([]).step_accuracy == 0.0
    unlabelled = evaluate_steps([LabelledCase(gold=[None], predicted=[1])])
    assert (unlabelled.step_accuracy, unlabelled.trajectory_accuracy) == (0.0, 0.0)


@pytest.mark.parametrize(("labels", "index"), [([1, -1, -1], 1), ([1, 0, None], None), ([], None), ([-1], 0)])
def test_the_first_error_is_the_first_minus_one(labels: list[int | None], index: int | None) -> None:
    assert first_error_of(labels) == index


@needs_real_data
def test_real_judges_against_real_gold_count_every_labelled_step() -> None:
    folder = REAL_DATA / "agentprocessbench"
    rows = map(json.loads, (folder / "hotpotqa.jsonl").read_text(encoding="utf-8").splitlines())
    gold = {f"{r['data_source']}:{r['query_index']}:{r['sample_index']}": r for r in rows}
    for path in sorted((folder / "judges").glob("*.jsonl")):
        judged = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        said = {row["record_id"]: row["step_labels"] for row in judged}
        cases, hits = [], 0
        for key, row in gold.items():
            indices = range(len(row["messages"]))
            labels = row["step_labels"]
            hits += sum(said[key].get(index) == label for index, label in labels.items())
            cases.append(
                LabelledCase(
                    gold=[labels.get(str(index)) for index in indices],
                    predicted=[said[key].get(str(index)) for index in indices],
                )
            )
        made = evaluate_steps(cases)
        assert (made.step_count, made.trajectory_count) == (426, 150)
        assert made.step_accuracy == pytest.approx(hits / 426)
