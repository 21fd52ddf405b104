"""Reading rows: what is read, what is refused, with which line and reason."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from annotator.exchange.rows import Row, UnreadableRow, read_rows
from tests.annotator.exchange.row_files import rows_of, told


def only(rows: list[Row | UnreadableRow]) -> UnreadableRow:
    (row,) = rows
    assert isinstance(row, UnreadableRow)
    return row


def test_numbers_lines_from_1_and_skips_blank_ones(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a.jsonl", b'\xef\xbb\xbf{"a":1}\r\n\r\n  \n{"a":2}\n[1]\n{"a":3}')
    assert told(rows) == [(1, {"a": 1}), (4, {"a": 2}), (5, "not_an_object"), (6, {"a": 3})]


@pytest.mark.parametrize("text", ["null", "3", '"text"', "true", "[]", "1.5"])
def test_refuses_a_row_that_is_no_object(tmp_path: Path, text: str) -> None:
    rows = rows_of(tmp_path, "a.jsonl", text.encode() + b'\n{"a":1}\n')
    assert told(rows) == [(1, "not_an_object"), (2, {"a": 1})]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("array.json", b'[{"a": 1}, {"a": [2, {"b": "], {"}]},\n{"a": "\\"]"}]'),
        ("array.jsonl", b'[\n{"a": 1},\n{"a": [2, {"b": "], {"}]},\n{"a": "\\"]"}\n]\n'),
        ("nameless", b'\n [ {"a": 1}, {"a": [2, {"b": "], {"}]}, {"a": "\\"]"} ]'),
        ("several.json", b'{"a":\n1}{"a": [2, {"b": "], {"}]}\n\n{"a": "\\"]"}'),
        ("lines.json", b'{"a": 1}\n{"a": [2, {"b": "], {"}]}\n{"a": "\\"]"}\n'),
        ("two-arrays.json", b'[{"a": 1}] [{"a": [2, {"b": "], {"}]}, {"a": "\\"]"}]'),
    ],
)
def test_reads_arrays_and_several_objects_as_rows(tmp_path: Path, name: str, content: bytes) -> None:
    wanted = [(1, {"a": 1}), (2, {"a": [2, {"b": "], {"}]}), (3, {"a": '"]'})]
    assert told(rows_of(tmp_path, name, content)) == wanted
    assert told(rows_of(tmp_path, f"{name}.gz", gzip.compress(content))) == wanted


def test_reads_one_pretty_printed_object(tmp_path: Path) -> None:
    content = json.dumps({"a": [1, {"b": "c"}]}, indent=2).encode()
    assert told(rows_of(tmp_path, "one.json", content)) == [(1, {"a": [1, {"b": "c"}]})]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"[]", b"[ ]", b"\xef\xbb\xbf"])
def test_an_empty_file_has_no_rows(tmp_path: Path, content: bytes) -> None:
    assert rows_of(tmp_path, "empty.json", content) == []
    assert rows_of(tmp_path, "empty.json.gz", gzip.compress(content)) == []


def test_a_broken_line_of_a_json_file_spoils_no_other(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "lines.json", b'{"a": 1}\n{"a": "\n{"a": 3}\n')
    assert told(rows) == [(1, {"a": 1}), (2, "malformed_json"), (3, {"a": 3})]


def test_a_broken_record_of_an_array_is_cut_out_where_its_brackets_allow(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a.json", b'[{"a": 1}, {"a": oops}, 7, {"a": 3}]')
    assert told(rows) == [(1, {"a": 1}), (2, "malformed_json"), (3, "not_an_object"), (4, {"a": 3})]


@pytest.mark.parametrize("tail", [b'{"a": [1', b'{"a": "unfinished', b'{"a": "\\', b"", b'{"a": 2}'])
def test_says_that_an_array_breaks_off_after_the_rows_before_it(tmp_path: Path, tail: bytes) -> None:
    rows = rows_of(tmp_path, "cut.json", b'[{"a": 1}, ' + tail)
    assert told(rows) == [(1, {"a": 1}), (2, "truncated_json")]
    assert isinstance(rows[1], UnreadableRow)
    assert rows[1].raw.strip() == tail


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('{"a": {"b": [0, NaN]}}', "not_a_number", "a.b[1]"),
        ('{"a": -Infinity}', "not_a_number", "a is -Infinity"),
        ('{"a": [{"b": "x\\u0000y"}]}', "nul_character", "a[0].b"),
        ('{"a": {"b\\u0000": 1}}', "nul_character", "a key of a"),
        ('{"a": "\\ud83d"}', "lone_surrogate", "a holds"),
        ('{"\\udc00": 1}', "lone_surrogate", "a key of the row"),
        ('{"a": {"k": 1, "k": 1}}', "duplicate_key", 'a has the key "k" twice'),
        ('{"a" : {}, "a":1}', "duplicate_key", 'the row has the key "a" twice'),
        ('{"a\\\\":1, "b": 0, "b": 1}', "duplicate_key", '"b" twice'),
        ('{"a": 18446744073709551616}', "number_too_large", "a is an integer beyond 64 bit"),
        ('{"a": -9223372036854775809}', "number_too_large", "a is an integer"),
        ('{"a": [1e999]}', "number_too_large", "a[0]"),
        ('{"a": ' + "9" * 5000 + "}", "number_too_large", "a is an integer"),
        ('{"a": 1,}', "malformed_json", "character 9"),
        ('{"a": 1} {"a": 2}', "malformed_json", "extra data at character 10"),
        ("{'a': 1}", "malformed_json", "character 2"),
        ('{"a": "\t"}', "malformed_json", "control character"),
    ],
)
def test_refuses_what_cannot_be_kept_and_names_the_place(tmp_path: Path, text: str, code: str, place: str) -> None:
    row = only(rows_of(tmp_path, "bad.jsonl", text.encode()))
    assert (row.code, place in row.message) == (code, True), row.message
    assert row.raw == text.encode()


@pytest.mark.parametrize(
    "value",
    [
        {"t": "\\u0000"},
        {"t": '"a":1,"a":2', "u": '\\":', "k :": " :"},
        {"n": [18446744073709551615, -9223372036854775808, 1e20, 1.5e308, -0.0, 5e-324]},
        {"t": "\U0001f600\ue000\u2028"},
        {"deep": json.loads("[" * 99 + "]" * 99)},
        {"": {"": ""}},
    ],
)
def test_reads_exactly_what_only_looks_suspicious(tmp_path: Path, value: dict[str, object]) -> None:
    for text in (
        json.dumps(value),
        json.dumps(value, ensure_ascii=False, indent=1),
        json.dumps(value, separators=(",", ":")),
    ):
        (row,) = rows_of(tmp_path, "odd.json", text.encode())
        assert isinstance(row, Row), row
        assert json.dumps(row.value) == json.dumps(value)


@pytest.mark.parametrize("depth", [101, 1500, 50_000])
@pytest.mark.parametrize(("opening", "closing"), [('{"a":', "}"), ("[", "]")])
@pytest.mark.parametrize("name", ["deep.jsonl", "deep.json"])
def test_refuses_deep_nesting_without_recursion(
    tmp_path: Path, name: str, depth: int, opening: str, closing: str
) -> None:
    text = '{"a":' + opening * depth + "1" + closing * depth + "}"
    row = only(rows_of(tmp_path, name, text.encode()))
    assert row.code == "too_deep"
    assert len(row.raw) == min(len(text), 64 * 1024)


@pytest.mark.parametrize("value", [b"{}", b"1"])
def test_refuses_a_row_that_would_swell_in_memory(tmp_path: Path, value: bytes) -> None:
    swollen = b'{"a":[' + b",".join([value] * 1_000_001) + b"]}"
    assert only(rows_of(tmp_path, "a.jsonl", swollen)).code == "too_many_values"


def test_a_long_text_may_have_any_number_of_commas_and_brackets(tmp_path: Path) -> None:
    text = b'{"a":"' + b",{[" * 400_000 + b'"}'
    assert isinstance(rows_of(tmp_path, "a.jsonl", text)[0], Row)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ('{"a": "é"}'.encode("latin-1"), "0xe9 at position 8"),
        (b'{"a": "\xed\xa0\x80"}', "0xed at position 8"),
        ('{"a": 1}\n'.encode("utf-16"), "UTF-16"),
        ('{"a": 1}\n'.encode("utf-16-be"), "UTF-16 without"),
        ('{"a": 1}\n'.encode("utf-32"), "UTF-32"),
    ],
)
def test_names_a_wrong_encoding(tmp_path: Path, content: bytes, wanted: str) -> None:
    row = only(rows_of(tmp_path, "wrong.jsonl", content))
    assert row.code == "wrong_encoding"
    assert wanted in row.message


def test_one_latin_line_spoils_no_other(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "mixed.jsonl", b'{"a": 1}\n{"a": "\xe9"}\n{"a": 3}\n')
    assert told(rows) == [(1, {"a": 1}), (2, "wrong_encoding"), (3, {"a": 3})]


def test_names_an_archive(tmp_path: Path) -> None:
    assert only(rows_of(tmp_path, "a.jsonl", b"PK\x03\x04rest")).code == "packed_file"


def numbered_lines(count: int) -> bytes:
    return b"".join(b'{"n":%d,"s":"%s"}\n' % (n, hashlib.sha256(b"%d" % n).hexdigest().encode()) for n in range(count))


@pytest.mark.parametrize("missing", [1, 8, 40, 5000])
def test_a_truncated_gzip_gives_its_good_rows_and_then_one_reason(tmp_path: Path, missing: int) -> None:
    content = numbered_lines(2000)
    rows = rows_of(tmp_path, "cut.jsonl.gz", gzip.compress(content)[:-missing])
    *good, last = rows
    assert isinstance(last, UnreadableRow)
    assert last.code == "truncated_gzip"
    assert [row.value["n"] for row in good if isinstance(row, Row)] == list(range(len(good)))
    assert last.line == len(good) + 1
    # Nothing between the last good row and the break is lost: it is the raw of the last one.
    lines = content.splitlines()
    assert lines[len(good)].startswith(last.raw) if len(good) < 2000 else last.raw == b""
    assert len(good) > 1800


def test_a_gzip_with_a_wrong_checksum_says_so_at_its_end(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(numbered_lines(50)))
    packed[-6] ^= 0xFF
    rows = rows_of(tmp_path, "crc.jsonl.gz", bytes(packed))
    assert len(rows) == 51
    assert told(rows)[-1][1] == "damaged_gzip"


def test_a_gzip_of_several_members_is_read_to_its_end(tmp_path: Path) -> None:
    content = gzip.compress(b'{"a": 1}\n') + gzip.compress(b'{"a": 2}\n')
    assert told(rows_of(tmp_path, "two.jsonl.gz", content)) == [(1, {"a": 1}), (2, {"a": 2})]


@pytest.mark.parametrize("name", ["long.jsonl", "long.json", "long-array.json"])
def test_a_line_that_is_too_long_is_named_fingerprinted_and_passed_over(tmp_path: Path, name: str) -> None:
    long = b'{"a":"' + b"x" * 300_000 + b'"}'
    lines = [b'{"a":1}', long, b'{"a":3}']
    content = b"[" + b",".join(lines) + b"]" if "array" in name else b"\n".join(lines)
    rows = rows_of(tmp_path, name, content, longest_row=200_000)
    assert told(rows) == [(1, {"a": 1}), (2, "row_too_long"), (3, {"a": 3})]
    refused = rows[1]
    assert isinstance(refused, UnreadableRow)
    assert refused.raw_bytes_total == len(long)
    assert refused.raw == long[: 64 * 1024]
    assert refused.digest == hashlib.sha256(long).digest()
    assert "300,008" in refused.message
    assert "200,000" in refused.message


def test_a_row_as_long_as_allowed_is_read(tmp_path: Path) -> None:
    long = b'{"a":"' + b"x" * 100_000 + b'"}'
    assert isinstance(rows_of(tmp_path, "a.jsonl", long, longest_row=len(long))[0], Row)
    assert isinstance(rows_of(tmp_path, "a.jsonl", long, longest_row=len(long) - 1)[0], UnreadableRow)


def test_says_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(numbered_lines(5000))
    with read_rows(path, name="theirs.jsonl") as rows:
        first = next(iter(rows))
        assert first.file == "theirs.jsonl"
        assert 0 < rows.bytes_read < rows.bytes_total == path.stat().st_size
        assert rows.bytes_read <= 256 * 1024
    assert rows.bytes_read == rows.bytes_total


def test_messages_can_be_stored_whatever_the_row_holds(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a.jsonl", b'{"a\\ud800":1,"b\\u0000":{"c":1,"c":2}}\n{"\\n\\u0000x":NaN}\n')
    for row in rows:
        assert isinstance(row, UnreadableRow)
        row.message.encode()
        assert "\x00" not in row.message
        assert "\n" not in row.message
