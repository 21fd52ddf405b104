"""`manage.py score SLUG --scorer NAME [--filter TEXT] [--wait] [--json]`: start a score run."""

import json
import sys
import time
from contextlib import suppress
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.management.progress import ProgressLine
from annotator.management.shell_command import ShellCommand
from annotator.management.temporary_worker import NoModelWorkers, ServingWorker, WorkerStopped, worker_for
from annotator.projects.queries import NoSuchProject, project_by_slug
from annotator.scoring.broker import BrokerAway
from annotator.scoring.catalogue import queue_of
from annotator.scoring.models import RunStatus, ScoreRun
from annotator.scoring.queries import GOING_RUNS, OPEN_RUNS, RunCounts, counts_of, reasons_of
from annotator.scoring.services.runs import CannotChangeRun, RequestedRun, cancel_run, request_run
from annotator.scoring.services.scorers import CannotRun, UnknownScorer, scorer_to_run
from annotator.scoring.services.sweeping import sweep
from annotator.trajectories.filters import BadFilter

LOOK_EVERY_S: Final = 0.5
INTERRUPTED: Final = 130


class Command(ShellCommand):
    """Ask for a run; with --wait stay until it is over, and work on it where nobody else does."""

    help = "Have a scorer judge the trajectories that it has not judged yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("--scorer", required=True, help="a name; a wrong one is answered with all names")
        parser.add_argument("--filter", dest="filter_text", default="", help="which trajectories; all if left out")
        parser.add_argument("--wait", action="store_true", help="stay until the run is over")
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(
        self, *_args: Any, slug: str, scorer: str, filter_text: str, wait: bool, as_json: bool, **_options: Any
    ) -> None:
        requested = _request(slug, scorer, filter_text)
        run = requested.run
        if run is not None and wait:
            _wait(run, ProgressLine(sys.stderr))
        summary = _summary(requested, scorer)
        self.stdout.write(json.dumps(summary) if as_json else _sentence(requested, summary))
        if run is not None and run.status in {RunStatus.FAILED, RunStatus.CANCELLED}:
            raise CommandError(f"Run {run.pk} ended as {run.status.lower()}: {_why(summary)}")


def _request(slug: str, scorer: str, filter_text: str) -> RequestedRun:
    at = now()
    try:
        project = project_by_slug(slug)
        return request_run(
            project=project,
            scorer=scorer_to_run(project=project, name=scorer, at=at),
            filter_text=filter_text,
            actor=SHELL,
            at=at,
        )
    except (NoSuchProject, UnknownScorer, CannotRun, BadFilter) as refusal:
        raise CommandError(str(refusal)) from refusal


def _wait(run: ScoreRun, progress: ProgressLine) -> None:
    try:
        with worker_for(queue_of(run.scorer.adapter, run.scorer.queue), say=progress.say) as worker:
            _watch(run, worker, progress)
    except BrokerAway as away:
        raise CommandError(
            f"{away} Run {run.pk} is kept: it starts when the broker is back and a worker runs."
        ) from away
    except (WorkerStopped, NoModelWorkers) as stopped:
        raise CommandError(f"{stopped} Run {run.pk} is kept.") from stopped
    except KeyboardInterrupt:
        progress.end()
        with suppress(CannotChangeRun):  # it ended at the same moment
            cancel_run(run=run, actor=SHELL, at=now())
        progress.say(f"Run {run.pk} is cancelled. What was scored is kept; the next run does the rest.")
        sys.exit(INTERRUPTED)


def _watch(run: ScoreRun, worker: ServingWorker, progress: ProgressLine) -> None:
    """Until the run is over. The sweep is ours too: beat may not be running."""
    while True:
        sweep(now=now())
        run.refresh_from_db(fields=["status", "finished_at"])
        progress.show(_where(counts_of([run], now=now())[run.pk], is_paused=run.status not in GOING_RUNS))
        if run.status not in OPEN_RUNS:
            progress.end()
            return
        worker.check()
        time.sleep(LOOK_EVERY_S)


def _where(counts: RunCounts, *, is_paused: bool) -> str:
    text = f"{counts.done:,} of {counts.total:,} trajectories"
    if is_paused and counts.done < counts.total:
        return f"{text} · paused"
    if counts.rate:
        text += f" · {counts.rate:,.0f} per second" if counts.rate >= 1 else f" · {60 * counts.rate:,.1f} per minute"
    if counts.seconds_left and counts.done < counts.total:
        text += f" · about {_duration(counts.seconds_left)} left"
    return text


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _summary(requested: RequestedRun, scorer: str) -> dict[str, Any]:
    """The parts add up to the trajectories that fitted, once the run is over."""
    run = requested.run
    counts = RunCounts(total=0, done=0) if run is None else counts_of([run], now=now())[run.pk]
    return {
        "run": None if run is None else run.pk,
        "scorer": scorer,
        "scored": counts.ok,
        "unchanged": requested.unchanged + counts.unchanged,
        "failed": counts.failed,
        "truncated": counts.truncated,
        "reasons": {} if run is None else {reason.sentence: reason.count for reason in reasons_of(run)},
    }


def _sentence(requested: RequestedRun, summary: dict[str, Any]) -> str:
    run = requested.run
    if run is None:
        return f"Nothing to do: {summary['unchanged']} trajectories fit, and all have rewards of this revision."
    if run.status in OPEN_RUNS:
        return f"Run {run.pk} is asked for: {run.trajectory_count} trajectories. Workers take it from here."
    parts = ", ".join(f"{summary[part]} {part}" for part in ("scored", "unchanged", "truncated", "failed"))
    lines = [f"Run {run.pk}: {parts}.", *(f"  {count} x {reason}" for reason, count in summary["reasons"].items())]
    return "\n".join(lines)


def _why(summary: dict[str, Any]) -> str:
    return next(iter(summary["reasons"]), "it was stopped.")
