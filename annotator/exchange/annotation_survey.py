"""A first look through a file of annotations: whose they are, and which row of a trajectory is its last word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from annotator.exchange.formats.contract import Format, ReadContext
from annotator.exchange.records import AnnotationRecord, BadRow
from annotator.exchange.rows import Row
from annotator.exchange.sniffing import AnyRow


@dataclass(slots=True)
class AnnotationSurvey:
    """Files of annotations are append-only: the row saved last holds, and the later one where no time says more."""

    annotators: set[str] = field(default_factory=set)
    _last: dict[int, tuple[datetime | None, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[AnyRow], *, format: Format | None, context: ReadContext) -> "AnnotationSurvey":  # noqa: A002
        """Reads the whole file; rows that cannot be read are for the second reading to refuse."""
        survey = cls()
        for line, record in _records(rows, format, context):
            survey.add(record, line=line)
        return survey

    def add(self, record: AnnotationRecord, *, line: int) -> None:
        """One more row, in the order of the file."""
        if record.annotator is not None:
            self.annotators.add(record.annotator)
        key = _key(record)
        known = self._last.get(key)
        if known is None or _is_not_before(record.updated_at, known[0]):
            self._last[key] = record.updated_at, line

    def is_superseded(self, record: AnnotationRecord, *, line: int) -> bool:
        """Whether another row has the last word on this trajectory by this annotator."""
        known = self._last.get(_key(record))
        return known is not None and known[1] != line


def _records(
    rows: Iterable[AnyRow], chosen: Format | None, context: ReadContext
) -> Iterator[tuple[int, AnnotationRecord]]:
    for row in rows:
        if not isinstance(row, Row) or chosen is None:
            continue
        try:
            record: Any = chosen.read(row.value, context)
        except BadRow:
            continue
        yield row.line, record


def _key(record: AnnotationRecord) -> int:
    return hash((record.source, record.external_id, record.annotator))


def _is_not_before(moment: datetime | None, other: datetime | None) -> bool:
    return moment is None or other is None or moment >= other
