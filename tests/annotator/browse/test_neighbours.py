"""The place of a trajectory in a list: what comes before it, what after it, and who may know."""

from typing import Any

import pytest

from annotator.labeling.models import Assignment
from annotator.trajectories.models import Trajectory
from tests.factories.cast import Team, answer, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def place(team: Team, trajectory: Trajectory, *, who: str = "rita", **query: str) -> dict[str, Any]:
    found: dict[str, Any] = answer(team.client(who).get(team.url(f"trajectories/{trajectory.pk}/neighbours"), query))
    return found


def test_names_the_trajectories_before_and_after_in_import_order(team: Team):
    first, second, third = make_trajectories(team, 3)

    assert place(team, second) == {"previous": first.pk, "next": third.pk, "position": 2, "count": 3}
    assert place(team, first) == {"previous": None, "next": second.pk, "position": 1, "count": 3}
    assert place(team, third, order="-id") == {"previous": None, "next": second.pk, "position": 1, "count": 3}


def test_walks_a_list_with_equal_values_once_and_in_the_order_of_its_pages(team: Team):
    """Five rows, two of them with the same number of steps and two with the same lowest reward, 0.1 as a real."""
    channel = make_channel(team)
    rows = [make_trajectory(team, f"t-{i}", steps=steps) for i, steps in enumerate([3, 1, 3, 2, 5])]
    for row, lowest in zip(rows, [0.1, 0.7, 0.1, 0.30000001, 0.0], strict=True):
        make_rewards(team, channel, row, [lowest] + [0.9] * (row.step_count - 1))
    for order in ("id", "-id", "steps", "-steps", "lowest:prm", "-lowest:prm"):
        listed = ids(team, order=order, length="2")
        assert len(listed) == 5

        walked, at = [listed[0]], place(team, rows_by_id(rows)[listed[0]], order=order)
        while at["next"] is not None:
            assert at["position"] == len(walked)
            walked.append(at["next"])
            at = place(team, rows_by_id(rows)[at["next"]], order=order)

        assert (order, walked, at["position"]) == (order, listed, 5)
        assert [place(team, rows_by_id(rows)[pk], order=order)["previous"] for pk in listed] == [None, *listed[:-1]]


def test_counts_only_what_the_filter_finds_and_has_no_place_for_what_it_does_not(team: Team):
    a, b, c = (
        make_trajectory(team, "a", steps=2),
        make_trajectory(team, "b", steps=9),
        make_trajectory(team, "c", steps=3),
    )

    assert place(team, c, filter="steps:..5") == {"previous": a.pk, "next": None, "position": 2, "count": 2}
    assert place(team, b, filter="steps:..5") == {"previous": None, "next": None, "position": None, "count": 2}


def test_gives_an_annotator_no_place_in_an_order_of_rewards_that_they_may_not_see(team: Team):
    rows = make_trajectories(team, 3)
    channel = make_channel(team)
    for row in rows:
        make_rewards(team, channel, row, [0.5, 0.2, 0.9])

    nowhere = {"previous": None, "next": None, "position": None, "count": 0}
    assert place(team, rows[1], who="ada", order="lowest:prm") == nowhere
    assert place(team, rows[1], who="ada", filter="lowest:prm<0.5") == nowhere
    assert place(team, rows[1], who="ada")["position"] == 2


def test_leaves_out_of_a_reviewers_order_what_they_hold_themselves(team: Team):
    rows = make_trajectories(team, 3)
    channel = make_channel(team)
    for row, lowest in zip(rows, [0.1, 0.2, 0.3], strict=True):
        make_rewards(team, channel, row, [lowest, 0.9, 0.9])
    held = answer(team.client("rita").post(team.url(f"queues/{team.queue.pk}/claim")))["assignment"]
    hidden = Assignment.objects.get(pk=held["id"]).trajectory_id

    seen = [row for row in rows if row.pk != hidden]
    found = [place(team, row, order="lowest:prm") for row in seen]
    assert [(one["position"], one["count"]) for one in found] == [(1, 2), (2, 2)]
    assert hidden not in {one["next"] for one in found} | {one["previous"] for one in found}


def test_refuses_an_order_and_a_filter_that_do_not_exist_with_a_sentence(team: Team):
    (row,) = make_trajectories(team, 1)
    client = team.client("rita")

    for query in ({"order": "colour"}, {"order": "lowest:nobody"}, {"filter": "colour:red"}):
        refusal = answer(client.get(team.url(f"trajectories/{row.pk}/neighbours"), query), 400)
        assert refusal["code"] == "bad_filter"
        assert refusal["detail"].startswith("There is no ")


def ids(team: Team, **query: str) -> list[int]:
    """The whole list, page by page."""
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = answer(
            team.client("rita").get(team.url("trajectories"), {**query, **({"cursor": cursor} if cursor else {})})
        )
        found += [row["id"] for row in page["results"]]
        cursor = page["next_cursor"]
        assert len(found) < 100, "the pages go round in a circle"
    return found


def rows_by_id(rows: list[Trajectory]) -> dict[int, Trajectory]:
    return {row.pk: row for row in rows}
