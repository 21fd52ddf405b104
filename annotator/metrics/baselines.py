"""What a scorer has to beat: predictions that look at no trajectory. They stand beside every metric."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

from annotator.metrics.agent_steps import LabelledCase, StepEvaluation, evaluate_steps
from annotator.metrics.processbench import Case, Evaluation, Prediction, evaluate_predictions

T = TypeVar("T")


def first_error_baselines(cases: Sequence[Case]) -> Mapping[str, Evaluation]:
    """ "always no error", "always the first step" and "most frequent answer", on the same trajectories.

    The most frequent answer is read off the gold itself, so it is the best that any constant can do by plain
    accuracy. By F1 each constant has 0; the accuracies show what it gets for free.
    """
    gold = [case.first_error for case in cases]
    most_frequent = _most_frequent(gold, otherwise=None)
    predictions: dict[str, list[Prediction]] = {
        "always no error": [None for _ in cases],
        "always the first step": [case.first_step for case in cases],
        "most frequent answer": [most_frequent for _ in cases],
    }
    sources = [case.source for case in cases]
    return {
        name: evaluate_predictions(sources=sources, gold=gold, predicted=predicted)
        for name, predicted in predictions.items()
    }


def step_label_baselines(cases: Sequence[LabelledCase]) -> Mapping[str, StepEvaluation]:
    """ "always +1" (which also says "no error" everywhere) and "most frequent label" of the gold itself."""
    labels = [label for case in cases for label in case.gold if label is not None]
    constants = {"always +1": 1, "most frequent label": _most_frequent(labels, otherwise=1)}
    return {
        name: evaluate_steps(LabelledCase(gold=case.gold, predicted=[constant] * len(case.gold)) for case in cases)
        for name, constant in constants.items()
    }


def _most_frequent(values: Sequence[T], *, otherwise: T) -> T:
    """The first seen wins a tie."""
    return Counter(values).most_common(1)[0][0] if values else otherwise
