"""What holds for every format: any JSON is read or refused by BadRow, and what was read is written as it was."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.exchange.formats.contract import ReadContext
from annotator.exchange.formats.registry import FORMATS, export_formats, format_named
from annotator.exchange.records import BadRow, CannotExport, Record, TrajectoryRecord
from annotator.exchange.rows import Row, read_rows
from tests.annotator.exchange.formats.exporting import as_export_row
from tests.annotator.exchange.json_strategies import json_objects, json_values, spoilt
from tests.samples import SAMPLES

pytestmark = pytest.mark.slow


def samples(name: str) -> list[dict[str, Any]]:
    with read_rows(SAMPLES / f"{name.replace('-', '_')}.jsonl") as rows:
        return [row.value for row in rows if isinstance(row, Row)]


EVERY_ROW = [value for name in FORMATS for value in samples(name)]
EXPORTS = [made.name for made in export_formats()]
FIELDS = sorted({key for value in EVERY_ROW for key in value})

any_row = (
    json_objects
    | st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=8)
    | st.sampled_from(EVERY_ROW).flatmap(spoilt).filter(lambda value: isinstance(value, dict))
    | st.sampled_from(EVERY_ROW).flatmap(spoilt).flatmap(spoilt).filter(lambda value: isinstance(value, dict))
)
any_path = st.sampled_from(
    [*FIELDS, "messages.0.content", "steps.0", "explanations.steps", "a.b", "tools.0.function.name"]
)
any_map = st.dictionaries(
    st.sampled_from(["id", "problem", "steps", "messages", "outcome", "tools"]), any_path, max_size=2
)


def read(name: str, row: dict[str, Any], field_map: dict[str, str] | None = None) -> Record | BadRow:
    try:
        return format_named(name).read(row, ReadContext(field_map or {}))
    except BadRow as refusal:
        return refusal


def written(name: str, record: TrajectoryRecord) -> dict[str, Any] | CannotExport:
    write = format_named(name).write
    assert write is not None
    try:
        return write(as_export_row(record))
    except CannotExport as refusal:
        return refusal


@settings(deadline=None)
@given(row=any_row, field_map=any_map)
def test_any_json_is_read_or_refused_and_never_changed(row: dict[str, Any], field_map: dict[str, str]) -> None:
    before = repr(row)
    for name in FORMATS:
        format_named(name).recognises(row)
        format_named(name).resembles(row)
        outcome = read(name, row, field_map)
        if isinstance(outcome, BadRow):
            assert outcome.code
            assert str(outcome).isprintable()
    assert repr(row) == before


@pytest.mark.parametrize("name", EXPORTS)
@settings(deadline=None)
@given(data=st.data())
def test_what_was_read_is_written_as_it_was(name: str, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(samples(name)).flatmap(spoilt).filter(lambda value: isinstance(value, dict)))
    record = read(name, row)
    if not isinstance(record, TrajectoryRecord) or record.gold is None:
        return
    assert written(name, record) == row


@settings(deadline=None)
@given(row=any_row)
def test_a_trajectory_with_gold_can_be_read_again_from_every_export(row: dict[str, Any]) -> None:
    for name in FORMATS:
        record = read(name, row)
        if not isinstance(record, TrajectoryRecord) or record.gold is None:
            continue
        for other in EXPORTS:
            exported = written(other, record)
            if isinstance(exported, CannotExport):
                assert exported.code in {"undecided", "no_step_labels"}
            else:
                assert isinstance(read(other, exported), TrajectoryRecord)
