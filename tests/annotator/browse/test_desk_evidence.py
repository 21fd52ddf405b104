"""What the desk gets beside the steps: by the queue's policy, and of nothing more than a claim in hand."""

import pytest

from annotator.http.clock import now
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.services.claims import claim_next
from annotator.trajectories.models import Trajectory
from tests.annotator.test_every_route import add_gold, annotate
from tests.factories.cast import Team, answer, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team(overlap=2)


@pytest.fixture
def trajectory(team: Team) -> Trajectory:
    row = make_trajectory(team, outcome=True, reference_answer="5", generator="writer", metadata={"flaw": "f"})
    make_rewards(team, make_channel(team), row, [0.9, 0.2, 0.75])
    add_gold(row, [1, -1, 1])
    annotate(team, "grace", row, [1, -1, 1])
    return row


def evidence(team: Team, **policies: str) -> dict[str, object]:
    Queue.objects.filter(pk=team.queue.pk).update(**policies)
    held = claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=now())
    assert held is not None
    found: dict[str, object] = answer(team.client("ada").get(team.url(f"assignments/{held.assignment_id}/evidence")))
    return found


def test_brings_nothing_to_whoever_labels_blind(team: Team, trajectory: Trajectory):
    assert evidence(team) == {
        "hidden_evidence": ["labels", "reference", "rewards"],
        "outcome": None,
        "reference_answer": None,
        "lanes": [],
        "gold": [],
        "annotations": [],
    }


def test_brings_what_the_queue_shows_and_no_more(team: Team, trajectory: Trajectory):
    found = evidence(team, blind_policy="SHOWN")

    assert found["hidden_evidence"] == ["labels", "reference"]
    assert [lane["rewards"] for lane in found["lanes"]] == [pytest.approx([0.9, 0.2, 0.75])]  # type: ignore[attr-defined]
    assert (found["reference_answer"], found["gold"], found["annotations"]) == (None, [], [])


def test_never_says_who_wrote_it(team: Team, trajectory: Trajectory):
    found = evidence(team, blind_policy="SHOWN", reference_policy="SHOWN", labels_policy="SHOWN")

    assert (found["reference_answer"], found["outcome"]) == ("5", True)
    assert [one["labels"] for one in found["annotations"]] == [[1, -1, 1]]  # type: ignore[attr-defined]
    assert [one["first_error"] for one in found["gold"]] == [1]  # type: ignore[attr-defined]
    assert not {"generator", "metadata"} & set(found)


def test_is_gone_with_the_claim(team: Team, trajectory: Trajectory):
    evidence(team, blind_policy="SHOWN")
    held = Assignment.objects.get(status="CLAIMED")
    answer(team.client("ada").post(team.url(f"assignments/{held.pk}/release")), 204)

    answer(team.client("ada").get(team.url(f"assignments/{held.pk}/evidence")), 404)
