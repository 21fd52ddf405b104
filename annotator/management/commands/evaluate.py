"""`manage.py evaluate SLUG --scorer NAME [--threshold T] [--json]`: how well a scorer finds the first error."""

import json
from math import isfinite
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.audit.queries import PredictionsAgainstGold, PredictionState, predictions_against_gold
from annotator.management.shell_command import ShellCommand
from annotator.metrics.baselines import first_error_baselines
from annotator.metrics.processbench import Evaluation, evaluate
from annotator.projects.queries import NoSuchProject, project_by_slug
from annotator.scoring.catalogue import CHANNEL
from annotator.scoring.models import ScorerChannel
from annotator.scoring.queries import newest_channel, newest_scorers


class Command(ShellCommand):
    """Prints a table, or one JSON object with shares in percent."""

    help = "Compare a scorer's first errors with the gold: F1 as ProcessBench computes it, per source."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("--scorer", required=True, help="the scorer's name; its newest revision is taken")
        parser.add_argument(
            "--threshold",
            type=float,
            help="the first reward strictly below it is the first error; else the scorer's own",
        )
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(
        self, *_args: Any, slug: str, scorer: str, threshold: float | None, as_json: bool, **_options: Any
    ) -> None:
        if threshold is not None and not isfinite(threshold):
            raise CommandError(f"--threshold is a number that rewards can be below, and {threshold} is none.")
        channel = _channel(slug, scorer)
        below = channel.threshold if threshold is None else threshold
        if below is None:
            raise CommandError(f"{scorer} declares no threshold; say one with --threshold.")
        found = predictions_against_gold(channel)
        if not found.cases:
            raise CommandError(_why_nothing(found, channel))
        result = evaluate(found.cases, threshold=below)
        lines = [json.dumps(_as_json(result))] if as_json else _lines(result, found, channel=channel, threshold=below)
        self.stdout.write("\n".join(lines))


def _channel(slug: str, name: str) -> ScorerChannel:
    try:
        project = project_by_slug(slug)
    except NoSuchProject as error:
        raise CommandError(str(error)) from error
    channel = newest_channel(project_id=project.pk, name=name, channel=CHANNEL)
    if channel is None:
        known = ", ".join(scorer.name for scorer in newest_scorers(project.pk)) or "none yet"
        raise CommandError(f"There is no scorer {name!r} with rewards in {slug!r}; there are: {known}.")
    return channel


def _why_nothing(found: PredictionsAgainstGold, channel: ScorerChannel) -> str:
    if not found.untouched:
        return 'There is no gold with a first error or a "no error" in this project, so there is nothing to compare.'
    return f"{channel.scorer.name} has no rewards for any trajectory with gold: score them or import its rewards first."


def _as_json(result: Evaluation) -> dict[str, Any]:
    return {
        "mean_f1": _percent(result.mean_f1),
        "sources": {
            source: {
                "f1": _percent(one.f1),
                "accuracy_error": _percent(one.accuracy_error),
                "accuracy_correct": _percent(one.accuracy_correct),
                "n": one.n,
            }
            for source, one in result.sources.items()
        },
    }


def _percent(share: float) -> float:
    return round(100 * share, 2)


def _lines(result: Evaluation, found: PredictionsAgainstGold, *, channel: ScorerChannel, threshold: float) -> list[str]:
    """The table for people: the scorer, the baselines it has to beat, and what was not judged."""
    named = f"{channel.scorer.name} (revision {channel.scorer.revision})"
    lines = [f"{named} against gold, first reward below {threshold:g}, in percent", ""]
    lines += _table({channel.scorer.name: result, **first_error_baselines(found.cases)})
    return [*lines, "", *_remarks(found)]


def _table(rows: dict[str, Evaluation]) -> list[str]:
    width = max(len(name) for name in rows)
    lines = [f"{'source':<20} {'prediction':<{width}} {'F1':>6} {'error':>6} {'clean':>6} {'n':>7}"]
    for source in next(iter(rows.values())).sources:
        for name, evaluation in rows.items():
            one = evaluation.sources[source]
            shares = " ".join(f"{100 * x:6.1f}" for x in (one.f1, one.accuracy_error, one.accuracy_correct))
            lines.append(f"{source:<20} {name:<{width}} {shares} {one.n:>7}")
    lines += [f"{'mean':<20} {name:<{width}} {100 * evaluation.mean_f1:6.1f}" for name, evaluation in rows.items()]
    return lines


def _remarks(found: PredictionsAgainstGold) -> list[str]:
    """What stands behind the numbers: states that never count as right, and what was left out."""
    wrong = {
        PredictionState.ABSTAINED: "judged no step",
        PredictionState.FAILED: "failed",
        PredictionState.MISSING: "have no rewards",
    }
    lines = [
        f"{found.states[state]} trajectories {said}; they count as wrong."
        for state, said in wrong.items()
        if found.states.get(state)
    ]
    if found.states.get(PredictionState.TRUNCATED):
        lines.append(f"{found.states[PredictionState.TRUNCATED]} trajectories were not read to the end.")
    lines += [f"{source}: {count} trajectories left out, never scored." for source, count in found.untouched.items()]
    if found.undecided:
        lines.append(f"{found.undecided} trajectories left out: their gold names neither a first error nor none.")
    return lines
