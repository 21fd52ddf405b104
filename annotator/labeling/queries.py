"""Reads of queues, assignments and annotations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.hidden_checks import NOT_A_TWIN_OF_MINE
from annotator.labeling.models import Annotation, Assignment, Draft, Queue
from annotator.labeling.protocols import Protocol, protocol_at
from annotator.labeling.qualification import IS_ADMITTED
from annotator.labeling.slot_words import Hold
from annotator.projects.models import Project
from annotator.projects.queries import Member


@dataclass(frozen=True, slots=True)
class QueueState:
    """Where a queue stands for one annotator; the numbers explain why nothing may be left for them.

    `wanted` counts all judgements that the queue asks for, `submitted` those that are in. `available` can be handed
    to this annotator now, `held_by_others` may come back at `next_lapse_at`, `done_by_you` never will. To somebody who
    `is_kept_away` nothing is available, nor to whoever has not passed the queue's qualification, nor to whoever can be
    handed nothing of what is left. Until then `available` and `held_by_others` count what is the twin of something that
    they had: a number that fell by it would tell which one is a check.
    """

    wanted: int
    submitted: int
    available: int
    held_by_others: int
    next_lapse_at: datetime | None
    done_by_you: int
    is_kept_away: bool = False


_STATE_WITH: Final = """
WITH mine AS (
    SELECT trajectory_id, round, status FROM annotator_assignment
    WHERE queue_id = %(queue)s AND annotator_id = %(annotator)s
), lively AS (
    SELECT id, trajectory_id, lease_expires_at < %(now)s AS is_free, lease_expires_at
    FROM annotator_assignment WHERE queue_id = %(queue)s AND status = 'CLAIMED'
), kept_for_others AS (
    SELECT id, status = 'OPEN' OR lease_expires_at < %(now)s AS is_free FROM annotator_assignment
    WHERE queue_id = %(queue)s AND kept_for_id IS NOT NULL AND kept_for_id <> %(annotator)s
      AND status IN ('OPEN', 'CLAIMED')
), not_for_me AS (
    SELECT slot.id, slot.status = 'OPEN' OR slot.lease_expires_at < %(now)s AS is_free
    FROM mine JOIN annotator_assignment AS slot USING (trajectory_id, round)
    WHERE slot.queue_id = %(queue)s AND slot.status IN ('OPEN', 'CLAIMED')
    UNION
    SELECT slot.id, slot.status = 'OPEN' OR slot.lease_expires_at < %(now)s
    FROM annotator_exclusion AS kept_away JOIN annotator_assignment AS slot USING (trajectory_id)
    WHERE kept_away.annotator_id = %(annotator)s
      AND slot.queue_id = %(queue)s AND slot.status IN ('OPEN', 'CLAIMED')
    UNION
    SELECT id, is_free FROM kept_for_others
), never_mine AS (
    SELECT id, is_free FROM not_for_me
    UNION
    SELECT slot.id, slot.status = 'OPEN' OR slot.lease_expires_at < %(now)s
    FROM (SELECT DISTINCT trajectory_id FROM annotator_twin) AS paired
    JOIN annotator_assignment AS slot USING (trajectory_id)
    WHERE slot.queue_id = %(queue)s AND slot.status IN ('OPEN', 'CLAIMED') AND NOT {not_a_twin}
), waiting AS (
    SELECT count(*) AS n FROM annotator_assignment WHERE queue_id = %(queue)s AND status = 'OPEN'
)
SELECT
    (SELECT count(*) FROM annotator_assignment WHERE queue_id = %(queue)s AND status = 'SUBMITTED'),
    (SELECT n FROM waiting) + (SELECT count(*) FROM lively),
    (SELECT n FROM waiting) + (SELECT count(*) FILTER (WHERE is_free) FROM lively),
    (SELECT count(*) FILTER (WHERE NOT is_free) FROM lively),
    (SELECT min(lease_expires_at) FROM lively WHERE NOT is_free
       AND trajectory_id NOT IN (SELECT trajectory_id FROM mine) AND id NOT IN (SELECT id FROM kept_for_others)),
    (SELECT count(*) FROM mine WHERE status <> 'CLAIMED'),
    (SELECT count(*) FILTER (WHERE is_free) FROM not_for_me),
    (SELECT count(*) FILTER (WHERE NOT is_free) FROM not_for_me),
    (SELECT count(*) FILTER (WHERE is_free) FROM never_mine),
    (SELECT count(*) FILTER (WHERE NOT is_free) FROM never_mine),
    (SELECT {admitted} FROM annotator_queue WHERE id = %(queue)s),
    EXISTS (SELECT 1 FROM annotator_exclusion WHERE annotator_id = %(annotator)s AND queue_id = %(queue)s)
