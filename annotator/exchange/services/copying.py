"""Bulk writing: ids first, then whole tables' worth of lines through COPY."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import connection, models

_BLOCK_BYTES: Final = 256 * 1024


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Fresh ids of a table, so that rows of several tables can point at each other before any is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],  # noqa: SLF001 - the documented way to a model's table
        )
        return [row[0] for row in cursor.fetchall()]


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
