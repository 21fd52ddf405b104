"""Images on their way into the project: found beside the file, checked, and stored once each."""

from contextlib import AbstractContextManager
from pathlib import Path

from annotator.exchange.image_files import CheckedImage
from annotator.exchange.image_rows import ImageShelf
from annotator.exchange.image_sources import BadImages, NamedImages, open_images
from annotator.exchange.import_options import CannotImport
from annotator.exchange.models import FileImport, ImportKind
from annotator.exchange.services.landing import Clock
from annotator.trajectories.models import StoredImage


def opened_images(place: Path | None) -> AbstractContextManager[NamedImages]:
    """The folder or .zip that came with a file. Raises CannotImport."""
    try:
        return open_images(place)
    except BadImages as bad:
        raise CannotImport("bad_images", str(bad)) from bad


def shelf_of(file_import: FileImport, named: NamedImages, clock: Clock) -> ImageShelf | None:
    """What takes the images out of the rows of an import; only trajectories show any.

    An image is stored as soon as it was found good and not with its row, so that a batch never holds the images of a
    thousand rows. One whose row is quarantined for something else waits there for the next try.
    """
    if file_import.kind != ImportKind.TRAJECTORIES:
        return None
    seen: set[str] = set()

    def keep(image: CheckedImage) -> None:
        if image.sha not in seen and not file_import.dry_run:
            store_image(file_import.project_id, image, clock)
        seen.add(image.sha)

    return ImageShelf(named, keep)


def store_image(project_id: int, image: CheckedImage, clock: Clock) -> None:
    """Store it unless the project has it, whoever stores it at the same moment."""
    digest = bytes.fromhex(image.sha)
    if StoredImage.objects.filter(project=project_id, sha256=digest).exists():
        return
    row = StoredImage(
        project_id=project_id,
        sha256=digest,
        kind=image.kind,
        width=image.width,
        height=image.height,
        data=image.data,
        stored_at=clock(),
    )
    StoredImage.objects.bulk_create([row], ignore_conflicts=True)
