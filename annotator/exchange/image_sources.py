"""Where images lie that a file names: a folder, or a .zip that came with it. Nothing outside of it can be named."""

import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Final, Protocol, Self

from annotator.exchange.image_files import MOST_BYTES

# A central directory is held in memory.
MOST_ENTRIES: Final = 200_000


class BadImages(Exception):
    """The images cannot be read at all; the message says why."""


class NamedImages(Protocol):
    """Images by name. `read` gives at most one byte more than an image may have; None for a name that is not there."""

    def read(self, name: str) -> bytes | None: ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class _Closing:
    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class NoImages(_Closing):
    """A file that came alone."""

    def read(self, name: str) -> bytes | None:  # noqa: ARG002 - nothing has any name
        """None, always."""
        return None


class FolderImages(_Closing):
    """Files below a folder; a link that leads out of it leads nowhere."""

    def __init__(self, folder: Path) -> None:
        self._root = folder.resolve()

    def read(self, name: str) -> bytes | None:
        """By its path below the folder, else by its last part."""
        parts = _parts(name)
        for candidate in (parts, parts[-1:]):
            path = self._root.joinpath(*candidate).resolve()
            if candidate and path.is_relative_to(self._root) and path.is_file():
                with path.open("rb") as file:
                    return file.read(MOST_BYTES + 1)
        return None


class ZipImages(_Closing):
    """Entries of a .zip, read one by one and never unpacked to the disk."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise BadImages("The images must come as a .zip, and this is none that can be read.") from error
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        if len(entries) > MOST_ENTRIES:
            self._zip.close()
            raise BadImages(f"The .zip has {len(entries):,} entries; at most {MOST_ENTRIES:,} are read.")
        named = [(_parts(entry.filename), entry) for entry in entries]
        self._by_path = {parts: entry for parts, entry in named if parts}
        times = Counter(parts[-1] for parts in self._by_path)
        # Where two folders hold a file of that name it says nothing.
        self._by_name = {parts[-1]: entry for parts, entry in self._by_path.items() if times[parts[-1]] == 1}

    def read(self, name: str) -> bytes | None:
        """By its path in the .zip, else by its last part where only one entry has it."""
        parts = _parts(name)
        if not parts or (entry := self._by_path.get(parts) or self._by_name.get(parts[-1])) is None:
            return None
        try:
            with self._zip.open(entry) as file:
                # What an entry says about its own length is a claim.
                return file.read(MOST_BYTES + 1)
        except Exception:  # noqa: BLE001
            # Encrypted, damaged or packed in a way that Python cannot unpack: its bytes are no image.
            return b""

    def close(self) -> None:
        """Close the file."""
        self._zip.close()


def open_images(place: Path | None) -> NamedImages:
    """A folder or a .zip. Raises BadImages."""
    if place is None:
        return NoImages()
    if place.is_dir():
        return FolderImages(place)
    if not place.is_file():
        raise BadImages(f"There is no folder and no .zip {place}.")
    return ZipImages(place)


def _parts(name: str) -> tuple[str, ...]:
    """The parts of a name; none at all where it points upwards."""
    if "\x00" in name:
        return ()
    parts = PurePosixPath(name.replace("\\", "/").removeprefix("file://")).parts
    found = tuple(part for part in parts if part not in {"/", "."})
    return () if ".." in found or any(len(part.encode()) > 255 for part in found) else found
