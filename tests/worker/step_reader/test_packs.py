"""Packs: nothing is lost, nothing is padded, and every trajectory lies in its pack as it would lie alone."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.packs import Document, packs, plan, useful_tokens

LENGTHS = st.lists(st.integers(1, 120), max_size=60)


def trajectory(
    ids: Sequence[int], *, reads: Sequence[int] = (), leaves: Sequence[int] = (), leaf_id: int | None = None
) -> Encoded:
    steps = np.arange(len(reads) or len(leaves))
    return Encoded(np.array(ids), _places(reads), steps, _places(leaves), leaf_id)


def _places(places: Sequence[int]) -> NDArray[np.int64]:
    return np.array(places, dtype=np.int64)


@given(lengths=LENGTHS, token_budget=st.integers(1, 150))
def test_a_plan_holds_everything_once_and_keeps_to_the_budget(lengths, token_budget):
    groups = plan(lengths, token_budget=token_budget)
    assert sorted(place for group in groups for place in group) == list(range(len(lengths)))
    assert all(sum(lengths[place] for place in group) <= token_budget or len(group) == 1 for group in groups)


@given(lengths=LENGTHS, token_budget=st.integers(1, 150))
def test_no_two_packs_of_a_plan_would_fit_into_one(lengths, token_budget):
    sizes = sorted(sum(lengths[place] for place in group) for group in plan(lengths, token_budget=token_budget))
    assert len(sizes) < 2 or sizes[0] + sizes[1] > token_budget


def test_a_plan_puts_each_trajectory_where_it_leaves_least_room():
    assert plan([60, 30, 50, 40, 20], token_budget=100) == [[0, 3], [2, 1, 4]]


def test_trajectories_lie_one_after_the_other_and_each_counts_its_positions_from_zero():
    short = trajectory([7, 8, 9], reads=[0, 2])
    long = trajectory([1, 2, 3, 4], reads=[3])
    (pack,) = packs([short, long], [0, 1], token_budget=100)
    assert pack.members == (1, 0)
    assert pack.ids.tolist() == [1, 2, 3, 4, 7, 8, 9]
    assert pack.positions.tolist() == [0, 1, 2, 3, 0, 1, 2]
    assert pack.reads.tolist() == [3, 4, 6]
    assert pack.read_counts == (1, 2)
    assert pack.documents == (Document(0, 4, ()), Document(4, 3, ()))


def test_leaves_follow_their_trunk_at_the_position_after_their_prefix():
    (pack,) = packs([trajectory([5, 6, 7, 8], leaves=[2, 4], leaf_id=99)], [0], token_budget=100)
    assert pack.ids.tolist() == [5, 6, 7, 8, 99, 99]
    assert pack.positions.tolist() == [0, 1, 2, 3, 2, 4]
    assert pack.reads.tolist() == [4, 5]


def test_what_follows_the_last_read_is_not_run():
    read_early = trajectory([1, 2, 3, 4, 5], reads=[0, 2])
    leaf_early = trajectory([1, 2, 3, 4, 5], leaves=[2], leaf_id=9)
    assert useful_tokens(read_early) == 3
    assert useful_tokens(leaf_early) == 3
    assert [pack.tokens for pack in packs([read_early, leaf_early], [0, 1], token_budget=100)] == [6]


def test_only_the_members_asked_for_are_packed():
    every = [trajectory([n] * 10, reads=[9]) for n in range(4)]
    found = list(packs(every, [3, 1], token_budget=10))
    assert [pack.members for pack in found] == [(3,), (1,)]
    assert [pack.ids[0] for pack in found] == [3, 1]


@pytest.mark.parametrize("reads", [[-1], [3], [0, 5]])
def test_refuses_to_read_outside_of_a_trajectory(reads):
    with pytest.raises(ValueError, match="outside of its 3 tokens"):
        list(packs([trajectory([1, 2, 3], reads=reads)], [0], token_budget=100))
