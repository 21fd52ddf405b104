"""The next trajectory is fetched ahead of its claim: held for two minutes, blind from then on, and nothing is left."""

from datetime import timedelta
from typing import Any

import pytest

from annotator.http.clock import now
from annotator.labeling.models import Assignment, Draft
from annotator.labeling.services.claims import claim_next, reserve_next
from annotator.labeling.visibility import Viewer, is_hidden
from annotator.trajectories.models import Trajectory
from tests.annotator.labeling.desk_calls import ask, claim, lapse, name_of, operation, send, submit
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    team = make_team()
    make_trajectories(team, 3)
    return team


def reserve(team: Team, who: str) -> dict[str, Any]:
    return ask(team, who, action="reserve")


def blind(team: Team, who: str, external_id: str, *, later: timedelta = timedelta()) -> bool:
    viewer = Viewer.of(team.member(who), now=now() + later)
    return is_hidden(viewer, Trajectory.objects.get(external_id=external_id).pk)


def test_what_is_reserved_is_what_the_next_claim_hands_out(team: Team):
    held = claim(team, "ada")

    ahead = reserve(team, "ada")["assignment"]
    again = reserve(team, "ada")["assignment"]
    submit(team, "ada", held)
    following = claim(team, "ada")

    assert ahead["trajectory"]["external_id"] == "t-1"
    assert [ahead["id"]] * 2 == [again["id"], following["id"]]
    assert ahead["fence"] == following["fence"]
    assert Assignment.objects.get(pk=following["id"]).hold == "CLAIM"


def test_a_reservation_lasts_two_minutes_and_a_claim_the_queues_own_time(team: Team):
    at = now()
    ahead = reserve_next(queue_id=team.queue.pk, member=team.member("ada"), now=at)
    following = claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=at)

    assert ahead is not None
    assert following is not None
    assert ahead.lease_expires_at == at + timedelta(minutes=2)
    assert following.lease_expires_at == at + timedelta(minutes=10)


def test_nobody_else_gets_it_until_it_lapses_and_then_nothing_is_left_of_it(team: Team):
    claim(team, "ada")
    ahead = reserve(team, "ada")["assignment"]
    assert name_of(ask(team, "grace")) == "t-2"
    lapse(ahead["id"])

    taken = claim(team, "rita")

    assert taken["id"] == ahead["id"]
    assert taken["fence"] == ahead["fence"] + 1
    assert not Draft.objects.filter(annotator__name="ada", trajectory__external_id="t-1").exists()


def test_makes_a_reviewer_blind_until_it_lapses(team: Team):
    assert not blind(team, "rita", "t-0")

    assert name_of(reserve(team, "rita")) == "t-0"

    assert blind(team, "rita", "t-0")
    assert not blind(team, "rita", "t-0", later=timedelta(minutes=3))
    claim(team, "rita")
    assert blind(team, "rita", "t-0", later=timedelta(minutes=3))


def test_work_on_a_reservation_is_work(team: Team):
    """The page laid it on the desk at once, and its claim came late: what was typed is kept, and makes blind."""
    ahead = reserve(team, "rita")["assignment"]
    body = {"base_revision": 0, "operations": [operation("label", 1, 0)]}
    answer(team.client("rita").post(team.url(f"assignments/{ahead['id']}/draft"), body, format="json"))
    lapse(ahead["id"])
    claim(team, "grace")

    assert blind(team, "rita", "t-0", later=timedelta(minutes=30))
    assert send(team, "rita", "get", f"assignments/{ahead['id']}")["is_mine"] is False


def test_given_back_it_is_free_at_once(team: Team):
    claim(team, "ada")
    ahead = reserve(team, "ada")["assignment"]

    send(team, "ada", "post", f"assignments/{ahead['id']}/release", status=204)

    assert name_of(ask(team, "grace")) == "t-1"
    assert not blind(team, "rita", "t-1")


def test_is_no_part_of_ones_history(team: Team):
    held = claim(team, "ada")
    reserve(team, "ada")

    history = send(team, "ada", "get", "assignments")["results"]

    assert [entry["id"] for entry in history] == [held["id"]]


def test_a_paused_queue_reserves_nothing_and_does_not_hand_out_what_was_reserved(team: Team):
    reserve(team, "ada")
    send(team, "max", "patch", f"queues/{team.queue.pk}", {"is_paused": True})

    assert "paused" in reserve(team, "ada")["why_nothing"]
    assert "paused" in ask(team, "ada")["why_nothing"]


def test_says_why_there_is_nothing_ahead(team: Team):
    claim(team, "ada")
    for who in ("grace", "rita"):
        claim(team, who)

    nothing = reserve(team, "ada")

    assert nothing["assignment"] is None
    assert "being labelled by others" in nothing["why_nothing"]


def test_a_submission_taken_back_and_a_reservation_stand_beside_the_claim(team: Team):
    first = claim(team, "ada")
    reserve(team, "ada")
    submit(team, "ada", first)
    second = claim(team, "ada")

    again = send(team, "ada", "post", f"assignments/{first['id']}/undo")
    ahead = reserve(team, "ada")["assignment"]
    submit(team, "ada", again)

    assert second["trajectory"]["external_id"] == "t-1"
    assert ahead["trajectory"]["external_id"] == "t-2"
    assert claim(team, "ada")["id"] == second["id"]
