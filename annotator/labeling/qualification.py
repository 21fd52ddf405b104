"""Queues that hand nothing out to annotators who have not passed a qualification.

The claiming statement reads the tables below, so that no page and no route can get around the gate. Whether somebody
has passed is decided further up (`quality` knows gold), which is asked only when a claim came back with nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Final, cast

from django.db import models
from django.db.models import F, Q, QuerySet

from annotator.labeling.models import Queue
from annotator.projects.models import Annotator
from annotator.projects.queries import Member


class Measure(models.TextChoices):
    """What is held against gold: all step labels together, or the first error of each trajectory."""

    STEP_LABELS = "STEP_LABELS"
    FIRST_ERROR = "FIRST_ERROR"


class QualificationGate(models.Model):
    """`queue` is closed until an annotator reaches `threshold` on `minimum` trajectories of `screening`, in at most
    `attempts` tries. A new try has new trajectories."""

    queue = models.OneToOneField(Queue, models.CASCADE, related_name="+")
    screening = models.OneToOneField(Queue, models.CASCADE, related_name="+")
    measure = models.CharField(max_length=16, choices=Measure.choices)
    threshold = models.FloatField()
    minimum = models.PositiveSmallIntegerField()
    attempts = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(queue=F("screening")), name="gate_is_not_its_screening"),
            models.CheckConstraint(condition=Q(threshold__gt=0, threshold__lte=1), name="gate_threshold_is_a_share"),
            models.CheckConstraint(condition=Q(minimum__gte=1, attempts__gte=1), name="gate_asks_for_something"),
            models.CheckConstraint(condition=Q(measure__in=Measure.values), name="gate_measure_is_known"),
        ]

    def __str__(self) -> str:
        return f"gate of queue {self.queue_id}"


class Qualification(models.Model):
    """How it ended for one annotator: passed, or failed for good (until a manager lets them in)."""

    gate = models.ForeignKey(QualificationGate, models.CASCADE, related_name="+")
    annotator = models.ForeignKey(Annotator, models.CASCADE, related_name="+")
    passed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gate", "annotator"], name="qualification_once_per_gate"),
            models.CheckConstraint(
                condition=Q(passed_at__isnull=True) ^ Q(failed_at__isnull=True), name="qualification_has_one_end"
            ),
        ]

    def __str__(self) -> str:
        return f"qualification of {self.annotator_id} at {self.gate_id}"


def gates_of(queue: Queue) -> QuerySet[QualificationGate]:
    """What closes a queue: its own gate, or that of the queue whose labels were sent back to it."""
    return QualificationGate.objects.filter(queue__in=[pk for pk in (queue.pk, queue.sent_back_from_id) if pk])


def is_screening(queue_id: int) -> bool:
    """Whether people are screened in this queue. Its slots are made for one person each, by the qualification, and are
    handed to nobody else: what they know of gold has been looked at, and so has how much they still need."""
    return QualificationGate.objects.filter(screening=queue_id).exists()


# For the statement that claims, of its row of annotator_queue: a gate (`gates_of`) that is passed or not there, and no
# screening that is over for this annotator.
IS_ADMITTED: Final = """(
        NOT EXISTS (
            SELECT 1 FROM annotator_qualificationgate AS gate
            WHERE gate.queue_id IN (annotator_queue.id, annotator_queue.sent_back_from_id) AND NOT EXISTS (
                SELECT 1 FROM annotator_qualification AS result
                WHERE result.gate_id = gate.id AND result.annotator_id = %(annotator)s
                  AND result.passed_at IS NOT NULL
            )
        ) AND NOT EXISTS (
            SELECT 1 FROM annotator_qualificationgate AS gate
            JOIN annotator_qualification AS result ON result.gate_id = gate.id
            WHERE gate.screening_id = annotator_queue.id AND result.annotator_id = %(annotator)s
        )
    )"""


@dataclass(frozen=True, slots=True)
class BeforeTheGate:
    """Where somebody stands before a gate: `done` of `minimum` trajectories are in, in their attempt number `attempt`.

    `shares` are what finished attempts came to, from 0 to 1. Whoever neither `has_passed` nor `has_failed` still has
    something to do in the screening queue.
    """

    gate: QualificationGate
    attempt: int
    done: int
    shares: tuple[float, ...]
    has_passed: bool
    has_failed: bool


@dataclass(frozen=True, slots=True)
class Admission:
    """What a knock came to. `ask_again`: a claim may get something now. `why_nothing` is for whoever gets nothing, and
    `stands` says the same in numbers; None where the gate is not the reason."""

    ask_again: bool
    why_nothing: str | None
    stands: BeforeTheGate | None = None


_GATEKEEPER: Final = "annotator.quality.services.admission:knock"


def knock(*, queue: Queue, member: Member, now: datetime) -> Admission:
    """Asked when a claim came back with nothing: has the annotator passed by now, and what is still to be done?"""
    if not (gates_of(queue) | QualificationGate.objects.filter(screening=queue)).exists():
        return Admission(ask_again=False, why_nothing=None)
    module, _, name = _GATEKEEPER.partition(":")
    gatekeeper = cast("Callable[..., Admission]", getattr(import_module(module), name))
    return gatekeeper(queue=queue, member=member, now=now)
