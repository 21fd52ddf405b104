"""Hiding checks in a queue: trajectories with an injected error, and their unmodified twins beside them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from annotator.adjudication.models import GoldLabel, GoldMethod
from annotator.adjudication.queries import is_current
from annotator.journal.services import Actor
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.hidden_checks import FeedbackPolicy, HiddenChecks, Twin
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.policies import EVIDENCE_WORDS, SWITCHES, shown_before_submitting
from annotator.labeling.protocols import PROTOCOLS
from annotator.labeling.services.mixing import mix_in
from annotator.labeling.services.queue_journal import record_queue
from annotator.labeling.services.slots import add_slots
from annotator.labeling.takers import people_who_label
from annotator.quality.checks import people_needed
from annotator.quality.injection import CannotInject, InjectionKind
from annotator.quality.models import PlantedCheck
from annotator.quality.services.making import Source, free_ids, make_synthetic
from annotator.trajectories.models import Trajectory
from annotator.trajectories.queries import latest_trajectories

# Of more originals than that the next ones are hardly luckier.
_MOST_TRIED: Final = 2_000


class CannotPlant(Exception):
    """Refused; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Planted:
    """`made` pairs are new, of `wanted`; in `refused` originals no error could surely be made. `recognisable` of them
    have an id that says that they came later, since no id among the project's trajectories was free.

    `people` could be handed something of this queue and `people_needed` would have to, as nobody gets both of a pair:
    with fewer, some of the checks get fewer judgements than the overlap wants."""

    wanted: int
    made: int
    refused: int
    recognisable: int
    people: int
    people_needed: int


@transaction.atomic
def plant_checks(
    *,
    queue: Queue,
    share: float,
    kinds: Sequence[InjectionKind],
    feedback: FeedbackPolicy,
    seed: int,
    actor: Actor,
    at: datetime,
) -> Planted:
    """Make checks until they are this share of what waits in the queue, half of them with an error and half without.

    Asking again tops up, and changes when feedback is given. Raises CannotPlant.
    """
    if not 0 < share <= 0.5:
        raise CannotPlant("The share of checks is above 0 and at most 0.5.")
    if not kinds:
        raise CannotPlant("Name at least one kind of error to put in.")
    queue = Queue.objects.select_for_update().get(pk=queue.pk)
    _check_policies(queue)
    wanted = _wanted_pairs(queue, share)
    dice = random.Random(seed)  # noqa: S311 - repeatable, and no secret
    planted = _make(queue, wanted, kinds=kinds, dice=dice, at=at)
    if planted.made == 0 and not PlantedCheck.objects.filter(queue=queue).exists():
        raise CannotPlant(_why_none(planted))
    HiddenChecks.objects.update_or_create(
        queue=queue, defaults={"share": share, "feedback": feedback}, create_defaults={
            "share": share, "feedback": feedback, "planted_at": at,
        },
    )  # fmt: skip
    _record(queue, planted, share=share, feedback=feedback, actor=actor, at=at)
    return planted


def _check_policies(queue: Queue) -> None:
    shown = shown_before_submitting({evidence: getattr(queue, name) for evidence, name in SWITCHES.items()})
    if shown:
        raise CannotPlant(
            f"{EVIDENCE_WORDS[shown[0]]} can be seen in this queue while judging, which would tell checks from the "
            "rest: hide it until submitted first, or hide the checks in another queue."
        )


def _wanted_pairs(queue: Queue, share: float) -> int:
    """2 checks a pair, of which 1 is new, so 2 p = share (waiting + p)."""
    waiting = (
        Assignment.objects.filter(queue=queue, status=AssignmentStatus.OPEN.value)
        .values("trajectory").distinct().count()
    )  # fmt: skip
    present = PlantedCheck.objects.filter(queue=queue, is_synthetic=True).count()
    return max(0, ceil(share * max(0, waiting - present) / (2 - share)) - present)


def _make(queue: Queue, wanted: int, *, kinds: Sequence[InjectionKind], dice: random.Random, at: datetime) -> Planted:
    ids = free_ids(project_id=queue.project_id, count=wanted, before=at)
    made: list[Trajectory] = []
    refused = 0
    for source in _sources(queue, dice):
        if len(made) == wanted:
            break
        pk = ids[len(made)] if len(made) < len(ids) else None
        try:
            made.append(make_synthetic(source, kinds=kinds, seed=dice.randrange(2**31), pk=pk, at=at))
        except CannotInject:
            refused += 1
    _plant(queue, made, dice=dice, at=at)
    return Planted(
        wanted=wanted,
        made=len(made),
        refused=refused,
        recognisable=max(0, len(made) - len(ids)),
        people=people_who_label(queue).count(),
        people_needed=people_needed(queue),
    )


def _sources(queue: Queue, dice: random.Random) -> Iterator[Source]:
    """Trajectories of the project that are known to have no error, in random order, none twice."""
    usable = [name for name, protocol in PROTOCOLS.items() if protocol.error_values == {-1}]
    golds = GoldLabel.objects.filter(
        is_current(),
        trajectory__in=latest_trajectories(queue.project_id).filter(made_from__isnull=True),
        no_error=True,
        method__in=[GoldMethod.IMPORTED, GoldMethod.ADJUDICATED],
        protocol__in=usable,
    ).exclude(Exists(Twin.objects.filter(trajectory=OuterRef("trajectory"))))
    # Gold of the queue's own protocol wins, being last: only that has labels to compare.
    rows = sorted(golds.values_list("trajectory", "pk", "protocol"), key=lambda row: row[2] == queue.protocol)
    found = {trajectory: pk for trajectory, pk, _ in rows}
    chosen = sorted(found.values())
    dice.shuffle(chosen)
    for pk in chosen[:_MOST_TRIED]:
        gold = GoldLabel.objects.select_related("trajectory__text").get(pk=pk)
        yield Source(gold.trajectory, gold.trajectory.text, gold)


def _plant(queue: Queue, made: Sequence[Trajectory], *, dice: random.Random, at: datetime) -> None:
    """Slots for both of each pair, where there are none, among those that wait."""
    originals = [trajectory.made_from_id for trajectory in made if trajectory.made_from_id is not None]
    before = set(Assignment.objects.filter(queue=queue, trajectory__in=originals).values_list("pk", flat=True))
    both = [*(trajectory.pk for trajectory in made), *originals]
    add_slots(queue=queue, trajectory_ids=both)
    slots = Assignment.objects.filter(queue=queue, trajectory__in=both, status=AssignmentStatus.OPEN.value)
    mix_in(queue=queue, slot_ids=sorted(set(slots.values_list("pk", flat=True)) - before), dice=dice)
    PlantedCheck.objects.bulk_create(
        PlantedCheck(queue=queue, trajectory_id=pk, is_synthetic=place < len(made), planted_at=at)
        for place, pk in enumerate(both)
    )


def _why_none(planted: Planted) -> str:
    if planted.wanted == 0:
        return "Nothing waits in this queue, so there is nothing to hide checks among."
    if planted.refused:
        return (
            f"In none of the {planted.refused} trajectories that are known to have no error could one surely be made: "
            "bring in trajectories that calculate or quote tools, or allow other kinds of error."
        )
    return "No trajectory of this project is known to have no error: import gold, or adjudicate some first."


def _record(
    queue: Queue, planted: Planted, *, share: float, feedback: FeedbackPolicy, actor: Actor, at: datetime
) -> None:
    details = {"pairs": planted.made, "share": share, "feedback": str(feedback)}
    record_queue(queue, "checks.planted", actor=actor, at=at, **details)
