"""`manage.py flips SLUG [--requeue N] [--with-proposals] [--json]`: what became of labels that were sent back."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.guidelines.flips import Flips
from annotator.guidelines.models import GuidelineRequeue
from annotator.guidelines.reports import Report, report_of, requeues_of
from annotator.guidelines.requeue_presentation import report as shaped
from annotator.http.rendering import as_line
from annotator.management.shell_command import ShellCommand
from annotator.projects.models import Project
from annotator.projects.queries import NoSuchProject, project_by_slug


class Command(ShellCommand):
    """Prints what people judged again, and what others did, or one JSON object as the API answers it."""

    help = "Say which labels flipped that a version of the guideline sent back, and how first errors moved."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument(
            "--requeue", type=int, metavar="N", help="the number that send_back gave it; the latest if left out"
        )
        parser.add_argument(
            "--with-proposals",
            action="store_true",
            help="compare accepted proposals, too, not only labels by hand",
        )
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(
        self, *_args: Any, slug: str, requeue: int | None, with_proposals: bool, as_json: bool, **_: Any
    ) -> None:
        try:
            chosen = _requeue(project_by_slug(slug), requeue)
        except NoSuchProject as refusal:
            raise CommandError(str(refusal)) from refusal
        found = report_of(chosen, None, with_proposals=with_proposals)
        if as_json:
            self.stdout.write(as_line(shaped(found)))
        else:
            self.stdout.write("\n".join(_lines(found)))


def _requeue(project: Project, number: int | None) -> GuidelineRequeue:
    rows = requeues_of(project.pk)
    found = rows.first() if number is None else rows.filter(pk=number).first()
    if found is None and number is None:
        raise CommandError("This project sent no labels back yet: send_back does.")
    if found is None:
        there_are = ", ".join(str(row.pk) for row in rows[:20]) or "none"
        raise CommandError(f"Nothing was sent back under {number} in this project; there are: {there_are}.")
    return found


def _lines(found: Report) -> list[str]:
    states = found.states
    head = (
        f"Sent back under {found.requeue.pk} for version {found.requeue.guideline.version}: {found.total} annotations; "
        f"{states['RELABELLED']} judged again, {states['OPEN']} still open, {states['DECLINED']} declined"
    )
    return [
        head,
        *_compared("the same people", found.flips, with_proposals=found.with_proposals),
        *_compared("others", found.by_others, with_proposals=found.with_proposals),
    ]


def _compared(whose: str, flips: Flips, *, with_proposals: bool) -> list[str]:
    if flips.pairs == 0:
        return []
    moves = ", ".join(f"{move} {count}" for move, count in flips.moves.most_common())
    lines = [
        f"by {whose}: {flips.changed} of {flips.pairs} changed",
        f"  step labels: {flips.flips.total()} of {flips.steps} flipped{_each(flips)}",
        f"  first error: {moves}",
    ]
    if flips.proposals:
        lines.append(f"  accepted proposals: {flips.proposals} steps, {'compared' if with_proposals else 'left out'}")
    return lines


def _each(flips: Flips) -> str:
    said = [f"{_sign(old)} -> {_sign(new)}: {count}" for (old, new), count in flips.flips.most_common()]
    return f" ({', '.join(said)})" if said else ""


def _sign(label: int | None) -> str:
    return "unlabelled" if label is None else "0" if label == 0 else f"{label:+d}"
