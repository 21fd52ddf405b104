"""For whom a slot is kept, on the board: said to those who look after queues, and to nobody who is at work on it."""

from typing import Any

import pytest

from annotator.labeling.models import Assignment, Queue
from tests.annotator.labeling.desk_calls import claim, lapse, send, submit
from tests.factories.cast import NOON, Team, make_team
from tests.factories.trajectories import make_trajectories, make_trajectory
from tests.plugins.queries import Asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Two trajectories; the slot of the first is kept for Ada."""
    team = make_team()
    make_trajectories(team, 2)
    Assignment.objects.filter(trajectory__external_id="t-0").update(kept_for=team.member("ada").annotator_id)
    return team


def open_slots(team: Team, who: str) -> set[tuple[Any, ...]]:
    found = send(team, who, "get", f"queues/{team.queue.pk}/slots?status=OPEN")["results"]
    return {(one["external_id"], one["kept_for"], one["is_hidden"]) for one in found}


def held(team: Team, who: str = "max") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = send(team, who, "get", f"queues/{team.queue.pk}")["held"]
    return found


def test_the_board_says_for_whom_an_open_slot_is_kept(team: Team):
    assert open_slots(team, "rita") == open_slots(team, "max") == {("t-0", "ada", False), ("t-1", None, False)}


def test_a_reviewer_at_work_on_the_trajectory_elsewhere_is_not_told_until_it_is_submitted_past_undo(team: Team):
    """That Ada is asked again says that she judged it before, and what was sent back may tell how."""
    other = Queue.objects.create(project=team.project, name="Other", protocol="ternary", created_at=NOON)
    Assignment.objects.create(queue=other, trajectory=Assignment.objects.get(trajectory__external_id="t-0").trajectory)
    mine = claim(team, "rita", other.pk)

    assert open_slots(team, "rita") == {("t-0", None, True), ("t-1", None, False)}
    assert open_slots(team, "max") == {("t-0", "ada", False), ("t-1", None, False)}

    submit(team, "rita", mine)
    assert ("t-0", None, True) in open_slots(team, "rita")
    Assignment.objects.filter(pk=mine["id"]).update(undo_until=NOON)
    assert ("t-0", "ada", False) in open_slots(team, "rita")


def test_a_lapsed_one_still_says_to_whom_it_goes_back_and_a_submitted_one_says_nothing(team: Team):
    mine = claim(team, "ada")
    lapse(mine["id"])
    assert [(one["external_id"], one["kept_for"]) for one in held(team)] == [("t-0", "ada")]

    submit(team, "ada", claim(team, "ada"))

    (done,) = send(team, "max", "get", f"queues/{team.queue.pk}/slots?status=SUBMITTED")["results"]
    assert (done["annotator"], done["kept_for"]) == ("ada", None)


def test_what_is_given_to_somebody_else_is_kept_no_longer(team: Team):
    slot = Assignment.objects.get(trajectory__external_id="t-0")

    given = send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "grace"})

    assert (given["annotator"], given["kept_for"]) == ("grace", None)


def test_it_costs_no_query_for_each_slot_that_is_kept(team: Team):
    client, path = team.client("rita"), team.url(f"queues/{team.queue.pk}/slots?status=OPEN")
    with Asked() as few:
        client.get(path)
    for number in range(2, 12):
        make_trajectory(team, f"t-{number}")
    Assignment.objects.update(kept_for=team.member("ada").annotator_id)
    with Asked() as many:
        assert all(one["kept_for"] == "ada" for one in client.get(path).json()["results"])
    assert len(few) == len(many)
