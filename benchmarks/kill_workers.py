"""What a score run survives: two workers on the CPU, one killed -9 twice in the middle of a chunk, the broker emptied.

Twice the same small trajectories (at most 64 tokens each; a longer one would fail, and be counted), scored by the
small process reward model that comes with Assay: once left alone, once disturbed. Real workers, database and broker;
leases and messages are lost and found by the clock. The disturbed run must end with exactly one result per trajectory,
each as in the undisturbed one, and its report must say so; otherwise the exit status is 1.

    .venv-worker/bin/python benchmarks/kill_workers.py [--count 10000]
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.rough_workers import Roughness, Worker, Workers, disturb
from benchmarks.scratch_database import scratch_database

if TYPE_CHECKING:
    from annotator.scoring.models import ScoreRun

# A part of the broker that nobody else has: it is emptied.
BROKER_NUMBER: Final = 15
MOST_TOKENS: Final = 64
SCORER: Final = "small"
# Several batches to a chunk of 64, so that a kill leaves one half done.
SETTINGS: Final = ("execution.batch_size=8", f"limits.max_tokens={MOST_TOKENS}", 'limits.overflow="skip"')
SAME: Final = 1e-5


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is over: how long it took, and what it left."""

    seconds: float
    rewards: dict[str, list[float | None]]
    results: int
    chunks: int
    tried_again: int
    wrong: tuple[str, ...]


