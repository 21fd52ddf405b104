"""Files written for a test and brought in as the commands do it, and what came of them."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotator.exchange.import_options import ImportOptions
from annotator.exchange.models import FileImport, QuarantinedRow
from annotator.exchange.services.imports import check_file, land_file, open_import
from annotator.exchange.services.landing import tally_of
from annotator.journal.services import SHELL
from tests.factories.cast import NOON, Team


def bench_row(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A row in the form of ProcessBench: two steps, of which the second is wrong."""
    row = {
        "id": f"sum-{number}",
        "generator": "writer",
        "problem": f"What is {number} + 3?",
        "steps": [f"{number} and 3.", f"That is {number + 4}."],
        "final_answer_correct": False,
        "label": 1,
    }
    return {**row, **changes}


def talk_row(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A row in the form of AgentProcessBench: messages 1 and 3 are the model's, and both are labelled."""
    row = {
        "data_source": "talks",
        "query_index": number,
        "sample_index": 0,
        "question": "How late is it?",
        "messages": [
            {"role": "user", "content": "How late is it?"},
            {"role": "assistant", "content": "Let me look."},
            {"role": "user", "content": "Do."},
            {"role": "assistant", "content": "It is noon."},
        ],
        "step_labels": {"1": 0, "3": -1},
        "final_label": -1,
    }
    return {**row, **changes}


def judge_row(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A judge's row for `talk_row`."""
    row = {
        "record_id": f"talks:{number}:0",
        "data_source": "talks",
        "annotator": "judge",
        "step_labels": {"1": 1, "3": -1},
        "final_label": -1,
        "status": "done",
        "comment": "",
        "updated_at": "2026-02-05T07:05:25+00:00",
        "explanations": {"steps": {"3": "It is midnight."}, "final": "Wrong."},
    }
    return {**row, **changes}


def write_rows(path: Path, rows: Sequence[Any]) -> Path:
    """One JSON value per line; bytes and text go in as they are. Compressed where the name says so."""
    lines = [row if isinstance(row, bytes) else _line(row) for row in rows]
    content = b"\n".join(lines) + b"\n"
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def _line(row: Any) -> bytes:
    return row.encode() if isinstance(row, str) else json.dumps(row).encode()


def bring(
    team: Team, path: Path, kind: Any = "trajectories", *, dry_run: bool = False, **options: Any
) -> dict[str, Any]:
    """What the import counted."""
    return tally_of(bring_file(team, path, kind, dry_run=dry_run, **options)).as_json()


def bring_file(
    team: Team, path: Path, kind: Any = "trajectories", *, dry_run: bool = False, **options: Any
) -> FileImport:
    """The import's row, at its end."""
    chosen = ImportOptions(kind=kind, **options)
    file = check_file(project=team.project, path=path, name=path.name, options=chosen)
    file_import = open_import(project=team.project, file=file, dry_run=dry_run, at=NOON)
    land_file(file_import=file_import, path=path, actor=SHELL, clock=lambda: NOON, tell=lambda _: None)
    return file_import


def counts(imported: int = 0, unchanged: int = 0, revised: int = 0, **reasons: int) -> dict[str, Any]:
    """What `bring` should have counted."""
    return {
        "imported": imported,
        "unchanged": unchanged,
        "revised": revised,
        "quarantined": sum(reasons.values()),
        "reasons": reasons,
    }


def quarantine() -> list[tuple[int, str]]:
    """Line and code of every quarantined row."""
    return list(QuarantinedRow.objects.order_by("file_name", "line").values_list("line", "code"))
