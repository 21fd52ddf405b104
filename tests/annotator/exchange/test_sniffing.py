"""Which format a file has: fields decide, the specific before plain, bad rows notwithstanding."""

from pathlib import Path
from typing import Any

import pytest

from annotator.exchange.formats.contract import Kind
from annotator.exchange.rows import Row, UnreadableRow, read_rows
from annotator.exchange.sniffing import CannotRecognise, peek, recognise
from tests.annotator.exchange.row_files import rows_of
from tests.samples import SAMPLES

PROCESSBENCH = {"id": "a", "problem": "p", "steps": ["s"], "label": 0, "final_answer_correct": False}
AGENT = {"messages": [{"role": "assistant", "content": "a"}], "step_labels": {"0": 1}, "record_id": "r"}
JUDGE = {"record_id": "r", "annotator": "j", "step_labels": {"0": 1}}
REWARDS = {"id": "a", "scorer": "s", "scores": [0.5, None]}
PLAIN = {"question": "q", "steps": ["s"]}
MESSAGES = {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}


def sniffed(*values: dict[str, Any], kind: Kind = "trajectories") -> str:
    return recognise([Row("f", n, value, b"") for n, value in enumerate(values, 1)], kind=kind).name


def refused(*values: dict[str, Any], kind: Kind = "trajectories") -> CannotRecognise:
    with pytest.raises(CannotRecognise) as caught:
        sniffed(*values, kind=kind)
    return caught.value


@pytest.mark.parametrize(
    ("file", "kind", "name"),
    [
        ("processbench.jsonl", "trajectories", "processbench"),
        ("agentprocessbench.jsonl", "trajectories", "agentprocessbench"),
        ("agentprocessbench_annotations.jsonl", "annotations", "agentprocessbench-annotations"),
        ("rewards.jsonl", "rewards", "rewards"),
        ("plain.jsonl", "trajectories", "plain"),
    ],
)
def test_recognises_every_sample(file: str, kind: Kind, name: str) -> None:
    with read_rows(SAMPLES / file) as rows:
        sample, _ = peek(rows)
        assert recognise(sample, kind=kind).name == name
        assert recognise(sample[::-1], kind=kind).name == name


@pytest.mark.parametrize(
    ("row", "name"),
    [(PROCESSBENCH, "processbench"), (AGENT, "agentprocessbench"), (PLAIN, "plain"), (MESSAGES, "plain")],
)
def test_recognises_one_row_with_more_fields_than_needed(row: dict[str, Any], name: str) -> None:
    assert sniffed({**row, "extra": 1}) == name


def test_one_good_row_decides_against_plain() -> None:
    wordy = {**PROCESSBENCH, "label": "two"}
    short = {key: PROCESSBENCH[key] for key in ("problem", "steps")}
    assert sniffed(wordy, short, {"nothing": 1}, PROCESSBENCH) == "processbench"


def test_keys_alone_decide_where_every_value_is_broken() -> None:
    assert sniffed({**PROCESSBENCH, "label": "two"}, {**PROCESSBENCH, "label": None}) == "processbench"
    assert sniffed({**MESSAGES, "step_labels": [1]}) == "agentprocessbench"


def test_rows_that_fit_two_formats_are_an_error_that_names_both() -> None:
    both = {**PROCESSBENCH, **AGENT}
    for error in (refused(both), refused(PROCESSBENCH, AGENT)):
        assert error.code == "ambiguous_format"
        assert "processbench and agentprocessbench" in str(error)
        assert "--format" in str(error)


def test_plain_rows_beside_rows_with_broken_labels_are_ambiguous() -> None:
    error = refused({**PROCESSBENCH, "label": "two"}, PLAIN)
    assert error.code == "ambiguous_format"
    assert "processbench and plain" in str(error)


@pytest.mark.parametrize(
    ("row", "kind", "advice"),
    [
        (REWARDS, "trajectories", "import_rewards"),
        (JUDGE, "trajectories", "import_annotations"),
        (PROCESSBENCH, "rewards", "import_trajectories"),
        (AGENT, "annotations", "import_trajectories"),
    ],
)
def test_a_file_of_another_kind_is_sent_to_its_command(row: dict[str, Any], kind: Kind, advice: str) -> None:
    error = refused(row, kind=kind)
    assert error.code == "other_kind"
    assert advice in str(error)


def test_the_kind_that_was_asked_for_settles_what_would_fit_two() -> None:
    assert sniffed({**PROCESSBENCH, **REWARDS}) == "processbench"
    assert sniffed({**PROCESSBENCH, **REWARDS}, kind="rewards") == "rewards"


def test_an_unknown_file_is_an_error_that_names_its_keys_and_the_way_out() -> None:
    error = refused({"task": {"text": "q"}, "answer": 1}, {"other\x00": 2})
    assert error.code == "unknown_format"
    for wanted in ('"task"', '"answer"', '"other\\x00"', "--format", "--map steps=", "agentprocessbench"):
        assert wanted in str(error)


def test_a_file_without_a_readable_row_has_no_format() -> None:
    assert refused().code == "no_readable_row"


def test_peeking_loses_no_row(tmp_path: Path) -> None:
    content = b"broken\n" * 30 + b'{"n":1}\n' * 30
    whole = rows_of(tmp_path, "a.jsonl", content)
    with read_rows(tmp_path / "a.jsonl") as rows:
        sample, again = peek(rows)
        assert [row.line for row in sample] == list(range(31, 51))
        assert list(again) == whole


def test_peeking_gives_up_on_a_file_of_broken_lines_only() -> None:
    endless = (UnreadableRow("f", n, "malformed_json", "", b"", 0, b"") for n in range(1, 10**9))
    sample, again = peek(endless)
    assert sample == []
    assert next(again).line == 1


def test_peeking_holds_no_more_huge_rows_than_it_must() -> None:
    huge = (Row("f", n, {"n": n}, b"x" * 5_000_000) for n in range(1, 10**9))
    sample, again = peek(huge)
    assert [row.line for row in sample] == [1, 2]
    assert [next(again).line for _ in range(3)] == [1, 2, 3]
