"""Setting up a qualification, weighing people, and letting them in."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from annotator.adjudication.models import GoldLabel
from annotator.adjudication.queries import is_current
from annotator.journal.services import Actor
from annotator.labeling.models import Annotation, Queue, SeenView
from annotator.labeling.qualification import (
    Admission,
    BeforeTheGate,
    Measure,
    Qualification,
    QualificationGate,
    gates_of,
)
from annotator.labeling.services.queue_journal import record_queue
from annotator.labeling.slot_words import QueueOrder
from annotator.projects.models import Annotator
from annotator.projects.queries import Member
from annotator.projects.roles import sees_before_submitting
from annotator.quality.accuracy import Comparison
from annotator.quality.qualifying import Rules, Standing, standing
from annotator.quality.queries import comparison_of
from annotator.quality.services.screening import draw, fitting, lacking, offer


class CannotGate(Exception):
    """Refused; the message says what to do instead."""


@transaction.atomic
def set_gate(
    *, queue: Queue, measure: Measure, rules: Rules, filter_text: str, seed: int, actor: Actor, at: datetime
) -> QualificationGate:
    """Close the queue until people have passed, and make the screening queue: as many trajectories with gold, drawn
    from those that fit the filter, as all attempts need. Others are drawn for whoever knows some of them. Raises
    CannotGate and BadFilter."""
    if (gates_of(queue) | QualificationGate.objects.filter(screening=queue)).exists():
        raise CannotGate("This queue has a qualification already, or is one.")
    ids = list(fitting(queue, filter_text).values_list("pk", flat=True))
    needed = rules.minimum * rules.attempts
    if len(ids) < needed:
        raise CannotGate(
            f"{rules.attempts} attempts at {rules.minimum} trajectories need {needed} with gold under "
            f"{queue.protocol}; {len(ids)} fit."
        )
    screening = _screening_queue(queue, filter_text=filter_text, seed=seed, at=at)
    draw(screening, ids, count=needed)
    gate = QualificationGate.objects.create(
        queue=queue, screening=screening, measure=measure, threshold=rules.threshold, minimum=rules.minimum,
        attempts=rules.attempts, created_at=at,
    )  # fmt: skip
    record_queue(queue, "gate.set", actor=actor, at=at, screening=screening.pk, threshold=rules.threshold)
    return gate


@transaction.atomic
def admit(*, gate: QualificationGate, annotator: Annotator, actor: Actor, at: datetime) -> None:
    """Let somebody in by a manager's decision, whatever they reached."""
    Qualification.objects.update_or_create(
        gate=gate, annotator=annotator, defaults={"passed_at": at, "failed_at": None}
    )
    record_queue(gate.queue, "gate.opened", actor=actor, at=at, annotator=annotator.pk, by="manager")


@transaction.atomic
def knock(*, queue: Queue, member: Member, now: datetime) -> Admission:
    """See `labeling.qualification.knock`."""
    gate = gates_of(queue).select_related("queue", "screening").first()
    is_screening = gate is None
    gate = gate or QualificationGate.objects.select_related("queue", "screening").get(screening=queue)
    # The annotator's row stands for their results, so that two tabs are weighed one after the other.
    Annotator.objects.select_for_update().get(pk=member.annotator_id)
    result = Qualification.objects.filter(gate=gate, annotator=member.annotator_id).first()
    found = standing_of(gate, annotator_id=member.annotator_id, now=now)
    if result is None:
        if not (found.has_passed or found.has_failed):
            return _still_to_do(gate, found, member=member, is_screening=is_screening)
        result = _end(gate, found, member=member, now=now)
    return _over(gate, found, result, is_screening=is_screening)


def standing_of(gate: QualificationGate, *, annotator_id: int, now: datetime) -> Standing:
    """Where one person stands: two queries."""
    return standings_of(gate, annotator_ids=[annotator_id], now=now)[annotator_id]


