"""What people are screened on: gold that they know nothing of, judged blind, and kept from those who are to come."""

from datetime import timedelta
from typing import Any

import pytest

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.hidden_checks import Twin
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.qualification import Measure, Qualification, QualificationGate
from annotator.projects.models import GuidelineVersion, Membership
from annotator.quality.qualifying import Rules
from annotator.quality.services.admission import CannotGate, set_gate, standing_of
from annotator.trajectories.models import Trajectory
from tests.annotator.quality.test_qualification import RIGHT, WRONG, claim, work
from tests.factories.annotations import annotate, give_gold
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


def gated(*, spare: int = 2, attempts: int = 1) -> tuple[Team, QualificationGate]:
    """Two trajectories an attempt; `spare` more have gold, and slots in the default queue, as all of them."""
    team = make_team()
    for number in range(2 * attempts):
        give_gold(make_trajectory(team, f"gold-{number}", source="screen"), RIGHT)
    gate = set_gate(
        queue=team.queue, measure=Measure.STEP_LABELS, rules=Rules(0.8, 2, attempts), filter_text="source:screen",
        seed=1, actor=SHELL, at=now(),
    )  # fmt: skip
    for number in range(spare):
        give_gold(make_trajectory(team, f"spare-{number}", source="screen"), RIGHT)
    return team, gate


def first_of(gate: QualificationGate) -> Trajectory:
    return Assignment.objects.filter(queue=gate.screening).order_by("position")[0].trajectory


def screened_on(team: Team, gate: QualificationGate, who: str = "ada") -> set[str]:
    names = set()
    while (held := claim(team, gate.screening, who)["assignment"]) is not None:
        names.add(held["trajectory"]["external_id"])
        Assignment.objects.filter(pk=held["id"]).update(status="SUBMITTED", lease_expires_at=None, undo_until=now())
    return names


def feedback(team: Team, who: str) -> set[int]:
    return {row["trajectory_id"] for row in answer(team.client(who).get(team.url("quality/feedback")))["results"]}


def page_is_hidden(team: Team, who: str, trajectory_id: int) -> bool:
    return bool(answer(team.client(who).get(team.url(f"trajectories/{trajectory_id}")))["is_hidden"])


class TestWhatIsNew:
    def test_whoever_finished_one_elsewhere_is_handed_another(self):
        team, gate = gated()
        known = first_of(gate)
        annotate(team, "ada", known, RIGHT)

        names = screened_on(team, gate)

        assert known.external_id not in names
        assert len(names) == 2
        assert any(name.startswith("spare") for name in names)
        assert known.external_id in screened_on(team, gate, "grace")

    def test_work_on_another_revision_counts(self):
        team, gate = gated()
        known = first_of(gate)
        another = make_trajectory(
            team, known.external_id, source="screen", revision=known.revision + 1, previous=known, with_slots=False
        )
        Assignment.objects.create(
            queue=team.queue, trajectory=another, status="SUBMITTED", undo_until=NOON,
            annotator_id=team.member("ada").annotator_id,
        )  # fmt: skip

        assert known.external_id not in screened_on(team, gate)

    def test_so_does_work_on_its_twin(self):
        team, gate = gated()
        known, other = first_of(gate), make_trajectory(team, "twin")
        Twin.objects.create(trajectory=known, other=other)
        annotate(team, "ada", other, RIGHT)

        names = screened_on(team, gate)

        assert known.external_id not in names
        assert len(names) == 2

    def test_a_worked_example_of_the_guideline_screens_nobody(self):
        team, gate = gated()
        known = first_of(gate)
        show_as_example(team, known)

        names = screened_on(team, gate)

        assert known.external_id not in names
        assert len(names) == 2

    def test_worked_examples_are_not_even_drawn(self):
        team = make_team()
        shown, other = (make_trajectory(team, name) for name in ("shown", "other"))
        for trajectory in (shown, other):
            give_gold(trajectory, RIGHT)
        show_as_example(team, shown)

        with pytest.raises(CannotGate, match=r"need 2 .*; 1 fit"):
            set_gate(
                queue=team.queue, measure=Measure.STEP_LABELS, rules=Rules(0.8, 2, 1), filter_text="", seed=1,
                actor=SHELL, at=now(),
            )  # fmt: skip

    def test_says_so_where_nothing_new_is_left(self):
        team, gate = gated(spare=0)
        annotate(team, "ada", first_of(gate), RIGHT)
        assert len(screened_on(team, gate)) == 1

        said = claim(team, gate.screening)["why_nothing"]

        assert said == (
            "Qualification for All trajectories has nothing left that is new to you, and 1 more would be needed: "
            "ask a manager to let you in."
        )

    def test_what_is_skipped_is_not_replaced(self):
        """Or people would skip until they like what they are screened on."""
        team, gate = gated()
        for _ in range(2):
            held = claim(team, gate.screening)["assignment"]
            address = team.url(f"assignments/{held['id']}/skip")
            answer(team.client("ada").post(address, {"kind": "SKIP", "reason": "hard"}, format="json"), 204)

        assert "nothing left that is new to you" in claim(team, gate.screening)["why_nothing"]


