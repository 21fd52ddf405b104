"""Bulk writing: ids first, then whole tables' worth of lines through COPY."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import connection, models

_BLOCK_BYTES: Final = 256 * 1024


def reserve_ids(model: type[models.Model], count: int, *, with_gaps: bool = False) -> list[int]:
    """Fresh ids of a table, so that rows of several tables can point at each other before any is written.

    `with_gaps` leaves a fifth of them unused, at random places: a row that is made later can then stand among the
    others, and its id does not say that it came later (`quality` makes trajectories that must not be told apart).
    """
    drawn = count + (count + 3) // 4 if with_gaps else count
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS id FROM generate_series(1, %s)) AS new"
            " ORDER BY CASE WHEN %s THEN random() ELSE id END LIMIT %s",
            [model._meta.db_table, drawn, with_gaps, count],  # noqa: SLF001 - the documented way to a model's table
        )
        return sorted(row[0] for row in cursor.fetchall())


def copy_rows(model: type[models.Model], columns: Sequence[str], lines: Iterable[bytes]) -> None:
    """Write lines made by `copy_text.row`, their fields in the order of `columns`."""
    blocks = _blocks(lines)
    first = next(blocks, None)
    if first is None:
        return
    table, names = model._meta.db_table, ", ".join(columns)  # noqa: SLF001
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        copy.write(first)
        for block in blocks:
            copy.write(block)


def _blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines together up to some size: neither a call per line nor all of them at once."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _BLOCK_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
