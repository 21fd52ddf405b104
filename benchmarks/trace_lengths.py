"""How long traces of mathematics are: ProcessBench's own, where ASSAY_REAL_DATA has them, or drawn from its quantiles.

Lengths are in tokens, estimated from characters: 2.8 per token, what a Qwen2 tokenizer makes of such text. Words do not
matter here, so token ids are random.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Final

import numpy as np

from worker.scorers.step_reader.encoded import Encoded

CHARACTERS_PER_TOKEN: Final = 2.8
# System prompt and the tokens around the turns of a chat template, before the first step.
TEMPLATE_TOKENS: Final = 32
# What closes the last turn: nothing that is read depends on it.
TAIL_TOKENS: Final = 2

# Of 1,400 traces of ProcessBench (GSM8K and MATH): characters of the problem, steps, characters of a step.
_AT: Final = (0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1)
_PROBLEM: Final = (16, 49, 71, 110, 182, 264, 380, 507, 827, 1_817)
_STEPS: Final = (2, 3, 3, 4, 6, 7, 10, 12, 16, 32)
_STEP: Final = (3, 54, 66, 106, 180, 284, 405, 489, 700, 1_470)
_DRAWN: Final = 1_400


@dataclass(frozen=True, slots=True)
class Trace:
    """Tokens of the prompt, and of each step with its separator, whose last token is read."""

    prompt: int
    steps: tuple[int, ...]

    @property
    def prefixes(self) -> list[int]:
        """Where each step ends: what a reader of one prefix at a time runs."""
        return [self.prompt + end for end in accumulate(self.steps)]

    @property
    def useful(self) -> int:
        return self.prefixes[-1]


def read_traces() -> tuple[list[Trace], str]:
    """All traces, and where their lengths come from."""
    folder = Path(os.environ.get("ASSAY_REAL_DATA", "")) / "processbench"
    files = [
        file for split in ("gsm8k", "math", "olympiadbench", "omnimath") if (file := folder / f"{split}.jsonl").exists()
    ]
    if not files:
        return (
            _drawn(),
            f"{_DRAWN:,} traces drawn from the quantiles of ProcessBench (ASSAY_REAL_DATA has no such files)",
        )
    traces = [_trace(row) for file in files for row in _rows(file)]
    return traces, f"{len(traces):,} traces of ProcessBench ({', '.join(file.stem for file in files)})"


def sample(traces: Sequence[Trace], count: int) -> list[Trace]:
    """`count` traces with the distribution of all: every n-th by length, in random order."""
    by_length = sorted(traces, key=lambda trace: trace.useful)
    places = (np.arange(count) + 0.5) * len(by_length) / count
    return [by_length[int(place)] for place in np.random.default_rng(68).permutation(places)]


def encode(traces: Sequence[Trace], *, vocabulary: int) -> list[Encoded]:
    """The traces as random token ids, read at the end of every step."""
    source = np.random.default_rng(69)
    return [
        Encoded(
            ids=source.integers(vocabulary, size=trace.useful + TAIL_TOKENS),
            reads=np.array(trace.prefixes) - 1,
            steps=np.arange(len(trace.steps)),
            leaves=np.array([], dtype=np.int64),
            leaf_id=None,
        )
        for trace in traces
    ]


def _rows(file: Path) -> Iterator[tuple[str, list[str]]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["problem"], row["steps"]


def _trace(row: tuple[str, list[str]]) -> Trace:
    problem, steps = row
    return Trace(_tokens(len(problem)) + TEMPLATE_TOKENS, tuple(_tokens(len(step)) + 1 for step in steps))


def _drawn() -> list[Trace]:
    source = np.random.default_rng(67)
    problems, counts = (np.interp(source.random(_DRAWN), _AT, quantiles) for quantiles in (_PROBLEM, _STEPS))
    return [
        Trace(
            _tokens(problem) + TEMPLATE_TOKENS,
            tuple(_tokens(length) + 1 for length in np.interp(source.random(round(count)), _AT, _STEP)),
        )
        for problem, count in zip(problems, counts, strict=True)
    ]


def _tokens(characters: float) -> int:
    return max(1, round(characters / CHARACTERS_PER_TOKEN))
