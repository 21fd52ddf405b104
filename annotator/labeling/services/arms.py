"""Dealing the slots of a randomised queue to its two arms."""

import math
from typing import Final

from django.db import connection

from annotator.labeling.models import Queue
from annotator.labeling.policies import SWITCHES, BlindPolicy

# Slots are dealt in blocks of the smallest size that holds the share exactly (2 for 50 %, 4 for 25 %): within a block
# the order of a hash of seed and place decides, so that every whole block is balanced, each slot has the share as its
# probability, and anybody can deal again from the seed. The slots of one trajectory stand side by side: with two of
# them and 50 %, each trajectory is labelled once with the evidence and once without. What a skipped slot was dealt
# goes to the slot that takes its place, and late work comes beside the slots that were dealt. A label that a guideline
# sent back is judged again with what was in view the first time, or it could differ because of that and not of the
# guideline: its slot is dealt nothing, also where the first judgement had no arm, and stands in no block.
_DEAL: Final = """
WITH dealt AS (
    SELECT count(*) AS n FROM annotator_assignment
    WHERE queue_id = %(queue)s AND arm <> '' AND status NOT IN ('SKIPPED', 'LATE') AND NOT why ? 'requeued'
), fresh AS (
    SELECT slot.id, dealt.n + row_number() OVER (ORDER BY slot.trajectory_id, slot.id) - 1 AS place
    FROM annotator_assignment AS slot, dealt
    WHERE slot.queue_id = %(queue)s AND slot.arm = '' AND (slot.status = 'OPEN' OR slot.id = %(slot)s)
      AND NOT slot.why ? 'requeued'
), ranked AS (
    SELECT fresh.id, (
        SELECT count(*) FROM generate_series(place / %(block)s * %(block)s, place / %(block)s * %(block)s + %(last)s)
            AS other
        WHERE hashtextextended(%(seed)s || ':arm:' || other, 0) < hashtextextended(%(seed)s || ':arm:' || place, 0)
    ) < %(shown)s AS is_shown FROM fresh
)
UPDATE annotator_assignment AS slot
SET arm = CASE WHEN is_shown THEN 'SHOWN' ELSE 'HIDDEN' END,
    arm_propensity = CASE WHEN is_shown THEN %(share)s ELSE 1 - %(share)s END
FROM ranked WHERE slot.id = ranked.id
"""


def deal_arms(*, queue: Queue, slot_id: int | None = None) -> int:
    """Give every waiting slot of a randomised queue that has no arm one; of other queues none. Returns how many.

    What a guideline sent back keeps what it had.

    `slot_id` is a slot that was claimed without one: it is dealt with the others. Call it inside a transaction.
    """
    if all(getattr(queue, name) != BlindPolicy.RANDOMISED for name in SWITCHES.values()):
        return 0
    # Two that deal at once would give the same places twice, and the blocks would not be balanced.
    Queue.objects.select_for_update(no_key=True).get(pk=queue.pk)
    common = math.gcd(queue.shown_percent, 100)
    values = {
        "queue": queue.pk,
        "slot": slot_id,
        "seed": str(queue.seed),
        "block": 100 // common,
        "last": 100 // common - 1,
        "shown": queue.shown_percent // common,
        "share": queue.shown_percent / 100,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DEAL, values)
        return int(cursor.rowcount)
