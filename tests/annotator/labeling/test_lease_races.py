"""Processes that race for one slot: heartbeat, lapse, late and double submission, on the real database.

Where an order matters, one side is held in a transaction of this process until the other waits for it; beside that
stand rounds in which both come at nearly one moment, in every order.
"""

import random
from typing import Any

import pytest
from django.db import transaction

from annotator.http.clock import now
from annotator.journal.models import JournalEntry
from annotator.labeling.models import Annotation, Assignment, Draft
from annotator.labeling.services.claims import claim_next, renew
from tests.annotator.labeling.contest import Answer, Call, contest, wait_until_one_waits_for_a_lock
from tests.annotator.labeling.desk_calls import claim, lapse, operation
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories
from tests.plugins.committed import committed
from tests.plugins.services import TestServices

pytestmark = [pytest.mark.slow, committed]

ROUNDS = 15


@pytest.fixture
def team() -> Team:
    team = make_team(protocol="first-error")
    make_trajectories(team, 1)
    return team


def whole(held: dict[str, Any]) -> dict[str, Any]:
    """Everything that a submission of it needs."""
    return {"base_revision": held["draft"]["revision"], "operations": [operation("no_error", True)]}


def submission(who: str, held: dict[str, Any], **more: Any) -> Call:
    return Call(who, f"assignments/{held['id']}/submit", whole(held), **more)


def heartbeat(who: str, held: dict[str, Any]) -> Call:
    return Call(who, f"assignments/{held['id']}/heartbeat")


def claiming(team: Team, who: str) -> Call:
    return Call(who, f"queues/{team.queue.pk}/claim")


def lapsed(team: Team, who: str) -> dict[str, Any]:
    """What they hold under a lease that ran out a second ago."""
    held = claim(team, who)
    lapse(held["id"])
    return held


def take_over(team: Team, who: str) -> None:
    taken = claim_next(queue_id=team.queue.pk, member=team.member(who), now=now())
    assert taken is not None


def start_anew() -> None:
    """One slot is left, and nobody has ever held it."""
    JournalEntry.objects.all().delete()
    Annotation.objects.all().delete()
    Draft.objects.all().delete()
    first = Assignment.objects.order_by("pk")[0]
    Assignment.objects.exclude(pk=first.pk).delete()
    Assignment.objects.update(
        status="OPEN", annotator=None, lease_expires_at=None, undo_until=None, hold="", ending="", reason=""
    )


def got(answer: Answer) -> int | None:
    """The slot that a claim was handed."""
    assert answer.status == 200, answer
    held: dict[str, Any] | None = answer.body["assignment"]
    return int(held["id"]) if held else None


def test_a_heartbeat_that_waited_for_a_claim_does_not_renew_what_passed_on(team: Team, services: TestServices):
    held = lapsed(team, "ada")
    with contest(team, services, 1) as race:
        with transaction.atomic():
            take_over(team, "grace")
            race.begin(heartbeat("ada", held))
            wait_until_one_waits_for_a_lock(services)
            until = Assignment.objects.get(pk=held["id"]).lease_expires_at
        (beat,) = race.end(1)

    assert (beat.status, beat.body["code"]) == (409, "lease_lost")
    slot = Assignment.objects.select_related("annotator").get(pk=held["id"])
    assert (slot.annotator and slot.annotator.name, slot.fence) == ("grace", held["fence"] + 1)
    assert slot.lease_expires_at == until


def test_a_claim_passes_by_a_lapsed_slot_that_is_just_being_renewed(team: Team, services: TestServices):
    held = lapsed(team, "ada")
    with contest(team, services, 1) as race:
        with transaction.atomic():
            slot = Assignment.objects.select_related("queue").get(pk=held["id"])
            renew(assignment=slot, lease_minutes=10, now=now())
            (answer,) = race.at_once(claiming(team, "grace"))
        beat = race.at_once(heartbeat("ada", held))[0]

    assert got(answer) is None
    assert beat.status == 200
    assert Assignment.objects.get(pk=held["id"]).fence == held["fence"]


def test_a_heartbeat_and_a_claim_of_a_lapsed_slot_are_never_both_answered_yes(team: Team, services: TestServices):
    dice = random.Random(1)
    seen = set()
    with contest(team, services, 3) as race:
        for _ in range(ROUNDS):
            start_anew()
            held = lapsed(team, "ada")
            calls = [heartbeat("ada", held), claiming(team, "grace"), claiming(team, "rita")]
            beat, *claims = race.nearly_at_once(*calls, dice=dice)
            winners = [name for name, one in zip(("grace", "rita"), claims, strict=True) if got(one)]
            slot = Assignment.objects.select_related("annotator").get(pk=held["id"])

            assert [beat.status == 200, *map(bool, winners)].count(True) == 1, (beat, claims)
            assert slot.annotator is not None
            assert slot.annotator.name == (winners[0] if winners else "ada")
            assert slot.fence == held["fence"] + len(winners)
            seen.add(beat.status)
    assert seen == {200, 409}


