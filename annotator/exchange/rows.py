"""Numbered rows of a file, one at a time, in bounded memory; what cannot be read comes too, with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from annotator.exchange.byte_stream import ByteStream
from annotator.exchange.json_documents import split_documents
from annotator.exchange.json_lines import split_lines, unsplit
from annotator.exchange.json_refusals import Unreadable
from annotator.exchange.json_values import is_json, read_object
from annotator.exchange.parquet_rows import parquet_pieces
from annotator.exchange.pieces import Piece

# No trajectory of that length can be read by a person, and jsonb, hashes and reader hold each row several times.
LONGEST_ROW: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One JSON object of a file.

    `line` counts from 1: lines of a `.jsonl`, records of a `.json` or Parquet file. `raw` are the bytes it was read
    from (for Parquet a JSON rendering); they are shared, not copied, so a batch of rows is bounded by their sum.
    """

    file: str
    line: int
    value: dict[str, Any]
    raw: bytes


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row (or the rest of a file) that could not be read: where, why, and the first 64 kB of it.

    `raw_bytes_total` is its full length and `digest` the SHA-256 of all of it, so that the same row is recognised
    when the file comes again.
    """

    file: str
    line: int
    code: str
    message: str
    raw: bytes
    raw_bytes_total: int
    digest: bytes


class RowReader:
    """Iterates over the rows of one file, once. Formats are told apart by content, `.json` and `.jsonl` by name.

    `bytes_read` of `bytes_total` (as on disk, so compressed where the file is) is how far it is.
    """

    def __init__(self, path: Path, *, name: str | None = None, longest_row: int = LONGEST_ROW) -> None:
        self.file = name or path.name
        self._longest_row = longest_row
        self._stream = ByteStream(path)
        self.bytes_total = self._stream.total

    @property
    def bytes_read(self) -> int:
        return self._stream.position

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def __iter__(self) -> Iterator[Row | UnreadableRow]:
        return map(self._row_of, self._pieces())

    def _pieces(self) -> Iterator[Piece]:
        if self._stream.is_parquet:
            return parquet_pieces(self._stream, longest=self._longest_row)
        if (fault := self._stream.foreign()) is not None:
            return unsplit(self._stream.chunks(), fault, longest=self._longest_row)
        split = split_lines if self._has_a_row_per_line() else split_documents
        return split(self._stream.chunks(), longest=self._longest_row)

    def _has_a_row_per_line(self) -> bool:
        """An array has no lines worth counting, and an object in a `.json` may span many. Many a `.json` is lines,
        though, and then a broken one should spoil no other; and a line of a `.jsonl` may by mistake be a list."""
        first_line, more_follows = self._stream.first_line()
        is_called_lines = self.file.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))
        if first_line.startswith(b"["):
            return is_called_lines and more_follows and is_json(first_line)
        return is_called_lines or is_json(first_line)

    def _row_of(self, piece: Piece) -> Row | UnreadableRow:
        if piece.fault is not None:
            return self._unreadable(piece, *piece.fault)
        try:
            value = piece.value if piece.value is not None else read_object(piece.raw)
        except Unreadable as refusal:
            return self._unreadable(piece, refusal.code, str(refusal))
        return Row(self.file, piece.number, value, piece.raw)

    def _unreadable(self, piece: Piece, code: str, message: str) -> UnreadableRow:
        return UnreadableRow(self.file, piece.number, code, message, piece.head, piece.total, piece.digest)


def read_rows(path: Path, *, name: str | None = None, longest_row: int = LONGEST_ROW) -> RowReader:
    """The rows of a `.jsonl`, `.json` (array, one object, or several), Parquet file, or any of them gzipped.

    `name` is what the person called the file, where the path is a temporary one. Nothing about the content raises;
    a file that cannot be opened raises OSError.
    """
    return RowReader(path, name=name, longest_row=longest_row)
