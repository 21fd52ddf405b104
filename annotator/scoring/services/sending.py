"""Telling workers about chunks that wait for them."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from annotator.scoring.broker import BrokerAway, connected
from annotator.scoring.catalogue import queue_of
from annotator.scoring.models import ChunkStatus, ScoreChunk
from annotator.scoring.queries import GOING_RUNS

logger = logging.getLogger(__name__)

# A request of 100,000 trajectories must be answered soon: what is left over goes with the next sweep.
SENT_WITH_A_REQUEST: Final = 200
SENT_WITH_A_SWEEP: Final = 1_000
SURELY_TAKEN_AFTER: Final = timedelta(seconds=60)

_QUEUE: Final = ("run__scorer__adapter", "run__scorer__queue")


def send_unsent(*, now: datetime, run_id: int | None = None, limit: int = SENT_WITH_A_SWEEP) -> int:
    """Send a message for each chunk that has none, oldest first. Returns how many; 0 while the broker is away.

    A chunk is marked after its message went out: who dies in between sends it twice, which costs one look at the row.
    """
    unsent = ScoreChunk.objects.filter(
        status=ChunkStatus.UNSENT.value, run__status__in=GOING_RUNS, **({"run": run_id} if run_id else {})
    )
    rows = list(unsent.order_by("pk").values_list("pk", *_QUEUE)[:limit])
    sent = _send([(pk, queue_of(adapter, chosen)) for pk, adapter, chosen in rows])
    ScoreChunk.objects.filter(pk__in=sent, status=ChunkStatus.UNSENT.value).update(
        status=ChunkStatus.SENT.value, sent_at=now
    )
    return len(sent)


def forget_lost_messages(*, now: datetime) -> int:
    """Chunks whose message the broker no longer has are unsent again. Returns how many.

    A message may wait for hours behind others, so age alone proves nothing: only where the queue holds fewer messages
    than chunks have been waiting for long was one lost. Doubled messages are bounded that way, too.
    """
    stale = ScoreChunk.objects.filter(status=ChunkStatus.SENT.value, sent_at__lt=now - SURELY_TAKEN_AFTER)
    by_queue: dict[str, list[int]] = {}
    for pk, adapter, chosen in stale.order_by("pk").values_list("pk", *_QUEUE):
        by_queue.setdefault(queue_of(adapter, chosen), []).append(pk)
    lost = _lost(by_queue) if by_queue else []
    return ScoreChunk.objects.filter(pk__in=lost, status=ChunkStatus.SENT.value).update(
        status=ChunkStatus.UNSENT.value, sent_at=None
    )


def _send(chunks: Sequence[tuple[int, str]]) -> list[int]:
    sent: list[int] = []
    if not chunks:
        return sent
    try:
        with connected() as broker:
            for pk, queue in chunks:
                broker.send_chunk(pk, queue=queue)
                sent.append(pk)
    except BrokerAway as away:
        logger.warning("%s %d of %d chunks stay unsent for now.", away, len(chunks) - len(sent), len(chunks))
    return sent


def _lost(by_queue: dict[str, list[int]]) -> list[int]:
    lost: list[int] = []
    try:
        with connected() as broker:
            for queue, chunks in by_queue.items():
                if broker.count_waiting(queue) < len(chunks):
                    lost.extend(chunks)
    except BrokerAway as away:
        logger.warning("%s", away)
    return lost
