"""What became of labels that were given again, counted by hand."""

from annotator.guidelines.flips import Judged, Pair, count_flips


def pair(before: list[int | None], after: list[int | None], *, old: int | None = None, new: int | None = None) -> Pair:
    return Pair(Judged(before, old, old is None), Judged(after, new, new is None))


def test_counts_steps_flips_and_moves():
    pairs = [
        pair([None, 1, -1], [None, -1, -1], old=2, new=1),
        pair([None, 1, 1], [None, 1, 1]),
        pair([None, -1, 0], [None, 1, 0], old=1),
        pair([None, 1, None], [None, 1, 0]),
    ]

    found = count_flips(pairs)

    assert (found.pairs, found.changed, found.steps) == (4, 3, 8)
    assert found.flips == {(1, -1): 1, (-1, 1): 1, (None, 0): 1}
    assert found.moves == {"earlier": 1, "same": 2, "gone": 1}


def test_a_first_error_is_found_moves_and_goes():
    moves = [(None, 0), (0, None), (3, 1), (1, 3), (2, 2), (None, None)]

    found = [pair([1], [1], old=old, new=new).first_error_move for old, new in moves]

    assert found == ["found", "gone", "earlier", "later", "same", "same"]


def test_another_outcome_alone_is_a_change_and_no_flip():
    one = Pair(Judged([1], None, no_error=True, outcome=1), Judged([1], None, no_error=True, outcome=-1))

    found = count_flips([one])

    assert (found.changed, sum(found.flips.values())) == (1, 0)


def test_of_nothing_every_count_is_zero():
    found = count_flips([])

    assert (found.pairs, found.changed, found.steps, sum(found.moves.values())) == (0, 0, 0, 0)


def test_a_step_whose_label_was_proposed_is_compared_with_nothing():
    """Of four steps the second was proposed before and the third after: two are compared, and one of them flipped."""
    before = Judged([1, -1, -1, 1], 2, no_error=False, proposed=frozenset({1}))
    after = Judged([1, 1, 1, 0], None, no_error=True, proposed=frozenset({2}))

    found = count_flips([Pair(before, after)])

    assert (found.steps, found.flips) == (2, {(1, 0): 1})
    assert found.proposals == 2
    assert Pair(before, after).changed_steps == [3]


def test_where_proposals_are_asked_for_every_step_is_compared():
    before = Judged([1, -1, -1, 1], 2, no_error=False, proposed=frozenset({1}))
    after = Judged([1, 1, 1, 0], None, no_error=True, proposed=frozenset({2}))

    found = count_flips([Pair(before, after, with_proposals=True)])

    assert (found.steps, found.flips, found.proposals) == (4, {(1, 0): 1, (-1, 1): 2}, 2)
