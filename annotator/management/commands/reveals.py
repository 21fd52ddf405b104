"""`manage.py reveals SLUG [--queue NAME] [--json]`: what people had revealed to them, and what they changed then."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from annotator.labeling import reveal_presentation
from annotator.labeling.queries import NoSuchQueue, queue_named
from annotator.labeling.reveals import RevealCounts, Revealed, RevealMoment, all_reveals, reveal_counts
from annotator.projects.queries import NoSuchProject, project_by_slug


class Command(BaseCommand):
    """Prints a line each, the latest first, or one JSON object with labels before and after."""

    help = "Say who had what revealed while judging, and how many changed their labels after it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("--queue", help="its name; the default queue if left out")
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, queue: str | None, as_json: bool, **_options: Any) -> None:
        try:
            found = queue_named(project_by_slug(slug), queue)
        except (NoSuchProject, NoSuchQueue) as refusal:
            raise CommandError(str(refusal)) from refusal
        counts, rows = reveal_counts(queue=found, viewer=None), all_reveals(found)
        if as_json:
            shaped = {
                "queue": found.name,
                "counts": reveal_presentation.counts(counts),
                "reveals": [reveal_presentation.revealed(row) for row in rows],
            }
            self.stdout.write(json.dumps(shaped, cls=DjangoJSONEncoder))
        else:
            self.stdout.write("\n".join([_summary(counts), *map(_line, rows)]))


def _summary(counts: RevealCounts) -> str:
    share = counts.changed
    if share.value is None:
        return f"{counts.total} reveals; none that labels before and after could be compared of."
    interval = f"[{100 * (share.low or 0):.0f}, {100 * (share.high or 0):.0f}]"
    return f"{counts.total} reveals; after {100 * share.value:.0f} % {interval} of {share.count} something changed."


def _line(one: Revealed) -> str:
    row = one.reveal
    head = f"{row.revealed_at:%Y-%m-%d %H:%M} {row.annotator.name} {row.assignment.trajectory.external_id}"
    return f"{head}: {', '.join(row.evidence)}; {_outcome(one)}"


def _outcome(one: Revealed) -> str:
    if one.moment is RevealMoment.INSTEAD_OF_UNDO:
        return "after submitting"
    if one.change is None:
        return "nothing submitted yet"
    said = [f"step {index}" for index in one.change.steps]
    if one.change.first_error:
        said.append("first error")
    return f"changed {', '.join(said)}" if said else "nothing changed"
