"""Landing rewards from files: one row per trajectory and scorer, over all of its steps."""

import struct
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Final

from annotator.exchange import copy_text
from annotator.exchange.alignment import aligned_rewards
from annotator.exchange.models import FileImport
from annotator.exchange.queries import Reference, Target, targets_of
from annotator.exchange.records import BadRow, RewardRecord
from annotator.exchange.references import SourceChoice
from annotator.exchange.seen_rows import SeenRows
from annotator.exchange.services.copying import copy_rows
from annotator.exchange.services.scorers import count_in_run, ensure_channel, imported_channels, is_declared_otherwise
from annotator.exchange.tally import Outcome, Verdict
from annotator.projects.models import Project
from annotator.scoring.models import RewardStatus, ScorerChannel, TrajectoryRewards

_COLUMNS: Final = (
    "run_id", "trajectory_id", "channel_id", "rewards", "status", "reason", "content_hash", "is_current", "scored_at",
)  # fmt: skip

Rewards = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class PreparedRewards:
    """A row, and the trajectory that it names."""

    line: int
    reference: Reference
    record: RewardRecord


@dataclass(frozen=True, slots=True)
class _Found:
    """A row that can be taken: its trajectory, and its rewards as they are stored."""

    scorer: str
    target: Target
    rewards: Rewards
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class RewardLander:
    """`semantics` is what the person says that the numbers mean; None leaves it to the scorer's name. `runs` has the
    run that stands for this import of each scorer met so far. `reserved` are names of scorers that only Assay runs."""

    project: Project
    file_import: FileImport
    choice: SourceChoice
    semantics: str | None
    revise: bool
    seen: SeenRows
    reserved: Container[str]
    runs: dict[str, int] = field(default_factory=dict)

    def prepare(self, record: RewardRecord, *, line: int) -> PreparedRewards:
        """Raises BadRow where the row names a source that is not here, or a scorer that only Assay itself runs."""
        if record.scorer in self.reserved:
            raise BadRow(
                "reserved_scorer",
                f"{record.scorer} is a scorer that Assay runs itself. Give the rewards of this file another name.",
            )
        return PreparedRewards(line, Reference(self.choice.of_row(record.source), record.external_id), record)

    def external_id_of(self, row: PreparedRewards) -> str:
        """The trajectory's id."""
        return row.reference.external_id

    def land(self, rows: Sequence[PreparedRewards], *, at: datetime, is_rehearsal: bool) -> list[Outcome]:
        """Trajectories and what they have are found by one statement each."""
        targets = targets_of(self.project.pk, [row.reference for row in rows])
        channels = imported_channels(self.project, {row.record.scorer for row in rows})
        current = _current_rewards(channels, [t.id for t in targets.values() if isinstance(t, Target)])
        found = [self._found(row, targets[row.reference], channels, current) for row in rows]
        if not is_rehearsal:
            self._write([one for one in found if isinstance(one, _Found)], at=at)
        return [one.verdict if isinstance(one, _Found) else one for one in found]

    def _found(
        self,
        row: PreparedRewards,
        target: Target | BadRow,
        channels: Mapping[str, ScorerChannel],
        current: Mapping[tuple[int, int], Rewards],
    ) -> _Found | BadRow:
        if isinstance(target, BadRow):
            return target
        scorer = row.record.scorer
        channel = channels.get(scorer)
        if channel is not None and is_declared_otherwise(channel, self.semantics):
            return BadRow("other_semantics", f"The rewards of {scorer} were declared to be {channel.semantics} before.")
        try:
            rewards = _as_stored(row.record, target)
            if self.seen.came_before((scorer, target.id), rewards, line=row.line):
                return _Found(scorer, target, rewards, Verdict.UNCHANGED)
            verdict = self._verdict(rewards, current.get((channel.pk, target.id)) if channel else None)
        except BadRow as refusal:
            return refusal
        self.seen.add((scorer, target.id), rewards, line=row.line)
        return _Found(scorer, target, rewards, verdict)

    def _verdict(self, rewards: Rewards, known: Rewards | None) -> Verdict:
        if known is None:
            return Verdict.IMPORTED
        if known == rewards:
            return Verdict.UNCHANGED
        if not self.revise:
            raise BadRow("changed_rewards", "Other rewards of this scorer are here; with --revise these replace them.")
        return Verdict.REVISED

    def _write(self, found: Sequence[_Found], *, at: datetime) -> None:
        for scorer, rows in groupby(sorted(found, key=_scorer_of), key=_scorer_of):
            channel = ensure_channel(project=self.project, name=scorer, semantics=self.semantics, at=at)
            new = [row for row in rows if row.verdict is not Verdict.UNCHANGED]
            if new:
                self._write_scorer(channel, new, at=at)

    def _write_scorer(self, channel: ScorerChannel, rows: Sequence[_Found], *, at: datetime) -> None:
        replaced = [row.target.id for row in rows if row.verdict is Verdict.REVISED]
        standing = TrajectoryRewards.objects.filter(channel=channel, is_current=True)
        standing.filter(trajectory__in=replaced).update(is_current=False)
        scorer = rows[0].scorer
        run_id = self.runs[scorer] = count_in_run(
            self.runs.get(scorer),
            channel=channel,
            requested_by_id=self.file_import.requested_by_id,
            count=len(rows),
            at=at,
        )
        copy_rows(TrajectoryRewards, _COLUMNS, (_line(row, run_id, channel.pk, at) for row in rows))


def _scorer_of(found: _Found) -> str:
    return found.scorer


def _current_rewards(
    channels: Mapping[str, ScorerChannel], trajectory_ids: Sequence[int]
) -> dict[tuple[int, int], Rewards]:
    """What stands for these trajectories, by channel and trajectory."""
    rows = TrajectoryRewards.objects.filter(
        channel__in=list(channels.values()), trajectory__in=trajectory_ids, is_current=True
    )
    values = rows.values_list("channel_id", "trajectory_id", "rewards")
    return {(channel, trajectory): _as_reals(rewards) for channel, trajectory, rewards in values}


def _as_stored(record: RewardRecord, target: Target) -> Rewards:
    """Over all steps, as four-byte floats. Raises BadRow."""
    aligned = aligned_rewards(record, step_count=target.step_count, scorable=target.scorable)
    try:
        return _as_reals(aligned)
    except OverflowError:
        raise BadRow("score_out_of_range", "A score is beyond 3.4e38, which no column of rewards holds.") from None


def _as_reals(values: Sequence[float | None]) -> Rewards:
    """What comes back from a `real` column, so that the same file is the same rewards."""
    # "<": the native form would let a number that is too large become infinite.
    return tuple(None if value is None else struct.unpack("<f", struct.pack("<f", value))[0] for value in values)


def _line(found: _Found, run_id: int, channel_id: int, at: datetime) -> bytes:
    is_empty = all(reward is None for reward in found.rewards)
    return copy_text.row(
        copy_text.number(run_id),
        copy_text.number(found.target.id),
        copy_text.number(channel_id),
        copy_text.array(found.rewards),
        copy_text.text(RewardStatus.FAILED.value if is_empty else RewardStatus.OK.value),
        copy_text.text("The file has no reward for any step." if is_empty else ""),
        copy_text.raw_bytes(found.target.content_hash),
        copy_text.boolean(True),  # noqa: FBT003 - is_current
        copy_text.moment(at),
    )
