"""Files that come over the network: stored privately, run by a worker, led on when the worker is killed."""

import logging
import os
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from annotator.exchange.import_options import CannotImport, ImportOptions
from annotator.exchange.models import FileImport, ImportStatus
from annotator.exchange.services.images import opened_images
from annotator.exchange.services.imports import check_file, fail_import, land_file, open_import
from annotator.exchange.services.landing import Clock, Overtaken
from annotator.journal.services import WORKER, Actor
from annotator.projects.models import Project
from annotator.scoring.broker import BrokerAway, connected

logger = logging.getLogger(__name__)

RUN_IMPORT: Final = "annotator.run_import"
_QUEUE: Final = "cpu"
# What the name of an upload's .zip of images has more than that of the upload.
_IMAGES: Final = ".images"

# A batch takes well under a second, and every batch renews it.
LEASE: Final = timedelta(minutes=5)
# A message that nobody took after this long is sent again; twice is once.
SENT_AGAIN_AFTER: Final = timedelta(minutes=1)
# Commands run by themselves, and a laptop may sleep.
COMMAND_LEASE: Final = timedelta(minutes=30)
GIVEN_UP_AFTER: Final = timedelta(days=1)

_UNFINISHED: Final = (ImportStatus.QUEUED, ImportStatus.RUNNING)


class CannotCancel(Exception):
    """The import has begun, so it is part of the record."""


def request_import(
    *,
    project: Project,
    name: str,
    chunks: Iterable[bytes],
    options: ImportOptions,
    dry_run: bool,
    requested_by: Any,
    at: datetime,
    images: Iterable[bytes] | None = None,
) -> FileImport:
    """Store an upload, with the .zip of its images where it has one, and leave it to a worker. Raises CannotImport, and
    then nothing is stored."""
    path = _store(chunks)
    try:
        if images is not None:
            _store_images(images, path)
        file = check_file(project=project, path=path, name=name, options=options)
        with transaction.atomic():
            file_import = open_import(
                project=project, file=file, dry_run=dry_run, at=at, requested_by=requested_by, stored_as=path.name
            )
            transaction.on_commit(partial(send_imports, [file_import.pk]))
    except BaseException:
        _remove(path.name)
        raise
    return file_import


def cancel_import(file_import: FileImport) -> None:
    """Take back an import that no worker has begun. Raises CannotCancel."""
    with transaction.atomic():
        waiting = FileImport.objects.filter(pk=file_import.pk, status=ImportStatus.QUEUED)
        if not waiting.delete()[0]:
            raise CannotCancel("This import has begun. Rows that landed stay, and so does the record of it.")
        transaction.on_commit(partial(_remove, file_import.stored_as))


def run_import(*, import_id: int, clock: Clock) -> None:
    """Run an import that waits, or one whose worker went silent. Whoever comes second does nothing."""
    now = clock()
    free = Q(status=ImportStatus.QUEUED) | Q(status=ImportStatus.RUNNING, updated_at__lt=now - LEASE)
    mine = FileImport.objects.filter(free, pk=import_id).exclude(stored_as="")
    if not mine.update(status=ImportStatus.RUNNING, updated_at=now):
        return
    file_import = FileImport.objects.select_related("project", "requested_by").get(pk=import_id)
    try:
        land_file(
            file_import=file_import,
            path=_folder() / file_import.stored_as,
            images=_images_of(file_import.stored_as),
            actor=_actor(file_import),
            clock=clock,
            tell=_say_nothing,
        )
    except Overtaken as overtaken:
        logger.info("%s", overtaken)
        return
    except CannotImport as refusal:
        logger.info("import %s: %s", import_id, refusal)
    finally:
        _clean_up(import_id)


def sweep_imports(*, now: datetime) -> None:
    """Lead on what waits too long, end what cannot be led on, and remove what nobody will read."""
    unfinished = FileImport.objects.filter(status__in=_UNFINISHED)
    uploads = unfinished.exclude(stored_as="")
    for lost in uploads.filter(created_at__lt=now - GIVEN_UP_AFTER, updated_at__lt=now - LEASE):
        fail_import(file_import=lost, error="No worker could finish it within a day. What landed stays.", at=now)
        _clean_up(lost.pk)
    for lost in unfinished.filter(stored_as="", updated_at__lt=now - COMMAND_LEASE):
        fail_import(file_import=lost, error="The command ended before the file did. What landed stays.", at=now)
    waiting = Q(status=ImportStatus.QUEUED, updated_at__lt=now - SENT_AGAIN_AFTER)
    silent = Q(status=ImportStatus.RUNNING, updated_at__lt=now - LEASE)
    send_imports(list(uploads.filter(waiting | silent).order_by("pk").values_list("pk", flat=True)))
    _remove_orphans(now)


def send_imports(import_ids: list[int]) -> None:
    """Tell the workers. While the broker is away the imports wait, and the sweeper tells them later."""
    if not import_ids:
        return
    try:
        with connected() as broker:
            for import_id in import_ids:
                broker.send(RUN_IMPORT, queue=_QUEUE, import_id=import_id)
    except BrokerAway as away:
        logger.warning("%s Imports wait for the next sweep: %s.", away, import_ids)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def _store(chunks: Iterable[bytes], *, name: str = "") -> Path:
    """Uploads hold labels: nobody but the server's own account may read them."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / (name or secrets.token_hex(16))
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                file.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _clean_up(import_id: int) -> None:
    """Once an import is over its upload goes; one that a dying worker leaves behind is kept for the next."""
    ended = FileImport.objects.filter(pk=import_id).exclude(status__in=_UNFINISHED).first()
    if ended is not None and ended.stored_as:
        _remove(ended.stored_as)
        FileImport.objects.filter(pk=import_id).update(stored_as="")


def _store_images(chunks: Iterable[bytes], file: Path) -> None:
    """Beside the file, and opened once: a .zip that cannot be read is refused while its sender is there."""
    with opened_images(_store(chunks, name=file.name + _IMAGES)):
        pass


def _images_of(stored_as: str) -> Path | None:
    path = _folder() / (stored_as + _IMAGES)
    return path if path.is_file() else None


def _remove(stored_as: str) -> None:
    for name in (stored_as, stored_as + _IMAGES):
        (_folder() / name).unlink(missing_ok=True)


def _remove_orphans(now: datetime) -> None:
    """Uploads whose request died between storing the file and writing the row."""
    if not _folder().is_dir():
        return
    known = set(FileImport.objects.filter(status__in=_UNFINISHED).values_list("stored_as", flat=True))
    oldest = (now - GIVEN_UP_AFTER).timestamp()
    for path in _folder().iterdir():
        if path.name.removesuffix(_IMAGES) not in known and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _actor(file_import: FileImport) -> Actor:
    user: Any = file_import.requested_by
    return WORKER if user is None else Actor(name=user.get_username(), user_id=user.pk)


def _say_nothing(file_import: FileImport) -> None:
    """The page asks for the row."""
