"""The manager's board: who holds what, giving, taking back, closing, queueing again."""

from typing import Any

import pytest

from annotator.journal.models import JournalEntry
from annotator.labeling.hidden_checks import Twin
from annotator.labeling.models import Annotation, Assignment, Draft, Queue
from tests.annotator.labeling.desk_calls import ask, claim, decline, lapse, name_of, operation, send, submit
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories, make_trajectory
from tests.plugins.queries import Asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def board(team: Team, who: str = "rita") -> dict[str, Any]:
    found: dict[str, Any] = send(team, who, "get", f"queues/{team.queue.pk}")
    return found


def draft_of(team: Team, who: str, held: dict[str, Any]) -> None:
    body = {"base_revision": 0, "operations": [operation("label", 1, 0)]}
    send(team, who, "post", f"assignments/{held['id']}/draft", body)


def test_shows_where_every_slot_stands(team: Team):
    make_trajectories(team, 6)
    submit(team, "ada", claim(team, "ada"))
    held = claim(team, "ada")
    ask(team, "ada", action="reserve")
    left = claim(team, "grace")
    lapse(left["id"])
    decline(team, "rita", claim(team, "rita"), "GIVE_UP")

    found = board(team, "max")

    counts = {name: count for name, count in found["queue"]["counts"].items() if count}
    # Rita took what Grace had left, and gave it up; another slot stands in its place.
    assert counts == {"trajectories": 6, "open": 3, "held": 1, "ahead": 1, "submitted": 1, "given_up": 1}
    assert [(one["annotator"], one["hold"], one["external_id"]) for one in found["held"]] == [
        ("ada", "RESERVED", "t-2"), ("ada", "CLAIM", "t-1"),
    ]  # fmt: skip
    assert found["held"][1]["id"] == held["id"]
    (ada, rita) = found["annotators"]
    assert (ada["annotator"], ada["submitted"], ada["last_hour"], ada["held"]) == ("ada", 1, 1, 2)
    assert (rita["annotator"], rita["skipped"], rita["submitted"]) == ("rita", 1, 0)
    assert send(team, "rita", "get", "queues/board")["results"][0]["counts"] == found["queue"]["counts"]


def test_the_pace_is_the_median_active_time_and_none_where_nothing_was_measured(team: Team):
    make_trajectories(team, 3)
    for seconds in (10, 20, 90):
        held = claim(team, "ada")
        done = submit(team, "ada", held)
        Annotation.objects.filter(pk=done["annotation_id"]).update(active_ms=[seconds * 500, None, seconds * 500])
    make_trajectory(team, "more")
    submit(team, "grace", claim(team, "grace"))

    found = {one["annotator"]: one["seconds"] for one in board(team)["annotators"]}

    assert found == {"ada": 20.0, "grace": None}


def test_late_work_stands_on_the_board(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")
    lapse(held["id"])
    claim(team, "grace")
    submit(team, "ada", held)

    found = board(team, "max")

    assert [(one["annotator"], one["external_id"]) for one in found["late"]] == [("ada", "t-0")]
    assert found["queue"]["counts"]["late"] == 1


def test_gives_an_open_slot_to_somebody_who_is_handed_it_next(team: Team):
    make_trajectories(team, 3)
    held = claim(team, "ada")
    slot = Assignment.objects.get(trajectory__external_id="t-2")

    given = send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "ada", "hours": 48})
    submit(team, "ada", held)
    following = claim(team, "ada")

    assert (given["annotator"], given["hold"]) == ("ada", "GIVEN")
    assert following["id"] == slot.pk
    assert following["why"] == "max gave it to you."
    entry = JournalEntry.objects.get(event="slot.reassigned")
    assert (entry.actor, entry.details["to"], entry.details["held_by"]) == ("max", "ada", None)


def test_what_was_given_goes_to_others_when_its_time_is_over(team: Team):
    make_trajectory(team)
    slot = Assignment.objects.get()
    send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "ada"})
    assert ask(team, "grace")["assignment"] is None
    lapse(slot.pk)

    assert claim(team, "grace")["id"] == slot.pk
    assert not Draft.objects.filter(annotator__name="ada").exists()


