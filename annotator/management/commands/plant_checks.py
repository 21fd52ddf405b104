"""`manage.py plant_checks SLUG --share S [--queue NAME] …`: hide trajectories with known gold among what waits."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.hidden_checks import FeedbackPolicy
from annotator.labeling.models import Queue
from annotator.management.queue_command import Answer, QueueCommand, seed_of
from annotator.quality.injection import InjectionKind
from annotator.quality.services.planting import CannotPlant, Planted, plant_checks


class Command(QueueCommand):
    """Plants them; asked again it tops up, and changes when feedback is given."""

    help = "Hide checks in a queue: trajectories with one injected error, and their unmodified twins."
    refusals = (CannotPlant,)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--share",
            type=float,
            required=True,
            metavar="S",
            help="of what waits in the queue, above 0 and at most 0.5",
        )
        parser.add_argument(
            "--kind",
            dest="kinds",
            action="append",
            type=str.upper,
            choices=[kind.value for kind in InjectionKind],
            help="of error; say it again for more, all kinds if left out",
        )
        parser.add_argument(
            "--feedback",
            type=str.upper,
            choices=FeedbackPolicy.values,
            default=FeedbackPolicy.AFTER_QUEUE.value,
            help="when annotators see their labels beside gold (default: %(default)s)",
        )
        parser.add_argument("--seed", type=int, metavar="N", help="of the draw; a new one if left out")

    def answer(self, queue: Queue, **given: Any) -> Answer:
        planted = plant_checks(
            queue=queue,
            share=given["share"],
            kinds=[InjectionKind(kind) for kind in sorted(set(given["kinds"] or InjectionKind))],
            feedback=FeedbackPolicy(given["feedback"]),
            seed=seed_of(given["seed"]),
            actor=SHELL,
            at=now(),
        )
        return Answer(asdict(planted), _lines(queue, planted))


def _lines(queue: Queue, planted: Planted) -> list[str]:
    lines = [f"Hid {planted.made} of {planted.wanted} wanted pairs in {queue.name}."]
    if planted.refused:
        lines.append(f"In {planted.refused} originals no error could surely be made.")
    if planted.recognisable:
        lines.append(
            f"The ids of {planted.recognisable} pairs say that they came later: no id was free among the others."
        )
    if planted.people < planted.people_needed:
        lines.append(
            f"It takes {planted.people_needed} annotators to give every check what the overlap wants; "
            f"{planted.people} can label here."
        )
    return lines
