"""The parts of an import that know no database: names, sources, counts, memory of rows, and COPY's text."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.exchange import copy_text
from annotator.exchange.annotation_survey import AnnotationSurvey
from annotator.exchange.batches import MOST_ROWS, batches_of
from annotator.exchange.file_names import printable_name, source_meant, stem_of
from annotator.exchange.import_options import CannotImport
from annotator.exchange.records import AnnotationRecord, BadRow, StepJudgement, TrajectoryRecord
from annotator.exchange.references import SourceChoice
from annotator.exchange.rows import Row
from annotator.exchange.seen_rows import SeenRows
from annotator.exchange.tally import Tally, Verdict
from annotator.exchange.trajectory_changes import KnownTrajectory, prepare, verdict_on
from annotator.trajectories.steps import Step


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("math.jsonl", "math"),
        ("math.JSONL.GZ", "math"),
        ("math.v2.json", "math.v2"),
        ("math.parquet", "math"),
        ("math", "math"),
        (".jsonl", ".jsonl"),
        ("data.json.jsonl", "data"),
    ],
)
def test_the_stem_is_the_name_without_how_it_is_written(name: str, stem: str) -> None:
    assert stem_of(name) == stem


def test_a_name_of_any_bytes_can_be_shown() -> None:
    assert printable_name(Path(os.fsdecode(b"/a/\xff\x1b[31m b\n.jsonl"))) == "\ufffd\ufffd[31m b\ufffd.jsonl"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("gsm8k.scores.Qwen2.5.jsonl", "gsm8k"),
        ("gsm8k.jsonl", "gsm8k"),
        ("gsm8k-hard_rewards.jsonl.gz", "gsm8k-hard"),
        ("gsm8k2.jsonl", None),
        ("scores.jsonl", None),
        ("gsm", None),
    ],
)
def test_a_files_name_means_the_longest_source_it_begins_with(name: str, source: str | None) -> None:
    assert source_meant(name, {"gsm8k", "gsm8k-hard", "math", ""}) == source


def test_the_rows_own_source_goes_before_the_named_one_and_that_before_the_files_name() -> None:
    sources = {"a", "b", "c"}
    both = SourceChoice.for_file("c.scores.jsonl", named="b", sources=sources)
    by_name = SourceChoice.for_file("c.scores.jsonl", named=None, sources=sources)
    nothing = SourceChoice.for_file("x.jsonl", named=None, sources=sources)

    assert [both.of_row("a"), both.of_row("nowhere"), both.of_row(None)] == ["a", "b", "b"]
    assert [by_name.of_row("a"), by_name.of_row(None), nothing.of_row(None)] == ["a", "c", None]
    with pytest.raises(BadRow, match="no source nowhere"):
        by_name.of_row("nowhere")
    with pytest.raises(CannotImport, match="no trajectories at all"):
        SourceChoice.for_file("x.jsonl", named="b", sources=set())


def test_every_row_counts_once() -> None:
    first = Tally().with_outcomes([Verdict.IMPORTED, BadRow("b", ""), Verdict.UNCHANGED, BadRow("a", "")])
    both = first.plus(Tally(revised=2, quarantined=1, reasons={"b": 1}))

    assert (first.rows, both.rows) == (4, 7)
    assert both.as_json() == {
        "imported": 1, "unchanged": 1, "revised": 2, "quarantined": 3, "reasons": {"b": 2, "a": 1}
    }  # fmt: skip
    assert list(both.as_json()["reasons"]) == ["b", "a"]


def test_a_row_that_comes_again_is_the_same_or_a_contradiction() -> None:
    seen = SeenRows()
    seen.add("id", "says", line=3)
    seen.add("id", "says another", line=4)

    assert not seen.came_before("other", "says", line=5)
    assert seen.came_before("id", "says", line=5)
    assert not seen.came_before("id", "anything", line=3)
    with pytest.raises(BadRow, match="Line 3 has the same id"):
        seen.came_before("id", "says another", line=5)


def row(size: int) -> Row:
    return Row("a.jsonl", 1, {}, b"x" * size)


def test_batches_end_by_number_or_by_size() -> None:
    assert [len(batch) for batch in batches_of(row(1) for _ in range(2 * MOST_ROWS + 1))] == [1000, 1000, 1]
    megabyte = 1024 * 1024
    assert [len(batch) for batch in batches_of(row(3 * megabyte) for _ in range(5))] == [2, 2, 1]
    sizes = [1, 9 * megabyte, 1, 8 * megabyte - 1, 1]
    assert [len(batch) for batch in batches_of(row(size) for size in sizes)] == [1, 1, 2, 1]
    assert list(batches_of([])) == []


def annotation(hour: int | None, annotator: str = "judge") -> AnnotationRecord:
    moment = None if hour is None else datetime(2026, 1, 1, hour, tzinfo=UTC)
    return AnnotationRecord("id", "s", annotator, {}, None, updated_at=moment)


@pytest.mark.parametrize(
    ("hours", "last"),
    [([1, 2], 2), ([2, 1], 1), ([1, 1], 2), ([None, None], 2), ([1, None], 2), ([None, 1], 2), ([3, 1, 2], 1)],
)
def test_the_row_saved_last_has_the_last_word(hours: list[int | None], last: int) -> None:
    survey = AnnotationSurvey()
    for line, hour in enumerate(hours, start=1):
        survey.add(annotation(hour), line=line)

    holding = [
        line for line, hour in enumerate(hours, start=1) if not survey.is_superseded(annotation(hour), line=line)
    ]

    assert holding == [last]
    assert survey.annotators == {"judge"}


def test_a_row_without_gold_agrees_with_any_gold() -> None:
    gold = StepJudgement("first-error", (None,), 0, no_error=False)
    silent = prepare(TrajectoryRecord("id", "p", [Step("a")]), source="s", line=1)
    known = KnownTrajectory(1, 1, silent.record_hash, gold)

    assert verdict_on(silent, known, revise=True) is Verdict.UNCHANGED


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1, max_size=3),
    st.lists(st.none() | st.integers(-(2**15), 2**15 - 1)),
    st.none() | st.booleans(),
    st.binary(),
)
def test_copy_gives_back_what_it_was_given(
    texts: list[str], numbers: list[int | None], flag: bool | None, raw: bytes
) -> None:
    line = copy_text.row(
        copy_text.text(texts[0]),
        copy_text.optional_text(None),
        copy_text.array(numbers),
        copy_text.boolean(flag),
        copy_text.raw_bytes(raw),
        copy_text.json(texts),
        copy_text.number(numbers[0] if numbers else None),
        copy_text.boolean_array([True, False]),
        copy_text.moment(datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)),
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.given")
        cursor.execute(
            "CREATE TEMP TABLE given (a text, b text, c smallint[], d boolean, e bytea, f jsonb, g integer,"
            " h boolean[], i timestamptz)"
        )
        with cursor.copy("COPY pg_temp.given FROM STDIN") as copy:
            copy.write(line)
        cursor.execute("SELECT a, b, c, d, e, g, h, i FROM pg_temp.given")
        found = cursor.fetchone()
        cursor.execute("SELECT f = %s::jsonb FROM pg_temp.given", [json.dumps(texts)])
        same_json = cursor.fetchone()

    assert found is not None
    assert found[:5] == (texts[0], None, numbers, flag, raw)
    assert found[5:] == (numbers[0] if numbers else None, [True, False], datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC))
    assert same_json == (True,)
