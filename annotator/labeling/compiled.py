"""A query that is built once and run often.

Django takes longer to build a condition of a dozen nested EXISTS than PostgreSQL to answer it, and builds it anew for
every request. So it is built once with stand-ins, and each run puts its own values in their places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Self, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from annotator.labeling.prepared import Prepared

M = TypeVar("M", bound=Model)


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

    def prepared(self, *, name: str, types: Mapping[str, str]) -> Prepared:
        """The same as a statement that PostgreSQL plans once per connection, with its constants written into it."""
        with connection.cursor() as cursor:
            written = [
                f"%({one.name})s" if isinstance(one, _Place) else str(cursor.mogrify("%s", [one])).replace("%", "%%")
                for one in self.parameters
            ]
        return Prepared(name=name, sql=self.sql % tuple(written), types=types)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run it with these values. Raises KeyError for one that is missing."""
        bound = [values[one.name] if isinstance(one, _Place) else one for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, bound)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@dataclass(frozen=True, slots=True)
class CompiledObjects(Generic[M]):
    """The same of a queryset of objects, with those that `select_related` brings along and what is annotated.

    It does what Django's ModelIterable does with each row, with a compiler that was asked once.
    """

    statement: Compiled
    compiler: Any

    @classmethod
    def of(cls, query: "QuerySet[M, M]", *, stand_ins: Mapping[str, object]) -> Self:
        """As Compiled.of; one that locks rows has to be built inside a transaction."""
        compiler = query.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, built = compiler.as_sql()
        return cls(statement=Compiled.of_sql(sql, built, stand_ins=stand_ins), compiler=compiler)

    def objects(self, **values: Any) -> list[M]:
        """Run it with these values."""
        compiler = self.compiler
        places = compiler.klass_info["select_fields"]
        names = [column.target.attname for column, *_ in compiler.select[places[0] : places[-1] + 1]]
        # The types of a later Django ask for one more argument.
        populators = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        found: list[M] = []
        for row in compiler.results_iter([self.statement.rows(**values)]):
            one: M = compiler.klass_info["model"].from_db(DEFAULT_DB_ALIAS, names, row[places[0] : places[-1] + 1])
            for populator in populators:
                populator.populate(row, one)
            vars(one).update({name: row[place] for name, place in compiler.annotation_col_map.items()})
            found.append(one)
        return found


# No id and no count is ever one of these.
STAND_IN_IDS: Final = (-7_100_000_001, -7_100_000_002, -7_100_000_003)
