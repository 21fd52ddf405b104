"""Writing rewards: whole batches, under the chunk's fence, one current row per channel and trajectory."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from annotator.scoring.models import RewardEvidence, RewardStatus, TrajectoryRewards
from annotator.scoring.queries import SCORED
from annotator.scoring.results import Numbers, ScoredTrajectory, misfit, to_real
from annotator.scoring.services.chunks import ClaimedChunk, note_progress
from annotator.scoring.services.provenance import provenance_id
from annotator.trajectories.models import Trajectory

# Longer reasons are cut by whoever catches them: they are read in a list.
MAX_REASON: Final = 500


@transaction.atomic
def record_rewards(
    *,
    claim: ClaimedChunk,
    scored: Sequence[ScoredTrajectory],
    now: datetime,
    provenance: Mapping[str, str] | None = None,
) -> None:
    """Write what a scorer gave for these trajectories, each with its evidence; what does not fit is a MISMATCH.

    Trajectories that have rewards of this revision for their present text already (another run was faster) keep them.
    The number of statements depends on the number of channels, not of trajectories. Raises ChunkLost, and then writes
    nothing.
    """
    note_progress(claim=claim, now=now)
    batch = _Batch(
        claim=claim,
        results=sorted(scored, key=lambda result: result.trajectory_id),
        trajectories=Trajectory.objects.only("step_count", "scorable", "content_hash").in_bulk(
            [result.trajectory_id for result in scored]
        ),
        provenance=provenance_id(provenance) if provenance else None,
        now=now,
    )
    written = _write_channel(batch, batch.results, channel_id=claim.channel_id)
    for name, channel_id in claim.further_channels.items():
        _write_channel(batch, batch.further(name, written), channel_id=channel_id)


@transaction.atomic
def record_failures(*, claim: ClaimedChunk, reasons: Mapping[int, str], now: datetime) -> None:
    """Trajectories that cannot be scored, each with the reason. Raises ChunkLost, and then writes nothing."""
    note_progress(claim=claim, now=now)
    write_failures(run_id=claim.run_id, channel_id=claim.channel_id, reasons=reasons, now=now)


def write_failures(*, run_id: int, channel_id: int, reasons: Mapping[int, str], now: datetime) -> None:
    """The rows of trajectories without rewards; called inside a transaction that holds their chunk."""
    trajectories = Trajectory.objects.filter(pk__in=reasons).only("step_count", "content_hash").order_by("pk")
    _replace_current(
        [
            TrajectoryRewards(
                run_id=run_id,
                channel_id=channel_id,
                trajectory=trajectory,
                rewards=[None] * trajectory.step_count,
                status=RewardStatus.FAILED.value,
                reason=reasons[trajectory.pk],
                content_hash=trajectory.content_hash,
                scored_at=now,
            )
            for trajectory in trajectories
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """What is written together. `results` come in the order of their trajectories."""

    claim: ClaimedChunk
    results: Sequence[ScoredTrajectory]
    trajectories: Mapping[int, Trajectory]
    provenance: int | None
    now: datetime

    def further(self, name: str, written: Container[int]) -> list[ScoredTrajectory]:
        """What another channel says of the trajectories whose main rewards stand."""
        return [
            result.further[name]
            for result in self.results
            if result.trajectory_id in written and name in result.further and self.misfit(result) is None
        ]

    def misfit(self, result: ScoredTrajectory) -> str | None:
        """Why this result cannot be its trajectory's. One channel that does not fit, or that nobody declared, spoils
        all: failures stand on the main channel alone, where they are counted and tried again."""
        if unknown := sorted(set(result.further) - set(self.claim.further_channels)):
            return f"The scorer gave a channel {unknown[0]!r}, which it never declared."
        for name, further in result.further.items():
            if reason := self._misfit_of_one(further):
                return f"Channel {name!r}: {reason}"
        return self._misfit_of_one(result)

    def _misfit_of_one(self, result: ScoredTrajectory) -> str | None:
        trajectory = self.trajectories[result.trajectory_id]
        return misfit(
            result,
            step_count=trajectory.step_count,
            scorable=trajectory.scorable,
            content_hash=bytes(trajectory.content_hash),
        )


def _write_channel(batch: _Batch, results: Sequence[ScoredTrajectory], *, channel_id: int) -> Mapping[int, int]:
    """Rows of one channel with their evidence. Returns the rows that were written, by trajectory."""
    rows = [_row(batch, result, channel_id=channel_id) for result in results]
    written = _replace_current(rows)
    RewardEvidence.objects.bulk_create(
        RewardEvidence(
            rewards_id=written[result.trajectory_id],
            step_index=evidence.step_index,
            kind=evidence.kind,
            verdict=evidence.verdict,
            message=evidence.message,
            start=evidence.start,
            end=evidence.end,
            details=dict(evidence.details),
        )
        for result, row in zip(results, rows, strict=True)
        if result.trajectory_id in written and row.status in SCORED
        for evidence in result.evidence
    )
    return written


def _row(batch: _Batch, result: ScoredTrajectory, *, channel_id: int) -> TrajectoryRewards:
    row = TrajectoryRewards(
        run_id=batch.claim.run_id,
        channel_id=channel_id,
        trajectory_id=result.trajectory_id,
        content_hash=result.content_hash,
        provenance_id=batch.provenance,
        scored_at=batch.now,
    )
    if (reason := batch.misfit(result)) is not None:
        row.rewards = [None] * batch.trajectories[result.trajectory_id].step_count
        row.status, row.reason = RewardStatus.MISMATCH.value, reason
        return row
    row.rewards = _reals(result.rewards)
    row.margins = None if result.margins is None else _reals(result.margins)
    row.reliability = None if result.reliability is None else _reals(result.reliability)
    if result.truncated_because:
        row.status, row.reason = RewardStatus.TRUNCATED.value, result.truncated_because
    return row


def _replace_current(rows: Sequence[TrajectoryRewards]) -> dict[int, int]:
    """Make these rows, of one run and one channel, the current ones. Returns the new rows' ids by trajectory.

    Where another run was faster its rewards stay and this row is not written. Rows come in the order of their
    trajectories, so that two runs that meet wait for each other and never in a circle.
    """
    if not rows:
        return {}
    ids = [row.trajectory_id for row in rows]
    there = TrajectoryRewards.objects.filter(channel=rows[0].channel_id, trajectory__in=ids)
    holds = Q(status__in=SCORED, content_hash=F("trajectory__content_hash"))
    replaced = there.filter(is_current=True).exclude(holds)
    locked = (
        replaced.select_for_update(of=("self",), no_key=True).order_by("trajectory_id").values_list("pk", flat=True)
    )
    TrajectoryRewards.objects.filter(pk__in=list(locked)).update(is_current=False)
    TrajectoryRewards.objects.bulk_create(rows, ignore_conflicts=True)
    return dict(there.filter(run=rows[0].run_id).values_list("trajectory_id", "pk"))


def _reals(numbers: Numbers) -> list[float | None]:
    return [None if number is None else to_real(number) for number in numbers]
