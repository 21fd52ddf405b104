"""Every route under every policy: what a queue hides is in no answer, and no answer depends on it.

`test_every_route` does the same for the default policy and every person; here it is the policy that varies.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from annotator.accounts.services import create_token
from annotator.adjudication.models import GoldLabel
from annotator.http.clock import now
from annotator.labeling.models import Annotation, Assignment, Queue
from annotator.labeling.policies import ALL_EVIDENCE, Evidence
from annotator.labeling.services import claims
from annotator.labeling.services.slots import add_slots
from annotator.scoring.models import RewardEvidence, TrajectoryRewards
from annotator.trajectories.models import Trajectory, TrajectoryText
from tests.annotator.routes import ROUTES
from tests.annotator.test_every_route import PROBES, World, body_of, snapshot_of, undone, world
from tests.factories.cast import NOON

__all__ = ["world"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# What gives each kind away, wherever it stands. Generator and metadata come with all three and never with less.
SECRETS: Mapping[Evidence, tuple[str, ...]] = {
    Evidence.REWARDS: ("0.1234", "SECRET-EVIDENCE", "SECRET-DTYPE"),
    Evidence.REFERENCE: ("SECRET-REFERENCE",),
    Evidence.LABELS: ("SECRET-NOTE", "SECRET-LINEAGE", "SECRET-EXAMPLE"),
}
ALWAYS = ("SECRET-GENERATOR", "SECRET-METADATA", "SECRET-EXTRA", "SECRET-REASON", "SECRET-RAW")
FEW_PROBES = ("", "filter=outcome:right", "filter=gold:error", "filter=labelled:yes", "filter=lowest:prm<0.5",
              "order=lowest:prm", "filter=generator:SECRET*")  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A queue's switches, what Ada does with the trajectory she holds, and what she may see of it then."""

    name: str
    policies: Mapping[str, str]
    sees: frozenset[Evidence] = frozenset()
    arm: str = ""
    then: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


ALL_NEVER = {"blind_policy": "NEVER", "reference_policy": "NEVER", "labels_policy": "NEVER"}
ALL_SHOWN = {"blind_policy": "SHOWN", "reference_policy": "SHOWN", "labels_policy": "SHOWN"}
REWARDS = frozenset({Evidence.REWARDS})
CASES = [
    Case("on request, not asked", {"blind_policy": "ON_REQUEST", "labels_policy": "ON_REQUEST"}),
    Case("on request, revealed", {"blind_policy": "ON_REQUEST"}, REWARDS, then="reveal"),
    Case("rewards shown", {"blind_policy": "SHOWN"}, REWARDS),
    Case("reference shown", {"reference_policy": "SHOWN"}, frozenset({Evidence.REFERENCE})),
    Case("labels shown", {"labels_policy": "SHOWN"}, frozenset({Evidence.LABELS})),
    Case("randomised, hidden", {"blind_policy": "RANDOMISED"}, arm="HIDDEN"),
    Case("randomised, shown", {"blind_policy": "RANDOMISED"}, REWARDS, arm="SHOWN"),
    Case("never, in hand", ALL_NEVER),
    Case("never, long submitted", ALL_NEVER, then="submit"),
    Case("rewards never, long submitted", {"blind_policy": "NEVER"}, ALL_EVIDENCE - REWARDS, then="submit"),
    Case("shown, and another queue is blind", ALL_SHOWN, others={"blind_policy": "UNTIL_SUBMITTED"}),
    Case("long submitted, and another queue never shows it", {}, then="submit", others=ALL_NEVER),
]


def put(case: Case, world: World) -> None:
    """The world under this case: Ada holds the trajectory, or submitted it long ago."""
    queue, assignment = world.team.queue, world.values["assignment"]
    # What was sent back after a guideline has a blind queue of its own, which would have the last word here.
    Assignment.objects.filter(status="OPEN").exclude(queue=queue).update(status="CLOSED")
    Queue.objects.filter(pk=queue.pk).update(**case.policies)
    if case.arm:
        Assignment.objects.filter(pk=assignment).update(arm=case.arm, arm_propensity=0.5)
    if case.others:
        other = Queue.objects.create(
            project=queue.project, name="Another", protocol="ternary", created_at=NOON, **case.others
        )
        add_slots(queue=other, trajectory_ids=[world.trajectory.pk])
    held = claims.claim_next(queue_id=queue.pk, member=world.team.member("ada"), now=now())
    assert held is not None
    assert held.assignment_id == assignment
    client = world.team.client("ada")
    if case.then:
        body = {"base_revision": 0, "operations": operations()} if case.then == "submit" else None
        url = world.team.url(f"assignments/{assignment}/{case.then}")
        assert client.post(url, body, format="json").status_code in {200, 204}
    if case.then == "submit":
        Assignment.objects.filter(pk=assignment).update(undo_until=NOON)


def operations() -> list[dict[str, object]]:
    changes: list[dict[str, object]] = [
        {"field": "label", "step_index": 1, "value": 1},
        {"field": "label", "step_index": 2, "value": 1},
        {"field": "outcome", "value": 1},
    ]
    return [{"id": f"00000000-0000-4000-8000-00000000000{n}", **one} for n, one in enumerate(changes)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_answer_holds_what_the_queue_hides(world: World, case: Case):
    put(case, world)
    hidden = [*ALWAYS, *(secret for one in ALL_EVIDENCE - case.sees for secret in SECRETS[one])]
    seen = ""
    for client in (world.team.client("ada"), by_token(world)):
        for route in ROUTES:
            with undone():
                answered = client.generic(
                    route.method, world.path(route), data=route.body, content_type="application/json"
                )
                body = body_of(answered)
            assert [secret for secret in hidden if secret in body] == [], (route, body[:2000])
            seen += body
    for one in case.sees:
        assert SECRETS[one][0] in seen, f"the test can fail: {one} is shown somewhere"


def by_token(world: World) -> APIClient:
    """Ada's script: a token may do what its person may do, blindness included."""
    client = APIClient()
    _, secret = create_token(user=User.objects.get(username="ada"), name="script", expires_in_days=None)
    client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return client


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answers_do_not_change_with_what_the_queue_hides(world: World, case: Case):
    put(case, world)
    before = snapshot_of(world, "ada", FEW_PROBES)

    turn_around(world, ALL_EVIDENCE - case.sees)

    after = snapshot_of(world, "ada", FEW_PROBES)
    assert {key for key in before if before[key] != after[key]} == set()


def turn_around(world: World, hidden: frozenset[Evidence]) -> None:
    """Change every value of these kinds, and whatever comes only with all three."""
    pk = world.trajectory.pk
    Trajectory.objects.filter(pk=pk).update(generator="other", metadata={})
    if Evidence.REFERENCE in hidden:
        Trajectory.objects.filter(pk=pk).update(outcome=False)
        TrajectoryText.objects.filter(pk=pk).update(reference_answer="17")
    if Evidence.LABELS in hidden:
        GoldLabel.objects.filter(trajectory=pk).delete()
        colleagues = Annotation.objects.filter(trajectory=pk).exclude(annotator__name="ada")
        colleagues.update(labels=[None, -1, 1], first_error=1, note="", outcome_label=0)
    if Evidence.REWARDS in hidden:
        TrajectoryRewards.objects.filter(trajectory=pk).update(rewards=[None, 0.99, 0.01], provenance=None)
        RewardEvidence.objects.filter(rewards__trajectory=pk).delete()


def test_the_few_probes_are_among_the_probes():
    assert set(FEW_PROBES) - {""} <= set(PROBES)
