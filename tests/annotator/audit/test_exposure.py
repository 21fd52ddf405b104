"""Whoever may have seen an experiment's evidence elsewhere counts in neither arm, and labels count as their protocol means
them."""

from datetime import timedelta
from typing import Any

import pytest

from annotator.labeling.models import Annotation, Assignment, Draft, Queue
from annotator.projects.models import Annotator, Membership
from annotator.trajectories.models import Trajectory
from tests.annotator.audit.test_experiments import label, result
from tests.factories.cast import NOON, Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db

EARLIER, LATER = NOON - timedelta(days=1), NOON + timedelta(days=1)


def randomised(protocol: str = "ternary") -> Team:
    team = make_team(overlap=2, protocol=protocol)
    Queue.objects.filter(pk=team.queue.pk).update(blind_policy="RANDOMISED", seed=5)
    team.queue.refresh_from_db()
    return team


def labelled(team: Team, count: int, *people: str, **columns: Any) -> None:
    """So many trajectories, each judged by both people, who take turns at the arms."""
    for number in range(count):
        trajectory = make_trajectory(team, f"t-{number}")
        slots = Assignment.objects.filter(trajectory=trajectory).order_by("arm")
        Assignment.objects.filter(trajectory=trajectory).update(claimed_at=NOON)
        for place, slot in enumerate(slots):
            annotator = Annotator.objects.get(project=team.project, name=people[(number + place) % 2])
            label(slot, annotator, 1, **columns)


def arms(found: dict[str, Any], measure: str = "incorrect_share") -> tuple[int, int]:
    one = found["by_name"][measure]
    return one["shown"]["n"], one["hidden"]["n"]


def hers(name: str, external_id: str) -> Annotation:
    return Annotation.objects.get(annotator__name=name, trajectory__external_id=external_id)


def worked_before(
    annotation: Annotation, *, at: Any = EARLIER, on: Trajectory | None = None, policy: str = "SHOWN", **draft: Any
) -> None:
    """The same person on the same trajectory, or another one, in another queue."""
    on = on or annotation.trajectory
    other, _ = Queue.objects.get_or_create(
        project=annotation.trajectory.project, name="Other",
        defaults={"protocol": "ternary", "blind_policy": policy, "created_at": EARLIER},
    )  # fmt: skip
    slot = Assignment.objects.create(
        queue=other, trajectory=on, annotator=annotation.annotator, status="SUBMITTED", undo_until=at,
        claimed_at=at,
    )  # fmt: skip
    Draft.objects.create(
        assignment=slot, annotator=annotation.annotator, trajectory=on, fence=1, opened_at=at,
        updated_at=at, closed_at=at, **draft,
    )  # fmt: skip


def test_a_reviewer_counts_in_neither_arm():
    """Her labels say UNCONTROLLED in the hidden arm and SCORES_SHOWN in the other: both are left out."""
    team = randomised()
    labelled(team, 4, "ada", "rita")
    Annotation.objects.filter(annotator__name="rita", evidence_view="BLIND").update(evidence_view="UNCONTROLLED")

    found = result(team)

    assert found["uncontrolled"] == 4
    assert arms(found) == (2, 2)


def test_who_was_a_reviewer_then_counts_in_neither_arm_by_what_their_labels_say():
    team = randomised()
    labelled(team, 4, "ada", "rita")
    Annotation.objects.filter(annotator__name="rita", evidence_view="BLIND").update(evidence_view="UNCONTROLLED")
    Membership.objects.filter(user__username="rita").update(role="ANNOTATOR")

    assert arms(result(team, "max")) == (2, 2)


@pytest.mark.parametrize("arm", ["SHOWN", "HIDDEN"])
@pytest.mark.parametrize(
    "draft",
    [{"saw_rewards": True}, {"at": EARLIER, "saw_rewards": False}],
    ids=["shown there", "done before"],
)
def test_earlier_work_leaves_a_label_out_in_either_arm(arm: str, draft: dict[str, Any]):
    team = randomised()
    labelled(team, 4, "ada", "grace")
    chosen = Annotation.objects.filter(assignment__arm=arm).earliest("pk")
    worked_before(chosen, **draft)

    found = result(team)

    assert found["uncontrolled"] == 1
    assert arms(found) == ((3, 4) if arm == "SHOWN" else (4, 3)), "and nothing else of the same person"


def test_what_came_after_the_label_or_was_never_shown_leaves_nothing_out():
    team = randomised()
    labelled(team, 2, "ada", "grace")
    worked_before(hers("ada", "t-0"), at=LATER, saw_rewards=True)

    assert result(team)["uncontrolled"] == 0
    Queue.objects.filter(name="Other").update(blind_policy="NEVER")
    worked_before(hers("grace", "t-0"))
    assert result(team)["uncontrolled"] == 0


def test_accepted_proposals_are_no_labels_of_theirs():
    """By hand it is 1 of 2; with the proposal behind the first error it would be 2 of 3."""
    team = randomised()
    labelled(team, 1, "ada", "grace")
    Annotation.objects.update(labels=[1, -1, -1], origins=[0, 0, 1], first_error=1, no_error=False)

    assert result(team)["by_name"]["incorrect_share"]["shown"]["value"] == pytest.approx(1 / 2)


def test_correctable_steps_are_errors():
    team = randomised("correctable")
    labelled(team, 1, "ada", "grace", protocol="correctable", labels=[1, 0, -1], first_error=1, no_error=False)

    assert result(team)["by_name"]["incorrect_share"]["hidden"]["value"] == pytest.approx(2 / 3)


def test_lists_of_errors_are_compared_by_their_length():
    team = randomised("prmbench")
    labelled(team, 2, "ada", "grace", protocol="prmbench", labels=[None, None, None], first_error=None, no_error=True)
    Annotation.objects.filter(assignment__arm="SHOWN").update(
        labels=[None, -1, -1], first_error=1, no_error=False, origins=[None, 0, 0]
    )

    found = result(team)

    assert "incorrect_share" not in found["by_name"]
    listed = found["by_name"]["listed_steps"]
    assert (listed["shown"]["value"], listed["hidden"]["value"]) == (2.0, 0.0)


def test_another_attempt_at_the_problem_lays_the_reference_answer_open_and_nothing_else():
    team = randomised()
    labelled(team, 2, "ada", "grace", reference_view="BLIND")
    Trajectory.objects.update(group_key="one problem")
    other = make_trajectory(team, "other attempt", with_slots=False, group_key="one problem")
    worked_before(hers("ada", "t-0"), on=other)

    assert result(team)["uncontrolled"] == 0
    Queue.objects.filter(pk=team.queue.pk).update(blind_policy="NEVER", reference_policy="RANDOMISED")
    assert result(team)["uncontrolled"] == 2, "Ada may know the answer of both attempts"
    Trajectory.objects.update(group_key="")
    assert result(team)["uncontrolled"] == 0, "no group is no problem in common"


def test_an_older_revision_counts_as_the_same_trajectory():
    team = randomised()
    labelled(team, 1, "ada", "grace")
    new = Trajectory.objects.get()
    old = make_trajectory(team, "t-0-old", with_slots=False)
    Trajectory.objects.filter(pk=old.pk).update(external_id=new.external_id, revision=new.revision + 1, previous=new)
    worked_before(hers("ada", "t-0"), on=old)

    assert result(team)["uncontrolled"] == 1
