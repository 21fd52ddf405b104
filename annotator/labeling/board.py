"""What a manager sees of queues: where each stands, who holds what, and how fast it goes. Never a label or a reward."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from annotator.http.keyset import decode_cursor, encode_cursor
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.models import Annotation, Assignment, Draft, Queue
from annotator.labeling.visibility import Viewer, is_visible_to
from annotator.projects.models import Project
from annotator.trajectories.filters import apply_filter, touches_hidden
from annotator.trajectories.models import Trajectory

MOST_ROWS: Final = 200
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Slots of a queue by where they stand. `held` counts leases that run, `lapsed` those that ran out and nobody took.

    `ahead` are reserved or given, and nobody has begun with them. `late` are extra opinions, in none of the others.
    """

    trajectories: int = 0
    open: int = 0
    held: int = 0
    ahead: int = 0
    lapsed: int = 0
    submitted: int = 0
    skipped: int = 0
    given_up: int = 0
    bad_problem: int = 0
    late: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """What one annotator did in a queue. `seconds` is the median active time of a submission of the last seven days,
    None where nothing was measured."""

    annotator: str
    held: int
    submitted: int
    last_hour: int
    last_day: int
    skipped: int
    late: int
    seconds: float | None
    latest_at: datetime | None


_COUNTS: Final = """
SELECT queue_id, count(DISTINCT trajectory_id), count(*) FILTER (WHERE status = 'OPEN'),
    count(*) FILTER (WHERE status = 'CLAIMED' AND lease_expires_at >= %(now)s AND hold NOT IN ('RESERVED', 'GIVEN')),
    count(*) FILTER (WHERE status = 'CLAIMED' AND lease_expires_at >= %(now)s AND hold IN ('RESERVED', 'GIVEN')),
    count(*) FILTER (WHERE status = 'CLAIMED' AND lease_expires_at < %(now)s),
    count(*) FILTER (WHERE status = 'SUBMITTED'),
    count(*) FILTER (WHERE status = 'SKIPPED' AND ending = 'SKIP'),
    count(*) FILTER (WHERE status = 'SKIPPED' AND ending = 'GIVE_UP'),
    count(*) FILTER (WHERE status = 'SKIPPED' AND ending = 'BAD_PROBLEM'),
    count(*) FILTER (WHERE status = 'LATE'),
    count(*) FILTER (WHERE status = 'CLOSED')
FROM annotator_assignment WHERE queue_id = ANY(%(queues)s) GROUP BY queue_id
"""

_PACE: Final = """
WITH work AS (
    SELECT annotator_id,
        count(*) FILTER (WHERE status = 'CLAIMED' AND lease_expires_at >= %(now)s) AS held,
        count(*) FILTER (WHERE status = 'SUBMITTED') AS submitted,
        count(*) FILTER (WHERE status = 'SKIPPED') AS skipped,
        count(*) FILTER (WHERE status = 'LATE') AS late
    FROM annotator_assignment WHERE queue_id = %(queue)s AND annotator_id IS NOT NULL GROUP BY annotator_id
), speed AS (
    SELECT annotation.annotator_id, max(submitted_at) AS latest_at,
        count(*) FILTER (WHERE submitted_at > %(now)s - interval '1 hour') AS last_hour,
        count(*) FILTER (WHERE submitted_at > %(now)s - interval '1 day') AS last_day,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY active.ms) FILTER (
            WHERE active.ms > 0 AND submitted_at > %(now)s - interval '7 days'
        ) / 1000 AS seconds
    FROM annotator_annotation AS annotation
    JOIN annotator_assignment AS slot ON slot.id = annotation.assignment_id
    CROSS JOIN LATERAL (SELECT sum(step) AS ms FROM unnest(annotation.active_ms) AS step) AS active
    WHERE slot.queue_id = %(queue)s AND annotation.withdrawn_at IS NULL GROUP BY annotation.annotator_id
)
SELECT annotator.name, work.held, work.submitted, coalesce(speed.last_hour, 0), coalesce(speed.last_day, 0),
    work.skipped, work.late, speed.seconds, speed.latest_at
FROM work JOIN annotator_annotator AS annotator ON annotator.id = work.annotator_id
LEFT JOIN speed ON speed.annotator_id = work.annotator_id
ORDER BY work.submitted DESC, annotator.name
"""


