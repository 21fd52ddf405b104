"""Step judgements from what files say, each in its protocol."""

from collections.abc import Mapping, Sequence

from annotator.exchange.records import StepJudgement, StepLabel


def first_error_judgement(first_error: int | None, *, step_count: int) -> StepJudgement:
    """The first wrong step, or None for "no error". Says nothing of any other step."""
    return StepJudgement(
        protocol="first-error",
        labels=(None,) * step_count,
        first_error=first_error,
        no_error=first_error is None,
    )


def ternary_judgement(
    labels: Mapping[int, StepLabel], *, step_count: int, scorable: Sequence[int], outcome: StepLabel | None
) -> StepJudgement:
    """Labels by step index. The first error is the first step labelled -1.

    Without one there is "no error" only if every scorable step has a label: an unlabelled step might be wrong.
    """
    aligned = tuple(labels.get(index) for index in range(step_count))
    first_error = aligned.index(-1) if -1 in aligned else None
    is_complete = all(aligned[index] is not None for index in scorable)
    return StepJudgement(
        protocol="ternary",
        labels=aligned,
        first_error=first_error,
        no_error=first_error is None and is_complete,
        outcome=outcome,
    )
