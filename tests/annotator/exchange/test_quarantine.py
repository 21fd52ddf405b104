"""What is kept of rows that were not taken."""

from pathlib import Path

import pytest

from annotator.exchange.models import QuarantinedRow
from tests.annotator.exchange.importing import bench_row, bring, bring_file, quarantine, talk_row, write_rows
from tests.factories.cast import Team, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team(protocol="first-error")


def test_the_same_row_of_the_same_file_is_one_entry_however_often_it_comes(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", ["{", bench_row()])
    bring(team, path)

    again = bring_file(team, path)

    assert quarantine() == [(1, "malformed_json")]
    assert QuarantinedRow.objects.get().file_import == again


def test_the_same_bytes_on_another_line_or_in_another_file_are_entries_of_their_own(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "a.jsonl", ["{", "{", bench_row()]))
    bring(team, write_rows(tmp_path / "b.jsonl", ["{", bench_row()]))

    assert QuarantinedRow.objects.count() == 3


def test_another_row_on_the_same_line_is_an_entry_of_its_own(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "a.jsonl", ["{", bench_row()]))
    bring(team, write_rows(tmp_path / "a.jsonl", ["{{", bench_row()]))

    assert [bytes(row.raw) for row in QuarantinedRow.objects.order_by("pk")] == [b"{", b"{{"]


def test_a_row_refused_for_another_reason_is_an_entry_of_its_own(team: Team, tmp_path: Path) -> None:
    changed = write_rows(tmp_path / "a.jsonl", [bench_row(problem="Other")])
    bring(team, write_rows(tmp_path / "b.jsonl", [bench_row(source="a")]))
    bring(team, changed)
    bring(team, changed, format="agentprocessbench")

    assert {row.code for row in QuarantinedRow.objects.filter(file_name="a.jsonl")} == {
        "changed_content",
        "missing_field",
    }


def test_the_id_is_kept_where_it_could_be_read(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row(), bench_row(7, label=5), bench_row(id=8, label=5), "{"]))
    bring(team, write_rows(tmp_path / "b.jsonl", [talk_row(3, step_labels={"0": 1}), talk_row(4)]))

    found = list(QuarantinedRow.objects.order_by("file_name", "line").values_list("external_id", flat=True))
    assert found == ["sum-7", "8", "", "talks:3:0"]


def test_a_row_that_was_mended_leaves_the_entry_of_what_it_was(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    first = bring_file(team, write_rows(path, [bench_row(0), bench_row(1, label=7)]))
    mended = bring_file(team, write_rows(path, [bench_row(0), bench_row(1)]))

    assert (mended.imported, mended.unchanged, mended.quarantined) == (1, 1, 0)
    assert QuarantinedRow.objects.get().file_import == first
