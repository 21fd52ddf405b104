"""Queries and conditions that are built once and asked often.

Django takes longer to build a condition of a dozen nested EXISTS than PostgreSQL to answer it, and builds it anew for
every request. So it is built once with stand-ins, and each run puts its own values in their places.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Generic, Self, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, Func, Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import get_related_populators

from annotator.labeling.prepared import Prepared

M = TypeVar("M", bound=Model)

# No id, no count and no time is ever one of these.
STAND_IN_IDS: Final = (-7_100_000_001, -7_100_000_002, -7_100_000_003, -7_100_000_004)
STAND_IN_TIME: Final = datetime(1, 1, 1, tzinfo=UTC)


def any_of(ids: Sequence[int]) -> RawSQL:
    """What `__in` asks for, as one value and not as one per id: then the statement is the same for any number of them.
    As a stand-in it is the list of ids, whose type is `bigint[]`."""
    return RawSQL("SELECT unnest(%s::bigint[])", (list(ids),))


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
        return cls.of_sql(*query.query.sql_with_params(), stand_ins=stand_ins)

    @classmethod
    def of_sql(cls, sql: str, built: Sequence[Any], *, stand_ins: Mapping[str, object]) -> Self:
        """The same of SQL that Django has written, with the parameters that it wants. Raises ValueError."""
        places = [(value, _Place(name)) for name, value in stand_ins.items()]
        parameters = tuple(next((place for value, place in places if value == one), one) for one in built)
        missing = stand_ins.keys() - {one.name for one in parameters if isinstance(one, _Place)}
        if missing:
            raise ValueError(f"The statement has no place for {sorted(missing)}.")
        return cls(sql=sql, parameters=parameters)

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """What the SQL wants in its places, in order. Raises KeyError for a value that is missing."""
        return [values[one.name] if isinstance(one, _Place) else one for one in self.parameters]

    def prepared(self, *, name: str, types: Mapping[str, str]) -> Prepared:
        """The same as a statement that PostgreSQL plans once per connection, with its constants written into it."""
        with connection.cursor() as cursor:
            written = [
                f"%({one.name})s::{types[one.name]}"
                if isinstance(one, _Place)
                else str(cursor.mogrify("%s", [one])).replace("%", "%%")
                for one in self.parameters
            ]
        return Prepared(name=name, sql=self.sql % tuple(written), types=types)


@dataclass(frozen=True, slots=True)
class CompiledObjects(Generic[M]):
    """The same of a queryset of objects, with those that `select_related` brings along and what is annotated.

    It does what Django's ModelIterable does with each row, by what a compiler that was asked once says of the columns.
    """

    statement: Prepared
    compiler: Any
    own: slice
    names: tuple[str, ...]
    converters: Mapping[int, Any]
    populators: tuple[Any, ...]

    @classmethod
    def of(
        cls, query: "QuerySet[M, M]", *, stand_ins: Mapping[str, object], name: str, types: Mapping[str, str]
    ) -> Self:
        """As Compiled.of, prepared; one that locks rows has to be built inside a transaction."""
        compiler: Any = query.query.get_compiler(DEFAULT_DB_ALIAS)
        compiled = Compiled.of_sql(*compiler.as_sql(), stand_ins=stand_ins)
        places = compiler.klass_info["select_fields"]
        own = slice(places[0], places[-1] + 1)
        return cls(
            statement=compiled.prepared(name=name, types=types),
            compiler=compiler,
            own=own,
            names=tuple(column.target.attname for column, *_ in compiler.select[own]),
            converters=compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]]),
            # The types of a later Django ask for one more argument.
            populators=tuple(get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)),  # type: ignore[call-arg]
        )

    def objects(self, **values: Any) -> list[M]:
        """Run it with these values."""
        return [
            self._object(row) for row in self.compiler.apply_converters(self.statement.rows(values), self.converters)
        ]

    def _object(self, row: Sequence[Any]) -> M:
        one: M = self.compiler.klass_info["model"].from_db(DEFAULT_DB_ALIAS, self.names, row[self.own])
        for populator in self.populators:
            populator.populate(row, one)
        vars(one).update({name: row[place] for name, place in self.compiler.annotation_col_map.items()})
        return one


# What Django calls the tables of a nested query, in each query anew.
_ALIAS: Final = re.compile(r"\b[T-Z]\d+\b")


@dataclass(frozen=True, slots=True)
class CompiledCondition:
    """A condition on the rows of one table, for any query whose rows lead to one of them.

    PostgreSQL gets to see what it would have been sent if Django had built the condition there, and plans the whole.
    `statement` has the row's columns in braces.
    """

    statement: Compiled
    columns: tuple[str, ...]
    key: str

    @classmethod
    def of(cls, query: "QuerySet[Any, Any]", *, stand_ins: Mapping[str, object]) -> Self:
        """What a queryset of that table alone asks of its rows. Raises ValueError, as Compiled.of does."""
        sql, built = query.query.get_compiler(DEFAULT_DB_ALIAS).compile(query.query.where)
        meta = query.model._meta  # noqa: SLF001 - Django's documented name
        column = re.compile(rf'"{meta.db_table}"\."(\w+)"')
        # The query that it becomes a part of gives its own tables names such as these.
        renamed = _ALIAS.sub(r"of_\g<0>", column.sub(r"{\1}", sql))
        statement = Compiled.of_sql(renamed, built, stand_ins=stand_ins)
        return cls(statement=statement, columns=tuple(dict.fromkeys(column.findall(sql))), key=meta.pk.column)

    def on(self, *, pk: str, prefix: str, **values: Any) -> Q:
        """The condition with these values, where `pk` is the path to the row's key and `prefix` to its other columns.

        Raises KeyError for a value that is missing.
        """
        paths = {name: pk if name == self.key else f"{prefix}{name}" for name in self.columns}
        return Q(_Spliced(self.statement.sql, self.statement.bound(values), paths))


class _Spliced(Func):
    """SQL in the midst of what Django builds: it only writes the names of the columns."""

    output_field = BooleanField()

    def __init__(self, sql: str, bound: Sequence[Any], paths: Mapping[str, str]) -> None:
        super().__init__(*paths.values())
        self.sql, self.bound, self.names = sql, tuple(bound), tuple(paths)

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ARG002
        """Django's hook."""
        written = [compiler.compile(column)[0] for column in self.get_source_expressions()]
        return f"({self.sql.format(**dict(zip(self.names, written, strict=True)))})", self.bound
