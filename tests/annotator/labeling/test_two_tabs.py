"""Two tabs of one person, and two people, who ask for the next trajectory at one moment: processes on a real database."""

import random
from collections import Counter
from typing import Any

import pytest
from django.db.models import F

from annotator.http.clock import now
from annotator.labeling.hidden_checks import Twin
from annotator.labeling.models import Annotation, Assignment, Draft, Queue
from annotator.labeling.services.slots import add_slots
from annotator.trajectories.models import Trajectory
from tests.annotator.labeling.contest import Call, contest
from tests.annotator.labeling.desk_calls import ask, claim, lapse, operation
from tests.factories.cast import NOON, Team, make_team
from tests.factories.trajectories import make_trajectories, make_trajectory
from tests.plugins.committed import committed
from tests.plugins.services import TestServices

pytestmark = [pytest.mark.slow, committed]

ROUNDS = 15


@pytest.fixture
def team() -> Team:
    return make_team(protocol="first-error")


def claiming(queue: Queue, who: str = "ada", action: str = "claim") -> Call:
    return Call(who, f"queues/{queue.pk}/{action}")


def another_queue(team: Team) -> Queue:
    return Queue.objects.create(project=team.project, name="Another", protocol="first-error", created_at=NOON)


def twins(team: Team, pairs: int) -> None:
    """Pairs, side by side in the order of the queue."""
    for number in range(pairs):
        one, other = (make_trajectory(team, f"pair-{number}-{half}") for half in "ab")
        Twin.objects.create(trajectory=one, other=other)
        Twin.objects.create(trajectory=other, other=one)


def finish_all() -> None:
    """Everything that is held is submitted."""
    at = now()
    Assignment.objects.filter(status="CLAIMED").update(status="SUBMITTED", undo_until=at, lease_expires_at=None)
    Draft.objects.update(closed_at=at)


def pairs_got_whole(who: str = "ada") -> list[int]:
    """Trajectories of pairs of which one person was handed both."""
    had = Assignment.objects.filter(annotator__name=who).values("trajectory")
    return list(Twin.objects.filter(trajectory__in=had, other__in=had).values_list("trajectory", flat=True))


def test_four_tabs_of_one_person_get_the_same(team: Team, services: TestServices):
    make_trajectories(team, ROUNDS + 4)
    with contest(team, services, 4) as race:
        for _ in range(ROUNDS):
            answers = race.at_once(*[claiming(team.queue)] * 4)

            assert [answer.status for answer in answers] == [200] * 4, answers
            assert len({answer.body["assignment"]["id"] for answer in answers}) == 1
            assert Assignment.objects.filter(status="CLAIMED").count() == 1
            finish_all()


def test_tabs_that_claim_and_reserve_get_two_and_no_more(team: Team, services: TestServices):
    make_trajectories(team, 4 * ROUNDS)
    with contest(team, services, 4) as race:
        for _ in range(ROUNDS):
            calls = [claiming(team.queue), claiming(team.queue, action="reserve")] * 2
            answers = race.at_once(*calls)

            assert [answer.status for answer in answers] == [200] * 4, answers
            held = Assignment.objects.filter(status="CLAIMED")
            assert Counter(held.values_list("hold", flat=True)) in ({"CLAIM": 1}, {"CLAIM": 1, "RESERVED": 1})
            drafts = Draft.objects.filter(closed_at__isnull=True, fence=F("assignment__fence"))
            assert set(drafts.values_list("assignment", flat=True)) == set(held.values_list("pk", flat=True))
            finish_all()


def test_no_two_tabs_are_handed_the_two_twins_of_a_pair(team: Team, services: TestServices):
    """One claims, one reserves, and one claims in another queue with the same trajectories."""
    twins(team, 3 * ROUNDS)
    other = another_queue(team)
    add_slots(queue=other, trajectory_ids=list(Trajectory.objects.values_list("pk", flat=True)))
    with contest(team, services, 3) as race:
        for _ in range(ROUNDS):
            answers = race.at_once(claiming(team.queue), claiming(team.queue, action="reserve"), claiming(other))

            assert [answer.status for answer in answers] == [200] * 3, answers
            assert pairs_got_whole() == []
            finish_all()
    assert Assignment.objects.filter(annotator__name="ada").count() > ROUNDS


