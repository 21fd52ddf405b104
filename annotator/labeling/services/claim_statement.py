"""The statements that hand a slot out: one for a claim, one for what is fetched ahead of it.

One statement finds a slot, takes it, and opens the draft: claimers never wait for each other, they skip each other's
locks, and nothing can be handed out without the draft that makes its holder blind. In order: what this annotator holds
already, then slots whose lease lapsed, then slots that nobody holds. Work that the annotator left on another slot of
the same trajectory (its lease passed on) comes along; what somebody reserved and never began with leaves nothing.
"""

from typing import Final

from annotator.labeling.held_work import COLUMNS
from annotator.labeling.hidden_checks import NOT_A_TWIN_OF_MINE
from annotator.labeling.prepared import Prepared
from annotator.labeling.qualification import IS_ADMITTED
from annotator.labeling.services.turns import ONE_AT_A_TIME

# What the annotator works on first, then what a manager gave them, then what was fetched ahead. A queue that is closed
# to them hands out nothing that they have not begun with.
_HELD_FOR_A_CLAIM: Final = """
      AND (slot.hold NOT IN ('RESERVED', 'GIVEN') OR queue.is_open)
    ORDER BY CASE slot.hold WHEN 'RESERVED' THEN 2 WHEN 'GIVEN' THEN 1 ELSE 0 END, slot.claimed_at DESC
"""
_HELD_FOR_A_RESERVATION: Final = """
      AND slot.hold IN ('RESERVED', 'GIVEN') AND queue.is_open
    ORDER BY slot.hold, slot.claimed_at
"""
_CLAIMED: Final = """
    SET status = 'CLAIMED', hold = 'CLAIM', annotator_id = %(annotator)s, lease_expires_at = %(now)s + queue.lease,
        fence = slot.fence + CASE WHEN held.id IS NULL THEN 1 ELSE 0 END,
        claimed_at = CASE WHEN held.id IS NULL OR slot.hold IN ('RESERVED', 'GIVEN') THEN %(now)s
                     ELSE slot.claimed_at END
"""
_RESERVED: Final = """
    SET status = 'CLAIMED', hold = CASE WHEN held.id IS NULL THEN 'RESERVED' ELSE slot.hold END,
        annotator_id = %(annotator)s, claimed_at = %(now)s,
        lease_expires_at = CASE WHEN held.id IS NOT NULL AND slot.hold = 'GIVEN' THEN slot.lease_expires_at
                           ELSE %(now)s + %(reservation)s END,
        fence = slot.fence + CASE WHEN held.id IS NULL THEN 1 ELSE 0 END
"""
# One trajectory of a problem at a time: not while somebody holds another one of the same problem.
_BUSY: Final = """
, busy AS MATERIALIZED (
    SELECT trajectory.group_key, live.trajectory_id
    FROM annotator_assignment AS live JOIN annotator_trajectory AS trajectory ON trajectory.id = live.trajectory_id
    WHERE live.queue_id = %(queue)s AND live.status = 'CLAIMED' AND live.lease_expires_at >= %(now)s
      AND trajectory.group_key <> ''
)
"""
_NOT_BUSY: Final = """
      AND NOT EXISTS (
          SELECT 1 FROM busy JOIN annotator_trajectory AS wanted ON wanted.group_key = busy.group_key
          WHERE wanted.id = slot.trajectory_id AND busy.trajectory_id <> slot.trajectory_id
      )
"""
# OFFSET 0 has each slot looked up by itself. Without, PostgreSQL may read all that the annotator ever did for a claim.
_FREE_FOR_ME: Final = """(slot.kept_for_id IS NULL OR slot.kept_for_id = %(annotator)s)
      AND NOT EXISTS (
          SELECT 1 FROM annotator_assignment AS mine
          WHERE mine.queue_id = slot.queue_id AND mine.trajectory_id = slot.trajectory_id
            AND mine.annotator_id = %(annotator)s AND mine.round = slot.round OFFSET 0
      )
      AND NOT EXISTS (
          SELECT 1 FROM annotator_exclusion AS kept_away
          WHERE kept_away.annotator_id = %(annotator)s AND kept_away.trajectory_id = slot.trajectory_id OFFSET 0
      )
"""