def test_gives_what_somebody_holds_to_another_and_keeps_the_work_of_the_first(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")
    draft_of(team, "ada", held)

    send(team, "max", "post", f"slots/{held['id']}/reassign", {"username": "grace"})

    assert send(team, "ada", "post", f"assignments/{held['id']}/heartbeat", status=409)["code"] == "lease_lost"
    theirs = claim(team, "grace")
    assert theirs["draft"]["state"]["labels"] == {}
    late = submit(team, "ada", {**held, "draft": {"revision": 1}})
    in_time = submit(team, "grace", theirs)
    assert (late["is_late"], in_time["is_late"]) == (True, False)


def test_gives_nobody_what_they_judged_declined_or_are_kept_away_from(team: Team):
    make_trajectory(team)
    decline(team, "ada", claim(team, "ada"), "SKIP")
    slot = Assignment.objects.get(status="OPEN")
    send(team, "max", "post", "exclusions", {"username": "grace", "queue_id": team.queue.pk})

    for who, words in (("ada", "judged or declined"), ("grace", "kept away")):
        refused = send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": who}, 409)
        assert words in refused["detail"]
    send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "sam"}, 400)
    submit(team, "rita", claim(team, "rita"))
    done = send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "max"}, 409)
    assert "done" in done["detail"]


def test_gives_nobody_the_twin_of_what_they_had(team: Team):
    plain, flawed = make_trajectories(team, 2)
    for one, other in ((plain, flawed), (flawed, plain)):
        Twin.objects.create(trajectory=one, other=other)
    submit(team, "ada", claim(team, "ada"))
    slot = Assignment.objects.get(trajectory=flawed, status="OPEN")

    refused = send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "ada"}, 409)

    assert "a single step" in refused["detail"]
    assert Assignment.objects.get(pk=slot.pk).status == "OPEN"
    assert not Draft.objects.filter(trajectory=flawed).exists()
    send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "grace"})
    assert name_of(ask(team, "grace")) == "t-1"


def test_gives_no_second_trajectory_of_a_problem_where_one_is_held(team: Team):
    Queue.objects.filter(pk=team.queue.pk).update(one_per_problem=True)
    for name in ("p-1", "p-2"):
        make_trajectory(team, name, group_key="p")
    held = claim(team, "ada")
    slot = Assignment.objects.get(trajectory__external_id="p-2")

    refused = send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "grace"}, 409)

    assert "same problem" in refused["detail"]
    assert Assignment.objects.get(pk=slot.pk).annotator_id is None
    submit(team, "ada", held)
    send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "grace"})


def test_takes_a_held_slot_back_and_lets_it_be_submitted_late(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")
    draft_of(team, "ada", held)

    back = send(team, "max", "post", f"slots/{held['id']}/take-back")
    again = send(team, "max", "post", f"slots/{held['id']}/take-back", status=409)
    late = submit(team, "ada", {**held, "draft": {"revision": 1}})

    assert (back["status"], back["annotator"]) == ("OPEN", None)
    assert again["code"] == "moved"
    assert late["is_late"] is True
    assert claim(team, "grace")["id"] == held["id"]
    assert JournalEntry.objects.get(event="slot.taken_back").details["held_by"] == "ada"


def test_closes_slots_open_or_held_and_leaves_what_is_done(team: Team):
    make_trajectories(team, 3)
    submit(team, "ada", claim(team, "ada"))
    held = claim(team, "grace")
    slots = list(Assignment.objects.values_list("pk", flat=True))

    done = send(team, "max", "post", f"queues/{team.queue.pk}/slots/close", {"slots": slots})

    assert done == {"closed": 2}
    assert sorted(Assignment.objects.values_list("status", flat=True)) == ["CLOSED", "CLOSED", "SUBMITTED"]
    assert "Everything" in ask(team, "rita")["why_nothing"]
    assert submit(team, "grace", held)["is_late"] is True
    assert JournalEntry.objects.get(event="slot.closed").details["slots"] == sorted(slots)[1:]


def test_another_projects_slots_cannot_be_touched(team: Team):
    other = make_team(slug="geometry")
    make_trajectory(other, "theirs")
    slot = Assignment.objects.get()

    send(team, "max", "post", f"slots/{slot.pk}/take-back", status=404)
    send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "ada"}, 404)
    assert send(team, "max", "post", f"queues/{team.queue.pk}/slots/close", {"slots": [slot.pk]}) == {"closed": 0}


