"""Labels that are sent back open no door: whoever a queue is closed to is not handed its labels to judge again."""

from datetime import timedelta
from typing import Any

import pytest

from annotator.http.clock import now
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.held_work import HeldWork
from annotator.labeling.hidden_checks import HiddenChecks, Twin
from annotator.labeling.models import Annotation, Assignment, Queue, StepNote
from annotator.labeling.qualification import Measure, Qualification, QualificationGate
from annotator.labeling.queries import queue_state
from annotator.labeling.services import claims
from annotator.labeling.visibility import Viewer, is_hidden
from annotator.projects.models import Annotator
from annotator.trajectories.models import Trajectory
from tests.annotator.guidelines.test_requeues import judge, labelled_team, made_queue, report, send, touched
from tests.factories.cast import NOON, Team, answer
from tests.factories.trajectories import make_trajectory

TOMORROW = timedelta(days=1)


@pytest.fixture
def team(db: None) -> Team:
    """Two versions of the guideline; Ada and Grace judged two trajectories each under the first."""
    return labelled_team()


def claim(team: Team, who: str, *, later: timedelta = timedelta(0), queue: Queue | None = None) -> HeldWork | None:
    return claims.claim_next(queue_id=(queue or made_queue()).pk, member=team.member(who), now=now() + later)


def state(team: Team, who: str) -> tuple[int, int]:
    found = queue_state(queue=made_queue(), annotator_id=team.member(who).annotator_id, now=now() + TOMORROW)
    return found.available, found.held_by_others


def gated(queue: Queue) -> QualificationGate:
    screening = Queue.objects.create(project=queue.project, name="Qualification", protocol="ternary", created_at=NOON)
    return QualificationGate.objects.create(
        queue=queue, screening=screening, measure=Measure.STEP_LABELS, threshold=0.8, minimum=1, attempts=1,
        created_at=NOON,
    )  # fmt: skip


class TestTheSameAnnotators:
    def test_a_lapse_after_lunch_hands_their_slot_to_nobody_else(self, team: Team):
        send(team)
        begun = claim(team, "ada")
        assert begun is not None

        assert claim(team, "rita", later=TOMORROW) is None
        assert state(team, "rita") == (0, 0), "and nothing tells Rita that it will come to her"
        again = claim(team, "ada", later=TOMORROW)
        assert again is not None
        assert again.assignment_id == begun.assignment_id

    def test_what_they_gave_back_waits_for_them(self, team: Team):
        send(team)
        judge(team, "ada", [1, 1, 1], queue=made_queue())
        held = claim(team, "ada")
        assert held is not None
        answer(team.client("ada").post(team.url(f"assignments/{held.assignment_id}/release")), 204)

        assert claim(team, "rita") is None
        assert state(team, "rita") == (0, 0)
        again = claim(team, "ada")
        assert again is not None
        assert again.assignment_id == held.assignment_id

    def test_a_manager_passes_one_on_and_the_report_keeps_the_two_apart(self, team: Team):
        made = send(team, filter="id:t-0")
        slot = Assignment.objects.get(queue=made_queue(), annotator=team.member("ada").annotator_id)
        url = team.url(f"slots/{slot.pk}/reassign")
        answer(team.client("max").post(url, {"username": "rita", "hours": 1}, format="json"))
        judge(team, "rita", [-1, 1, 1], queue=made_queue())
        judge(team, "grace", [1, 0, 1], queue=made_queue())

        found = report(team, made)

        assert found["counts"]["relabelled"] == 2
        assert (found["changed"], found["unchanged"], found["steps_compared"]) == (1, 0, 3)
        assert found["flips"] == [{"before": 1, "after": 0, "count": 1}]
        assert found["moves"] == [{"move": "same", "count": 1}]
        others = found["by_others"]
        assert (others["changed"], others["unchanged"], others["steps_compared"]) == (1, 0, 3)
        assert others["flips"] == [{"before": 1, "after": -1, "count": 1}]
        assert others["moves"] == [{"move": "found", "count": 1}]

    def test_a_colleague_does_not_become_blind_for_what_is_kept_for_somebody_else(self, team: Team):
        ada = team.member("ada")
        first = Trajectory.objects.get(external_id="t-0")
        StepNote.objects.create(
            annotation=Annotation.objects.get(annotator=ada.annotator_id, trajectory=first),
            step_index=1, error_types=["units"],
        )  # fmt: skip
        send(team, error_type="units")

        assert not is_hidden(Viewer.of(team.member("grace"), now=now()), first.pk)
        assert is_hidden(Viewer.of(ada, now=now()), first.pk)

    def test_whoever_is_kept_away_by_now_is_not_asked_again(self, team: Team):
        ada = Annotator.objects.get(pk=team.member("ada").annotator_id)
        Exclusion.objects.create(annotator=ada, queue=team.queue, reason="Too fast.", created_at=NOON)

        send(team)

        assert not Assignment.objects.filter(queue=made_queue(), annotator=ada).exists()
        assert Assignment.objects.filter(queue=made_queue(), status="OPEN").count() == 2
        assert claim(team, "ada") is None


