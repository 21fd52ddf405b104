"""Every route about what is related to the work in hand: what one may not see there is not told by its relative.

`test_every_route` walks the routes about the trajectory itself; here somebody holds the newer revision of one that they
finished, or another attempt at its problem.
"""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from annotator.http.clock import now
from annotator.labeling.models import Assignment, Draft
from annotator.labeling.policies import Evidence
from annotator.labeling.services import claims
from annotator.labeling.services.giving_back import release
from annotator.trajectories.models import Trajectory
from annotator.trajectories.steps import Step
from tests.annotator.routes import ROUTES
from tests.annotator.test_every_policy import FEW_PROBES, SECRETS, operations, turn_around
from tests.annotator.test_every_route import (
    World,
    body_of,
    snapshot_of,
    turn_everything_hidden_around,
    undone,
    world,
)
from tests.factories.cast import NOON
from tests.factories.trajectories import make_trajectory

__all__ = ["world"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def finish(world: World, person: str) -> None:
    """This person has labelled the world's trajectory, long ago, and nothing else waits for anybody."""
    claimed = Assignment.objects.get(pk=world.values["assignment"])
    if person != "ada":
        release(assignment=claimed, annotator_id=world.team.member("ada").annotator_id, now=now())
    hold(world, person, world.trajectory)
    url = world.team.url(f"assignments/{world.values['assignment']}/submit")
    body = {"base_revision": 0, "operations": operations()}
    assert world.team.client(person).post(url, body, format="json").status_code == 200
    Assignment.objects.filter(pk=world.values["assignment"]).update(undo_until=NOON)
    Assignment.objects.filter(status="OPEN").update(status="CLOSED")


def hold(world: World, person: str, trajectory: Trajectory) -> None:
    """The next that this person is handed is this trajectory."""
    held = claims.claim_next(queue_id=world.team.queue.pk, member=world.team.member(person), now=now())
    assert held is not None
    assert held.trajectory_id == trajectory.pk
    world.values["assignment"] = held.assignment_id


def newer_revision(world: World) -> Trajectory:
    steps = [Step(text="hello", role="user"), Step(text="one, put better"), Step(text="two")]
    return make_trajectory(world.team, revision=2, previous=world.trajectory, problem="Put better", steps=steps)


def hold_the_newer_revision(world: World, person: str) -> None:
    finish(world, person)
    hold(world, person, newer_revision(world))


EVERYTHING = tuple(secret for one in SECRETS.values() for secret in one)


def another_attempt(world: World) -> Trajectory:
    """At the problem of the world's trajectory, where a right outcome says which answer is right."""
    Trajectory.objects.filter(pk=world.trajectory.pk).update(group_key="the-problem")
    return make_trajectory(world.team, "t-2", group_key="the-problem", reference_answer="SECRET-REFERENCE")


def secrets_told(world: World, person: str, secrets: Sequence[str] = EVERYTHING) -> set[str]:
    """The routes that answer this person with something hidden of the world's trajectory."""
    found = set()
    for route in ROUTES:
        client = world.team.client(person)  # one of the routes signs out
        with undone():
            answered = client.generic(route.method, world.path(route), data=route.body, content_type="application/json")
            body = body_of(answered)
        if any(secret in body for secret in secrets):
            found.add(f"{route.method} {route.path}")
    return found


PAGE = "GET projects/<slug>/trajectories/<trajectory>"


def test_no_answer_tells_of_the_revision_before_while_one_holds_the_newer_one(world: World):
    finish(world, "ada")
    newer = newer_revision(world)
    assert PAGE not in secrets_told(world, "ada"), "hidden while it waits"

    hold(world, "ada", newer)
    assert secrets_told(world, "ada") == set(), "and while she holds it"

    Draft.objects.filter(trajectory=newer).update(closed_at=now())
    Assignment.objects.filter(trajectory=newer, annotator__isnull=False).update(status="SUBMITTED", undo_until=NOON)
    assert PAGE in secrets_told(world, "ada"), "the test can fail: it is seen again when that is over"


@pytest.mark.parametrize("person", ["ada", "rita", "max"])
def test_answers_do_not_change_with_what_is_hidden_of_the_revision_before(world: World, person: str):
    hold_the_newer_revision(world, person)
    before = snapshot_of(world, person, FEW_PROBES)

    turn_everything_hidden_around(world, whose=person)

    after = snapshot_of(world, person, FEW_PROBES)
    assert {key for key in before if before[key] != after[key]} == set()


def test_the_revision_before_stays_covered_while_the_newer_one_can_be_taken_back(world: World):
    hold_the_newer_revision(world, "rita")
    url = world.team.url(f"assignments/{world.values['assignment']}/submit")
    body = {"base_revision": 0, "operations": operations()}
    assert world.team.client("rita").post(url, body, format="json").status_code == 200
    Assignment.objects.filter(pk=world.values["assignment"]).update(undo_until=now() + timedelta(hours=1))
    before = snapshot_of(world, "rita", FEW_PROBES)

    turn_everything_hidden_around(world, whose="rita")

    after = snapshot_of(world, "rita", FEW_PROBES)
    assert {key for key in before if before[key] != after[key]} == set()


def test_no_answer_tells_the_reference_while_another_attempt_waits_or_is_held(world: World):
    answer = SECRETS[Evidence.REFERENCE]
    finish(world, "ada")
    assert PAGE in secrets_told(world, "ada", answer), "the test can fail: alone it is seen"

    other = another_attempt(world)
    assert secrets_told(world, "ada", answer) == set(), "hidden while it waits"
    assert PAGE in secrets_told(world, "ada", SECRETS[Evidence.REWARDS]), "and nothing but the answer"

    hold(world, "ada", other)
    assert secrets_told(world, "ada", answer) == set(), "and while she holds it"

    Draft.objects.filter(trajectory=other).update(closed_at=now())
    Assignment.objects.filter(trajectory=other, annotator__isnull=False).update(status="SUBMITTED", undo_until=NOON)
    assert PAGE in secrets_told(world, "ada", answer), "it is seen again when that is over"


@pytest.mark.parametrize("person", ["ada", "rita", "max"])
def test_answers_do_not_change_with_the_answer_to_a_problem_of_which_one_holds_an_attempt(world: World, person: str):
    finish(world, person)
    hold(world, person, another_attempt(world))
    before = snapshot_of(world, person, FEW_PROBES)

    turn_around(world, frozenset({Evidence.REFERENCE}))

    after = snapshot_of(world, person, FEW_PROBES)
    assert {key for key in before if before[key] != after[key]} == set()
