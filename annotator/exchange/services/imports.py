"""The life of an import: asked for, run, ended. Commands run it at once, uploads through a worker."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import OperationalError, transaction

from annotator.exchange.formats.contract import Kind, ReadContext
from annotator.exchange.import_options import CannotImport, ImportOptions
from annotator.exchange.models import FileImport, ImportKind, ImportStatus
from annotator.exchange.services.images import opened_images, shelf_of
from annotator.exchange.services.landers import Reading, check_source, lander_for
from annotator.exchange.services.landing import Clock, Landing, Overtaken, Tell, tally_of
from annotator.exchange.services.recognition import format_to_read, settle_format
from annotator.journal.services import Actor, record
from annotator.projects.models import Project

logger = logging.getLogger(__name__)

_KINDS: Final[dict[Kind, ImportKind]] = {
    "trajectories": ImportKind.TRAJECTORIES,
    "rewards": ImportKind.REWARDS,
    "annotations": ImportKind.ANNOTATIONS,
}


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that can be read: where it lies, what the person calls it, and the format that its rows have."""

    path: Path
    name: str
    format_name: str
    options: ImportOptions


def check_file(*, project: Project, path: Path, name: str, options: ImportOptions) -> CheckedFile:
    """Find out whatever can be known before the first row is landed, so that of several files none is landed if one
    cannot be. Raises CannotImport."""
    check_source(project=project, name=name, options=options)
    return CheckedFile(path, name, settle_format(path, name=name, options=options), options)


def open_import(
    *,
    project: Project,
    file: CheckedFile,
    dry_run: bool,
    at: datetime,
    requested_by: Any = None,
    stored_as: str = "",
) -> FileImport:
    """The import's row. With `stored_as` it waits for a worker; without, whoever opens it runs it."""
    return FileImport.objects.create(
        project=project,
        kind=_KINDS[file.options.kind],
        file_name=file.name,
        stored_as=stored_as,
        file_bytes=file.path.stat().st_size,
        format=file.format_name,
        options=file.options.as_json(),
        dry_run=dry_run,
        status=ImportStatus.QUEUED if stored_as else ImportStatus.RUNNING,
        requested_by=requested_by,
        created_at=at,
        updated_at=at,
    )


def land_file(
    *, file_import: FileImport, path: Path, actor: Actor, clock: Clock, tell: Tell, images: Path | None = None
) -> None:
    """Run a RUNNING import to its end, or on from where an earlier run of it was killed. `images` is the folder or the
    .zip in which images lie that the file names.

    What goes wrong is written down before it goes on to the caller. Raises CannotImport and Overtaken.
    """
    try:
        with opened_images(images) as named:
            landing = _landing(file_import, path, clock, tell)
            replace(landing, shelf=shelf_of(file_import, named, clock)).run(path)
    except (Overtaken, OperationalError):
        raise  # somebody else goes on with it, or somebody will when the database is back
    except (CannotImport, OSError) as error:
        message = str(error) if isinstance(error, CannotImport) else f"The file cannot be read: {error.strerror}."
        fail_import(file_import=file_import, error=message, at=clock())
        raise CannotImport("failed", message) from error
    except Exception:
        logger.exception("import %s failed", file_import.pk)
        fail_import(file_import=file_import, error="A fault of Assay's own ended it; see the server's log.", at=clock())
        raise
    _finish(file_import, actor=actor, at=clock())


def fail_import(*, file_import: FileImport, error: str, at: datetime) -> None:
    """What landed stays; the sentence says why the rest did not."""
    FileImport.objects.filter(pk=file_import.pk).update(
        status=ImportStatus.FAILED, error=error, updated_at=at, finished_at=at
    )
    file_import.refresh_from_db()


def _landing(file_import: FileImport, path: Path, clock: Clock, tell: Tell) -> Landing:
    kind = next(kind for kind, stored in _KINDS.items() if stored == file_import.kind)
    options = ImportOptions.from_json(file_import.options, kind=kind, format_name=file_import.format)
    reading = Reading(
        file_import=file_import,
        options=options,
        path=path,
        format=format_to_read(file_import.format),
        context=ReadContext(field_map=options.field_map),
    )
    return Landing(
        file_import=file_import,
        lander=lander_for(reading),
        format=reading.format,
        context=reading.context,
        clock=clock,
        tell=tell,
    )


def _finish(file_import: FileImport, *, actor: Actor, at: datetime) -> None:
    with transaction.atomic():
        FileImport.objects.filter(pk=file_import.pk).update(
            status=ImportStatus.FINISHED, bytes_read=file_import.file_bytes, updated_at=at, finished_at=at
        )
        if not file_import.dry_run:
            record(
                actor=actor,
                event="file.imported",
                subject="import",
                subject_id=file_import.pk,
                project_id=file_import.project_id,
                happened_at=at,
                details={"file": file_import.file_name, "kind": file_import.kind, **tally_of(file_import).as_json()},
            )
    file_import.refresh_from_db()
