"""Keeping the rows that were not taken: each once, however often its file is brought."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from annotator.exchange.models import FileImport, QuarantinedRow
from annotator.exchange.pieces import HEAD
from annotator.exchange.records import BadRow
from annotator.exchange.rows import Row, UnreadableRow

# Rows per statement: the head of one can have 64 kB.
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row, why it was refused, and the id it goes by where that could be read."""

    row: Row | UnreadableRow
    refusal: BadRow
    external_id: str = ""


def quarantine(refused: Sequence[RefusedRow], *, file_import: FileImport, at: datetime) -> None:
    """Store them. A row that stands here from an earlier import of the same file goes over to this one."""
    rows = {made.fingerprint: made for made in (_entry(one, file_import, at) for one in refused)}
    QuarantinedRow.objects.bulk_create(
        rows.values(),
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["project", "fingerprint"],
        update_fields=["file_import", "reason", "external_id"],
    )


def _entry(refused: RefusedRow, file_import: FileImport, at: datetime) -> QuarantinedRow:
    head, total, digest = _bytes_of(refused.row)
    return QuarantinedRow(
        project_id=file_import.project_id,
        file_import=file_import,
        file_name=file_import.file_name,
        line=refused.row.line,
        code=refused.refusal.code,
        reason=str(refused.refusal),
        external_id=refused.external_id,
        raw=head,
        raw_bytes=total,
        fingerprint=_fingerprint(file_import.file_name, refused.row.line, refused.refusal.code, digest),
        created_at=at,
    )


def _bytes_of(row: Row | UnreadableRow) -> tuple[bytes, int, bytes]:
    """The head, the full length, and the digest of all of it."""
    if isinstance(row, UnreadableRow):
        return row.raw, row.raw_bytes_total, row.digest
    return row.raw[:HEAD], len(row.raw), hashlib.sha256(row.raw).digest()


def _fingerprint(file_name: str, line: int, code: str, digest: bytes) -> bytes:
    """What makes a row the same row: its file, its place, what it is and why it was refused."""
    place = f"{file_name}\x00{line}\x00{code}\x00".encode()
    return hashlib.sha256(place + digest).digest()
