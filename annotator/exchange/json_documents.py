"""Records of JSON text that is not one per line: an array, one object, or several after each other.

The text is cut at brackets without being parsed, so that an array of any size passes in bounded memory.
"""

import re
from collections.abc import Iterable, Iterator

from annotator.exchange.byte_stream import DamagedStream
from annotator.exchange.pieces import Fault, Piece, PieceBuilder

# Possessive, so that no text makes them slow. Between records a comma matters, inside one only brackets do.
_BETWEEN = re.compile(rb'[^"{}\[\],]*+')
_INSIDE = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)

_QUOTE, _BACKSLASH, _COMMA, _OPENING, _CLOSING = b'"', b"\\", b",", b"{[", b"}]"


def split_documents(chunks: Iterable[bytes], *, longest: int) -> Iterator[Piece]:
    """One piece per record, numbered from 1. A file that ends in the middle of one ends with a piece that says so."""
    cutter = _Cutter(longest)
    fault: Fault | None = None
    try:
        for chunk in chunks:
            yield from cutter.cut(chunk)
    except DamagedStream as damage:
        fault = damage.fault
    yield from cutter.finish(fault)


class _Cutter:
    """Cuts chunk after chunk; between chunks it remembers how deep it is, and whether inside a string."""

    def __init__(self, longest: int) -> None:
        self._builder = PieceBuilder(longest)
        self._number = 1
        self._depth = 0
        self._in_array = False
        self._in_string = False
        self._after_backslash = False

    def cut(self, chunk: bytes) -> Iterator[Piece]:
        start = position = 0
        while (position := self._next_mark(chunk, position)) < len(chunk):
            mark = chunk[position : position + 1]
            position += 1
            if mark in _OPENING:
                start = self._open(mark, chunk, start, position)
            elif mark == _COMMA or self._close():
                # An object's bracket belongs to it; the comma or the array's bracket after it does not.
                closes_itself = mark != _COMMA and not self._in_array
                self._builder.add(chunk[start : position if closes_itself else position - 1])
                self._in_array = self._in_array and self._depth > 0
                yield from self._record()
                start = position
        self._builder.add(chunk[start:])

    def finish(self, fault: Fault | None) -> Iterator[Piece]:
        if self._in_array or self._depth or self._in_string:
            fault = fault or ("truncated_json", "The file ends in the middle of this record or before its array ends.")
        yield from self._record(fault)

    def _record(self, fault: Fault | None = None) -> Iterator[Piece]:
        piece = self._builder.finish(self._number, fault)
        if piece.fault is not None or piece.raw.strip():
            yield piece
            self._number += 1

    def _next_mark(self, chunk: bytes, position: int) -> int:
        """Where the next bracket or comma outside a string stands; the chunk's length where there is none."""
        while position < len(chunk):
            if self._in_string:
                position = self._leave_string(chunk, position)
                continue
            skip = _INSIDE if self._depth > self._in_array else _BETWEEN
            position = _end(skip, chunk, position)
            if chunk[position : position + 1] != _QUOTE:
                break
            self._in_string = True
            position += 1
        return position

    def _leave_string(self, chunk: bytes, position: int) -> int:
        position = _end(_STRING, chunk, position + self._after_backslash)
        self._after_backslash = chunk[position : position + 1] == _BACKSLASH
        self._in_string = position >= len(chunk) or self._after_backslash
        return position + 1

    def _open(self, mark: bytes, chunk: bytes, start: int, position: int) -> int:
        """Count a bracket. Returns where the record under way begins: after the bracket, if that opens the array."""
        self._depth += 1
        if mark == b"[" and self._depth == 1 and self._builder.is_blank and not chunk[start : position - 1].strip():
            self._in_array = True
            self._builder.clear()
            return position
        return start

    def _close(self) -> bool:
        """Count a bracket; whether a record ends with it."""
        self._depth = max(self._depth - 1, 0)
        return self._depth == 0


def _end(pattern: re.Pattern[bytes], chunk: bytes, position: int) -> int:
    matched = pattern.match(chunk, position)
    return matched.end() if matched else position
