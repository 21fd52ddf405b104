"""Which rows of a file came before: the same id twice is the same row again, or two rows that cannot both be right."""

from typing import Final

from annotator.exchange.records import BadRow

_MARK_BITS: Final = 48
_MARK: Final = (1 << _MARK_BITS) - 1


class SeenRows:
    """Remembers the rows that were taken, at about 150 bytes each: a million rows are 150 MB.

    Keys are kept as 64-bit hashes: of five million files with a million rows each, one will have two that meet.
    """

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}

    def came_before(self, key: object, content: object, *, line: int) -> bool:
        """Whether an earlier row said exactly this. Raises BadRow where one says something else under this key."""
        known = self._rows.get(hash(key))
        if known is None:
            return False
        earlier = known >> _MARK_BITS
        if earlier == line:
            return False  # the same batch, tried again
        if known & _MARK != hash(content) & _MARK:
            raise BadRow("duplicate_id", f"Line {earlier} has the same id and says something else.")
        return True

    def add(self, key: object, content: object, *, line: int) -> None:
        """A row was taken."""
        self._rows.setdefault(hash(key), line << _MARK_BITS | hash(content) & _MARK)