def main() -> int:
    """Print the table; exit 1 where something was lost, doubled, changed or told wrongly."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=10_000)
    chosen = options.parse_args()
    with (
        scratch_database("assay_benchmark_workers", broker_number=BROKER_NUMBER),
        tempfile.TemporaryDirectory() as folder,
    ):
        file = Path(folder) / "small.jsonl"
        write_trajectories(file, chosen.count)
        calm = measure("calm", file, Path(folder), roughness=None)
        rough = measure("rough", file, Path(folder), roughness=Roughness())
    return report(chosen.count, calm, rough)


def write_trajectories(path: Path, count: int) -> None:
    """One problem with two steps each, no two alike; every third has a wrong sum."""
    with path.open("w", encoding="utf-8") as file:
        for index in range(count):
            file.write(json.dumps(trajectory(index)) + "\n")


def trajectory(index: int) -> dict[str, Any]:
    """At most 64 tokens, byte by byte where digits are."""
    left, right = index // 100 + 1, index % 100 + 1
    total = left + right + (index % 3 == 0)
    return {
        "id": f"sum-{index}",
        "problem": f"Ann has {left} apples and buys {right}. How many?",
        "steps": [f"{left} + {right} = {total}.", f"Ann has {total} apples."],
    }


def measure(slug: str, file: Path, folder: Path, *, roughness: Roughness | None) -> Ended:
    """A project of its own with these trajectories, and one run over all of them."""
    run = requested_run(slug, file)
    started = time.perf_counter()
    with Workers(folder, environment=dict(os.environ)) as workers:
        first, second = workers.start("first"), workers.start("second")
        disturb_and_wait(run, first, second, workers=workers, roughness=roughness)
    return ended(run, seconds=time.perf_counter() - started)


def requested_run(slug: str, file: Path) -> "ScoreRun":
    """What a person does in the shell: make a project, bring the file in, add the scorer, ask for a run."""
    from django.core.management import call_command

    from annotator.scoring.models import ScoreRun

    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device
        call_command("create_project", slug, protocol="first-error", stdout=nowhere)
        call_command("import_trajectories", slug, str(file), stdout=nowhere)
        added = {"preset": "assay-small-prm", "name": SCORER, "changes": list(SETTINGS)}
        call_command("add_scorer", slug, stdout=nowhere, **added)
        call_command("score", slug, scorer=SCORER, stdout=nowhere)
    return ScoreRun.objects.get(project__slug=slug)


def disturb_and_wait(
    run: "ScoreRun", first: Worker, second: Worker, *, workers: Workers, roughness: Roughness | None
) -> None:
    """Until the run is over."""
    if roughness is not None:
        disturb(run, first, second, workers=workers, roughness=roughness)
    workers.wait_until(lambda: is_over(run), "the end of the run")


def is_over(run: "ScoreRun") -> bool:
    from annotator.scoring.queries import OPEN_RUNS

    run.refresh_from_db()
    return run.status not in OPEN_RUNS


def ended(run: "ScoreRun", *, seconds: float) -> Ended:
    """What the run left, and all that is wrong with it."""
    from annotator.scoring.models import ScoreChunk, TrajectoryRewards

    rows = TrajectoryRewards.objects.filter(run=run).values_list("trajectory__external_id", "rewards")
    attempts = ScoreChunk.objects.filter(run=run).values_list("attempts", flat=True)
    return Ended(
        seconds=seconds,
        rewards=dict(rows),
        results=len(rows),
        chunks=len(attempts),
        tried_again=sum(attempt > 1 for attempt in attempts),
        wrong=tuple(faults(run)),
    )


def faults(run: "ScoreRun") -> list[str]:
    """Whatever of the run is not as it must be, as sentences: results that are missing or doubled, a report that says
    something else than the rows."""
    from annotator.http.clock import now
    from annotator.scoring.models import RewardStatus, RunStatus, TrajectoryRewards
    from annotator.scoring.queries import counts_of, reasons_of
    from annotator.trajectories.models import Trajectory

    there = set(Trajectory.objects.filter(project=run.project_id).values_list("pk", flat=True))
    rows = TrajectoryRewards.objects.filter(run__project=run.project_id)
    found = Counter(rows.filter(is_current=True, status=RewardStatus.OK).values_list("trajectory", flat=True))
    counts = counts_of([run], now=now())[run.pk]
    told = (counts.total, counts.done, counts.ok, counts.failed, counts.truncated, counts.unchanged)
    checks = {
        f"The run is {run.status}.": run.status == RunStatus.FINISHED,
        f"{len(there - set(found))} trajectories have no result.": there == set(found),
        f"{sum(found.values()) - len(found)} results are doubled.": set(found.values()) <= {1},
        f"{rows.count() - len(found)} rows are not needed.": rows.count() == len(found),
        f"The run's report says {told}.": told == (len(there), len(there), len(there), 0, 0, 0),
        f"It gives reasons: {reasons_of(run)}.": not reasons_of(run),
    }
    return [sentence for sentence, holds in checks.items() if not holds]


def differences(calm: Ended, rough: Ended) -> int:
    """How many trajectories have other rewards than without the disturbance."""
    return sum(not is_same(rewards, rough.rewards.get(name, [])) for name, rewards in calm.rewards.items())


def is_same(one: Sequence[float | None], other: Sequence[float | None]) -> bool:
    return len(one) == len(other) and all(
        (a is None) == (b is None) and abs((a or 0.0) - (b or 0.0)) <= SAME for a, b in zip(one, other, strict=True)
    )


def report(count: int, calm: Ended, rough: Ended) -> int:
    """Print the table. Returns the exit status."""
    changed = differences(calm, rough)
    lines = {
        "seconds, start of the workers included": (f"{calm.seconds:.0f}", f"{rough.seconds:.0f}"),
        "trajectories": (f"{count:,}", f"{count:,}"),
        "results": (f"{calm.results:,}", f"{rough.results:,}"),
        "with other rewards than undisturbed": ("", f"{changed:,}"),
        "chunks, tried more than once": (f"{calm.chunks}, {calm.tried_again}", f"{rough.chunks}, {rough.tried_again}"),
    }
    print("| | undisturbed | killed twice, broker emptied |\n|---|--:|--:|")
    for name, (undisturbed, disturbed) in lines.items():
        print(f"| {name} | {undisturbed} | {disturbed} |")
    wrong = [*calm.wrong, *rough.wrong]
    print(f"| time / undisturbed | 1 | {rough.seconds / calm.seconds:.2f} |\n", *wrong, sep="\n")
    is_right = not wrong and changed == 0 and calm.results == rough.results == count
    print("Nothing was lost, doubled or changed." if is_right else "NOT AS IT MUST BE.")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
