"""Trajectories of files: landed whole with texts, gold and slots; known ones left alone; other ones kept apart."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from annotator.adjudication.models import GoldLabel
from annotator.exchange.import_options import CannotImport
from annotator.exchange.models import FileImport, ImportStatus, QuarantinedRow
from annotator.journal.models import JournalEntry
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.services import claims
from annotator.trajectories.models import Trajectory, TrajectoryText
from annotator.trajectories.steps import content_hash, from_json
from tests.annotator.exchange.importing import bench_row, bring, bring_file, counts, quarantine, talk_row, write_rows
from tests.factories.cast import NOON, Team, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team(protocol="first-error")


def the_trajectory() -> Trajectory:
    return Trajectory.objects.get()


def test_lands_a_row_with_everything_it_said(team: Team, tmp_path: Path) -> None:
    row = bench_row(source="sums", seed=7, problem="What\tis \\N\n2 + 3?\r", steps=["2 \\frac{1}{2}\n", "\\."])

    assert bring(team, write_rows(tmp_path / "a.jsonl", [row])) == counts(imported=1)

    stored = the_trajectory()
    text = TrajectoryText.objects.get()
    assert (stored.source, stored.external_id, stored.revision, stored.generator) == ("sums", "sum-0", 1, "writer")
    assert (stored.outcome, stored.step_count, stored.scorable) == (False, 2, [0, 1])
    assert (stored.opening, stored.metadata) == ("What is \\N 2 + 3?", {"source": "sums", "seed": 7})
    assert text.problem == "What\tis \\N\n2 + 3?\r"
    assert [step["text"] for step in text.steps] == ["2 \\frac{1}{2}\n", "\\."]
    steps = [from_json(step) for step in text.steps]
    assert bytes(stored.content_hash) == content_hash(problem=text.problem, steps=steps, tools=text.tools)


def test_first_error_gold_says_nothing_of_the_steps_before(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row(label=1), bench_row(1, label=-1)]))

    wrong, right = GoldLabel.objects.order_by("pk")
    assert (wrong.labels, wrong.first_error, wrong.no_error) == ([None, None], 1, False)
    assert (right.labels, right.first_error, right.no_error) == ([None, None], None, True)
    assert (wrong.protocol, wrong.method, wrong.version, wrong.origins) == ("first-error", "IMPORTED", 1, None)
    assert wrong.lineage == {"file": "a.jsonl", "line": 1}


def test_ternary_gold_comes_with_outcome_and_tools(team: Team, tmp_path: Path) -> None:
    tools = [{"type": "function", "function": {"name": "clock"}}]
    bring(team, write_rows(tmp_path / "a.jsonl", [talk_row(tools=tools)]))

    gold, stored = GoldLabel.objects.get(), the_trajectory()
    assert (gold.labels, gold.first_error, gold.no_error, gold.outcome) == ([None, 0, None, -1], 3, False, -1)
    assert (stored.scorable, stored.outcome, stored.source, stored.group_key) == ([1, 3], False, "talks", "talks:0")
    assert TrajectoryText.objects.get().tools == tools


def test_each_trajectory_gets_the_slots_that_the_default_queue_wants(tmp_path: Path) -> None:
    team = make_team(protocol="first-error", overlap=2)
    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row(0), bench_row(1)]))

    assert list(Assignment.objects.values_list("queue", "status").distinct()) == [(team.queue.pk, "OPEN")]
    assert [slot.trajectory.external_id for slot in Assignment.objects.order_by("position", "pk")] == [
        "sum-0", "sum-0", "sum-1", "sum-1"
    ]  # fmt: skip
    assert claims.claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=NOON) is not None


def test_a_queue_with_a_filter_gets_slots_for_what_fits(team: Team, tmp_path: Path) -> None:
    Queue.objects.filter(pk=team.queue.pk).update(filter="id:sum-1")
    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row(0), bench_row(1)]))

    assert Assignment.objects.get().trajectory.external_id == "sum-1"


def test_the_same_file_again_changes_nothing(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row(0), "{broken", talk_row(), bench_row(1, label=9)])
    first = bring(team, path, format="processbench")
    before = [list(table.objects.order_by("pk").values()) for table in (Trajectory, GoldLabel, Assignment)]

    again = bring(team, path, format="processbench")

    assert first == counts(imported=1, malformed_json=1, missing_field=1, label_out_of_range=1)
    assert again == counts(unchanged=1, malformed_json=1, missing_field=1, label_out_of_range=1)
    assert [list(table.objects.order_by("pk").values()) for table in (Trajectory, GoldLabel, Assignment)] == before
    assert quarantine() == [(2, "malformed_json"), (3, "missing_field"), (4, "label_out_of_range")]


def test_a_row_of_any_form_is_the_same_row(team: Team, tmp_path: Path) -> None:
    """Order of keys, blanks, escapes and a null that says nothing are not content."""
    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row(seed=1, problem="½?")]))
    row = bench_row(seed=1, problem="½?", note=None)
    shuffled = dict(sorted(row.items(), reverse=True))

    path = write_rows(tmp_path / "a.jsonl.gz", [json.dumps(shuffled, ensure_ascii=False, separators=(" ,", " : "))])

    assert bring(team, path) == counts(unchanged=1)


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("problem", {"problem": "What is 0 + 30?"}),
    ("steps", {"steps": ["0 and 3.", "That is 5."]}),
    ("outcome", {"final_answer_correct": True}),
    ("generator", {"generator": "another"}),
    ("metadata", {"seed": 8}),
]


@pytest.mark.parametrize(("what", "change"), CHANGES, ids=[name for name, _ in CHANGES])
def test_other_content_under_a_known_id_is_quarantined(
    team: Team, tmp_path: Path, what: str, change: dict[str, Any]
) -> None:
    path = tmp_path / "a.jsonl"
    bring(team, write_rows(path, [bench_row()]))
    before = Trajectory.objects.values().get()

    assert bring(team, write_rows(path, [bench_row(**change)])) == counts(changed_content=1)

    assert Trajectory.objects.values().get() == before
    row = QuarantinedRow.objects.get()
    assert (row.external_id, row.line, row.file_name) == ("sum-0", 1, "a.jsonl")
    assert "--revise" in row.reason


def test_revising_makes_the_next_revision_and_moves_the_open_slots_to_it(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    bring(team, write_rows(path, [bench_row(0), bench_row(1)]))
    old = Trajectory.objects.get(external_id="sum-0")
    changed = write_rows(path, [bench_row(0, problem="Now what?"), bench_row(1)])

    assert bring(team, changed, revise=True) == counts(revised=1, unchanged=1)
    assert bring(team, changed, revise=True) == counts(unchanged=2)

    new = Trajectory.objects.get(previous=old)
    assert (new.revision, new.external_id, new.text.problem) == (2, "sum-0", "Now what?")
    assert TrajectoryText.objects.get(pk=old.pk).problem == "What is 0 + 3?"
    assert Assignment.objects.get(trajectory=old).status == "CLOSED"
    assert Assignment.objects.get(trajectory=new).status == "OPEN"
    assert {(gold.trajectory_id, gold.version) for gold in GoldLabel.objects.exclude(trajectory__external_id="sum-1")} == {
        (old.pk, 1), (new.pk, 1)
    }  # fmt: skip


def test_revising_leaves_work_alone_that_is_under_way(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    bring(team, write_rows(path, [bench_row(0)]))
    claim = claims.claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=NOON)
    assert claim is not None

    bring(team, write_rows(path, [bench_row(0, problem="Now what?")]), revise=True)

    assert Assignment.objects.get(pk=claim.assignment_id).status == "CLAIMED"


def test_gold_alone_that_differs_is_quarantined_or_becomes_the_next_version(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    bring(team, write_rows(path, [bench_row(label=1)]))
    changed = write_rows(path, [bench_row(label=0)])

    assert bring(team, changed) == counts(changed_gold=1)
    assert GoldLabel.objects.get().first_error == 1
    assert bring(team, changed, revise=True) == counts(revised=1)
    assert bring(team, changed) == counts(unchanged=1)

    assert list(GoldLabel.objects.order_by("version").values_list("version", "first_error")) == [(1, 1), (2, 0)]
    assert the_trajectory().revision == 1


def test_a_file_stays_the_same_file_when_people_have_decided_otherwise(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row(label=1)])
    bring(team, path)
    GoldLabel.objects.create(
        trajectory=the_trajectory(), protocol="first-error", version=2, labels=[None, None], first_error=0,
        no_error=False, method="ADJUDICATED", created_at=NOON,
    )  # fmt: skip

    assert bring(team, path, revise=True) == counts(unchanged=1)
    assert GoldLabel.objects.count() == 2


def test_an_id_twice_in_a_file_is_the_same_row_or_a_contradiction(team: Team, tmp_path: Path) -> None:
    rows = [bench_row(0), bench_row(1), bench_row(0), bench_row(1, problem="Other"), bench_row(1, label=0)]

    assert bring(team, write_rows(tmp_path / "a.jsonl", rows)) == counts(imported=2, unchanged=1, duplicate_id=2)

    assert quarantine() == [(4, "duplicate_id"), (5, "duplicate_id")]
    assert QuarantinedRow.objects.get(line=4).reason.startswith("Line 2 ")


def test_a_contradiction_is_found_across_batches_and_is_never_a_revision(team: Team, tmp_path: Path) -> None:
    rows = [bench_row(0), *[bench_row(i) for i in range(1, 1200)], bench_row(0, problem="Other"), bench_row(0)]

    found = bring(team, write_rows(tmp_path / "a.jsonl", rows), revise=True)

    assert found == counts(imported=1200, unchanged=1, duplicate_id=1)
    assert Trajectory.objects.filter(external_id="sum-0").count() == 1


def test_the_source_is_the_rows_own_then_the_named_one_then_the_files_name(team: Team, tmp_path: Path) -> None:
    rows = [bench_row(0, source="own"), bench_row(1, split="test"), bench_row(2)]
    bring(team, write_rows(tmp_path / "math.v2.jsonl.gz", rows))
    bring(team, write_rows(tmp_path / "b.jsonl", [bench_row(3), bench_row(4, source="own")]), source="named")

    found = dict(Trajectory.objects.order_by("pk").values_list("external_id", "source"))
    assert found == {"sum-0": "own", "sum-1": "test", "sum-2": "math.v2", "sum-3": "named", "sum-4": "own"}


def test_the_same_id_in_two_sources_is_two_trajectories(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row()]))

    assert bring(team, write_rows(tmp_path / "b.jsonl", [bench_row(problem="Other")])) == counts(imported=1)


def test_the_same_file_belongs_to_each_project_on_its_own(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row(), "[]"])
    other = make_team(slug="other")

    assert bring(team, path) == bring(other, path) == counts(imported=1, not_an_object=1)
    assert QuarantinedRow.objects.count() == 2


def test_a_dry_run_says_the_same_and_writes_nothing(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row(0)]))
    path = write_rows(
        tmp_path / "a.jsonl", [bench_row(0, problem="Other"), bench_row(1), bench_row(1), bench_row(1, label=0), "{"]
    )

    rehearsed = bring(team, path, dry_run=True)

    assert rehearsed == counts(imported=1, unchanged=1, changed_content=1, duplicate_id=1, malformed_json=1)
    assert (Trajectory.objects.count(), QuarantinedRow.objects.count()) == (1, 0)
    assert JournalEntry.objects.filter(event="file.imported").count() == 1
    assert FileImport.objects.get(dry_run=True).status == ImportStatus.FINISHED
    assert bring(team, path) == rehearsed


def test_the_import_and_the_journal_say_what_happened(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row(0), "{"])

    made = bring_file(team, path)

    assert (made.status, made.format, made.kind, made.error) == ("FINISHED", "processbench", "TRAJECTORIES", "")
    assert (made.file_bytes, made.bytes_read, made.finished_at) == (path.stat().st_size, path.stat().st_size, NOON)
    entry = JournalEntry.objects.get(event="file.imported")
    assert (entry.subject_id, entry.actor, entry.project_id) == (made.pk, "shell", team.project.pk)
    assert entry.details == {
        "file": "a.jsonl", "kind": "TRAJECTORIES", "imported": 1, "unchanged": 0, "revised": 0, "quarantined": 1,
        "reasons": {"malformed_json": 1},
    }  # fmt: skip


def test_a_mapped_plain_file_lands_without_gold(team: Team, tmp_path: Path) -> None:
    rows = [{"task": {"text": "2 + 3?"}, "out": ["5"], "key": "x"}, {"task": {}, "out": ["5"]}]
    field_map = {"problem": "task.text", "steps": "out", "id": "key"}

    found = bring(team, write_rows(tmp_path / "a.jsonl", rows), field_map=field_map)

    assert found == counts(imported=1, missing_field=1)
    assert (the_trajectory().external_id, GoldLabel.objects.count()) == ("x", 0)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"format": "nonsense"}, "unknown_format"),
        ({"format": "rewards"}, "other_kind"),
        ({"format": "processbench", "field_map": {"steps": "a"}}, "map_without_plain"),
        ({"source": " "}, "empty_name"),
        ({"source": "x" * 201}, "too_long"),
        ({"source": "\udc80"}, "not_text"),
        ({"source": "a\x00"}, "not_text"),
        ({"kind": "rewards", "semantics": "guess"}, "unknown_semantics"),
        ({"kind": "annotations", "annotator_kind": "HUMAN"}, "unknown_kind"),
    ],
)
def test_refuses_what_can_never_work_before_it_begins(
    team: Team, tmp_path: Path, options: dict[str, Any], code: str
) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row()])

    with pytest.raises(CannotImport) as refused:
        bring(team, path, options.pop("kind", "trajectories"), **options)

    assert refused.value.code == code
    assert FileImport.objects.count() == 0


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "empty_file"),
        ([{"id": "a", "scorer": "s", "scores": [1]}], "other_kind"),
        ([{"nothing": "known"}], "unknown_format"),
        ([{**bench_row(), "messages": [], "step_labels": {}}], "ambiguous_format"),
    ],
)
def test_refuses_a_file_whose_format_cannot_be_told(team: Team, tmp_path: Path, rows: list[Any], code: str) -> None:
    path = write_rows(tmp_path / "a.jsonl", rows) if rows else tmp_path / "a.jsonl"
    path.touch()

    with pytest.raises(CannotImport) as refused:
        bring(team, path)

    assert refused.value.code == code
    assert str(refused.value).startswith("a.jsonl")


def test_refuses_a_file_that_is_not_there(team: Team, tmp_path: Path) -> None:
    with pytest.raises(CannotImport, match=r"a\.jsonl cannot be read: No such file"):
        bring(team, tmp_path / "a.jsonl")


def test_refuses_a_pipe_and_a_folder(team: Team, tmp_path: Path) -> None:
    """A pipe would be empty the second time, and the rows of the first look would be lost."""
    os.mkfifo(tmp_path / "pipe.jsonl")

    for path in (tmp_path / "pipe.jsonl", tmp_path):
        with pytest.raises(CannotImport, match="is no regular file"):
            bring(team, path, format="processbench")


def test_refuses_a_file_name_that_is_too_long_for_a_source(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / f"{'x' * 210}.jsonl", [bench_row()])

    with pytest.raises(CannotImport, match="too long to be a source"):
        bring(team, path)
    assert bring(team, path, source="short") == counts(imported=1)
