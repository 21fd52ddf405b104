"""A process of several claimers, each a thread with a connection of its own, driven by claim.py line by line.

`think` claims, thinks and submits as a person does; `ours` and `bare` claim as fast as they can, each claim for another
annotator. Both statements are prepared on each connection, so that neither is planned anew.
"""

import json
import random
import sys
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402

from annotator.http.clock import now  # noqa: E402
from annotator.labeling.draft_state import Operation  # noqa: E402
from annotator.labeling.prepared import Prepared  # noqa: E402
from annotator.labeling.services.claims import claim_next  # noqa: E402
from annotator.labeling.services.submissions import submit  # noqa: E402
from annotator.projects.queries import Member, member_of  # noqa: E402

# What a claim has to find out, and nothing of what it hands over: no draft, no text, no lease that lapsed, nobody kept
# out.
BARE = Prepared(
    name="bare",
    types={"queue": "bigint", "annotator": "bigint", "now": "timestamptz"},
    sql="""
UPDATE annotator_assignment AS slot
SET status = 'CLAIMED', hold = 'CLAIM', annotator_id = %(annotator)s, lease_expires_at = %(now)s + interval '10 min',
    fence = slot.fence + 1, claimed_at = %(now)s
WHERE slot.id = (
    SELECT slot.id FROM annotator_assignment AS slot
    WHERE slot.queue_id = %(queue)s AND slot.status = 'OPEN'
      AND (slot.kept_for_id IS NULL OR slot.kept_for_id = %(annotator)s)
      AND NOT EXISTS (
          SELECT 1 FROM annotator_assignment AS mine
          WHERE mine.queue_id = slot.queue_id AND mine.trajectory_id = slot.trajectory_id
            AND mine.annotator_id = %(annotator)s AND mine.round = slot.round
      )
      AND NOT EXISTS (
          SELECT 1 FROM annotator_exclusion AS kept_away
          WHERE kept_away.annotator_id = %(annotator)s AND kept_away.trajectory_id = slot.trajectory_id
      )
    ORDER BY slot.priority DESC, slot.position, slot.id LIMIT 1 FOR UPDATE OF slot SKIP LOCKED
)
RETURNING slot.id
""",
)


@dataclass(frozen=True)
class Work:
    """One line of orders: `what` is warm, think, ours or bare; `at` is when it begins, `until` when thinking ends."""

    what: str
    queue: int
    people: list[Any]
    at: float = 0.0
    until: float = 0.0


def think(work: Work, name: str) -> list[float]:
    """Seconds of each claim of one person, who thinks for a second (half to one and a half) and submits."""
    dice = random.Random(name)
    member = member_of(slug="bench", user=User.objects.get(username=name))
    seconds = []
    time.sleep(max(0.0, work.at + dice.uniform(0, 1) - time.time()))
    while time.time() < work.until:
        seconds.append(claim_and_submit(work, member, thinking=dice.uniform(0.5, 1.5)))
    return seconds


def warm(work: Work, name: str, gate: threading.Barrier) -> list[float]:
    """Before the clock runs: each thread opens its connection, which prepares its statements and settles on a plan."""
    gate.wait()
    member = member_of(slug="bench", user=User.objects.get(username=name))
    return [claim_and_submit(work, member, thinking=0.0) for _ in range(7)]


def claim_and_submit(work: Work, member: Member, *, thinking: float) -> float:
    """Seconds of the claim."""
    start = time.perf_counter()
    held = claim_next(queue_id=work.queue, member=member, now=now())
    seconds = time.perf_counter() - start
    assert held is not None
    time.sleep(thinking)
    submit(
        member=member,
        assignment_id=held.assignment_id,
        base_revision=0,
        operations=[Operation(id=str(uuid.uuid4()), field="no_error", value=True)],
        now=now(),
        undo_seconds=0,
    )
    return seconds


def full_tilt(work: Work, claim: Callable[[Work, int], None], people: list[int]) -> list[float]:
    """When the last of these claims was answered."""
    time.sleep(max(0.0, work.at - time.time()))
    for annotator in people:
        claim(work, annotator)
    return [time.time()]


def ours(work: Work, annotator: int) -> None:
    """The claim of the desk, with what it hands over."""
    held = claim_next(queue_id=work.queue, member=replace(anybody(), annotator_id=annotator), now=now())
    assert held is not None


def bare(work: Work, annotator: int) -> None:
    """The statement of a job queue."""
    assert BARE.row({"queue": work.queue, "annotator": annotator, "now": now()}) is not None


_ANYBODY: list[Member] = []


def anybody() -> Member:
    """Some member, in whose place others are put."""
    if not _ANYBODY:
        _ANYBODY.append(member_of(slug="bench", user=User.objects.get(username="person-0")))
    return _ANYBODY[0]


def carry_out(work: Work, pool: ThreadPoolExecutor, threads: int) -> list[float]:
    """Everything that the threads found."""
    gate = threading.Barrier(threads)
    if work.what == "warm":
        found = pool.map(lambda name: warm(work, name, gate), work.people)
    elif work.what == "think":
        found = pool.map(lambda name: think(work, name), work.people)
    else:
        claim = ours if work.what == "ours" else bare
        found = pool.map(lambda part: full_tilt(work, claim, work.people[part::threads]), range(threads))
    return [one for part in found for one in part]


def main() -> None:
    """`claimers.py THREADS`"""
    threads = int(sys.argv[1])
    with ThreadPoolExecutor(threads) as pool:
        for line in sys.stdin:
            found = carry_out(Work(**json.loads(line)), pool, threads)
            sys.stdout.write(json.dumps(found) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
