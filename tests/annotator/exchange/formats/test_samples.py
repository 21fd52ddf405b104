"""Every sample file: its good rows are read, each bad row is refused for its own reason."""

import pytest

from annotator.exchange.formats.contract import ReadContext
from annotator.exchange.formats.registry import FORMATS, format_named
from annotator.exchange.records import BadRow
from annotator.exchange.rows import Row, UnreadableRow, read_rows
from tests.samples import SAMPLES

REASONS = {
    "processbench": [
        *["label_out_of_range"] * 2, *["wrong_type"] * 2, "no_steps", "wrong_type", "missing_field", "malformed_json",
        "not_a_number",
    ],
    "agentprocessbench": [
        "label_on_context_step", "label_out_of_range", "wrong_type", "not_a_label", "not_a_position", "unknown_role",
        "missing_field",
    ],
    "agentprocessbench-annotations": ["wrong_type", "not_a_time"],
    "rewards": [
        *["wrong_type"] * 2, "wrong_score_count", "missing_field", "not_a_number", "number_too_large", "missing_field",
    ],
    "plain": [
        "ambiguous_field", *["missing_field"] * 2, "wrong_type", "no_scorable_step", "wrong_type", "not_an_object",
        "nul_character", "lone_surrogate", "duplicate_key",
    ],
}  # fmt: skip
GOOD = {"processbench": 3, "agentprocessbench": 3, "agentprocessbench-annotations": 5, "rewards": 3, "plain": 5}


def reason(name: str, row: Row | UnreadableRow) -> str | None:
    if isinstance(row, UnreadableRow):
        return row.code
    try:
        format_named(name).read(row.value, ReadContext())
    except BadRow as refusal:
        return refusal.code
    return None


def test_every_format_has_a_sample() -> None:
    assert set(REASONS) == set(GOOD) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_reads_the_good_rows_and_refuses_each_bad_one_for_its_reason(name: str) -> None:
    with read_rows(SAMPLES / f"{name.replace('-', '_')}.jsonl") as rows:
        assert [reason(name, row) for row in rows] == [None] * GOOD[name] + REASONS[name]