"""
_STATE: Final = _STATE_WITH.format(not_a_twin=NOT_A_TWIN_OF_MINE, admitted=IS_ADMITTED)


def queues_of(project: Project) -> QuerySet[Queue]:
    """The project's queues, the default one first."""
    return Queue.objects.filter(project=project).order_by("-is_default", "name")


class NoSuchQueue(LookupError):
    """The project has no queue of that name; the message says which there are."""


def queue_named(project: Project, name: str | None) -> Queue:
    """The project's queue of that name; the default one for None. Raises NoSuchQueue."""
    queues = queues_of(project)
    found = queues.filter(is_default=True).first() if name is None else queues.filter(name=name).first()
    if found is None:
        raise NoSuchQueue(f"There is no queue {name!r}; there are: {', '.join(queue.name for queue in queues)}.")
    return found


def protocol_of(queue: Queue) -> Protocol:
    """What the queue asks for, at the version it was made with."""
    return protocol_at(queue.protocol, queue.protocol_version)


def offered_queues(project: Project) -> QuerySet[Queue]:
    """Those that hand something out or will again: not the ones in which annotations from files lie."""
    left = Assignment.objects.filter(queue=OuterRef("pk"), status__in=[AssignmentStatus.OPEN, AssignmentStatus.CLAIMED])
    return queues_of(project).filter(Q(is_paused=False) | Exists(left))


def queue_state(*, queue: Queue, annotator_id: int, now: datetime) -> QueueState:
    """See QueueState. Open slots are counted from their index, and what is the annotator's own is taken off: a join
    of the two would look at every slot of the queue."""
    values: dict[str, Any] = {"queue": queue.pk, "annotator": annotator_id, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_STATE, values)
        submitted, waiting, free, held, next_lapse_at, done, *not_mine, is_admitted, is_kept_away = cursor.fetchone()
    free_not_mine, held_not_mine, free_never_mine, held_never_mine = not_mine
    is_free, comes_back = free > free_never_mine, held > held_never_mine
    return QueueState(
        wanted=submitted + waiting,
        submitted=submitted,
        available=free - free_not_mine if is_free and is_admitted and not is_kept_away else 0,
        held_by_others=held - held_not_mine if is_free or comes_back else 0,
        next_lapse_at=next_lapse_at if comes_back else None,
        done_by_you=done,
        is_kept_away=is_kept_away,
    )


_HIDDEN: Final = tuple(
    f"trajectory__{name}" for name in ("metadata", "outcome", "generator", "record_hash", "content_hash", "opening")
)


def drafts_with_all(member: Member) -> QuerySet[Draft]:
    """The member's drafts with assignment, queue, trajectory and text; what is hidden is not even fetched."""
    return own_drafts(member).select_related("trajectory__text").defer("trajectory__text__reference_answer")


def own_drafts(member: Member) -> QuerySet[Draft]:
    """The member's drafts in their project; nobody else's exist for them."""
    return own_drafts_of(project_id=member.project.pk, annotator_id=member.annotator_id)


def own_drafts_of(*, project_id: int, annotator_id: int) -> QuerySet[Draft]:
    """The same by ids. What was given back is no work of theirs: its draft is closed, and the slot not theirs."""
    return (
        Draft.objects.select_related("assignment__queue", "trajectory")
        .defer(*_HIDDEN)
        .filter(annotator=annotator_id, assignment__queue__project=project_id)
        .filter(Q(closed_at__isnull=True) | Q(assignment__annotator=F("annotator")))
    )


def standing_annotations(trajectory_id: int) -> QuerySet[Annotation]:
    """What stands submitted for a trajectory, in the order of submission; failures of judges included."""
    return (
        Annotation.objects.filter(trajectory=trajectory_id, withdrawn_at__isnull=True)
        .select_related("annotator", "guideline")
        .prefetch_related("notes")
        .order_by("submitted_at", "pk")
    )


def history_of(member: Member, *, length: int = 100) -> QuerySet[Assignment]:
    """The member's latest assignments, newest claim first, each with `submitted_at` where it stands submitted.

    Slots that only keep them from a trajectory (somebody else is asked this time) were never claimed, and are none.
    """
    standing = Annotation.objects.filter(assignment=OuterRef("pk"), withdrawn_at__isnull=True)
    return (
        Assignment.objects.filter(
            annotator=member.annotator_id, queue__project=member.project, claimed_at__isnull=False
        )
        .exclude(status=AssignmentStatus.CLAIMED.value, hold__in=[Hold.RESERVED.value, Hold.GIVEN.value])
        .select_related("trajectory")
        .annotate(submitted_at=Subquery(standing.values("submitted_at")[:1]))
        .order_by("-claimed_at", "-pk")[:length]
    )