def show_as_example(team: Team, trajectory: Trajectory) -> None:
    example: dict[str, Any] = {
        "id": "e1", "title": "So", "body": "As it is.", "trajectory": trajectory.pk, "step_index": 0, "label": 1,
    }  # fmt: skip
    GuidelineVersion.objects.create(project=team.project, version=1, body="", examples=[example], created_at=NOON)


class TestWhoseItIs:
    """A slot of a screening is handed to whom it was made for and to nobody else, whatever becomes of it."""

    def skip(self, team: Team, gate: QualificationGate, kind: str) -> str:
        held = claim(team, gate.screening)["assignment"]
        address = team.url(f"assignments/{held['id']}/skip")
        answer(team.client("ada").post(address, {"kind": kind, "reason": "hard"}, format="json"), 204)
        return str(held["trajectory"]["external_id"])

    def kept_for(self, gate: QualificationGate, **which: Any) -> set[str | None]:
        slots = Assignment.objects.filter(queue=gate.screening, **which).exclude(status="CLOSED")
        return set(slots.values_list("kept_for__name", flat=True))

    @pytest.mark.parametrize("kind", ["SKIP", "GIVE_UP", "BAD_PROBLEM"])
    def test_what_somebody_skips_waits_for_nobody_else(self, kind: str):
        team, gate = gated()
        skipped = self.skip(team, gate, kind)

        assert not Assignment.objects.filter(queue=gate.screening, status="OPEN").exclude(kept_for__name="ada").exists()
        assert claim(team, gate.screening, "rita")["assignment"] is None, "she reads gold, and was handed it before"
        following = claim(team, gate.screening)["assignment"]
        assert following["trajectory"]["external_id"] != skipped
        assert self.kept_for(gate, pk=following["id"]) == {"ada"}
        assert len(screened_on(team, gate, "grace")) == 2, "as many as she has to judge, and not Ada's as well"
        assert self.kept_for(gate, annotator__name="grace") == {"grace"}

    def test_what_a_manager_takes_back_waits_for_them(self):
        team, gate = gated()
        held = claim(team, gate.screening)["assignment"]

        answer(team.client("max").post(team.url(f"slots/{held['id']}/take-back")))

        assert claim(team, gate.screening, "rita")["assignment"] is None
        assert claim(team, gate.screening)["assignment"]["id"] == held["id"]

    def test_what_a_manager_gives_to_somebody_is_theirs_also_when_its_time_is_over(self):
        team, gate = gated()
        held = claim(team, gate.screening)["assignment"]
        answer(team.client("max").post(team.url(f"slots/{held['id']}/reassign"), {"username": "grace"}, format="json"))
        Assignment.objects.filter(pk=held["id"]).update(lease_expires_at=now() - timedelta(seconds=1))

        assert claim(team, gate.screening, "rita")["assignment"] is None
        assert claim(team, gate.screening, "grace")["assignment"]["id"] == held["id"]

    def test_no_change_and_no_refill_makes_slots_for_everybody(self):
        team, gate = gated()
        manager, path = team.client("max"), f"queues/{gate.screening_id}"

        changed = answer(manager.patch(team.url(path), {"overlap": 3, "filter": ""}, format="json"))
        filled = answer(manager.post(team.url(f"{path}/refill")))
        refused = answer(manager.post(team.url(f"{path}/requeue"), {"filter": "", "anew": True}, format="json"), 409)

        assert (changed["added"], filled["added"], refused["code"]) == (0, 0, "cannot_requeue")
        assert "Queue them again in another queue" in refused["detail"]
        assert not Assignment.objects.filter(queue=gate.screening, status="OPEN").exists()

    def test_what_enough_call_a_bad_problem_screens_nobody_any_more(self):
        team, gate = gated()
        Queue.objects.filter(pk=gate.screening_id).update(bad_after=1)
        bad = self.skip(team, gate, "BAD_PROBLEM")

        names = screened_on(team, gate, "grace")

        assert bad not in names
        assert len(names) == 2
        assert len(screened_on(team, gate)) == 2, "nor does it count against whoever said so"


