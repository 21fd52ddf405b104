"""Files made of bytes, and the rows that are read from them."""

from pathlib import Path

from annotator.exchange.rows import Row, UnreadableRow, read_rows


def rows_of(
    folder: Path, name: str, content: bytes, *, longest_row: int = 16 * 1024 * 1024
) -> list[Row | UnreadableRow]:
    path = folder / name
    path.write_bytes(content)
    with read_rows(path, longest_row=longest_row) as rows:
        return list(rows)


def told(rows: list[Row | UnreadableRow]) -> list[tuple[int, object]]:
    """Line and value of a readable row, line and code of any other."""
    return [(row.line, row.value if isinstance(row, Row) else row.code) for row in rows]
