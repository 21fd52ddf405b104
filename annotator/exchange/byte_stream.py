"""The bytes of a file in bounded chunks, gunzipped on the way, with what is wrong with the file as a whole."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from annotator.exchange.pieces import Fault

CHUNK: Final = 64 * 1024

_BOM: Final = b"\xef\xbb\xbf"
_GZIP: Final = b"\x1f\x8b"
_PARQUET: Final = b"PAR1"

_UTF_8 = "Save the file as UTF-8 and import it again."
_UNPACK = "Unpack it and import what is in it."
# The longer mark first: UTF-32 begins with UTF-16's.
_FOREIGN: Final[tuple[tuple[bytes, Fault], ...]] = (
    (b"\xff\xfe\x00\x00", ("wrong_encoding", f"The file is UTF-32. {_UTF_8}")),
    (b"\x00\x00\xfe\xff", ("wrong_encoding", f"The file is UTF-32. {_UTF_8}")),
    (b"\xff\xfe", ("wrong_encoding", f"The file is UTF-16. {_UTF_8}")),
    (b"\xfe\xff", ("wrong_encoding", f"The file is UTF-16. {_UTF_8}")),
    (b"PK\x03\x04", ("packed_file", f"The file is a zip archive. {_UNPACK}")),
    (b"BZh", ("packed_file", f"The file is packed with bzip2. {_UNPACK}")),
    (b"\xfd7zXZ\x00", ("packed_file", f"The file is packed with xz. {_UNPACK}")),
    (b"\x28\xb5\x2f\xfd", ("packed_file", f"The file is packed with zstd. {_UNPACK}")),
)


class DamagedStream(Exception):
    """The bytes end before the file does. Every byte before the damage has been handed out."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault[1])
        self.fault = fault


class ByteStream:
    """One file, opened. `total` and `position` count bytes on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.total = path.stat().st_size
        self._file: IO[bytes] = path.open("rb")
        self._unpacked: gzip.GzipFile | None = None
        if self._peek_file(2) == _GZIP:
            self._unpacked = gzip.GzipFile(fileobj=self._file)
        self._first: bytes | DamagedStream = self._read_safely()

    @property
    def is_parquet(self) -> bool:
        return self.starts_with(_PARQUET)

    @property
    def is_gzipped(self) -> bool:
        return self._unpacked is not None

    @property
    def position(self) -> int:
        return self.total if self._file.closed else self._file.tell()

    def close(self) -> None:
        if self._unpacked is not None:
            self._unpacked.close()
        self._file.close()

    def starts_with(self, prefix: bytes) -> bool:
        return self._head().startswith(prefix)

    def first_line(self) -> tuple[bytes, bool]:
        """The first line with anything on it (its beginning, where it is longer than a chunk), and whether anything
        follows it in the first chunk."""
        line, _, rest = self._head().partition(b"\n")
        return line, bool(rest.strip())

    def _head(self) -> bytes:
        first = b"" if isinstance(self._first, DamagedStream) else self._first
        return first.removeprefix(_BOM).lstrip()

    def chunks(self) -> Iterator[bytes]:
        """All bytes but a UTF-8 mark, in order. Raises DamagedStream where a gzip file breaks off."""
        chunk = self._raised(self._first)
        yield chunk.removeprefix(_BOM)
        while chunk := self._raised(self._read_safely()):
            yield chunk

    def foreign(self) -> Fault | None:
        """What the file is instead of UTF-8 text, where its first bytes say so."""
        if isinstance(self._first, DamagedStream):
            return None
        for mark, fault in _FOREIGN:
            if self._first.startswith(mark):
                return fault
        if b"\x00" in self._first[:2]:
            return ("wrong_encoding", f"The file is UTF-16 without a byte order mark, or not text. {_UTF_8}")
        return None

    def _peek_file(self, count: int) -> bytes:
        head = self._file.read(count)
        self._file.seek(0)
        return head

    def _read_safely(self) -> bytes | DamagedStream:
        # read1 hands out what is there before it raises; read would lose up to a buffer of good rows.
        try:
            return self._file.read(CHUNK) if self._unpacked is None else self._unpacked.read1(CHUNK)
        except EOFError:
            return DamagedStream(("truncated_gzip", "The gzip file breaks off; the rows before this one were read."))
        except (gzip.BadGzipFile, zlib.error) as error:
            return DamagedStream(("damaged_gzip", f"The gzip file is damaged from here on ({error})."))

    @staticmethod
    def _raised(chunk: bytes | DamagedStream) -> bytes:
        if isinstance(chunk, DamagedStream):
            raise chunk
        return chunk
