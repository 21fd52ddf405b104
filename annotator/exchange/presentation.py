"""Shaping imports, quarantined rows and previews for an answer; serializers.py declares the same shapes."""

import base64
from typing import Any, Final

from annotator.exchange.export_queries import LabelAuthor
from annotator.exchange.formats.contract import Format
from annotator.exchange.formats.registry import export_formats
from annotator.exchange.models import FileImport
from annotator.exchange.quarantine_queries import ShownRow
from annotator.exchange.services.exports import ExportPreview
from annotator.exchange.services.landing import tally_of

# A page shows how a row begins; the download has all that is kept of it.
SHOWN_CHARACTERS: Final = 4_000


def file_import(row: FileImport) -> dict[str, Any]:
    """An import: what was asked, how far it is, and what came of it."""
    user: Any = row.requested_by
    return {
        "id": row.pk,
        "kind": row.kind.lower(),
        "file_name": row.file_name,
        "format": row.format,
        "options": row.options,
        "dry_run": row.dry_run,
        "status": row.status,
        "file_bytes": row.file_bytes,
        "bytes_read": row.bytes_read,
        **tally_of(row).as_json(),
        "error": row.error,
        "requested_by": None if user is None else user.get_username(),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "finished_at": row.finished_at,
    }


def quarantined_row(shown: ShownRow) -> dict[str, Any]:
    """One row for a page: bytes that are no text are shown as such, never run, never hidden."""
    row = shown.row
    place = {"id": row.pk, "file_name": row.file_name, "line": row.line, "code": row.code}
    if shown.is_withheld:
        return {
            **place,
            "reason": "",
            "external_id": "",
            "raw": "",
            "raw_bytes": 0,
            "is_cut": False,
            "is_withheld": True,
        }
    text = _text(row.raw)
    return {
        **place,
        "reason": row.reason,
        "external_id": row.external_id,
        "raw": text[:SHOWN_CHARACTERS],
        "raw_bytes": row.raw_bytes,
        "is_cut": len(row.raw) < row.raw_bytes or len(text) > SHOWN_CHARACTERS,
        "is_withheld": False,
    }


def downloaded_row(shown: ShownRow) -> dict[str, Any]:
    """One row for a file. `raw` is exact, or null where it is no text: then `raw_base64` is."""
    row = shown.row
    place = {"file": row.file_name, "line": row.line, "code": row.code}
    if shown.is_withheld:  # not even its length: a label has one character or two
        return {**place, "withheld": True}
    kept = bytes(row.raw)
    try:
        raw, encoded = kept.decode(), None
    except UnicodeDecodeError:
        raw, encoded = None, base64.b64encode(kept).decode()
    said = {"id": row.external_id, "reason": row.reason, "raw_bytes": row.raw_bytes}
    return {**place, **said, "raw": raw, "raw_base64": encoded}


def preview(
    chosen: Format, found: ExportPreview | None, authors: list[LabelAuthor], author: LabelAuthor | None
) -> dict[str, Any]:
    """What an export would come to; without counts where it must first be said whose labels are meant."""
    counted = None
    if found is not None:
        beside = {"hidden": found.hidden, "notes": dict(found.notes), "proposals": found.proposals}
        counted = {**found.tally.as_json(), **beside}
    return {
        "format": chosen.name,
        "counts": counted,
        "annotator": None if author is None else _qualified(author),
        "annotators": [_author(one) for one in authors],
        "formats": [{"name": made.name, "description": made.description} for made in export_formats()],
    }


def _author(author: LabelAuthor) -> dict[str, Any]:
    return {
        "annotator": _qualified(author),
        "name": author.name,
        "kind": author.kind,
        "trajectory_count": author.trajectory_count,
    }


def _qualified(author: LabelAuthor) -> str:
    return f"{author.kind.lower()}:{author.name}"


def _text(raw: bytes | memoryview) -> str:
    return bytes(raw[: 4 * SHOWN_CHARACTERS]).decode(errors="replace")
