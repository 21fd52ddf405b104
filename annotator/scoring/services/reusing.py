"""The same text under another id: what a scorer's revision said of the one stands for the other."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from annotator.scoring.models import RewardEvidence, TrajectoryRewards
from annotator.scoring.queries import Twin, twins_with_rewards
from annotator.scoring.results import ScoredTrajectory, StepEvidence
from annotator.scoring.services.chunks import ClaimedChunk
from annotator.scoring.services.recording import record_rewards


def reuse_rewards(*, claim: ClaimedChunk, trajectory_ids: Sequence[int], now: datetime) -> set[int]:
    """Write down for these trajectories what this scorer's revision said of the same text before, with its evidence and
    its provenance. Returns those that need no scorer any more: one query where there are none. Raises ChunkLost.

    The same text is the same problem, steps, tools, steps to judge *and* reference answer, which some scorers read.
    """
    channels = {claim.channel_id: "", **{pk: name for name, pk in claim.further_channels.items()}}
    twins = twins_with_rewards(trajectory_ids=trajectory_ids, channel_id=claim.channel_id)
    if not twins:
        return set()
    rows = _rows_of(twins, channels)
    for content, some in _by_provenance(twins, rows).items():
        provenance = rows[some[0].twin_id][""].provenance if content else None
        record_rewards(
            claim=claim,
            scored=[_scored(twin, rows[twin.twin_id]) for twin in some],
            provenance=None if provenance is None else provenance.content,
            now=now,
        )
    return {twin.trajectory_id for twin in twins}


def _rows_of(twins: Iterable[Twin], channels: Mapping[int, str]) -> dict[int, dict[str, TrajectoryRewards]]:
    """By twin and name of channel, "" for the main one: what each channel of the run that scored it says."""
    wanted = {twin.twin_id: twin.run_id for twin in twins}
    found: dict[int, dict[str, TrajectoryRewards]] = {pk: {} for pk in wanted}
    rows = TrajectoryRewards.objects.filter(trajectory__in=wanted, channel__in=channels, is_current=True)
    for row in rows.select_related("provenance").prefetch_related("evidence"):
        if row.run_id == wanted[row.trajectory_id]:
            found[row.trajectory_id][channels[row.channel_id]] = row
    return found


def _by_provenance(twins: Iterable[Twin], rows: Mapping[int, Mapping[str, TrajectoryRewards]]) -> dict[int, list[Twin]]:
    """Twins whose rewards were computed on the same; 0 where nothing is known of that."""
    groups: dict[int, list[Twin]] = {}
    for twin in twins:
        groups.setdefault(rows[twin.twin_id][""].provenance_id or 0, []).append(twin)
    return groups


def _scored(twin: Twin, rows: Mapping[str, TrajectoryRewards]) -> ScoredTrajectory:
    further = {name: _of_channel(twin, row, {}) for name, row in rows.items() if name}
    return _of_channel(twin, rows[""], further)


def _of_channel(twin: Twin, row: TrajectoryRewards, further: Mapping[str, ScoredTrajectory]) -> ScoredTrajectory:
    return ScoredTrajectory(
        trajectory_id=twin.trajectory_id,
        content_hash=bytes(row.content_hash),
        rewards=row.rewards,
        margins=row.margins,
        reliability=row.reliability,
        evidence=[_evidence(one) for one in row.evidence.all()],
        truncated_because=row.reason,
        further=further,
    )


def _evidence(row: RewardEvidence) -> StepEvidence:
    return StepEvidence(
        step_index=row.step_index,
        kind=row.kind,
        verdict=row.verdict,
        message=row.message,
        start=row.start,
        end=row.end,
        details=row.details,
    )
