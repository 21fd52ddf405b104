"""The demo project's own content as the tests read it."""

import json
from pathlib import Path
from typing import Any, Final

import annotator.demo

CONTENT: Final = Path(annotator.demo.__file__).parent / "content"
Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (CONTENT / name).read_text(encoding="utf-8").splitlines()]


MATHEMATICS: Final = rows("mathematics.jsonl")
AGENTS: Final = rows("agents.jsonl")
FIGURES: Final = rows("figures.jsonl")
TEAMS: Final = rows("teams.jsonl")
EVERYTHING: Final = [*MATHEMATICS, *AGENTS]
LABELS: Final = {(row["source"], row["id"]): row for row in rows("labels.jsonl")}


def named(row: Row) -> str:
    return str(row["id"])


def gold(row: Row) -> Row:
    found: Row = LABELS[row["source"], row["id"]]["gold"]
    return found


def scorable(row: Row) -> list[int]:
    if "steps" in row:
        return list(range(len(row["steps"])))
    return [index for index, message in enumerate(row["messages"]) if message["role"] == "assistant"]
