"""Labels that judges gave elsewhere: kept beside people's work, and never in its way."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from annotator.exchange.models import QuarantinedRow
from annotator.labeling.models import Annotation, Assignment, Queue, StepNote
from annotator.labeling.queries import queue_state
from annotator.labeling.services import claims
from annotator.projects.models import Annotator
from annotator.trajectories.models import Trajectory
from tests.annotator.exchange.importing import bring, counts, judge_row, quarantine, talk_row, write_rows
from tests.factories.cast import NOON, Team, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(tmp_path: Path) -> Team:
    team = make_team()
    bring(team, write_rows(tmp_path / "talks.jsonl", [talk_row(number) for number in range(3)]))
    return team


def standing() -> dict[str, Annotation]:
    rows = Annotation.objects.filter(withdrawn_at__isnull=True).select_related("trajectory", "annotator")
    return {f"{row.annotator.name} {row.trajectory.external_id}": row for row in rows}


def test_lands_labels_explanations_and_when_they_were_given(team: Team, tmp_path: Path) -> None:
    assert bring(team, write_rows(tmp_path / "j.jsonl", [judge_row()]), "annotations") == counts(imported=1)

    made = Annotation.objects.select_related("annotator", "assignment__queue").get()
    assert (made.annotator.name, made.annotator.kind, made.annotator.user) == ("judge", "MODEL", None)
    assert (made.labels, made.first_error, made.no_error) == ([None, 1, None, -1], 3, False)
    assert (made.outcome_label, made.note, made.failure) == (-1, "Wrong.", "")
    assert (made.protocol, made.protocol_version, made.evidence_view) == ("ternary", 1, "UNCONTROLLED")
    assert (made.unsure, made.origins, made.active_ms) == ([False] * 4, [None, 0, None, 0], [None] * 4)
    assert made.submitted_at == datetime(2026, 2, 5, 7, 5, 25, tzinfo=UTC)
    note = StepNote.objects.get()
    assert (note.step_index, note.comment, note.error_types, note.spans) == (3, "It is midnight.", [], [])


def test_takes_nobodys_slot_and_hands_nothing_out(team: Team, tmp_path: Path) -> None:
    member = team.member("ada")
    before = queue_state(queue=team.queue, annotator_id=member.annotator_id, now=NOON)

    bring(team, write_rows(tmp_path / "j.jsonl", [judge_row(number) for number in range(3)]), "annotations")

    assert queue_state(queue=team.queue, annotator_id=member.annotator_id, now=NOON) == before
    kept = Queue.objects.get(is_default=False)
    assert (kept.name, kept.is_paused, kept.protocol) == ("Imported annotations (ternary)", True, "ternary")
    assert set(Assignment.objects.filter(queue=kept).values_list("status", "undo_until")) == {("SUBMITTED", NOON)}
    claim = claims.claim_next(queue_id=team.queue.pk, member=member, now=NOON)
    assert claim is not None


def test_a_missing_label_is_no_label_and_leaves_open_whether_there_is_an_error(team: Team, tmp_path: Path) -> None:
    rows = [
        judge_row(0, step_labels={"1": None, "3": 0}, final_label=None),
        judge_row(1, step_labels={"1": 1, "3": 0}, final_label=1),
        judge_row(2, step_labels={"3": -1}),
    ]
    bring(team, write_rows(tmp_path / "j.jsonl", rows), "annotations")

    open_, clean, wrong = (standing()[f"judge talks:{number}:0"] for number in range(3))
    assert (open_.labels, open_.first_error, open_.no_error, open_.outcome_label) == (
        [None, None, None, 0], None, False, None
    )  # fmt: skip
    assert (clean.first_error, clean.no_error) == (None, True)
    assert (wrong.labels, wrong.first_error) == ([None, None, None, -1], 3)


def test_a_failed_judgement_is_kept_as_a_failure_without_labels(team: Team, tmp_path: Path) -> None:
    reason = "llm_annotate_failed: " + "no JSON " * 100
    row = judge_row(comment=reason, step_labels={"1": 1, "3": 1}, final_label=1, explanations=None)

    bring(team, write_rows(tmp_path / "j.jsonl", [row]), "annotations")

    made = Annotation.objects.get()
    assert (made.labels, made.first_error, made.no_error, made.outcome_label) == ([None] * 4, None, False, None)
    assert len(made.failure) == 500
    assert made.failure.endswith("…")
    assert made.note == reason


def test_the_same_file_again_changes_nothing(team: Team, tmp_path: Path) -> None:
    failed = judge_row(1, comment="llm_annotate_failed: " + "x" * 600)
    path = write_rows(tmp_path / "j.jsonl", [judge_row(0), failed, judge_row(9)])
    assert bring(team, path, "annotations") == counts(imported=2, unknown_trajectory=1)

    assert bring(team, path, "annotations", revise=True) == counts(unchanged=2, unknown_trajectory=1)

    assert (Annotation.objects.count(), Queue.objects.count(), Annotator.objects.filter(kind="MODEL").count()) == (
        2,
        2,
        1,
    )


def test_other_labels_are_quarantined_or_replace_what_stood(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    bring(team, write_rows(path, [judge_row()]), "annotations")
    changed = write_rows(path, [judge_row(step_labels={"1": -1, "3": -1})])

    assert bring(team, changed, "annotations") == counts(changed_annotation=1)
    assert standing()["judge talks:0:0"].first_error == 3
    assert bring(team, changed, "annotations", revise=True) == counts(revised=1)
    assert bring(team, changed, "annotations") == counts(unchanged=1)

    old, new = Annotation.objects.order_by("pk")
    assert (old.withdrawn_at, new.withdrawn_at, new.first_error) == (NOON, None, 1)
    assert old.assignment_id == new.assignment_id
    assert StepNote.objects.filter(annotation=new).count() == 1


@pytest.mark.parametrize(
    "change", [{"explanations": {"steps": {"1": "No."}}}, {"comment": "Well."}, {"final_label": 0}]
)
def test_what_is_said_beside_the_labels_counts_too(team: Team, tmp_path: Path, change: dict[str, Any]) -> None:
    bring(team, write_rows(tmp_path / "j.jsonl", [judge_row()]), "annotations")

    path = write_rows(tmp_path / "j.jsonl", [judge_row(**change)])

    assert bring(team, path, "annotations") == counts(changed_annotation=1)


def test_the_row_that_was_saved_last_holds_wherever_it_stands(team: Team, tmp_path: Path) -> None:
    rows = [
        judge_row(0, step_labels={"1": 1}, updated_at="2026-02-06T00:00:00+00:00"),
        judge_row(0, step_labels={"1": 0}, updated_at="2026-02-05T00:00:00+00:00"),
        judge_row(1, step_labels={"1": 1}, updated_at=None),
        *[judge_row(2) for _ in range(1000)],
        judge_row(1, step_labels={"1": 0}, updated_at=None),
    ]
    path = write_rows(tmp_path / "j.jsonl", rows)

    assert bring(team, path, "annotations") == counts(imported=3, unchanged=1001)
    assert bring(team, path, "annotations") == counts(unchanged=1004)

    assert standing()["judge talks:0:0"].labels == [None, 1, None, None]
    assert standing()["judge talks:1:0"].labels == [None, 0, None, None]


def test_labels_where_none_can_be_are_quarantined(team: Team, tmp_path: Path) -> None:
    rows = [
        judge_row(0, step_labels={"0": 1}),
        judge_row(1, step_labels={"4": 1}),
        judge_row(2, explanations={"steps": {"9": "?"}}),
    ]

    found = bring(team, write_rows(tmp_path / "j.jsonl", rows), "annotations")

    assert found == counts(label_on_context_step=1, label_out_of_range=2)
    assert QuarantinedRow.objects.get(line=1).external_id == "talks:0:0"
    assert not Annotation.objects.exists()
    assert not Queue.objects.filter(is_default=False).exists()


def test_one_judges_file_goes_under_the_name_that_is_given(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "j.jsonl", [judge_row(0), judge_row(1)])

    assert bring(team, path, "annotations", annotator="judge-blind") == counts(imported=2)
    assert bring(team, path, "annotations") == counts(imported=2)

    assert {row.annotator.name for row in Annotation.objects.select_related("annotator")} == {"judge", "judge-blind"}


def test_of_several_judges_only_the_named_one_is_taken(team: Team, tmp_path: Path) -> None:
    rows = [judge_row(0), judge_row(0, annotator="other", step_labels={"1": -1}), judge_row(1, annotator="other")]
    path = write_rows(tmp_path / "j.jsonl", rows)

    assert bring(team, path, "annotations", annotator="other") == counts(imported=2, other_annotator=1)
    assert quarantine() == [(1, "other_annotator")]
    assert bring(team, path, "annotations") == counts(imported=1, unchanged=2)


def test_people_elsewhere_are_imported_annotators_and_not_members(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "j.jsonl", [judge_row(annotator="ada")])

    bring(team, path, "annotations", annotator_kind="IMPORTED")

    made = Annotation.objects.select_related("annotator").get()
    assert (made.annotator.name, made.annotator.kind, made.annotator.user) == ("ada", "IMPORTED", None)
    assert made.annotator_id != team.member("ada").annotator_id


def test_labels_belong_to_the_latest_revision(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "j.jsonl", [judge_row()])
    bring(team, path, "annotations")
    revised = talk_row(0, generator="another")
    bring(team, write_rows(tmp_path / "talks.jsonl", [revised]), revise=True)

    assert bring(team, path, "annotations") == counts(imported=1)

    latest = Trajectory.objects.get(revision=2)
    assert Annotation.objects.filter(trajectory=latest).count() == 1


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "yesterday"])
def test_a_time_that_no_database_gives_back_is_refused(team: Team, tmp_path: Path, moment: str) -> None:
    path = write_rows(tmp_path / "j.jsonl", [judge_row(updated_at=moment)])

    assert bring(team, path, "annotations") == counts(not_a_time=1)


def test_a_dry_run_makes_no_annotator_and_no_queue(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "j.jsonl", [judge_row()])

    assert bring(team, path, "annotations", dry_run=True) == counts(imported=1)

    assert not Annotator.objects.filter(kind="MODEL").exists()
    assert Queue.objects.count() == 1
