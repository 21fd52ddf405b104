"""`manage.py requeue SLUG --queue NAME [--filter TEXT] [--anew] …`: want more judgements of what was judged."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.models import Queue
from annotator.labeling.queries import NoSuchQueue, queue_named
from annotator.labeling.services.requeue import CannotRequeue, Requeued, chosen, requeue
from annotator.projects.queries import NoSuchProject, project_by_slug
from annotator.trajectories.filters import BadFilter


class Command(BaseCommand):
    """Queue trajectories again; all labels stay."""

    help = "Want more judgements of trajectories that are judged already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("--queue", help="its name; the default queue if left out")
        parser.add_argument("--filter", dest="filter_text", default="", help="which of its trajectories; all without")
        parser.add_argument("--copies", type=int, default=1, metavar="K", help="how many more judgements of each")
        parser.add_argument("--anew", action="store_true", help="whoever judged one before may be handed it again")
        parser.add_argument("--reason", default="", help="annotators read it beside the trajectory")
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, queue: str | None, as_json: bool, **given: Any) -> None:
        if given["copies"] < 1:
            raise CommandError("--copies is at least 1.")
        try:
            done = _requeue(queue_named(project_by_slug(slug), queue), **given)
        except (NoSuchProject, NoSuchQueue, BadFilter, CannotRequeue) as refusal:
            raise CommandError(str(refusal)) from refusal
        summary = {"trajectories": done.trajectories, "slots": done.slots, "waiting": done.waiting}
        self.stdout.write(json.dumps(summary) if as_json else _sentence(done))


def _requeue(queue: Queue, *, filter_text: str, copies: int, anew: bool, reason: str, **_: Any) -> Requeued:
    ids = chosen(project_id=queue.project_id, trajectory_ids=[], filter_text=filter_text, in_queue=queue)
    return requeue(queue=queue, trajectory_ids=ids, copies=copies, anew=anew, reason=reason, actor=SHELL, at=now())


def _sentence(done: Requeued) -> str:
    left = f" {done.waiting} still wait for a judgement and were left alone." if done.waiting else ""
    return f"Queued {done.trajectories} trajectories again, {done.slots} slots.{left}"