def test_a_submission_that_waited_for_a_claim_is_kept_as_an_extra_opinion_exactly_once(
    team: Team, services: TestServices
):
    held = lapsed(team, "ada")
    with contest(team, services, 2) as race:
        with transaction.atomic():
            take_over(team, "grace")
            race.begin(submission("ada", held), submission("ada", held))
            wait_until_one_waits_for_a_lock(services, 2)
        answers = race.end(2)
        answers += race.at_once(submission("ada", held))

    late = Assignment.objects.get(status="LATE")
    assert [answer.status for answer in answers] == [200] * 3, answers
    assert answers[0].body == answers[1].body == answers[2].body
    assert answers[0].body["is_late"] is True
    assert answers[0].body["assignment_id"] == late.pk
    assert Annotation.objects.get().assignment_id == late.pk
    assert JournalEntry.objects.filter(event="annotation.submitted").count() == 1
    slot = Assignment.objects.select_related("annotator").get(pk=held["id"])
    assert (slot.status, slot.annotator and slot.annotator.name) == ("CLAIMED", "grace")


def test_a_submission_and_a_claim_of_a_lapsed_slot_lose_nothing_and_double_nothing(team: Team, services: TestServices):
    dice = random.Random(2)
    seen = set()
    with contest(team, services, 3) as race:
        for _ in range(ROUNDS):
            start_anew()
            held = lapsed(team, "ada")
            one, other, taken = race.nearly_at_once(
                submission("ada", held), submission("ada", held), claiming(team, "grace"), dice=dice
            )

            assert (one.status, other.status, one.body) == (200, 200, other.body)
            assert one.body["is_late"] is bool(got(taken))
            assert Annotation.objects.count() == 1
            assert Assignment.objects.filter(status="LATE").count() == int(one.body["is_late"])
            assert Draft.objects.filter(annotator__name="ada", closed_at__isnull=True).count() == 0
            seen.add(one.body["is_late"])
    assert seen == {False, True}


def test_the_same_work_submitted_four_times_at_one_moment_exists_once(team: Team, services: TestServices):
    with contest(team, services, 4) as race:
        for _ in range(ROUNDS):
            start_anew()
            held = claim(team, "ada")
            call = submission("ada", held)
            answers = race.at_once(call, call, call, call)

            assert [answer.status for answer in answers] == [200] * 4, answers
            assert all(answer.body == answers[0].body for answer in answers), answers
            assert Annotation.objects.count() == 1
            assert JournalEntry.objects.filter(event="annotation.submitted").count() == 1
            assert Assignment.objects.get().status == "SUBMITTED"


def test_two_tabs_that_submit_different_labels_are_told_of_the_one_that_stands(team: Team, services: TestServices):
    with contest(team, services, 2) as race:
        for _ in range(ROUNDS):
            start_anew()
            held = claim(team, "ada")
            path = f"assignments/{held['id']}/submit"
            other = {"base_revision": 0, "operations": [operation("first_error", 1)]}
            answers = race.at_once(Call("ada", path, whole(held)), Call("ada", path, other))

            (done, refused) = sorted(answers, key=lambda answer: answer.status)
            assert (done.status, refused.status, refused.body["code"]) == (200, 409, "draft_closed"), answers
            stands = Annotation.objects.get()
            assert (stands.first_error, stands.no_error) in {(None, True), (1, False)}
            told = refused.body["draft"]["state"]
            assert (told["first_error"], told["no_error"]) == (stands.first_error, stands.no_error)


@pytest.mark.parametrize(("action", "body"), [("skip", {"kind": "SKIP", "reason": "no"}), ("release", None)])
def test_a_tab_that_submits_and_one_that_lets_go_take_turns(
    team: Team, services: TestServices, action: str, body: dict[str, Any] | None
):
    """Each waits for the other and neither for ever: nobody is told that the database did not answer."""
    dice = random.Random(3)
    with contest(team, services, 2) as race:
        for _ in range(ROUNDS):
            start_anew()
            held = claim(team, "ada")
            done, gone = race.nearly_at_once(
                submission("ada", held), Call("ada", f"assignments/{held['id']}/{action}", body), dice=dice
            )

            assert {done.status, gone.status} <= {200, 204, 404, 409}, (done, gone)
            assert (done.status == 200) != (gone.status == 204), (done, gone)
            assert Annotation.objects.count() == (1 if done.status == 200 else 0)