class TestWhatCounts:
    @pytest.mark.parametrize("view", ["SHOWN", "UNCONTROLLED"])
    def test_what_was_not_judged_blind_to_gold_is_not_weighed_and_another_takes_its_place(self, view: str):
        team, gate = gated()
        ada = team.member("ada").annotator_id
        for _ in range(2):
            work(team, gate, RIGHT, labels_view=view)
        assert standing_of(gate, annotator_id=ada, now=now()).done == 0
        assert claim(team, team.queue)["assignment"] is None

        for _ in range(2):
            work(team, gate, WRONG)

        assert standing_of(gate, annotator_id=ada, now=now()).has_failed

    def test_whoever_reads_gold_is_not_screened(self):
        team, gate = gated()

        said = claim(team, gate.screening, "rita")

        assert said["assignment"] is None
        assert said["why_nothing"] == (
            "You can read gold, so Qualification for All trajectories would say nothing of you: a manager can let you in."
        )
        assert not Assignment.objects.filter(queue=gate.screening, status="OPEN").exists()


class TestWhatIsKeptSecret:
    def passed(self) -> tuple[Team, QualificationGate, int]:
        team, gate = gated()
        done = [work(team, gate, RIGHT) for _ in range(2)]
        claim(team, gate.screening)
        Assignment.objects.filter(queue=team.queue).update(status="CLOSED")
        assert Qualification.objects.filter(gate=gate, passed_at__isnull=False).count() == 1
        return team, gate, done[0]

    def test_gold_is_kept_from_those_who_are_through_while_somebody_is_to_come(self):
        team, gate, done = self.passed()

        assert feedback(team, "ada") == set()
        assert page_is_hidden(team, "ada", done)
        for _ in range(2):
            work(team, gate, WRONG, who="grace")
        claim(team, gate.screening, "grace")

        assert done in feedback(team, "ada")
        assert not page_is_hidden(team, "ada", done)

    def test_it_is_no_secret_from_reviewers(self):
        team, _, done = self.passed()

        assert not page_is_hidden(team, "rita", done)

    def test_work_on_it_in_another_queue_gets_no_feedback_either(self):
        team, gate = gated(spare=1)
        known = first_of(gate)
        annotate(team, "ada", known, RIGHT)
        assert feedback(team, "ada") == set()

        Qualification.objects.bulk_create(
            Qualification(gate=gate, annotator_id=team.member(who).annotator_id, passed_at=NOON)
            for who in ("ada", "grace")
        )

        assert feedback(team, "ada") == {known.pk}

    @pytest.mark.parametrize("how", ["kept away", "left", "kept away from the screening"])
    def test_nobody_waits_for_somebody_who_will_not_label_there(self, how: str):
        team, gate, done = self.passed()
        grace = team.member("grace").annotator_id
        if how == "left":
            Membership.objects.filter(project=team.project, user__username="grace").delete()
        else:
            queue = team.queue if how == "kept away" else gate.screening
            Exclusion.objects.create(annotator_id=grace, queue=queue, created_at=NOON)

        assert done in feedback(team, "ada")
        assert not page_is_hidden(team, "ada", done)


def test_what_can_be_taken_back_is_in_hand():
    team, gate = gated()
    work(team, gate, RIGHT, undo_until=now() + timedelta(minutes=5))
    work(team, gate, RIGHT, undo_until=now() + timedelta(minutes=5))

    assert claim(team, gate.screening)["assignment"] is None


def test_the_board_says_for_which_queue_people_are_screened():
    team, gate = gated()

    listed = answer(team.client("max").get(team.url("queues/board")))["results"]

    assert {one["name"]: one["screens_for"] for one in listed} == {
        team.queue.name: None,
        gate.screening.name: team.queue.name,
    }