def counts_of(queues: Sequence[Queue], *, now: datetime) -> dict[int, QueueCounts]:
    """Where each queue stands: one query, whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"queues": [queue.pk for queue in queues], "now": now})
        found = {row[0]: QueueCounts(*row[1:]) for row in cursor.fetchall()}
    return {queue.pk: found.get(queue.pk, QueueCounts()) for queue in queues}


def pace_of(queue: Queue, *, now: datetime) -> list[Pace]:
    """Everybody who did something in the queue, who did most first."""
    with connection.cursor() as cursor:
        cursor.execute(_PACE, {"queue": queue.pk, "now": now})
        return [Pace(*row) for row in cursor.fetchall()]


def held_slots(queue: Queue) -> QuerySet[Assignment]:
    """What is held, whose lease ends first at the top."""
    slots = _slots(queue).filter(status=AssignmentStatus.CLAIMED.value)
    return slots.order_by("lease_expires_at", "pk")[:MOST_ROWS]


def declined_slots(queue: Queue) -> QuerySet[Assignment]:
    """What was skipped, given up or called a bad problem, the latest first, with `ended_at`."""
    draft = Draft.objects.filter(assignment=OuterRef("pk"), annotator=OuterRef("annotator"))
    slots = _slots(queue).filter(status=AssignmentStatus.SKIPPED.value)
    return slots.annotate(ended_at=Subquery(draft.values("closed_at")[:1])).order_by("-ended_at", "-pk")[:MOST_ROWS]


def late_slots(queue: Queue) -> QuerySet[Assignment]:
    """Work that came after its slot had passed on, the latest first, with `ended_at`."""
    annotation = Annotation.objects.filter(assignment=OuterRef("pk"))
    slots = _slots(queue).filter(status=AssignmentStatus.LATE.value)
    ended_at = Subquery(annotation.values("submitted_at")[:1])
    return slots.annotate(ended_at=ended_at).order_by("-ended_at", "-pk")[:MOST_ROWS]


@dataclass(frozen=True, slots=True)
class SlotPage:
    """One page of slots in the order in which they were made. `next_cursor` is None on the last one."""

    slots: list[Assignment]
    next_cursor: str | None


def slot_page(*, queue: Queue, viewer: Viewer, status: str | None, filter_text: str, cursor: str | None) -> SlotPage:
    """The queue's slots, of one status and of trajectories that fit; never by priority, which would give values away.

    Where the filter touches what is hidden, only what the viewer may see. Raises BadFilter and BadCursor.
    """
    slots = _slots(queue)
    if status:
        slots = slots.filter(status=status)
    if filter_text:
        fits = apply_filter(
            Trajectory.objects.filter(project=queue.project_id), filter_text, project_id=queue.project_id
        )
        fits = fits.filter(is_visible_to(viewer)) if touches_hidden(filter_text) else fits
        slots = slots.filter(trajectory__in=fits)
    if cursor:
        (after,) = decode_cursor(cursor, order="slot", length=1)
        slots = slots.filter(pk__gt=after)
    rows = list(slots.order_by("pk")[: PAGE + 1])
    more = len(rows) > PAGE
    return SlotPage(rows[:PAGE], encode_cursor(order="slot", values=[rows[PAGE - 1].pk]) if more else None)


def exclusions_of(project: Project) -> QuerySet[Exclusion]:
    """Who is kept away from what, the latest first."""
    rows = Exclusion.objects.filter(annotator__project=project).select_related("annotator", "queue", "trajectory")
    return rows.order_by("-pk")


def counts_as_json(counts: QueueCounts) -> dict[str, Any]:
    """By the names of its fields."""
    return {field.name: getattr(counts, field.name) for field in fields(counts)}


def _slots(queue: Queue) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(queue=queue).select_related("annotator", "trajectory", "kept_for")
    return rows.only(
        "queue_id", "status", "fence", "hold", "ending", "reason", "round", "claimed_at", "lease_expires_at",
        "annotator__name", "kept_for__name", "trajectory__external_id", "trajectory__source", "trajectory__revision",
    )  # fmt: skip
