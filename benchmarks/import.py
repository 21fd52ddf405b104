# ruff: noqa: N999 - a script, run by this name
"""How fast trajectories come in, beside the bare COPY of the same rows, and how much memory that takes.

20,000 trajectories in the form of ProcessBench, made here, go through the import that the command runs: read, checked,
hashed, looked up, written with texts, gold and slots. The baseline copies exactly the rows that came of it, rendered
beforehand, in one statement per table, into the same empty tables with the same indexes and constraints.

    python benchmarks/import.py [--rows 20000] [--rounds 3]
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scratch_database import scratch_database

LEAST_RATIO = 0.25
MOST_MEMORY_MB = 300
LONG_LINE_BYTES = 100 * 1000 * 1000

SLUG = "bench"
# In the order in which they can be filled. What the import writes of each, generated columns aside.
TABLES = ("annotator_trajectory", "annotator_trajectorytext", "annotator_goldlabel", "annotator_assignment")


@dataclass(frozen=True)
class Run:
    """One measured run in a process of its own."""

    seconds: float
    peak_mb: float
    counts: dict[str, Any]


def main() -> int:
    """Print the table; exit 1 where a target is missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.child:
        return run_import(chosen.child)
    with scratch_database("assay_benchmark_import"), tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), rows=chosen.rows, rounds=chosen.rounds)


def measure(folder: Path, *, rows: int, rounds: int) -> int:
    """Ours and the baseline in turn, so that a machine that gets slower does so for both."""
    from django.core.management import call_command

    call_command("create_project", SLUG, protocol="first-error", stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    path = folder / "bench.jsonl"
    write_rows(path, rows)
    ours: list[Run] = []
    bare: list[float] = []
    for _ in range(rounds):
        ours.append(start_import(path))
        bare.append(copy_bare(rendered_tables()))
        empty_tables()
    return report(f"{rows:,} trajectories, {path.stat().st_size / 1e6:.1f} MB", ours, bare, measure_long_line(folder))


def write_rows(path: Path, rows: int) -> None:
    """Trajectories of about the length that ProcessBench's have; the same ones every time."""
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(5_000)]
    with path.open("w", encoding="utf-8") as file:
        for index in range(rows):
            file.write(json.dumps(row(index, chance, words)) + "\n")


def row(index: int, chance: random.Random, words: list[str]) -> dict[str, Any]:
    steps = [sentence(chance, words, 20, 60) for _ in range(chance.randint(3, 9))]
    return {
        "id": f"bench-{index}",
        "generator": f"model-{index % 7}",
        "problem": sentence(chance, words, 30, 90),
        "steps": steps,
        "final_answer_correct": chance.random() < 0.5,
        "label": chance.randint(-1, len(steps) - 1),
    }


def sentence(chance: random.Random, words: list[str], least: int, most: int) -> str:
    made = [f"\\( x_{{{chance.randint(1, 99)}}} = {chance.randint(1, 999)} \\)"]
    return " ".join(made + chance.choices(words, k=chance.randint(least, most))) + ".\n"


def start_import(path: Path) -> Run:
    """The import in a fresh process, which measures itself."""
    empty_tables()
    made = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--child", str(path)],
        check=True,
        stdout=subprocess.PIPE,
        env=os.environ,
    )
    return Run(**json.loads(made.stdout))


def run_import(path: Path) -> int:
    """The child: what `import_trajectories` does, without starting Python and Django in the time."""
    import django

    django.setup()
    from annotator.exchange.import_options import ImportOptions
    from annotator.exchange.services.imports import check_file, land_file, open_import
    from annotator.exchange.services.landing import tally_of
    from annotator.http.clock import now
    from annotator.journal.services import SHELL
    from annotator.projects.queries import project_by_slug

    project = project_by_slug(SLUG)
    begun = time.perf_counter()
    file = check_file(project=project, path=path, name=path.name, options=ImportOptions(kind="trajectories"))
    file_import = open_import(project=project, file=file, dry_run=False, at=now())
    land_file(file_import=file_import, path=path, actor=SHELL, clock=now, tell=lambda _: None)
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "counts": tally_of(file_import).as_json()}))
    return 0


def peak_mb() -> float:
    """The most memory that this process held. `getrusage` would count what its parent held when it was forked."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def rendered_tables() -> dict[str, tuple[list[str], list[bytes]]]:
    """What the import wrote, as COPY would be given it."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
                [table],
            )
            columns = [name for (name,) in cursor.fetchall()]
            with cursor.copy(f"COPY (SELECT {', '.join(columns)} FROM {table} ORDER BY 1) TO STDOUT") as copy:
                found[table] = columns, [bytes(block) for block in copy]
    return found


def copy_bare(tables: dict[str, tuple[list[str], list[bytes]]]) -> float:
    """Seconds for the same rows into the same tables, empty again: one COPY each, one transaction for all."""
    from django.db import connection, transaction

    empty_tables()
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, blocks) in tables.items():
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for block in joined(blocks):
                    copy.write(block)
    return time.perf_counter() - begun


def joined(blocks: list[bytes], size: int = 1 << 20) -> Iterator[bytes]:
    """In pieces of a megabyte: how the rows are handed over shall cost the baseline nothing."""
    everything = b"".join(blocks)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]


def empty_tables() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE annotator_trajectory, annotator_fileimport CASCADE")
        cursor.execute("CHECKPOINT")


def measure_long_line(folder: Path) -> Run:
    """A line of 100 MB between good ones."""
    path = folder / "long.jsonl"
    write_rows(path, 1_000)
    good = path.read_text(encoding="utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "' + "x" * LONG_LINE_BYTES + '"}\n')
        file.write(good.replace('"bench-', '"more-'))
    return start_import(path)


def report(title: str, ours: list[Run], bare: list[float], long_line: Run) -> int:
    rows = ours[0].counts["imported"]
    seconds, baseline = min(run.seconds for run in ours), min(bare)
    ratio, peak = baseline / seconds, max(run.peak_mb for run in ours)
    print(f"{title}, best of {len(ours)}")
    print(f"{'':24}{'seconds':>10}{'rows/s':>10}")
    print(f"{'import':24}{seconds:>10.2f}{rows / seconds:>10,.0f}")
    print(f"{'bare COPY':24}{baseline:>10.2f}{rows / baseline:>10,.0f}")
    print(f"{'ratio':24}{ratio:>10.2f}{'':>10}  at least {LEAST_RATIO}")
    print(f"{'peak memory':24}{peak:>7.0f} MB{'':>10}  at most {MOST_MEMORY_MB} MB")
    print(f"{'peak, line of 100 MB':24}{long_line.peak_mb:>7.0f} MB{'':>10}  at most {MOST_MEMORY_MB} MB")
    assert not any(run.counts["quarantined"] for run in ours), ours
    assert long_line.counts["reasons"] == {"row_too_long": 1}, long_line
    missed = ratio < LEAST_RATIO or max(peak, long_line.peak_mb) > MOST_MEMORY_MB
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
