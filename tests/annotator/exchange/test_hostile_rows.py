"""Rows that should break something: each is quarantined with a reason or stored exactly, and the others land."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from annotator.exchange.models import QuarantinedRow
from annotator.trajectories.models import Trajectory, TrajectoryText
from tests.annotator.exchange.importing import bench_row, bring, counts, quarantine, write_rows
from tests.factories.cast import Team, make_team

pytestmark = pytest.mark.django_db

NESTED = b'{"id": "deep", "problem": "p", "steps": ["a"], "final_answer_correct": true, "label": -1, "x": '


@pytest.fixture
def team() -> Team:
    return make_team(protocol="first-error")


def unstorable(**changes: Any) -> bytes:
    return json.dumps(bench_row(**changes)).encode()


HOSTILE: list[tuple[str, bytes]] = [
    ("nul_character", unstorable(problem="a\x00b")),
    ("nul_character", unstorable(**{"k\x00": 1})),
    ("lone_surrogate", unstorable(problem="\ud800")),
    ("lone_surrogate", unstorable(extra={"\udfff": 1})),
    ("not_a_number", unstorable(extra=float("nan"))),
    ("number_too_large", b'{"id": "a", "x": 1e999}'),
    ("number_too_large", b'{"id": "a", "x": 123456789012345678901234567890}'),
    ("duplicate_key", b'{"id": "a", "id": "b"}'),
    ("wrong_encoding", b'{"id": "\xe9"}'),
    ("too_deep", NESTED + b"[" * 5000 + b"]" * 5000 + b"}"),
    ("malformed_json", b'{"id": "a", '),
    ("not_an_object", b'["a", "list"]'),
    ("too_long", unstorable(id="x" * 501)),
    ("too_long", unstorable(source="x" * 201)),
    ("too_long", unstorable(generator="x" * 201)),
    ("too_many_steps", unstorable(steps=["a"] * 32_768, label=-1)),
    ("wrong_type", unstorable(steps=["a", None])),
    ("no_steps", unstorable(steps=[])),
    ("label_out_of_range", unstorable(label=2)),
]


def test_every_hostile_row_has_its_reason_and_the_good_ones_land(team: Team, tmp_path: Path) -> None:
    rows: list[Any] = [bench_row(0), *[raw for _, raw in HOSTILE], bench_row(1)]

    found = bring(team, write_rows(tmp_path / "a.jsonl", rows))

    assert found["imported"] == 2
    assert quarantine() == [(line, code) for line, (code, _) in enumerate(HOSTILE, start=2)]
    for line, (_, raw) in enumerate(HOSTILE, start=2):
        row = QuarantinedRow.objects.get(line=line)
        assert bytes(row.raw) == raw[:65536]
        assert (row.raw_bytes, bool(row.reason)) == (len(raw), True)


def test_names_that_no_index_can_hold_are_refused(team: Team, tmp_path: Path) -> None:
    """700 characters of four bytes each: columns count characters, and an index entry has 2,704 bytes."""
    chance = random.Random(3)
    letters = [chr(chance.randrange(0x20000, 0x2A000)) for _ in range(700)]
    longest = bench_row(id="".join(letters[:450]), source="".join(letters[500:670]))
    too_long = bench_row(id="".join(letters[:500]), source="".join(letters[500:]))

    assert bring(team, write_rows(tmp_path / "a.jsonl", [longest, too_long])) == counts(imported=1, too_long=1)
    assert Trajectory.objects.get().external_id == longest["id"]


def test_the_most_steps_that_an_index_can_number_land(team: Team, tmp_path: Path) -> None:
    row = bench_row(steps=["a"] * 32_767, label=32_766)

    assert bring(team, write_rows(tmp_path / "a.jsonl", [row])) == counts(imported=1)
    assert Trajectory.objects.get().step_count == 32_767


def test_texts_come_back_as_they_went_in(team: Team, tmp_path: Path) -> None:
    texts = [
        "\\N", "\\.", "\\x41", "a\\", "tab\tnew\nline\rreturn", "\x01\x7f\x85\u2028\ufeff", "'; DROP TABLE x; --",
        '{"json": [1, "\\u0041"]}', "<script>alert(1)</script>", "👩‍👩‍👧‍👦", "\U0010ffff", "%s %(x)s {0}", "", " ",
    ]  # fmt: skip
    row = bench_row(steps=texts, label=-1, problem="\\N", generator="\\.", extra={"k\\": texts})

    bring(team, write_rows(tmp_path / "a.jsonl", [row]))

    stored = Trajectory.objects.select_related("text").get()
    assert [step["text"] for step in stored.text.steps] == texts
    assert (stored.text.problem, stored.generator, stored.metadata) == ("\\N", "\\.", {"extra": {"k\\": texts}})


def test_a_problem_longer_than_any_search_index_takes_lands(team: Team, tmp_path: Path) -> None:
    problem = " ".join(f"word{number}" for number in range(300_000))

    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row(problem=problem)]))

    assert TrajectoryText.objects.get().problem == problem
    assert len(Trajectory.objects.get().opening) == 200


def test_a_truncated_gzip_gives_up_what_can_be_read(team: Team, tmp_path: Path) -> None:
    content = gzip.compress(b"".join(json.dumps(bench_row(i)).encode() + b"\n" for i in range(2000)))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(content[: len(content) // 2])

    found = bring(team, path)

    assert found["reasons"] == {"truncated_gzip": 1}
    assert 100 < found["imported"] == Trajectory.objects.count() < 2000
    assert bring(team, path) == counts(unchanged=found["imported"], truncated_gzip=1)
    assert QuarantinedRow.objects.count() == 1


def test_a_file_of_nothing_readable_is_quarantined_and_not_refused(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"id": "a"}\n'.encode("utf-16"))

    assert bring(team, path) == counts(wrong_encoding=1)
    assert bring(team, write_rows(tmp_path / "b.jsonl", ["{", "{"])) == counts(malformed_json=2)


def test_a_readable_row_after_a_thousand_broken_ones_has_no_format(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", ["{"] * 1100 + [bench_row()])

    assert bring(team, path) == counts(malformed_json=1100, unknown_format=1)
    assert bring(team, path, format="processbench") == counts(imported=1, malformed_json=1100)
    assert QuarantinedRow.objects.count() == 1101


def test_a_huge_row_is_kept_by_its_head_and_recognised_again(team: Team, tmp_path: Path) -> None:
    raw = b'{"id": "' + b"x" * 17_000_000 + b'"}'
    path = write_rows(tmp_path / "a.jsonl", [bench_row(), raw])

    assert bring(team, path) == counts(imported=1, row_too_long=1)
    assert bring(team, path) == counts(unchanged=1, row_too_long=1)

    row = QuarantinedRow.objects.get()
    assert (bytes(row.raw), row.raw_bytes) == (raw[:65536], len(raw))


def test_a_row_of_fifteen_megabytes_lands_whole(team: Team, tmp_path: Path) -> None:
    row = bench_row(steps=["x\\y" * 1_000_000, "\n" * 1_000_000])

    assert bring(team, write_rows(tmp_path / "a.jsonl", [row])) == counts(imported=1)
    assert [step["text"] for step in TrajectoryText.objects.get().steps] == row["steps"]


def test_numbers_beyond_what_a_float_of_jsonb_says_shortly_land(team: Team, tmp_path: Path) -> None:
    row = b'{"id": "a", "problem": "p", "steps": ["s"], "final_answer_correct": true, "label": -1, "x": [1e30, -0.0, 5e-324]}'

    assert bring(team, write_rows(tmp_path / "a.jsonl", [row])) == counts(imported=1)
