"""The published files: every row read, every row written as it was, every trap met."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotator.exchange.alignment import aligned_rewards, comments_of, judgement_of
from annotator.exchange.formats.contract import Kind, ReadContext
from annotator.exchange.known_semantics import semantics_of
from annotator.exchange.records import AnnotationRecord, Record, RewardRecord, TrajectoryRecord
from annotator.exchange.rows import Row, read_rows
from annotator.exchange.sniffing import peek, recognise
from annotator.scoring.semantics import Semantics
from annotator.trajectories.steps import scorable_indices
from tests.annotator.exchange.formats.exporting import as_export_row
from tests.real_data import REAL_DATA, needs_real_data

pytestmark = needs_real_data


def records(path: Path, kind: Kind) -> list[tuple[dict[str, Any], Record]]:
    with read_rows(path) as reader:
        sample, rows = peek(reader)
        made = recognise(sample, kind=kind)
        found = []
        for row in rows:
            assert isinstance(row, Row)
            found.append((row.value, made.read(row.value, ReadContext())))
        return found


def trajectories(path: Path) -> dict[str, TrajectoryRecord]:
    found = [record for _, record in records(path, "trajectories")]
    return {record.external_id: record for record in found if isinstance(record, TrajectoryRecord)}


@pytest.mark.parametrize(
    ("file", "name", "count"),
    [
        ("processbench/gsm8k.jsonl", "processbench", 400),
        ("processbench/math.jsonl", "processbench", 1000),
        ("agentprocessbench/hotpotqa.jsonl", "agentprocessbench", 150),
    ],
)
def test_every_row_is_written_as_it_was_read(file: str, name: str, count: int) -> None:
    from annotator.exchange.formats.registry import format_named

    write = format_named(name).write
    assert write is not None
    lines = [json.loads(line) for line in (REAL_DATA / file).read_text(encoding="utf-8").splitlines()]
    read = records(REAL_DATA / file, "trajectories")
    assert len(read) == count
    for line, (_, record) in zip(lines, read, strict=True):
        assert isinstance(record, TrajectoryRecord)
        assert write(as_export_row(record)) == line


def test_the_agent_file_has_the_published_labels() -> None:
    gold = [record.gold for record in trajectories(REAL_DATA / "agentprocessbench/hotpotqa.jsonl").values()]
    counted = Counter(label for judgement in gold if judgement for label in judgement.labels if label is not None)
    assert counted == {1: 286, 0: 28, -1: 112}


def test_judges_are_read_their_failures_apart_and_unknown_trajectories_left() -> None:
    known = trajectories(REAL_DATA / "agentprocessbench/hotpotqa.jsonl")
    failures = {}
    for path in sorted((REAL_DATA / "agentprocessbench/judges").glob("*.jsonl")):
        rows = [record for _, record in records(path, "annotations")]
        assert len(rows) == 250
        unknown = 0
        for record in rows:
            assert isinstance(record, AnnotationRecord)
            if (trajectory := known.get(record.external_id)) is None:
                unknown += 1
                continue
            step_count, scorable = len(trajectory.steps), scorable_indices(trajectory.steps)
            judgement = judgement_of(record, step_count=step_count, scorable=scorable)
            assert judgement.outcome == record.outcome
            assert set(comments_of(record, step_count=step_count, scorable=scorable)) <= set(scorable)
        assert unknown == 100
        failures[path.stem] = sum(isinstance(record, AnnotationRecord) and bool(record.failure) for record in rows)
    assert sorted(failures.values()) == [0, 0, 0, 0, 2, 4]


@pytest.mark.parametrize("split", ["gsm8k", "math"])
@pytest.mark.parametrize(
    ("scorer", "semantics"),
    [("Qwen2.5-Math-PRM-7B", Semantics.PROBABILITY), ("Skywork-o1-Open-PRM-Qwen-2.5-7B", Semantics.VALUE)],
)
def test_every_reward_row_fits_its_trajectory(split: str, scorer: str, semantics: Semantics) -> None:
    known = trajectories(REAL_DATA / f"processbench/{split}.jsonl")
    read = records(REAL_DATA / f"processbench/{split}.scores.{scorer}.jsonl", "rewards")
    assert len(read) == len(known)
    for _, record in read:
        assert isinstance(record, RewardRecord)
        steps = known[record.external_id].steps
        assert None not in aligned_rewards(record, step_count=len(steps), scorable=scorable_indices(steps))
        assert semantics_of(record.scorer).semantics is semantics
