"""Landing trajectories: new ones with their texts, gold and slots; revisions; gold that changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from annotator.exchange import copy_text
from annotator.exchange.queries import known_trajectories
from annotator.exchange.records import BadRow, TrajectoryRecord
from annotator.exchange.seen_rows import SeenRows
from annotator.exchange.services.copying import copy_rows, reserve_ids
from annotator.exchange.services.gold import NewGold, write_gold
from annotator.exchange.tally import Outcome, Verdict
from annotator.exchange.trajectory_changes import (
    KnownTrajectory,
    PreparedTrajectory,
    has_other_content,
    prepare,
    verdict_on,
)
from annotator.labeling.services.slots import add_to_matching_queues, close_open_slots
from annotator.projects.models import Project
from annotator.trajectories.models import Trajectory, TrajectoryText

_COLUMNS: Final = (
    "id", "project_id", "source", "external_id", "revision", "previous_id", "generator", "group_key", "opening",
    "outcome", "step_count", "scorable", "content_hash", "record_hash", "metadata", "imported_at",
)  # fmt: skip
_TEXT_COLUMNS: Final = ("trajectory_id", "problem", "reference_answer", "steps", "tools", "images")

Known = Mapping[tuple[str, str], KnownTrajectory]


@dataclass(frozen=True, slots=True)
class TrajectoryLander:
    """`source` is where trajectories belong whose row does not say it, `file` what their gold is said to come from."""

    project: Project
    source: str
    file: str
    revise: bool
    seen: SeenRows

    def prepare(self, record: TrajectoryRecord, *, line: int) -> PreparedTrajectory:
        """Hashes and stored forms."""
        return prepare(record, source=self.source, line=line)

    def external_id_of(self, row: PreparedTrajectory) -> str:
        """The trajectory's own id."""
        return row.record.external_id

    def land(self, rows: Sequence[PreparedTrajectory], *, at: datetime, is_rehearsal: bool) -> list[Outcome]:
        """One statement finds what is here already, COPY writes what is not."""
        known = known_trajectories(self.project.pk, {row.key: _gold_protocol(row) for row in rows})
        outcomes = [self._outcome(row, known) for row in rows]
        if not is_rehearsal:
            taken = list(zip(rows, outcomes, strict=True))
            self._write([row for row, outcome in taken if outcome is Verdict.IMPORTED], {}, at=at)
            self._revise([row for row, outcome in taken if outcome is Verdict.REVISED], known, at=at)
        return outcomes

    def _outcome(self, row: PreparedTrajectory, known: Known) -> Outcome:
        try:
            if self.seen.came_before(row.key, row.content, line=row.line):
                return Verdict.UNCHANGED
            verdict = verdict_on(row, known.get(row.key), revise=self.revise)
        except BadRow as refusal:
            return refusal
        self.seen.add(row.key, row.content, line=row.line)
        return verdict

    def _revise(self, rows: Sequence[PreparedTrajectory], known: Known, *, at: datetime) -> None:
        """Other content becomes the next revision; where only the gold is another, that becomes the next version."""
        replaced = {row.key: known[row.key] for row in rows if has_other_content(row, known[row.key])}
        close_open_slots(trajectory_ids=[old.id for old in replaced.values()])
        self._write([row for row in rows if row.key in replaced], replaced, at=at)
        kept = [(known[row.key].id, row) for row in rows if row.key not in replaced]
        write_gold(self._gold_of(kept), at=at)

    def _write(self, rows: Sequence[PreparedTrajectory], replaced: Known, *, at: datetime) -> None:
        if not rows:
            return
        numbered = list(zip(reserve_ids(Trajectory, len(rows), with_gaps=True), rows, strict=True))
        lines = (self._line(number, row, replaced.get(row.key), at) for number, row in numbered)
        copy_rows(Trajectory, _COLUMNS, lines)
        copy_rows(TrajectoryText, _TEXT_COLUMNS, (_text_line(number, row) for number, row in numbered))
        write_gold(self._gold_of(numbered), at=at)
        add_to_matching_queues(project=self.project, trajectory_ids=[number for number, _ in numbered])

    def _line(self, number: int, row: PreparedTrajectory, old: KnownTrajectory | None, at: datetime) -> bytes:
        return copy_text.row(
            copy_text.number(number),
            copy_text.number(self.project.pk),
            copy_text.text(row.source),
            copy_text.text(row.record.external_id),
            copy_text.number(old.revision + 1 if old else 1),
            copy_text.number(old.id if old else None),
            copy_text.text(row.record.generator),
            copy_text.text(row.record.group_key),
            copy_text.text(row.opening),
            copy_text.boolean(row.record.outcome),
            copy_text.number(len(row.steps)),
            copy_text.array(row.scorable),
            copy_text.raw_bytes(row.content_hash),
            copy_text.raw_bytes(row.record_hash),
            copy_text.json(dict(row.record.metadata)),
            copy_text.moment(at),
        )

    def _gold_of(self, numbered: Sequence[tuple[int, PreparedTrajectory]]) -> list[NewGold]:
        return [
            NewGold(trajectory_id=number, judgement=row.record.gold, lineage={"file": self.file, "line": row.line})
            for number, row in numbered
            if row.record.gold is not None
        ]


def _text_line(number: int, row: PreparedTrajectory) -> bytes:
    return copy_text.row(
        copy_text.number(number),
        copy_text.text(row.record.problem),
        copy_text.optional_text(row.record.reference_answer),
        copy_text.json(row.steps),
        copy_text.json(list(row.record.tools)),
        copy_text.json(row.images),
    )


def _gold_protocol(row: PreparedTrajectory) -> str | None:
    return row.record.gold.protocol if row.record.gold else None
