"""What was fetched ahead is begun by the first heartbeat, and given back unused by whoever leaves the desk."""

from datetime import timedelta
from typing import Any

import pytest

from annotator.http.clock import now
from annotator.labeling.models import Assignment, Draft, Queue
from tests.annotator.labeling.desk_calls import ask, claim, lapse, name_of, operation, send, submit
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    team = make_team()
    make_trajectories(team, 3)
    return team


def reserve(team: Team, who: str) -> dict[str, Any]:
    held: dict[str, Any] = ask(team, who, action="reserve")["assignment"]
    return held


def beat(team: Team, who: str, held: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answered: dict[str, Any] = send(team, who, "post", f"assignments/{held['id']}/heartbeat", status=status)
    return answered


def give_back(team: Team, who: str) -> None:
    send(team, who, "delete", f"queues/{team.queue.pk}/reserve", status=204)


def test_the_first_heartbeat_claims_what_was_reserved_for_the_queues_own_time(team: Team):
    submit(team, "ada", claim(team, "ada"))
    ahead = reserve(team, "ada")

    begun = beat(team, "ada", ahead)

    slot = Assignment.objects.get(pk=ahead["id"])
    assert slot.hold == "CLAIM"
    assert slot.lease_expires_at is not None
    assert slot.lease_expires_at > now() + timedelta(minutes=9)
    assert begun["evidence"] == {"rewards": "HIDDEN", "reference": "HIDDEN", "labels": "HIDDEN"}
    assert Draft.objects.get(assignment=slot).reserved_until is None
    assert beat(team, "ada", ahead)["evidence"] is None
    assert claim(team, "ada")["id"] == ahead["id"]


def test_what_a_queue_shows_from_the_start_is_shown_from_the_beginning_and_not_before(team: Team):
    Queue.objects.filter(pk=team.queue.pk).update(blind_policy="SHOWN", overlap=1)
    ahead = reserve(team, "ada")
    assert not Draft.objects.get(assignment=ahead["id"]).saw_rewards

    begun = beat(team, "ada", ahead)

    assert begun["evidence"]["rewards"] == "SHOWN"
    assert Draft.objects.get(assignment=ahead["id"]).saw_rewards


def test_what_a_manager_gave_is_begun_the_same_way(team: Team):
    given = Assignment.objects.order_by("position")[1]
    send(team, "max", "post", f"slots/{given.pk}/reassign", {"username": "ada"})
    ahead = reserve(team, "ada")
    assert ahead["id"] == given.pk

    beat(team, "ada", ahead)

    assert Assignment.objects.get(pk=given.pk).hold == "CLAIM"


def test_is_refused_while_another_claim_of_the_queue_is_held_which_comes_first(team: Team):
    held = claim(team, "ada")
    ahead = reserve(team, "ada")

    refused = beat(team, "ada", ahead, status=409)

    assert refused["code"] == "lease_lost"
    assert Assignment.objects.get(pk=ahead["id"]).hold == "RESERVED"
    assert claim(team, "ada")["id"] == held["id"]


def test_a_queue_that_was_paused_meanwhile_lets_nobody_begin(team: Team):
    ahead = reserve(team, "ada")
    send(team, "max", "patch", f"queues/{team.queue.pk}", {"is_paused": True})

    beat(team, "ada", ahead, status=409)

    assert Assignment.objects.get(pk=ahead["id"]).hold == "RESERVED"


def test_what_lapsed_and_went_to_a_colleague_is_not_begun(team: Team):
    ahead = reserve(team, "ada")
    lapse(ahead["id"])
    assert claim(team, "grace")["id"] == ahead["id"]

    beat(team, "ada", ahead, status=404)

    assert name_of(ask(team, "ada")) == "t-1"


def test_given_back_it_is_free_at_once_and_doing_it_twice_is_no_mistake(team: Team):
    claim(team, "ada")
    ahead = reserve(team, "ada")

    give_back(team, "ada")
    give_back(team, "ada")

    slot = Assignment.objects.get(pk=ahead["id"])
    assert (slot.status, slot.annotator) == ("OPEN", None)
    assert not Draft.objects.filter(assignment=slot).exists()
    assert claim(team, "grace")["id"] == ahead["id"]


def test_giving_back_leaves_a_claim_and_what_was_begun_alone(team: Team):
    held = claim(team, "ada")
    ahead = reserve(team, "ada")
    body = {"base_revision": 0, "operations": [operation("label", 1, 0)]}
    send(team, "ada", "post", f"assignments/{ahead['id']}/draft", body)

    give_back(team, "ada")

    assert set(Assignment.objects.filter(annotator__name="ada").values_list("pk", flat=True)) == {
        held["id"],
        ahead["id"],
    }


def test_gives_back_nothing_of_a_colleague_or_of_another_project(team: Team):
    ahead = reserve(team, "ada")
    other = make_team(slug="geometry")

    give_back(team, "grace")
    send(other, "max", "delete", f"queues/{team.queue.pk}/reserve", status=204)

    assert Assignment.objects.get(pk=ahead["id"]).hold == "RESERVED"
