"""`manage.py requeue SLUG --queue NAME [--filter TEXT] [--anew] …`: want more judgements of what was judged."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.models import Queue
from annotator.labeling.services.requeue import LONGEST_REASON, MOST_COPIES, CannotRequeue, Requeued, chosen, requeue
from annotator.management.queue_command import Answer, QueueCommand
from annotator.trajectories.filters import BadFilter


class Command(QueueCommand):
    """Queue trajectories again; all labels stay."""

    help = "Want more judgements of trajectories that are judged already."
    refusals = (BadFilter, CannotRequeue)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--filter", dest="filter_text", default="", help="which of its trajectories; all without")
        parser.add_argument(
            "--copies", type=int, default=1, metavar="K", help="how many more judgements of each (default: %(default)s)"
        )
        parser.add_argument("--anew", action="store_true", help="whoever judged one before may be handed it again")
        parser.add_argument("--reason", default="", help="annotators read it beside the trajectory")

    def answer(self, queue: Queue, **given: Any) -> Answer:
        copies, reason = given["copies"], given["reason"]
        if not 1 <= copies <= MOST_COPIES:
            raise CommandError(f"--copies is a number from 1 to {MOST_COPIES}.")
        if len(reason) > LONGEST_REASON:
            raise CommandError(f"--reason has at most {LONGEST_REASON} characters.")
        ids = chosen(project_id=queue.project_id, trajectory_ids=[], filter_text=given["filter_text"], in_queue=queue)
        done = requeue(
            queue=queue, trajectory_ids=ids, copies=copies, anew=given["anew"], reason=reason, actor=SHELL, at=now()
        )
        summary = {"trajectories": done.trajectories, "slots": done.slots, "waiting": done.waiting}
        return Answer(summary, [_sentence(done)])


def _sentence(done: Requeued) -> str:
    left = f" {done.waiting} still wait for a judgement and were left alone." if done.waiting else ""
    return f"Queued {done.trajectories} trajectories again, {done.slots} slots.{left}"
