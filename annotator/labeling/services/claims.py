"""Handing out trajectories: claim, renew, give back, skip."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.held_work import COLUMNS, HeldWork, from_row
from annotator.labeling.hidden_checks import NOT_A_TWIN_OF_MINE
from annotator.labeling.models import Assignment, Draft
from annotator.labeling.qualification import IS_ADMITTED
from annotator.labeling.services.moves import move
from annotator.labeling.services.showing import show_by_policy
from annotator.projects.queries import Member

# One statement finds a slot, takes it, and opens the draft: claimers never wait for each other, they skip each
# other's locks, and nothing can be handed out without the draft that makes its holder blind. In order: what this
# annotator holds already, then slots whose lease lapsed, then slots that nobody holds. Work that the annotator left on
# another slot of the same trajectory (its lease passed on) comes along.
_CLAIM = """
WITH queue AS (
    SELECT id, is_paused OR NOT {admitted} AS is_paused, lease_minutes * interval '1 minute' AS lease
    FROM annotator_queue WHERE id = %(queue)s AND project_id = %(project)s
), held AS (
    SELECT slot.id FROM annotator_assignment AS slot JOIN queue ON queue.id = slot.queue_id
    WHERE slot.annotator_id = %(annotator)s AND slot.status = 'CLAIMED'
    ORDER BY slot.claimed_at DESC LIMIT 1 FOR UPDATE OF slot
), lapsed AS (
    SELECT slot.id FROM annotator_assignment AS slot
    WHERE slot.queue_id = (SELECT id FROM queue WHERE NOT is_paused)
      AND slot.status = 'CLAIMED' AND slot.lease_expires_at < %(now)s
      AND NOT EXISTS (SELECT 1 FROM held) AND {not_mine} AND {twin}
    ORDER BY slot.lease_expires_at LIMIT 1 FOR UPDATE OF slot SKIP LOCKED
), waiting AS (
    SELECT slot.id FROM annotator_assignment AS slot
    WHERE slot.queue_id = (SELECT id FROM queue WHERE NOT is_paused) AND slot.status = 'OPEN'
      AND NOT EXISTS (SELECT 1 FROM held) AND NOT EXISTS (SELECT 1 FROM lapsed) AND {not_mine} AND {twin}
    ORDER BY slot.priority DESC, slot.position, slot.id LIMIT 1 FOR UPDATE OF slot SKIP LOCKED
), claimed AS (
    UPDATE annotator_assignment AS slot
    SET status = 'CLAIMED', annotator_id = %(annotator)s, lease_expires_at = %(now)s + queue.lease,
        fence = slot.fence + CASE WHEN held.id IS NULL THEN 1 ELSE 0 END,
        claimed_at = CASE WHEN held.id IS NULL THEN %(now)s ELSE slot.claimed_at END
    FROM queue LEFT JOIN held ON true
    WHERE slot.id = (SELECT id FROM held UNION ALL SELECT id FROM lapsed UNION ALL SELECT id FROM waiting LIMIT 1)
    RETURNING slot.id, slot.fence, slot.trajectory_id, slot.queue_id, slot.status, slot.lease_expires_at,
        slot.undo_until, slot.why, slot.arm
), carried AS (
    UPDATE annotator_draft AS draft SET assignment_id = claimed.id, fence = claimed.fence
    FROM claimed, annotator_assignment AS earlier
    WHERE draft.annotator_id = %(annotator)s AND draft.trajectory_id = claimed.trajectory_id
      AND draft.closed_at IS NULL AND earlier.id = draft.assignment_id AND earlier.queue_id = %(queue)s
    RETURNING draft.id, draft.revision, draft.state, draft.fence, draft.saw_rewards, draft.saw_reference,
        draft.saw_labels
), opened AS (
    INSERT INTO annotator_draft
        (assignment_id, annotator_id, trajectory_id, fence, revision, state, applied, opened_at, updated_at)
    SELECT id, %(annotator)s, trajectory_id, fence, 0, '{{}}', '{{}}', %(now)s, %(now)s FROM claimed
    WHERE NOT EXISTS (SELECT 1 FROM carried)
    ON CONFLICT (assignment_id, annotator_id) DO UPDATE SET fence = EXCLUDED.fence, closed_at = NULL
    RETURNING id, revision, state, fence, saw_rewards, saw_reference, saw_labels
)
SELECT {columns}
FROM (SELECT * FROM carried UNION ALL SELECT * FROM opened) AS draft
CROSS JOIN claimed AS slot
JOIN annotator_queue AS queue ON queue.id = slot.queue_id
JOIN annotator_trajectory AS trajectory ON trajectory.id = slot.trajectory_id
JOIN annotator_trajectorytext AS text ON text.trajectory_id = trajectory.id
LEFT JOIN LATERAL (
    SELECT version, body FROM annotator_guidelineversion
    WHERE project_id = queue.project_id ORDER BY version DESC LIMIT 1
) AS guideline ON true
""".format(  # noqa: S608 - constants put into one another
    columns=COLUMNS,
    admitted=IS_ADMITTED,
    twin=NOT_A_TWIN_OF_MINE,
    not_mine="""NOT EXISTS (
          SELECT 1 FROM annotator_assignment AS mine
          WHERE mine.queue_id = slot.queue_id AND mine.trajectory_id = slot.trajectory_id
            AND mine.annotator_id = %(annotator)s
      )""",
)


def claim_next(*, queue_id: int, member: Member, now: datetime) -> HeldWork | None:
    """What the annotator holds already, else the next trajectory that nobody holds.

    None when there is nothing for them: the queue is done, paused, held by others, or not of this project.
    """
    values: dict[str, Any] = {
        "queue": queue_id,
        "project": member.project.pk,
        "annotator": member.annotator_id,
        "now": now,
    }
    try:
        held = _claim(values)
    except IntegrityError:
        # Two tabs of one person took two slots of one trajectory: this time the first one's is found as held.
        held = _claim(values)
    return None if held is None else show_by_policy(held, member=member, now=now)


def _claim(values: dict[str, Any]) -> HeldWork | None:
    # Alone the statement needs no transaction; inside one, a refused statement must not spoil the rest.
    guard = transaction.atomic() if connection.in_atomic_block else nullcontext()
    with guard, connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        row = cursor.fetchone()
    return None if row is None else from_row(row)


@transaction.atomic
def claim_slot(*, assignment: Assignment, annotator_id: int, now: datetime) -> Draft:
    """Give this very slot to this annotator, with an empty draft. Raises AssignmentMoved when it is not free."""
    fence = assignment.fence + 1
    lease = now + timedelta(minutes=assignment.queue.lease_minutes)
    move(
        assignment,
        AssignmentStatus.CLAIMED,
        annotator_id=annotator_id,
        fence=fence,
        claimed_at=now,
        lease_expires_at=lease,
    )
    return Draft.objects.create(
        assignment=assignment,
        annotator_id=annotator_id,
        trajectory_id=assignment.trajectory_id,
        fence=fence,
        opened_at=now,
        updated_at=now,
    )


def renew(*, assignment: Assignment, lease_minutes: int, now: datetime) -> datetime:
    """Extend the lease of whoever still holds it, lapsed or not. Raises AssignmentMoved when it has passed on."""
    expires_at = now + timedelta(minutes=lease_minutes)
    move(assignment, AssignmentStatus.CLAIMED, lease_expires_at=expires_at)
    return expires_at


@transaction.atomic
def release(*, assignment: Assignment, annotator_id: int) -> None:
    """Give the trajectory back with nothing said: the slot is open again and the draft is dropped.

    Of a claim that has passed on only the draft is left, and it is dropped too: its annotator is no longer blind.
    """
    if assignment.annotator_id == annotator_id and assignment.status == AssignmentStatus.CLAIMED:
        move(assignment, AssignmentStatus.OPEN, annotator=None, lease_expires_at=None, claimed_at=None)
    Draft.objects.filter(assignment=assignment, annotator=annotator_id).delete()


@transaction.atomic
def skip(*, assignment: Assignment, annotator_id: int, reason: str, now: datetime) -> None:
    """Decline this trajectory for good, with a reason; a fresh slot takes its place for everybody else."""
    move(assignment, AssignmentStatus.SKIPPED, lease_expires_at=None, reason=reason)
    Draft.objects.filter(assignment=assignment, annotator=annotator_id).update(closed_at=now)
    Assignment.objects.create(
        queue_id=assignment.queue_id,
        trajectory_id=assignment.trajectory_id,
        priority=assignment.priority,
        position=assignment.position,
        propensity=assignment.propensity,
        why=assignment.why,
        arm=assignment.arm,
        arm_propensity=assignment.arm_propensity,
    )