class TestOthers:
    def test_who_has_not_passed_the_qualification_is_told_to(self, team: Team):
        gate = gated(team.queue)
        send(team, relabeller="OTHERS")

        assert claim(team, "rita") is None
        said = answer(team.client("rita").post(team.url(f"queues/{made_queue().pk}/claim")))
        assert said["assignment"] is None
        assert said["why_nothing"].startswith("You can read gold, so Qualification would say nothing of you")

        rita = team.member("rita").annotator_id
        Qualification.objects.create(gate=gate, annotator_id=rita, passed_at=now())
        assert claim(team, "rita") is not None

    def test_labels_that_come_back_twice_stay_behind_the_first_gate(self, team: Team):
        gated(team.queue)
        send(team, relabeller="OTHERS", filter="id:t-0")
        first = made_queue()
        Qualification.objects.create(
            gate=QualificationGate.objects.get(), annotator_id=team.member("rita").annotator_id, passed_at=now()
        )
        judge(team, "rita", [1, 1, 1], queue=first, at=now())
        Annotation.objects.filter(assignment__queue=first).update(guideline=None)
        send(team, relabeller="OTHERS", filter="id:t-0")

        again = Queue.objects.get(name__startswith="Guideline v2: Guideline v2")
        assert again.sent_back_from_id == team.queue.pk
        assert claim(team, "max", queue=again) is None

    def test_who_is_kept_away_from_the_queue_stays_away(self, team: Team):
        rita = Annotator.objects.get(pk=team.member("rita").annotator_id)
        Exclusion.objects.create(annotator=rita, queue=team.queue, reason="Knows them all.", created_at=NOON)

        send(team, relabeller="OTHERS")

        assert claim(team, "rita") is None
        copied = Exclusion.objects.get(queue=made_queue())
        assert (copied.annotator, copied.reason) == (rita, "Knows them all.")


class TestWhatTestsPeople:
    def test_checks_are_not_sent_back_but_what_stood_beside_them_is(self, team: Team):
        first = Trajectory.objects.get(external_id="t-0")
        made = make_trajectory(team, "t-made", with_slots=False, made_from=first, group_key="")
        for one, other in ((first, made), (made, first)):
            Twin.objects.create(trajectory=one, other=other)

        assert touched(team)["annotations"] == 4, "no check is hidden in their queue: it was work like any other"

        HiddenChecks.objects.create(queue=team.queue, share=0.1, planted_at=NOON)

        assert touched(team) == {"annotations": 2, "trajectories": 1, "annotators": 2, "without_annotator": 0}

    def test_a_synthetic_trajectory_is_never_sent_back(self, team: Team):
        first, second = Trajectory.objects.order_by("pk")
        Trajectory.objects.filter(pk=first.pk).update(made_from=second)

        assert touched(team)["annotations"] == 2
        assert touched(team, "filter=synthetic:yes")["annotations"] == 0

    def test_labels_of_a_qualification_are_not_sent_back(self, team: Team):
        gate = gated(Queue.objects.create(project=team.project, name="Other", protocol="ternary", created_at=NOON))
        Assignment.objects.filter(queue=team.queue, trajectory__external_id="t-0").update(queue=gate.screening)

        assert touched(team)["annotations"] == 2


def test_accepted_proposals_are_no_flips(team: Team):
    made = send(team, filter="id:t-1")
    after: Any = judge(team, "ada", [-1, -1, -1], queue=made_queue())
    Annotation.objects.filter(pk=after.pk).update(origins=[0, 0, 1])

    found = report(team, made)

    assert found["steps_compared"] == 2
    assert found["flips"] == [{"before": 1, "after": -1, "count": 1}]