def test_queues_again_for_others_and_keeps_the_labels(team: Team):
    make_trajectories(team, 2)
    submit(team, "ada", claim(team, "ada"))
    path = f"queues/{team.queue.pk}/requeue"

    done = send(team, "max", "post", path, {"filter": "", "reason": "the guideline changed"})
    again = send(team, "max", "post", path, {"filter": ""})

    # t-1 still waits for its first judgement; asking twice adds nothing.
    assert done == {"trajectories": 1, "slots": 1, "waiting": 1}
    assert again == {"trajectories": 0, "slots": 0, "waiting": 2}
    assert Annotation.objects.count() == 1
    assert name_of(ask(team, "ada")) == "t-1"
    held = claim(team, "grace")
    assert held["trajectory"]["external_id"] == "t-0"
    assert held["why"] == "It was queued again: the guideline changed"
    assert JournalEntry.objects.filter(event="queue.requeued").count() == 2


def test_queues_anew_for_those_who_judged_it_before_too(team: Team):
    row = make_trajectory(team)
    submit(team, "ada", claim(team, "ada"))
    path = f"queues/{team.queue.pk}/requeue"

    done = send(team, "max", "post", path, {"trajectory_ids": [row.pk], "anew": True, "copies": 2})
    second = claim(team, "ada")
    submit(team, "ada", second)

    assert done["slots"] == 2
    assert second["trajectory"]["external_id"] == "t-0"
    assert second["draft"]["state"]["labels"] == {}
    # One of the two is left, and not for Ada.
    assert ask(team, "ada")["assignment"] is None
    assert Annotation.objects.filter(withdrawn_at__isnull=True).count() == 2
    assert name_of(ask(team, "grace")) == "t-0"


@pytest.mark.parametrize(
    "body", [{}, {"trajectory_ids": [1], "filter": ""}, {"filter": "colour:red"}, {"filter": "", "copies": 0}]
)
def test_refuses_to_queue_again_what_it_cannot_make_out(team: Team, body: dict[str, Any]):
    send(team, "max", "post", f"queues/{team.queue.pk}/requeue", body, 400)


def test_pages_through_the_slots_of_a_queue(team: Team):
    make_trajectories(team, 3)
    path = f"queues/{team.queue.pk}/slots"

    found = send(team, "rita", "get", f"{path}?status=OPEN&filter=id:t-2")
    assert [one["external_id"] for one in found["results"]] == ["t-2"]
    assert found["next_cursor"] is None
    assert send(team, "rita", "get", f"{path}?filter=colour:red", status=400)["code"] == "bad_filter"
    assert send(team, "rita", "get", f"{path}?cursor=x", status=400)["code"] == "bad_cursor"


def test_the_board_makes_as_many_queries_for_many_slots_as_for_few(team: Team):
    make_trajectories(team, 2)
    decline(team, "ada", claim(team, "ada"), "SKIP")
    claim(team, "ada")
    client = team.client("max")
    with Asked() as few:
        client.get(team.url(f"queues/{team.queue.pk}"))
    for number in range(2, 12):
        make_trajectory(team, f"t-{number}")
    for who in ("grace", "rita"):
        decline(team, who, claim(team, who), "SKIP")
        claim(team, who)
    with Asked() as many:
        client.get(team.url(f"queues/{team.queue.pk}"))
    assert len(few) == len(many)
