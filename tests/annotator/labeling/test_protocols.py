"""What each protocol proposes, and what it asks for before a submission."""

from dataclasses import replace
from typing import Any

from annotator.labeling.protocols import (
    BINARY,
    CORRECTABLE,
    FIRST_ERROR,
    PRM800K,
    PRMBENCH,
    TERNARY,
    VISUALPROCESSBENCH,
    Judgement,
    Protocol,
    complete,
    gaps,
)
from annotator.labeling.protocols.propagation import by_hand, origins_of


def kinds(judgement: Judgement, protocol: Protocol, scorable: list[int]) -> list[tuple[str, int | None]]:
    whole = complete(judgement, protocol=protocol, scorable=scorable)
    return [(gap.kind, gap.step_index) for gap in gaps(whole, protocol=protocol, scorable=scorable)]


def test_the_first_minus_one_is_proposed_as_the_first_error():
    given = Judgement(labels=(1, -1, -1), first_error=None, no_error=False, outcome=-1)

    assert complete(given, protocol=TERNARY, scorable=[0, 1, 2]).first_error == 1
    assert kinds(given, TERNARY, [0, 1, 2]) == []


def test_no_error_is_implied_only_when_every_scorable_step_has_a_label():
    context_between = Judgement(labels=(1, None, 0), first_error=None, no_error=False, outcome=1)
    open_step = Judgement(labels=(1, None, 0), first_error=None, no_error=False, outcome=1)

    assert complete(context_between, protocol=TERNARY, scorable=[0, 2]).no_error is True
    assert complete(open_step, protocol=TERNARY, scorable=[0, 1, 2]).no_error is False
    assert kinds(open_step, TERNARY, [0, 1, 2]) == [("unlabelled", 1)]


def test_asks_for_every_label_and_the_outcome_in_order():
    given = Judgement(labels=(None, 1, None), first_error=None, no_error=False)

    assert kinds(given, TERNARY, [0, 1, 2]) == [("unlabelled", 0), ("unlabelled", 2), ("outcome", None)]


def test_a_later_first_error_needs_a_reason_and_its_own_minus_one():
    late = Judgement(labels=(-1, 1, -1), first_error=2, no_error=False, outcome=-1)
    reasoned = Judgement(labels=(-1, 1, -1), first_error=2, no_error=False, first_error_reason="repaired", outcome=-1)
    on_a_correct_step = Judgement(labels=(-1, 1, -1), first_error=1, no_error=False, outcome=-1)

    assert kinds(late, TERNARY, [0, 1, 2]) == [("first_error_reason", 2)]
    assert kinds(reasoned, TERNARY, [0, 1, 2]) == []
    assert kinds(on_a_correct_step, TERNARY, [0, 1, 2]) == [("first_error", 1)]


def test_refuses_no_error_beside_a_minus_one():
    given = Judgement(labels=(1, -1), first_error=None, no_error=True, outcome=1)

    assert kinds(given, TERNARY, [0, 1]) == [("no_error", 1)]


def test_first_error_protocol_wants_an_error_or_none_and_invents_no_labels():
    nothing = Judgement(labels=(None, None), first_error=None, no_error=False)
    marked = Judgement(labels=(None, None), first_error=1, no_error=False)
    both = Judgement(labels=(None, None), first_error=1, no_error=True)

    assert kinds(nothing, FIRST_ERROR, [0, 1]) == [("first_error", None)]
    assert kinds(marked, FIRST_ERROR, [0, 1]) == []
    assert complete(marked, protocol=FIRST_ERROR, scorable=[0, 1]).labels == (None, None)
    assert kinds(both, FIRST_ERROR, [0, 1]) == [("first_error", 1)]


def test_context_cannot_be_the_first_error():
    given = Judgement(labels=(None, None, None), first_error=1, no_error=False)

    assert kinds(given, FIRST_ERROR, [0, 2]) == [("first_error", 1)]


def judged(*labels: int | None, **more: Any) -> Judgement:
    return Judgement(labels=labels, **{"first_error": None, "no_error": False, **more})