def standings_of(gate: QualificationGate, *, annotator_ids: Collection[int], now: datetime) -> dict[int, Standing]:
    """Over what each has submitted in the screening queue and cannot take back any more, blind to gold and colleagues'
    labels: whoever copies has shown nothing. Two queries for all."""
    rows = list(
        Annotation.objects.filter(
            assignment__queue=gate.screening_id, assignment__undo_until__lte=now, annotator__in=annotator_ids,
            withdrawn_at__isnull=True, failure="", labels_view=SeenView.BLIND,
        ).select_related("trajectory").order_by("submitted_at", "pk")
    )  # fmt: skip
    golds = {
        gold.trajectory_id: gold
        for gold in GoldLabel.objects.filter(
            is_current(), trajectory__in={row.trajectory_id for row in rows}, protocol=gate.screening.protocol
        )
    }
    answers: dict[int, list[tuple[int, int]]] = {pk: [] for pk in annotator_ids}
    for row in rows:
        answers[row.annotator_id].append(_units(comparison_of(row, golds[row.trajectory_id]), gate.measure))
    rules = Rules(gate.threshold, gate.minimum, gate.attempts)
    return {pk: standing(given, rules) for pk, given in answers.items()}


def _units(comparison: Comparison, measure: str) -> tuple[int, int]:
    if measure == Measure.FIRST_ERROR:
        right = comparison.first_error_is_right()
        return int(right is True), int(right is not None)
    pairs = comparison.label_pairs()
    return sum(gold == said for gold, said in pairs), len(pairs)


def _end(gate: QualificationGate, found: Standing, *, member: Member, now: datetime) -> Qualification:
    at = {"passed_at": now} if found.has_passed else {"failed_at": now}
    event = "gate.passed" if found.has_passed else "gate.failed"
    actor = Actor(name=member.username, user_id=member.user_id)
    record_queue(gate.queue, event, actor=actor, at=now, annotator=member.annotator_id, shares=list(found.shares))
    return Qualification.objects.create(gate=gate, annotator_id=member.annotator_id, **at)


def _over(gate: QualificationGate, found: Standing, result: Qualification, *, is_screening: bool) -> Admission:
    has_passed = result.passed_at is not None
    if has_passed and not is_screening:
        return Admission(ask_again=True, why_nothing=None)
    sentence = (
        f"You have passed: {gate.queue.name} is open to you now."
        if has_passed
        else f"You did not reach {gate.threshold:.0%} in {gate.attempts} attempts, so {gate.queue.name} stays closed "
        "to you. Ask a manager to let you in."
    )
    stands = BeforeTheGate(
        gate, found.attempt, found.done, found.shares, has_passed=has_passed, has_failed=not has_passed
    )
    return Admission(ask_again=False, why_nothing=sentence, stands=stands)


def _still_to_do(gate: QualificationGate, found: Standing, *, member: Member, is_screening: bool) -> Admission:
    if sees_before_submitting(member.role):
        return Admission(
            ask_again=False,
            why_nothing=f"You can read gold, so {gate.screening.name} would say nothing of "
            "you: a manager can let you in.",
        )
    stands = BeforeTheGate(gate, found.attempt, found.done, found.shares, has_passed=False, has_failed=False)
    if not is_screening:
        return Admission(ask_again=False, why_nothing=sentence_of(gate, found), stands=stands)
    count = lacking(gate, attempt=found.attempt, annotator_id=member.annotator_id)
    offered = offer(gate, count=count, annotator_id=member.annotator_id)
    if count and not offered:
        return Admission(
            ask_again=False,
            why_nothing=f"{gate.screening.name} has nothing left that is new to you, and "
            f"{count} more would be needed: ask a manager to let you in.",
        )
    return Admission(ask_again=bool(offered), why_nothing=sentence_of(gate, found), stands=stands)


def sentence_of(gate: QualificationGate, found: Standing) -> str:
    """Where somebody stands, in words: what is done, what is needed, which attempt it is."""
    before = f" You reached {found.shares[-1]:.0%} in the one before." if found.shares else ""
    return (
        f"Pass the qualification in the queue {gate.screening.name} first: {found.done} of {gate.minimum} labelled, "
        f"{gate.threshold:.0%} needed, attempt {found.attempt} of {gate.attempts}.{before} What can still be taken "
        "back is not counted yet."
    )


def _screening_queue(queue: Queue, *, filter_text: str, seed: int, at: datetime) -> Queue:
    return Queue.objects.create(
        project_id=queue.project_id,
        name=f"Qualification for {queue.name}"[:200],
        filter=filter_text,
        order=QueueOrder.FIXED,
        seed=seed,
        lease_minutes=queue.lease_minutes,
        protocol=queue.protocol,
        protocol_version=queue.protocol_version,
        created_at=at,
    )
