"""Reading Parquet: the same rows as from JSON, nulls as absent fields, damage with a reason."""

import datetime
import decimal
import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotator.exchange.rows import Row, UnreadableRow, read_rows
from tests.annotator.exchange.row_files import rows_of, told


def written(folder: Path, columns: dict[str, Any], **options: Any) -> Path:
    path = folder / "rows.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return path


def read(path: Path, **options: Any) -> list[Row | UnreadableRow]:
    with read_rows(path, **options) as rows:
        return list(rows)


def test_reads_rows_over_batches_and_row_groups_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, {"n": list(range(3000)), "steps": [["a", "b"]] * 3000}, row_group_size=700)
    rows = read(path)
    assert told(rows) == [(n + 1, {"n": n, "steps": ["a", "b"]}) for n in range(3000)]
    assert isinstance(rows[0], Row)
    assert rows[0].raw == b'{"n":0,"steps":["a","b"]}'


def test_a_field_without_a_value_is_absent_but_a_null_in_a_list_stays(tmp_path: Path) -> None:
    columns = {
        "message": [{"role": "user", "name": None}, {"role": None, "name": "x"}],
        "label": pa.array([None, 3], pa.int64()),
        "scores": [[0.5, None], None],
    }
    assert told(read(written(tmp_path, columns))) == [
        (1, {"message": {"role": "user"}, "scores": [0.5, None]}),
        (2, {"message": {"name": "x"}, "label": 3}),
    ]


def test_types_that_json_has_not_become_text_or_numbers_without_loss(tmp_path: Path) -> None:
    columns = {
        "day": [datetime.date(2026, 2, 5)],
        "at": [datetime.datetime(2026, 2, 5, 12, 30, tzinfo=datetime.UTC)],
        "price": [decimal.Decimal("1.25")],
        "map": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
    }
    wanted = {"day": "2026-02-05", "at": "2026-02-05T12:30:00+00:00", "price": 1.25, "map": {"k": 1}}
    assert told(read(written(tmp_path, columns))) == [(1, wanted)]


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (pa.array([[0.5, float("nan")]]), "not_a_number"),
        (pa.array(["a\x00b"]), "nul_character"),
        (pa.array([b"\x00\xff"]), "unsupported_type"),
        (pa.array([decimal.Decimal("0.12345678901234567890123")]), "number_too_large"),
        (pa.array(["x" * 5000]), "row_too_long"),
        (pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff\xfe"]).buffers()), "wrong_encoding"),
        (pa.array([[("k", 1), ("k", 2)]], pa.map_(pa.string(), pa.int64())), "duplicate_key"),
        (pa.array([[(7, 1)]], pa.map_(pa.int64(), pa.int64())), "unsupported_type"),
        (pa.array([1], pa.timestamp("ns")), "unsupported_type"),
    ],
)
def test_refuses_a_row_and_reads_on(tmp_path: Path, column: "pa.Array[Any]", code: str) -> None:
    good = pa.nulls(1, column.type)
    columns = {"n": [1, 2, 3], "x": pa.concat_arrays([good, column, good])}
    assert told(read(written(tmp_path, columns), longest_row=2000)) == [(1, {"n": 1}), (2, code), (3, {"n": 3})]


def test_says_why_a_damaged_file_cannot_be_read(tmp_path: Path) -> None:
    content = written(tmp_path, {"n": list(range(1000))}).read_bytes()
    for damaged in (content[:-30], content[:50], b"PAR1" + b"x" * 100 + b"PAR1"):
        (row,) = rows_of(tmp_path, "cut.parquet", damaged)
        assert isinstance(row, UnreadableRow)
        assert row.code == "damaged_parquet"


def test_the_rows_before_the_damage_still_come(tmp_path: Path) -> None:
    texts = [f"{n * 7919 % 10_007:05}" * 40 for n in range(4000)]
    path = written(tmp_path, {"s": texts}, row_group_size=1000, compression="none", use_dictionary=False)
    third_group = pq.read_metadata(path).row_group(2).column(0).data_page_offset
    content = bytearray(path.read_bytes())
    content[third_group : third_group + 60] = b"\xff" * 60
    *good, last = rows_of(tmp_path, "spoilt.parquet", bytes(content))
    assert [row.value["s"] for row in good if isinstance(row, Row)] == texts[:2000]
    assert isinstance(last, UnreadableRow)
    assert (last.line, last.code) == (2001, "damaged_parquet")
    assert last.message.isprintable()


def test_a_packed_parquet_file_is_not_unpacked(tmp_path: Path) -> None:
    content = written(tmp_path, {"n": [1]}).read_bytes()
    assert told(rows_of(tmp_path, "a.parquet.gz", gzip.compress(content))) == [(1, "packed_file")]


def test_refuses_two_columns_of_one_name(tmp_path: Path) -> None:
    path = tmp_path / "twice.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"]), path)
    assert told(read(path)) == [(1, "duplicate_key")]