def test_prm800k_wants_every_step_up_to_the_first_bad_one_and_none_behind_it():
    scorable = [0, 1, 2, 3]

    assert kinds(judged(1, 0, -1, None), PRM800K, scorable) == []
    assert complete(judged(1, 0, -1, None), protocol=PRM800K, scorable=scorable).first_error == 2
    assert kinds(judged(1, None, -1, None), PRM800K, scorable) == [("unlabelled", 1)]
    assert kinds(judged(1, -1, 1, None), PRM800K, scorable) == [("after_error", 2)]


def test_prm800k_without_a_bad_step_wants_all_of_them():
    assert kinds(judged(1, 0, 1, None), PRM800K, [0, 1, 2, 3]) == [("unlabelled", 3)]
    assert complete(judged(1, 0, 1, 0), protocol=PRM800K, scorable=[0, 1, 2, 3]).no_error is True


def test_a_correctable_step_is_an_error_and_can_be_the_first():
    mild_then_bad = judged(1, 0, -1, 1)

    assert complete(mild_then_bad, protocol=CORRECTABLE, scorable=[0, 1, 2, 3]).first_error == 1
    assert complete(judged(1, 0, 1), protocol=CORRECTABLE, scorable=[0, 1, 2]).no_error is False
    assert kinds(judged(1, 0, 1, no_error=True), CORRECTABLE, [0, 1, 2]) == [("no_error", 1)]
    assert kinds(judged(1, 0, -1, first_error=2), CORRECTABLE, [0, 1, 2]) == [("first_error_reason", 2)]
    assert kinds(judged(1, 1, 1, first_error=2), CORRECTABLE, [0, 1, 2]) == [("first_error", 2)]


def test_the_same_labels_mean_no_error_where_0_is_neutral():
    assert complete(judged(1, 0, 1), protocol=VISUALPROCESSBENCH, scorable=[0, 1, 2]).no_error is True
    assert complete(judged(1, 0, 1), protocol=CORRECTABLE, scorable=[0, 1, 2]).first_error == 1


def test_binary_and_visualprocessbench_want_every_step_and_no_final_result():
    assert kinds(judged(1, -1, None), BINARY, [0, 1, 2]) == [("unlabelled", 2)]
    assert kinds(judged(1, -1, 1), BINARY, [0, 1, 2]) == []
    assert kinds(judged(1, 0, -1), VISUALPROCESSBENCH, [0, 1, 2]) == []
    assert complete(judged(1, 0, -1), protocol=VISUALPROCESSBENCH, scorable=[0, 1, 2]).first_error == 2


def test_prmbench_lists_wrong_steps_with_a_type_each_and_takes_no_other_for_right():
    listed = judged(None, -1, None, -1, typed=frozenset({1}))

    assert kinds(listed, PRMBENCH, [0, 1, 2, 3]) == [("error_types", 3)]
    assert kinds(replace(listed, typed=frozenset({1, 3})), PRMBENCH, [0, 1, 2, 3]) == []
    assert complete(listed, protocol=PRMBENCH, scorable=[0, 1, 2, 3]).labels == (None, -1, None, -1)
    assert complete(listed, protocol=PRMBENCH, scorable=[0, 1, 2, 3]).first_error == 1


def test_an_empty_list_is_no_answer_until_it_is_said_that_nothing_is_wrong():
    assert kinds(judged(None, None), PRMBENCH, [0, 1]) == [("first_error", None)]
    assert complete(judged(None, None), protocol=PRMBENCH, scorable=[0, 1]).no_error is False
    assert kinds(judged(None, None, no_error=True), PRMBENCH, [0, 1]) == []


def test_an_accepted_label_is_told_apart_while_it_is_what_was_proposed():
    # 3 was labelled anew by hand, 4 was never proposed.
    assert origins_of([1, -1, -1, 1, -1], accepted={2, 3}, protocol=TERNARY) == [0, 0, 1, 0, 0]
    assert origins_of([1, None, -1], accepted={1, 2}, protocol=TERNARY) == [0, None, 1]


def test_nothing_is_an_accepted_proposal_where_nothing_is_proposed():
    assert origins_of([1, None, -1], accepted={2}, protocol=PRM800K) == [0, None, 0]
    assert origins_of([None, -1], accepted={1}, protocol=PRMBENCH) == [None, 0]


def test_labels_by_hand_leave_accepted_proposals_out_and_keep_those_of_imports():
    assert by_hand([1, -1, -1, None], [0, 0, 1, None]) == [1, -1, None, None]
    assert by_hand([1, -1], None) == [1, -1]
