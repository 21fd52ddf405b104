"""Predictions that look at nothing: what they get for free."""

import pytest

from annotator.metrics.agent_steps import LabelledCase
from annotator.metrics.baselines import first_error_baselines, step_label_baselines
from annotator.metrics.processbench import Case


def test_constants_have_no_f1_but_show_what_is_free() -> None:
    cases = [Case("a", None, None), Case("a", None, None), Case("a", 0, None), Case("a", 2, None), Case("a", 2, None),
             Case("a", 2, None)]  # fmt: skip
    made = first_error_baselines(cases)
    assert {name: result.mean_f1 for name, result in made.items()} == dict.fromkeys(made, 0.0)
    assert made["always no error"].sources["a"].accuracy_correct == 1.0
    assert made["always no error"].sources["a"].accuracy_error == 0.0
    assert made["always the first step"].sources["a"].accuracy_error == pytest.approx(1 / 4)
    assert made["most frequent answer"].sources["a"].accuracy_error == pytest.approx(3 / 4)
    assert made["always no error"].unjudged_count == 0


def test_the_first_step_of_a_conversation_is_the_first_that_can_be_wrong() -> None:
    made = first_error_baselines([Case("a", 2, None, first_step=2), Case("a", 4, None, first_step=2)])
    assert made["always the first step"].sources["a"].accuracy_error == pytest.approx(1 / 2)


def test_always_plus_one_is_right_wherever_gold_is_and_never_sees_an_error() -> None:
    cases = [LabelledCase(gold=[None, 1, 1], predicted=None), LabelledCase(gold=[0, -1, -1, -1], predicted=None)]
    made = step_label_baselines(cases)
    assert made["always +1"].step_accuracy == pytest.approx(2 / 6)
    assert made["always +1"].strict_first_error_accuracy == pytest.approx(1 / 2)
    assert made["most frequent label"].step_accuracy == pytest.approx(3 / 6)


def test_baselines_of_nothing_are_0() -> None:
    assert all(result.mean_f1 == 0.0 for result in first_error_baselines([]).values())
    assert all(result.step_accuracy == 0.0 for result in step_label_baselines([]).values())
