"""`manage.py qualification SLUG [--threshold T --minimum N …] [--admit USER]`: who may label in a queue."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.models import Queue
from annotator.labeling.qualification import Measure, QualificationGate
from annotator.management.queue_command import Answer, QueueCommand, seed_of
from annotator.projects.models import Annotator
from annotator.quality import gate_presentation
from annotator.quality.qualifying import Rules
from annotator.quality.services.admission import CannotGate, admit, set_gate
from annotator.trajectories.filters import BadFilter


class Command(QueueCommand):
    """Prints what the queue asks for and where everybody stands, or one JSON object as the API answers it."""

    help = "Close a queue until people have passed on trajectories with gold, let somebody in, or say where they stand."
    refusals = (CannotGate, BadFilter)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--threshold", type=float, metavar="T", help="close it: this share must be right, up to 1")
        parser.add_argument("--minimum", type=int, metavar="N", help="with --threshold: trajectories of one attempt")
        parser.add_argument(
            "--attempts", type=int, default=2, metavar="N", help="how often one may try (default: %(default)s)"
        )
        parser.add_argument(
            "--measure",
            type=str.upper,
            choices=Measure.values,
            default=Measure.STEP_LABELS.value,
            help="what is held against gold (default: %(default)s)",
        )
        parser.add_argument("--filter", dest="filter_text", default="", help="what can be in it; all with gold without")
        parser.add_argument("--seed", type=int, metavar="N", help="of the draw; a new one if left out")
        parser.add_argument("--admit", metavar="USER", help="let this person in, whatever they reached")

    def answer(self, queue: Queue, **given: Any) -> Answer:
        admitted = None if given["admit"] is None else _person(queue, given["admit"])
        row = _gate_of(queue) if given["threshold"] is None else _closed(queue, **given)
        if admitted is not None:
            admit(gate=row, annotator=admitted, actor=SHELL, at=now())
        people = gate_presentation.everybody_of(queue.project_id)
        shown = gate_presentation.gate(row, people=people, now=now())
        return Answer(shown, [_asks(queue, shown), *(_stands(one) for one in shown["standings"])])


def _closed(queue: Queue, **given: Any) -> QualificationGate:
    threshold = given["threshold"]
    if not 0 < threshold <= 1:
        raise CommandError("--threshold is a share above 0 and at most 1.")
    if given["minimum"] is None:
        raise CommandError("Say with --minimum how many trajectories one attempt has.")
    for name, most in (("minimum", 500), ("attempts", 10)):
        if not 1 <= given[name] <= most:
            raise CommandError(f"--{name} is a number from 1 to {most}.")
    rules = Rules(threshold, given["minimum"], given["attempts"])
    return set_gate(
        queue=queue,
        measure=Measure(given["measure"]),
        rules=rules,
        filter_text=given["filter_text"],
        seed=seed_of(given["seed"]),
        actor=SHELL,
        at=now(),
    )


def _gate_of(queue: Queue) -> QualificationGate:
    found = QualificationGate.objects.select_related("queue", "screening").filter(queue=queue).first()
    if found is None:
        raise CommandError(f"{queue.name} asks for no qualification: --threshold and --minimum set one.")
    return found


def _person(queue: Queue, username: str) -> Annotator:
    people = Annotator.objects.filter(project=queue.project_id, user__isnull=False).select_related("user")
    found = people.filter(user__username=username).first()
    if found is None:
        there_are = ", ".join(sorted(str(one.user) for one in people)) or "none"
        raise CommandError(f"{username} never was a member of this project; there are: {there_are}.")
    return found


def _asks(queue: Queue, shown: dict[str, Any]) -> str:
    return (
        f"{queue.name} asks for {shown['threshold']:.0%} of {shown['measure'].lower().replace('_', ' ')} on "
        f"{shown['minimum']} trajectories in {shown['screening']}, in at most {shown['attempts']} attempts"
    )


def _stands(one: dict[str, Any]) -> str:
    before = f", before {', '.join(f'{share:.0%}' for share in one['shares'])}" if one["shares"] else ""
    if one["passed_at"]:
        return f"  {one['annotator']}: passed{before}"
    if one["failed_at"]:
        return f"  {one['annotator']}: failed{before}"
    return f"  {one['annotator']}: {one['done']} done in attempt {one['attempt']}{before}"
