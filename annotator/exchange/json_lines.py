"""Lines of a file as pieces: numbered from 1, blank ones skipped, over-long ones never held."""

from collections.abc import Iterable, Iterator

from annotator.exchange.byte_stream import DamagedStream
from annotator.exchange.pieces import Fault, Piece, PieceBuilder


def split_lines(chunks: Iterable[bytes], *, longest: int) -> Iterator[Piece]:
    """One piece per line that is not blank. Damage to the file is the last piece."""
    for piece in _lines(chunks, PieceBuilder(longest)):
        if piece.fault is not None or piece.raw.strip():
            yield piece


def unsplit(chunks: Iterable[bytes], fault: Fault, *, longest: int) -> Iterator[Piece]:
    """The whole file as one piece that cannot be read."""
    builder = PieceBuilder(longest)
    try:
        for chunk in chunks:
            builder.add(chunk)
    except DamagedStream as damage:
        fault = damage.fault
    yield builder.finish(1, fault)


def _lines(chunks: Iterable[bytes], builder: PieceBuilder) -> Iterator[Piece]:
    number = 1
    fault = None
    try:
        for chunk in chunks:
            first, *others = chunk.split(b"\n")
            builder.add(first)
            for line in others:
                yield builder.finish(number)
                number += 1
                builder.add(line)
    except DamagedStream as damage:
        fault = damage.fault
    yield builder.finish(number, fault)
