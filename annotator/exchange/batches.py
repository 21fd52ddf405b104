"""Rows cut into batches that bound memory and the time that a lock is held."""

from collections.abc import Iterable, Iterator
from typing import Final

from annotator.exchange.sniffing import AnyRow

MOST_ROWS: Final = 1000
MOST_BYTES: Final = 8 * 1024 * 1024


def batches_of(rows: Iterable[AnyRow]) -> Iterator[list[AnyRow]]:
    """Batches of at most a thousand rows and 8 MB, in order, none empty. A row that is longer is a batch of its own."""
    batch: list[AnyRow] = []
    held = 0
    for row in rows:
        if batch and (len(batch) >= MOST_ROWS or held + len(row.raw) > MOST_BYTES):
            yield batch
            batch, held = [], 0
        batch.append(row)
        held += len(row.raw)
    if batch:
        yield batch
