"""Labels and rewards laid over the steps of a trajectory."""

from typing import TypedDict

import pytest

from annotator.exchange.alignment import aligned_rewards, comments_of, judgement_of
from annotator.exchange.judgements import first_error_judgement
from annotator.exchange.records import AnnotationRecord, BadRow, RewardRecord, StepLabel


class Shape(TypedDict):
    step_count: int
    scorable: list[int]


# user, assistant, tool, assistant
CONVERSATION: Shape = {"step_count": 4, "scorable": [1, 3]}
PLAIN: Shape = {"step_count": 2, "scorable": [0, 1]}


def annotation(labels: dict[int, StepLabel], **more: object) -> AnnotationRecord:
    return AnnotationRecord(external_id="a", source=None, annotator="j", labels_by_step=labels, outcome=None, **more)  # type: ignore[arg-type]


def rewards(*values: float | None) -> RewardRecord:
    return RewardRecord(external_id="a", source=None, scorer="s", rewards=values)


def test_positions_of_a_conversation_are_its_step_indices() -> None:
    judgement = judgement_of(annotation({1: 1, 3: -1}), **CONVERSATION)
    assert judgement.labels == (None, 1, None, -1)
    assert (judgement.first_error, judgement.no_error) == (3, False)


def test_positions_of_plain_steps_count_the_problem_as_message_0() -> None:
    judgement = judgement_of(annotation({1: 1, 2: 0}), **PLAIN)
    assert judgement.labels == (1, 0)
    assert (judgement.first_error, judgement.no_error) == (None, True)
    assert comments_of(annotation({}, comments_by_step={2: "why"}), **PLAIN) == {1: "why"}


def test_an_unlabelled_step_is_neither_neutral_nor_proof_of_no_error() -> None:
    judgement = judgement_of(annotation({1: 1}), **CONVERSATION)
    assert judgement.labels == (None, 1, None, None)
    assert (judgement.first_error, judgement.no_error) == (None, False)


def test_the_first_error_is_the_first_wrong_step_also_where_earlier_ones_have_no_label() -> None:
    assert judgement_of(annotation({3: -1}), **CONVERSATION).first_error == 3


@pytest.mark.parametrize(
    ("position", "code"), [(0, "label_on_context_step"), (2, "label_on_context_step"), (4, "label_out_of_range")]
)
def test_refuses_a_label_where_none_can_be(position: int, code: str) -> None:
    with pytest.raises(BadRow) as caught:
        judgement_of(annotation({position: 1}), **CONVERSATION)
    assert caught.value.code == code
    assert f"Message {position}" in str(caught.value)


@pytest.mark.parametrize("position", [0, 3])
def test_refuses_a_label_on_the_problem_of_plain_steps_or_beyond_them(position: int) -> None:
    with pytest.raises(BadRow, match="messages 1 to 2"):
        judgement_of(annotation({position: 1}), **PLAIN)


def test_rewards_come_one_per_step_or_one_per_scorable_step() -> None:
    assert aligned_rewards(rewards(0.5, 0.25), **CONVERSATION) == (None, 0.5, None, 0.25)
    assert aligned_rewards(rewards(0.9, 0.5, 0.8, 0.25), **CONVERSATION) == (None, 0.5, None, 0.25)
    assert aligned_rewards(rewards(0.5, None), **PLAIN) == (0.5, None)


@pytest.mark.parametrize("count", [1, 3, 5])
def test_refuses_any_other_number_of_rewards_and_names_both(count: int) -> None:
    with pytest.raises(BadRow) as caught:
        aligned_rewards(rewards(*[0.5] * count), **CONVERSATION)
    assert caught.value.code == "wrong_score_count"
    assert str(caught.value) == f"scores has {count} entries, but the trajectory has 4 steps, 2 of them scorable."


def test_first_error_gold_never_invents_a_label() -> None:
    judgement = first_error_judgement(2, step_count=4)
    assert judgement.labels == (None, None, None, None)
    assert (judgement.first_error, judgement.no_error) == (2, False)
    clean = first_error_judgement(None, step_count=2)
    assert (clean.labels, clean.first_error, clean.no_error) == ((None, None), None, True)