def test_no_two_tabs_hold_two_trajectories_of_one_problem(team: Team, services: TestServices):
    Queue.objects.filter(pk=team.queue.pk).update(one_per_problem=True)
    for number in range(3 * ROUNDS):
        make_trajectory(team, f"t-{number}", group_key=f"problem-{number // 3}")
    with contest(team, services, 3) as race:
        for _ in range(ROUNDS):
            calls = [claiming(team.queue), claiming(team.queue, action="reserve"), claiming(team.queue, "grace")]
            answers = race.at_once(*calls)

            assert [answer.status for answer in answers] == [200] * 3, answers
            held = Assignment.objects.filter(status="CLAIMED").values_list("trajectory__group_key", flat=True)
            assert max(Counter(held).values()) == 1, list(held)
            finish_all()


def test_one_tab_submits_while_the_other_asks_for_the_next(team: Team, services: TestServices):
    dice = random.Random(4)
    make_trajectories(team, 2 * ROUNDS + 2)
    with contest(team, services, 2) as race:
        for turn in range(ROUNDS):
            held = claim(team, "ada")
            body = {"base_revision": 0, "operations": [operation("no_error", True)]}
            submission = Call("ada", f"assignments/{held['id']}/submit", body)
            done, following = race.nearly_at_once(submission, claiming(team.queue), dice=dice)

            assert (done.status, following.status) == (200, 200), (done, following)
            assert done.body["is_late"] is False
            assert Annotation.objects.count() == turn + 1
            assert Assignment.objects.get(pk=held["id"]).status == "SUBMITTED"
            live = list(Assignment.objects.filter(status="CLAIMED").values_list("pk", flat=True))
            assert live == [pk for pk in (following.body["assignment"]["id"],) if pk != held["id"]]
            assert Draft.objects.get(assignment=held["id"]).closed_at is not None
            finish(team, live)


def finish(team: Team, slots: list[int]) -> None:
    """These are given back."""
    Assignment.objects.filter(pk__in=slots).update(status="OPEN", annotator=None, lease_expires_at=None)
    Draft.objects.filter(assignment__in=slots).delete()


def test_a_lapsed_reservation_goes_to_its_owner_or_to_a_colleague_and_never_to_both(team: Team, services: TestServices):
    dice = random.Random(5)
    make_trajectories(team, 3 * ROUNDS)
    owners = set()
    with contest(team, services, 3) as race:
        for _ in range(ROUNDS):
            ahead: dict[str, Any] = ask(team, "ada", action="reserve")["assignment"]
            lapse(ahead["id"])
            calls = [claiming(team.queue, who) for who in ("ada", "grace", "rita")]
            answers = race.nearly_at_once(*calls, dice=dice)

            assert [answer.status for answer in answers] == [200] * 3, answers
            slots = [answer.body["assignment"]["id"] for answer in answers]
            assert len(set(slots)) == 3, slots
            slot = Assignment.objects.select_related("annotator").get(pk=ahead["id"])
            assert slot.annotator is not None
            owners.add(slot.annotator.name)
            # Nothing is left of a reservation that somebody else got.
            assert list(Draft.objects.filter(assignment=ahead["id"]).values_list("annotator__name", "fence")) == [
                (slot.annotator.name, slot.fence)
            ]
            finish_all()
    assert "ada" in owners
    assert len(owners) > 1


def test_work_on_a_lapsed_reservation_is_kept_or_was_never_there(team: Team, services: TestServices):
    """The page laid it on the desk at once: what is submitted meets the claim of a colleague, and nobody waits for ever."""
    dice = random.Random(6)
    make_trajectories(team, 2 * ROUNDS + 4)
    with contest(team, services, 2) as race:
        for _ in range(ROUNDS):
            ahead = ask(team, "ada", action="reserve")["assignment"]
            lapse(ahead["id"])
            body = {"base_revision": 0, "operations": [operation("no_error", True)]}
            submission = Call("ada", f"assignments/{ahead['id']}/submit", body)
            done, taken = race.nearly_at_once(submission, claiming(team.queue, "grace"), dice=dice)

            assert taken.status == 200, taken
            assert done.status in {200, 404}, done
            is_hers = taken.body["assignment"]["id"] == ahead["id"]
            assert done.status == 200 or is_hers
            kept = Annotation.objects.filter(annotator__name="ada", trajectory=ahead["trajectory"]["id"])
            assert kept.count() == (1 if done.status == 200 else 0)
            finish_all()
