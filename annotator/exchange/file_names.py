"""What the name of a file says: the source of its trajectories, or the source that its rows are about."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_SUFFIXES: Final = (".gz", ".jsonl", ".ndjson", ".json", ".parquet")


def printable_name(path: Path) -> str:
    """The file's own name as text that can be stored and shown: neither bytes that are none nor control characters."""
    name = os.fsencode(path.name).decode(errors="replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


def stem_of(file_name: str) -> str:
    """The name without what says how the file is written: `math.v2.jsonl.gz` is `math.v2`."""
    stem = file_name
    while stem.lower().endswith(_SUFFIXES):
        shorter = stem[: stem.rindex(".")]
        if not shorter:
            break
        stem = shorter
    return stem


def source_meant(file_name: str, sources: Iterable[str]) -> str | None:
    """Of these sources the longest with which the file's name begins: `gsm8k.scores.NAME.jsonl` is about `gsm8k`.

    What follows must not go on the name: `math2.scores.jsonl` is not about `math`.
    """
    stem = stem_of(file_name)
    fitting = [source for source in sources if _begins_with(stem, source)]
    return max(fitting, key=len, default=None)


def _begins_with(stem: str, source: str) -> bool:
    if not source or not stem.startswith(source):
        return False
    rest = stem[len(source) :]
    return not rest or not rest[0].isalnum()
