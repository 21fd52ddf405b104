"""The sweep: whatever was lost, doubled or left behind, it leads on. Two sweeps at once do no more than one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from annotator.scoring.catalogue import CHANNEL
from annotator.scoring.models import ChunkStatus, ScoreChunk, ScorerChannel
from annotator.scoring.queries import waiting_for_rewards
from annotator.scoring.services.chunks import MAX_ATTEMPTS, close_runs
from annotator.scoring.services.recording import write_failures
from annotator.scoring.services.sending import forget_lost_messages, send_unsent

LEASE_RAN_OUT = "The worker stopped while it was scoring this: it was killed, or it ran out of memory."


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep found to do."""

    expired: int
    given_up: int
    sent: int
    closed: int


def sweep(*, now: datetime) -> Sweep:
    """Free lapsed chunks, give up those that failed too often, send what is unsent, end runs that are through."""
    expired = _free_lapsed(now=now)
    given_up = _give_up_hopeless(now=now)
    forget_lost_messages(now=now)
    return Sweep(expired=expired, given_up=given_up, sent=send_unsent(now=now), closed=close_runs(now=now))


def _free_lapsed(*, now: datetime) -> int:
    lapsed = ScoreChunk.objects.filter(status=ChunkStatus.CLAIMED.value, lease_expires_at__lt=now)
    return lapsed.update(status=ChunkStatus.UNSENT.value, sent_at=None, lease_expires_at=None, error=LEASE_RAN_OUT)


def _give_up_hopeless(*, now: datetime) -> int:
    """Chunks that were tried often enough: what is still to be judged in them failed, with the last error."""
    waits = Q(status__in=[ChunkStatus.UNSENT.value, ChunkStatus.SENT.value], attempts__gte=MAX_ATTEMPTS)
    return sum(_give_up(pk, now=now) for pk in ScoreChunk.objects.filter(waits).values_list("pk", flat=True))


@transaction.atomic
def _give_up(chunk_id: int, *, now: datetime) -> int:
    chunk = ScoreChunk.objects.select_for_update(of=("self",)).select_related("run").get(pk=chunk_id)
    if chunk.status not in {ChunkStatus.UNSENT, ChunkStatus.SENT}:
        return 0
    channel = ScorerChannel.objects.get(scorer=chunk.run.scorer_id, name=CHANNEL)
    waiting = waiting_for_rewards(run_id=chunk.run_id, channel_id=channel.pk, trajectory_ids=chunk.trajectory_ids)
    reasons = dict.fromkeys(waiting, chunk.error)
    write_failures(run_id=chunk.run_id, channel_id=channel.pk, reasons=reasons, now=now)
    chunk.status = ChunkStatus.FAILED.value if waiting else ChunkStatus.DONE.value
    chunk.save(update_fields=["status"])
    return 1
