"""One file into the project: read, judged, written and counted a batch at a time, each batch one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, transaction

from annotator.exchange.batches import batches_of
from annotator.exchange.formats.contract import Format, ReadContext
from annotator.exchange.formats.fields import LONGEST_ID
from annotator.exchange.formats.step_labels import record_id
from annotator.exchange.image_rows import ImageShelf
from annotator.exchange.models import FileImport, ImportStatus
from annotator.exchange.records import BadRow
from annotator.exchange.rows import Row, RowReader, UnreadableRow, read_rows
from annotator.exchange.services.lander import Lander
from annotator.exchange.services.locking import hold_project
from annotator.exchange.services.quarantine import RefusedRow, quarantine
from annotator.exchange.sniffing import AnyRow
from annotator.exchange.tally import Outcome, Tally

# Whoever adds the same trajectories without our lock makes a batch fail once; then they are found.
_TRIES: Final = 3

Clock = Callable[[], datetime]
Tell = Callable[[FileImport], None]


class Overtaken(Exception):
    """Another process goes on with this import, or it was ended."""


@dataclass(frozen=True, slots=True)
class Landing:
    """One run over one file. Rows that an earlier, interrupted run has counted are judged again and not written."""

    file_import: FileImport
    lander: Lander[Any, Any]
    format: Format | None
    context: ReadContext
    clock: Clock
    tell: Tell
    shelf: ImageShelf | None = None

    def run(self, path: Path) -> None:
        """Every row comes to one outcome. Raises Overtaken, and OSError where the file cannot be opened."""
        done = tally_of(self.file_import).rows
        with read_rows(path, name=self.file_import.file_name) as reader:
            rows = iter(reader)
            for batch in batches_of(islice(rows, done)):
                self._judge_again(batch)
                batch.clear()  # or it would be held while the next one is read
            for batch in batches_of(rows):
                self._land(batch, reader)
                batch.clear()
                self.tell(self.file_import)

    def _judge_again(self, batch: Sequence[AnyRow]) -> None:
        """So that what comes later in the file is known to repeat an id."""
        prepared = [made for made in map(self._prepared, batch) if not isinstance(made, BadRow)]
        self.lander.land(prepared, at=self.clock(), is_rehearsal=True)

    def _land(self, batch: Sequence[AnyRow], reader: RowReader) -> None:
        prepared = [self._prepared(row) for row in batch]
        for attempt in range(1, _TRIES + 1):
            try:
                with transaction.atomic():
                    counts = self._write(batch, prepared, reader)
            except IntegrityError:
                if attempt == _TRIES:
                    raise
            else:
                for name, value in counts.items():
                    setattr(self.file_import, name, value)
                return

    def _write(self, batch: Sequence[AnyRow], prepared: Sequence[Any], reader: RowReader) -> dict[str, Any]:
        """The batch and its counts stand or fall together, so an import that was killed goes on where it was."""
        at, only_asks = self.clock(), self.file_import.dry_run
        counted = _hold(self.file_import)
        hold_project(self.file_import.project_id)
        good = [made for made in prepared if not isinstance(made, BadRow)]
        landed = iter(self.lander.land(good, at=at, is_rehearsal=only_asks))
        outcomes = [made if isinstance(made, BadRow) else next(landed) for made in prepared]
        if not only_asks:
            quarantine(self._refused(batch, prepared, outcomes), file_import=self.file_import, at=at)
        counts = {**counted.with_outcomes(outcomes).as_json(), "bytes_read": reader.bytes_read, "updated_at": at}
        FileImport.objects.filter(pk=self.file_import.pk).update(**counts)
        return counts

    def _prepared(self, row: AnyRow) -> Any:
        """What the lander makes of the row, or why it cannot be read."""
        if isinstance(row, UnreadableRow):
            return BadRow(row.code, row.message)
        if self.format is None:
            return BadRow("unknown_format", "The first rows of the file could not be read, so its format is unknown.")
        try:
            value = row.value if self.shelf is None else self.shelf.taken_from(row.value, row.raw)
            return self.lander.prepare(self.format.read(value, self.context), line=row.line)
        except BadRow as refusal:
            return refusal

    def _refused(
        self, batch: Sequence[AnyRow], prepared: Sequence[Any], outcomes: Sequence[Outcome]
    ) -> list[RefusedRow]:
        return [
            RefusedRow(row, outcome, self._external_id(row, made))
            for row, made, outcome in zip(batch, prepared, outcomes, strict=True)
            if isinstance(outcome, BadRow)
        ]

    def _external_id(self, row: AnyRow, made: Any) -> str:
        if not isinstance(made, BadRow):
            return self.lander.external_id_of(made)
        return _id_in(row.value) if isinstance(row, Row) else ""


def tally_of(file_import: FileImport) -> Tally:
    """What the import has counted so far."""
    return Tally(
        imported=file_import.imported,
        unchanged=file_import.unchanged,
        revised=file_import.revised,
        quarantined=file_import.quarantined,
        reasons=file_import.reasons,
    )


def _hold(file_import: FileImport) -> Tally:
    """Lock the import's row. Raises Overtaken if it is not where this process left it."""
    stored = FileImport.objects.select_for_update().get(pk=file_import.pk)
    if stored.status != ImportStatus.RUNNING or tally_of(stored).rows != tally_of(file_import).rows:
        raise Overtaken(f"The import of {file_import.file_name} was ended or taken over by another process.")
    return tally_of(stored)


def _id_in(value: dict[str, Any]) -> str:
    """The id of a row that its format refused, where it has one at all."""
    given = value.get("id")
    if isinstance(given, str | int) and not isinstance(given, bool):
        return str(given) if len(str(given)) <= LONGEST_ID else ""
    try:
        return record_id(value) or ""
    except BadRow:
        return ""
