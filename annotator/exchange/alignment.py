"""Labels and rewards of a file laid over the steps of a trajectory that is already here."""

from collections.abc import Sequence

from annotator.exchange.judgements import ternary_judgement
from annotator.exchange.records import AnnotationRecord, BadRow, RewardRecord, StepJudgement


def positions_before(*, step_count: int, scorable: Sequence[int]) -> int:
    """How many messages a conversation has before step 0.

    A trajectory of nothing but labelled steps has its problem apart; as a conversation the problem is message 0.
    Every other trajectory is a conversation already, and positions are step indices.
    """
    return 1 if len(scorable) == step_count else 0


def judgement_of(record: AnnotationRecord, *, step_count: int, scorable: Sequence[int]) -> StepJudgement:
    """The record's labels by step. Raises BadRow where one is not on a step that can be labelled."""
    before = positions_before(step_count=step_count, scorable=scorable)
    may_be_labelled = frozenset(scorable)
    labels = {}
    for position, label in record.labels_by_step.items():
        index = _step_index(position, before=before, step_count=step_count)
        if index not in may_be_labelled:
            message = f"Message {position} has a label, but it is no assistant message."
            raise BadRow("label_on_context_step", message)
        labels[index] = label
    return ternary_judgement(labels, step_count=step_count, scorable=scorable, outcome=record.outcome)


def comments_of(record: AnnotationRecord, *, step_count: int, scorable: Sequence[int]) -> dict[int, str]:
    """The record's comments by step index. Raises BadRow where one is on no step."""
    before = positions_before(step_count=step_count, scorable=scorable)
    return {
        _step_index(position, before=before, step_count=step_count): comment
        for position, comment in record.comments_by_step.items()
    }


def aligned_rewards(record: RewardRecord, *, step_count: int, scorable: Sequence[int]) -> tuple[float | None, ...]:
    """One reward per step, from one per step or one per scorable step. Raises BadRow for any other count.

    Context steps are not judged: what a scorer says of them is left out.
    """
    given = record.rewards
    if len(given) == step_count:
        by_step = dict(enumerate(given))
    elif len(given) == len(scorable):
        by_step = dict(zip(scorable, given, strict=True))
    else:
        wanted = f"{step_count} steps"
        if len(scorable) != step_count:
            wanted += f", {len(scorable)} of them scorable"
        raise BadRow("wrong_score_count", f"scores has {len(given)} entries, but the trajectory has {wanted}.")
    may_be_judged = frozenset(scorable)
    return tuple(by_step[index] if index in may_be_judged else None for index in range(step_count))


def _step_index(position: int, *, before: int, step_count: int) -> int:
    last = step_count + before - 1
    if not before <= position <= last:
        message = f"Message {position} has a label or comment, but the trajectory has messages {before} to {last}."
        raise BadRow("label_out_of_range", message)
    return position - before