_STATEMENT: Final = """
WITH queue AS (
    SELECT id, lease_minutes * interval '1 minute' AS lease, NOT is_paused AND {admitted} AND NOT EXISTS (
        SELECT 1 FROM annotator_exclusion AS kept_away
        WHERE kept_away.annotator_id = %(annotator)s AND kept_away.queue_id = annotator_queue.id
    ) AS is_open
    FROM annotator_queue WHERE id = %(queue)s AND project_id = %(project)s AND {scope}
), held AS (
    SELECT slot.id FROM annotator_assignment AS slot JOIN queue ON queue.id = slot.queue_id
    WHERE slot.annotator_id = %(annotator)s AND slot.status = 'CLAIMED'
    {held} LIMIT 1 FOR UPDATE OF slot
) {busy}, lapsed AS (
    SELECT slot.id, slot.annotator_id FROM annotator_assignment AS slot
    WHERE slot.queue_id = (SELECT id FROM queue WHERE is_open)
      AND slot.status = 'CLAIMED' AND slot.lease_expires_at < %(now)s
      AND NOT EXISTS (SELECT 1 FROM held) AND {free}
    ORDER BY slot.lease_expires_at LIMIT 1 FOR UPDATE OF slot SKIP LOCKED
), waiting AS (
    SELECT slot.id FROM annotator_assignment AS slot
    WHERE slot.queue_id = (SELECT id FROM queue WHERE is_open) AND slot.status = 'OPEN'
      AND NOT EXISTS (SELECT 1 FROM held) AND NOT EXISTS (SELECT 1 FROM lapsed) AND {free}
    ORDER BY slot.priority DESC, slot.position, slot.id LIMIT 1 FOR UPDATE OF slot SKIP LOCKED
), claimed AS (
    UPDATE annotator_assignment AS slot
    {changes}
    FROM queue LEFT JOIN held ON true
    WHERE slot.id = (SELECT id FROM held UNION ALL SELECT id FROM lapsed UNION ALL SELECT id FROM waiting LIMIT 1)
    RETURNING slot.id, slot.fence, slot.trajectory_id, slot.queue_id, slot.status, slot.lease_expires_at,
        slot.undo_until, slot.why, slot.arm
), dropped AS (
    DELETE FROM annotator_draft AS draft USING lapsed
    WHERE draft.assignment_id = lapsed.id AND draft.annotator_id = lapsed.annotator_id
      AND draft.reserved_until IS NOT NULL AND draft.revision = 0
), carried AS (
    UPDATE annotator_draft AS draft
    SET assignment_id = claimed.id, fence = claimed.fence,
        reserved_until = CASE WHEN draft.reserved_until IS NOT NULL THEN {until} END
    FROM claimed, annotator_assignment AS earlier
    WHERE draft.annotator_id = %(annotator)s AND draft.trajectory_id = claimed.trajectory_id
      AND draft.closed_at IS NULL AND earlier.id = draft.assignment_id AND earlier.queue_id = %(queue)s
    RETURNING draft.id, draft.revision, draft.state, draft.fence, draft.saw_rewards, draft.saw_reference,
        draft.saw_labels
), opened AS (
    INSERT INTO annotator_draft
        (assignment_id, annotator_id, trajectory_id, fence, revision, state, applied, opened_at, updated_at,
         reserved_until)
    SELECT id, %(annotator)s, trajectory_id, fence, 0, '{{}}', '{{}}', %(now)s, %(now)s, {until} FROM claimed
    WHERE NOT EXISTS (SELECT 1 FROM carried)
    ON CONFLICT (assignment_id, annotator_id)
    DO UPDATE SET fence = EXCLUDED.fence, closed_at = NULL, reserved_until = EXCLUDED.reserved_until
    RETURNING id, revision, state, fence, saw_rewards, saw_reference, saw_labels
)
SELECT {columns}, EXISTS (SELECT 1 FROM held)
FROM (SELECT * FROM carried UNION ALL SELECT * FROM opened) AS draft
CROSS JOIN claimed AS slot
JOIN annotator_queue AS queue ON queue.id = slot.queue_id
JOIN annotator_trajectory AS trajectory ON trajectory.id = slot.trajectory_id
JOIN annotator_trajectorytext AS text ON text.trajectory_id = trajectory.id
LEFT JOIN LATERAL (
    SELECT version, body FROM annotator_guidelineversion
    WHERE project_id = queue.project_id ORDER BY version DESC LIMIT 1
) AS guideline ON true
"""


_TYPES: Final = {"queue": "bigint", "project": "bigint", "annotator": "bigint", "now": "timestamptz"}


def _prepared(*, reserves: bool, one_per_problem: bool) -> Prepared:
    sql = _STATEMENT.format(
        columns=COLUMNS,
        admitted=IS_ADMITTED,
        scope="one_per_problem" if one_per_problem else "NOT one_per_problem",
        held=_HELD_FOR_A_RESERVATION if reserves else _HELD_FOR_A_CLAIM,
        changes=_RESERVED if reserves else _CLAIMED,
        until="claimed.lease_expires_at" if reserves else "NULL::timestamptz",
        busy=_BUSY if one_per_problem else "",
        free=f"{_FREE_FOR_ME} AND {NOT_A_TWIN_OF_MINE}" + (_NOT_BUSY if one_per_problem else ""),
    )
    name = f"assay_{'reserve' if reserves else 'claim'}{'_by_problem' if one_per_problem else ''}"
    types = {**_TYPES, "reservation": "interval"} if reserves else _TYPES
    return Prepared(name=name, sql=sql, types=types, first=ONE_AT_A_TIME)


# The second of each pair is for queues that hand out one trajectory of a problem at a time; neither finds the other's.
CLAIM: Final = _prepared(reserves=False, one_per_problem=False)
CLAIM_BY_PROBLEM: Final = _prepared(reserves=False, one_per_problem=True)
RESERVE: Final = _prepared(reserves=True, one_per_problem=False)
RESERVE_BY_PROBLEM: Final = _prepared(reserves=True, one_per_problem=True)
