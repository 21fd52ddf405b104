"""`manage.py experiment SLUG [--queue NAME] [--scorer NAME] [--with-proposals]`: what an experiment came to so far."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.audit.experiments import (
    ExperimentResult,
    NoExperiment,
    comparable_channels,
    experiment_result,
    experiments_of,
)
from annotator.audit.presentation import experiment_result as shaped
from annotator.http.rendering import as_line
from annotator.labeling.models import Queue
from annotator.labeling.queries import NoSuchQueue, queue_named
from annotator.management.shell_command import ShellCommand
from annotator.metrics.anchoring import Comparison, Estimate
from annotator.projects.models import Project
from annotator.projects.queries import NoSuchProject, project_by_slug
from annotator.scoring.models import ScorerChannel


class Command(ShellCommand):
    """Prints both arms of a randomised queue, or one JSON object as the API answers it."""

    help = "Compare the arms of a queue that shows one kind of evidence at random."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("--queue", metavar="NAME", help="the project's only experiment if left out")
        parser.add_argument(
            "--scorer", metavar="NAME", help="whom to compare people with; the first with a threshold if left out"
        )
        parser.add_argument(
            "--with-proposals",
            action="store_true",
            help="count accepted proposals as labels, too, not only those by hand",
        )
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, queue: str | None, as_json: bool, **given: Any) -> None:
        try:
            project = project_by_slug(slug)
            channels = comparable_channels(project)
            found = experiment_result(
                viewer=None,
                queue=_queue(project, queue),
                channel=_channel(channels, given["scorer"]),
                with_proposals=given["with_proposals"],
            )
        except (NoSuchProject, NoSuchQueue, NoExperiment) as refusal:
            raise CommandError(str(refusal)) from refusal
        if as_json:
            self.stdout.write(as_line(shaped(found, channels)))
        else:
            self.stdout.write("\n".join(_lines(found)))


def _queue(project: Project, name: str | None) -> Queue:
    if name is not None:
        return queue_named(project, name)
    running = experiments_of(project)
    if len(running) != 1:
        named = f": {', '.join(queue.name for queue in running)}" if running else ""
        raise CommandError(f"This project runs {len(running)} experiments{named}. Name one queue with --queue.")
    return running[0]


def _channel(channels: list[ScorerChannel], name: str | None) -> ScorerChannel | None:
    if name is None:
        return next(iter(channels), None)
    chosen = [channel for channel in channels if channel.scorer.name == name]
    if not chosen:
        there_are = ", ".join(channel.scorer.name for channel in channels) or "none"
        raise CommandError(f"There is no scorer {name!r} with a threshold; there are: {there_are}.")
    return chosen[0]


def _lines(found: ExperimentResult) -> list[str]:
    head = f"{found.queue.name}: {found.evidence.value} shown for {found.queue.shown_percent} % of the slots"
    left_out = (
        f"left out: {found.uncontrolled} by people who may have seen it elsewhere, {found.without_arm} without arm"
    )
    return [head, *map(_line, found.comparisons), left_out, *_proposals(found)]


def _proposals(found: ExperimentResult) -> list[str]:
    if found.proposals == 0:
        return []
    return [f"accepted proposals: {found.proposals} labels, {'counted' if found.with_proposals else 'left out'}"]


def _line(one: Comparison) -> str:
    arms = f"shown {_estimate(one.shown)}, hidden {_estimate(one.hidden)}, difference {_estimate(one.difference)}"
    return f"{one.measure:<20} {arms}: {one.verdict}"


def _estimate(one: Estimate) -> str:
    if one.value is None or one.low is None or one.high is None:
        return f"- n={one.n}"
    return f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}] n={one.n}"
