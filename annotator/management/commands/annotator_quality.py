"""`manage.py annotator_quality SLUG [--with-proposals] [--json]`: how right, how steady and how fast people label."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.http.rendering import as_line
from annotator.management.shell_command import ShellCommand
from annotator.metrics.intervals import Share
from annotator.projects.queries import NoSuchProject, project_by_slug
from annotator.quality.presentation import annotator_quality
from annotator.quality.report import AnnotatorQuality, quality_of_people
from annotator.quality.step_times import FASTEST, READING_SPEED, SLOWEST


class Command(ShellCommand):
    """Prints a table, or one JSON object with shares from 0 to 1."""

    help = "Hold every annotator against gold that was not made of annotations: accuracy, drift and time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument(
            "--reading-speed",
            type=float,
            default=READING_SPEED,
            help="characters per second; whoever is faster on a step cannot have read it (default: %(default)g)",
        )
        parser.add_argument(
            "--with-proposals",
            action="store_true",
            help="count accepted proposals as labels, too, not only those by hand",
        )
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(
        self, *_args: Any, slug: str, reading_speed: float, with_proposals: bool, as_json: bool, **_options: Any
    ) -> None:
        if not SLOWEST <= reading_speed <= FASTEST:
            raise CommandError(f"--reading-speed is a number of characters per second from {SLOWEST} to {FASTEST}.")
        try:
            project = project_by_slug(slug)
        except NoSuchProject as error:
            raise CommandError(str(error)) from error
        people = quality_of_people(
            project_id=project.pk, viewer=None, reading_speed=reading_speed, with_proposals=with_proposals
        )
        if as_json:
            found = {
                "annotators": [annotator_quality(one) for one in people],
                "reading_speed": reading_speed,
                "with_proposals": with_proposals,
            }
            self.stdout.write(as_line(found))
        else:
            self.stdout.write("\n".join(_lines(people)))


def _lines(people: list[AnnotatorQuality]) -> list[str]:
    if not people:
        return ["Nobody has submitted an annotation yet."]
    lines = [_row("annotator", "annotations", "with gold", "step labels", "first error", "too fast")]
    for one in people:
        accuracy, right = one.accuracy, one.accuracy.first_errors.right
        numbers = (str(one.annotations), str(accuracy.trajectories))
        lines.append(_row(one.name, *numbers, _share(accuracy.steps), _share(right), _share(one.times.too_fast)))
        baselines = (_share(accuracy.always_correct), _share(accuracy.always_clean))
        lines.append(_row("  always +1, no error", "", "", *baselines, ""))
        if (signal := one.drift.signal) is not None:
            end = "" if signal.over is None else f"; as before again at {signal.over}"
            lines.append(f"  got worse: noticed at trajectory {signal.noticed}, probably since {signal.since}{end}")
    return lines


def _row(name: str, annotations: str, with_gold: str, *shares: str) -> str:
    return f"{name:<20} {annotations:>11} {with_gold:>9}  {' '.join(f'{share:<22}' for share in shares)}".rstrip()


def _share(share: Share) -> str:
    if share.value is None or share.low is None or share.high is None:
        return "-"
    return f"{100 * share.value:.0f} % [{100 * share.low:.0f}, {100 * share.high:.0f}] n={share.count}"
