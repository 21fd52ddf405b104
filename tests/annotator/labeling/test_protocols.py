"""What each protocol proposes, and what it asks for before a submission."""

from annotator.labeling.protocols import FIRST_ERROR, TERNARY, Judgement, Protocol, complete, gaps


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
