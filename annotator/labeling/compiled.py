"""A query that is built once and run often.

Django takes longer to build a condition of a dozen nested EXISTS than PostgreSQL to answer it, and builds it anew for
every request. So it is built once with stand-ins, and each run puts its own values in their places.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value goes that is known only when the statement runs."""

    name: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL, and what goes into each of its places: a constant, or the value of that name."""

    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, query: "QuerySet[Any, Any]", *, stand_ins: Mapping[str, object]) -> Self:
        """The statement of a queryset that was built with these stand-ins, each unlike any constant in it.

        Raises ValueError for a stand-in that is nowhere in the statement: its value would be ignored.
        """
        sql, built = query.query.sql_with_params()
        places = [(value, _Place(name)) for name, value in stand_ins.items()]
        parameters = tuple(next((place for value, place in places if value == one), one) for one in built)
        missing = stand_ins.keys() - {one.name for one in parameters if isinstance(one, _Place)}
        if missing:
            raise ValueError(f"The statement has no place for {sorted(missing)}.")
        return cls(sql=sql, parameters=parameters)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run it with these values. Raises KeyError for one that is missing."""
        bound = [values[one.name] if isinstance(one, _Place) else one for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, bound)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


# No id and no count is ever one of these.
STAND_IN_IDS: Final = (-7_100_000_001, -7_100_000_002, -7_100_000_003)
