"""A statement that PostgreSQL plans once per connection.

To plan a statement as long as a claim's takes PostgreSQL several times as long as to run it. So a connection that is
kept prepares it the first time and executes it from then on. A connection that is opened for one request, or comes from
a pooler that hands out another server with each transaction (ASSAY_DATABASE_POOL is 0 then), is sent the whole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import connection

# What each connection knows already, as long as it lives: names are prepared for the session, not the transaction.
_PREPARED: Final[WeakKeyDictionary[Any, set[str]]] = WeakKeyDictionary()
_PLACE: Final = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Prepared:
    """`sql` has named places, `types` their SQL types in the order of the prepared statement's arguments.

    `first` is a statement that is sent before it in the same round trip and the same transaction. In READ COMMITTED the
    second sees what was committed while the first waited.
    """

    name: str
    sql: str
    types: Mapping[str, str]
    first: str = ""

    def row(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row of its answer, or None. Raises what the statement does."""
        with connection.cursor() as cursor:
            self._execute(cursor, values)
            found: tuple[Any, ...] | None = cursor.fetchone()
        return found

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows of its answer. Raises what the statement does."""
        with connection.cursor() as cursor:
            self._execute(cursor, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def _execute(self, cursor: Any, values: Mapping[str, Any]) -> None:
        if _keeps_connections():
            self._prepare(cursor)
            statement = self._execution()
        else:
            statement = self.sql
        cursor.execute(f"{self.first}; {statement}" if self.first else statement, values)
        if self.first:
            cursor.nextset()

    def _prepare(self, cursor: Any) -> None:
        known = _PREPARED.setdefault(connection.connection, set())
        if self.name not in known:
            cursor.execute(self._preparation())
            known.add(self.name)

    def _preparation(self) -> str:
        number = {name: f"${place}" for place, name in enumerate(self.types, 1)}
        # It is sent without values, so nothing else makes one of a percent sign that stands doubled beside places.
        sql = _PLACE.sub(lambda place: number[place[1]], self.sql).replace("%%", "%")
        return f"PREPARE {self.name} ({', '.join(self.types.values())}) AS {sql}"

    def _execution(self) -> str:
        return f"EXECUTE {self.name} ({', '.join(f'%({name})s' for name in self.types)})"


def _keeps_connections() -> bool:
    return "pool" in connection.settings_dict["OPTIONS"]
