"""Skipping, giving up and bad problems, who is kept away from what, and problems one at a time."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from annotator.journal.models import JournalEntry
from annotator.labeling.models import Assignment, Queue
from tests.annotator.labeling.desk_calls import ask, claim, decline, lapse, name_of, send, submit
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team(overlap=2)


def setting(team: Team, **columns) -> None:
    Queue.objects.filter(pk=team.queue.pk).update(**columns)


def counts(team: Team) -> dict[str, Any]:
    found: dict[str, Any] = send(team, "rita", "get", f"queues/{team.queue.pk}")
    counted: dict[str, Any] = found["queue"]["counts"]
    return counted


def test_each_kind_is_kept_counted_and_written_down(team: Team):
    make_trajectory(team)
    for who, kind in (("ada", "SKIP"), ("grace", "GIVE_UP"), ("rita", "BAD_PROBLEM")):
        decline(team, who, claim(team, who), kind, f"because of {kind}")

    board = send(team, "max", "get", f"queues/{team.queue.pk}")

    assert {name: board["queue"]["counts"][name] for name in ("skipped", "given_up", "bad_problem", "open")} == {
        "skipped": 1, "given_up": 1, "bad_problem": 1, "open": 2,
    }  # fmt: skip
    assert {(one["annotator"], one["kind"], one["reason"]) for one in board["declined"]} == {
        ("ada", "SKIP", "because of SKIP"),
        ("grace", "GIVE_UP", "because of GIVE_UP"),
        ("rita", "BAD_PROBLEM", "because of BAD_PROBLEM"),
    }
    assert all(one["ended_at"] for one in board["declined"])
    assert JournalEntry.objects.filter(event="assignment.skipped").count() == 3


def test_an_unknown_kind_is_refused(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")

    send(team, "ada", "post", f"assignments/{held['id']}/skip", {"kind": "MOOD", "reason": "no"}, 400)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=held["id"]).update(status="SKIPPED")


def test_whoever_works_on_it_does_not_read_why_a_colleague_declined_it(team: Team):
    make_trajectory(team)
    decline(team, "ada", claim(team, "ada"), "BAD_PROBLEM", "the answer is wrong")
    claim(team, "rita")

    (seen,) = send(team, "rita", "get", f"queues/{team.queue.pk}")["declined"]
    (open_to_max,) = send(team, "max", "get", f"queues/{team.queue.pk}")["declined"]

    assert (seen["kind"], seen["reason"], seen["is_hidden"]) == (None, None, True)
    assert open_to_max["reason"] == "the answer is wrong"


def test_enough_who_call_it_bad_close_it_here_and_it_gets_no_more_slots(team: Team):
    setting(team, bad_after=2)
    make_trajectories(team, 2)
    decline(team, "ada", claim(team, "ada"), "BAD_PROBLEM")
    assert counts(team)["closed"] == 0
    decline(team, "grace", claim(team, "grace"), "BAD_PROBLEM")

    assert Assignment.objects.filter(ending="CALLED_BAD").values("trajectory").distinct().count() == 1
    assert name_of(ask(team, "rita")) == "t-1"
    raised = send(team, "max", "patch", f"queues/{team.queue.pk}", {"overlap": 3})
    assert raised["added"] == 1
    assert not Assignment.objects.filter(trajectory__external_id="t-0", status="OPEN").exists()


def test_giving_up_never_closes_a_trajectory(team: Team):
    setting(team, bad_after=1)
    make_trajectory(team)
    decline(team, "ada", claim(team, "ada"), "GIVE_UP")

    assert name_of(ask(team, "grace")) == "t-0"


def test_whoever_is_kept_away_from_a_queue_gets_nothing_new_and_may_finish(team: Team):
    make_trajectories(team, 2)
    held = claim(team, "ada")
    wanted = {"username": "ada", "queue_id": team.queue.pk, "reason": "wrote them"}

    assert send(team, "max", "post", "exclusions", wanted) == {"added": 1}
    assert send(team, "max", "post", "exclusions", wanted) == {"added": 0}
    assert claim(team, "ada")["id"] == held["id"]
    submit(team, "ada", held)
    nothing = ask(team, "ada")

    assert "keeps you away" in nothing["why_nothing"]
    assert nothing["state"]["is_kept_away"] is True
    (row,) = send(team, "rita", "get", f"queues/{team.queue.pk}")["exclusions"]
    send(team, "max", "delete", f"exclusions/{row['id']}", status=204)
    assert name_of(ask(team, "ada")) == "t-1"
    assert JournalEntry.objects.filter(event__startswith="exclusion.").count() == 3


def test_whoever_is_kept_away_from_trajectories_is_never_handed_them(team: Team):
    rows = make_trajectories(team, 3)
    named = {"username": "ada", "trajectory_ids": [rows[0].pk]}
    assert send(team, "max", "post", "exclusions", named) == {"added": 1}
    assert send(team, "max", "post", "exclusions", {"username": "ada", "filter": "id:t-1"}) == {"added": 1}

    held = claim(team, "ada")
    submit(team, "ada", held)
    nothing = ask(team, "ada")

    assert held["trajectory"]["external_id"] == "t-2"
    assert nothing["state"]["available"] == 0
    assert nothing["assignment"] is None
    assert name_of(ask(team, "grace")) == "t-0"


@pytest.mark.parametrize(
    "body",
    [
        {"username": "nobody", "filter": ""},
        {"username": "ada"},
        {"username": "ada", "filter": "colour:red"},
        {"username": "ada", "filter": "", "trajectory_ids": [1]},
    ],
)
def test_an_exclusion_that_says_too_little_or_too_much_is_refused(team: Team, body: dict[str, Any]):
    send(team, "max", "post", "exclusions", body, 400)


def test_while_one_trajectory_of_a_problem_is_held_the_others_wait(team: Team):
    setting(team, one_per_problem=True)
    for name, group in (("p-1", "p"), ("p-2", "p"), ("q-1", "q"), ("alone-1", ""), ("alone-2", "")):
        make_trajectory(team, name, group_key=group)

    first = claim(team, "ada")
    assert first["trajectory"]["external_id"] == "p-1"
    # A second opinion of the same trajectory is no second trajectory of the problem.
    second = claim(team, "grace")
    assert second["id"] != first["id"]
    assert second["trajectory"]["external_id"] == "p-1"
    assert name_of(ask(team, "ada", action="reserve")) == "q-1"
    submit(team, "ada", first)
    submit(team, "grace", second)
    assert name_of(ask(team, "grace")) == "p-2"


def test_what_was_taken_back_is_handed_out_again_while_another_of_its_problem_is_held(team: Team):
    setting(team, one_per_problem=True)
    for name in ("p-1", "p-2"):
        make_trajectory(team, name, group_key="p")
    first = claim(team, "ada")
    submit(team, "ada", first)
    assert name_of(ask(team, "grace")) == "p-1"
    submit(team, "grace", claim(team, "grace"))
    assert name_of(ask(team, "grace")) == "p-2"

    send(team, "ada", "post", f"assignments/{first['id']}/undo")

    assert claim(team, "ada")["id"] == first["id"]


def test_a_reservation_that_lapsed_gives_way_to_another_of_its_problem(team: Team):
    setting(team, one_per_problem=True, overlap=1)
    team.queue.overlap = 1
    for name, group in (("q-1", "q"), ("p-1", "p"), ("p-2", "p"), ("r-1", "r")):
        make_trajectory(team, name, group_key=group)
    first = claim(team, "ada")
    ahead = ask(team, "ada", action="reserve")["assignment"]
    assert ahead["trajectory"]["external_id"] == "p-1"
    lapse(ahead["id"])
    slot = Assignment.objects.get(trajectory__external_id="p-2")
    send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "grace"})

    assert name_of(ask(team, "ada", action="reserve")) == "r-1"
    submit(team, "ada", first)
    assert name_of(ask(team, "ada")) == "r-1"
    assert Assignment.objects.get(pk=ahead["id"]).status == "OPEN"


def test_says_that_what_is_left_waits_for_its_problem(team: Team):
    setting(team, one_per_problem=True, overlap=1)
    team.queue.overlap = 1
    make_trajectory(team, "p-1", group_key="p")
    make_trajectory(team, "p-2", group_key="p")
    held = claim(team, "ada")

    assert "belongs to problems" in ask(team, "grace")["why_nothing"]
    lapse(held["id"])
    assert name_of(ask(team, "grace")) == "p-1"
