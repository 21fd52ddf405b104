"""The database's own rules for a judgement (labels, first error, no error), shared by annotations and gold labels.

They say what the protocols' records say, in SQL that is generated from them: a protocol whose labels follow the usual
rules (-1, 0 and 1, of which -1 is an error, and every step may have one) changes nothing here, one that differs needs
a migration, and `makemigrations --check` tells. The table must have `labels`, `first_error`, `no_error`,
`first_error_reason` and `protocol`.
"""

from collections.abc import Callable, Collection

from django.db import models
from django.db.models.expressions import RawSQL

from annotator.labeling.protocols import PROTOCOLS, Protocol


def _array(values: Collection[int]) -> str:
    return f"ARRAY[{', '.join(map(str, sorted(values)))}]::smallint[]"


def _by_protocol(sql_of: Callable[[Protocol], str], *, usual: str) -> str:
    """An SQL expression that depends on the row's protocol. Names come in order, so that the SQL is always the same."""
    unusual = [(name, sql) for name, record in sorted(PROTOCOLS.items()) if (sql := sql_of(record)) != usual]
    cases = " ".join(f"WHEN '{name}' THEN {sql}" for name, sql in unusual)
    return f"CASE protocol {cases} ELSE {usual} END" if cases else usual


def _names_where(is_meant: Callable[[Protocol], bool]) -> str:
    return ", ".join(f"'{name}'" for name, record in sorted(PROTOCOLS.items()) if is_meant(record))


def _earliest(record: Protocol) -> str:
    """Where the first wrong step stands, from 1; LEAST passes over NULL."""
    places = [f"array_position(labels, ({value})::smallint)" for value in sorted(record.error_values)]
    return places[0] if len(places) == 1 else f"LEAST({', '.join(places)})"


# A first error says nothing of the labels where steps get none.
_HAS_NO_FIRST_ERROR_LABEL = (
    f"protocol IN ({_names_where(lambda record: not record.asks_for_labels)}) OR first_error IS NULL"
)
_ERRORS = _by_protocol(lambda record: _array(record.error_values), usual=_array({-1}))
# NULL is "unlabelled" and never 0, so it is removed before the values are compared: `<@` refuses arrays with NULLs.
_LABELS_ARE_ITS_PROTOCOLS = (
    "array_remove(labels, NULL) <@ "
    f"({_by_protocol(lambda record: _array(record.label_values), usual=_array({-1, 0, 1}))})"
)
_NOT_BOTH = "NOT (no_error AND first_error IS NOT NULL)"
# A comparison with NULL would pass a CHECK, hence the COALESCEs.
_FIRST_ERROR_IS_WRONG = f"{_HAS_NO_FIRST_ERROR_LABEL} OR COALESCE(labels[first_error + 1] = ANY ({_ERRORS}), FALSE)"
_FIRST_ERROR_IS_EARLIEST = (
    f"{_HAS_NO_FIRST_ERROR_LABEL} OR first_error_reason <> ''"
    f" OR COALESCE({_by_protocol(_earliest, usual='array_position(labels, (-1)::smallint)')}, 0) = first_error + 1"
)
_FIRST_ERROR_IN_RANGE = "first_error IS NULL OR (first_error >= 0 AND first_error < cardinality(labels))"
_NO_ERROR_BESIDE_NONE = f"NOT (no_error AND labels && ({_ERRORS}))"
_NOTHING_BEHIND_A_STOP = (
    f"protocol NOT IN ({_names_where(lambda record: record.stops)}) OR first_error IS NULL"
    " OR cardinality(array_remove(labels[first_error + 2:], NULL)) = 0"
)


def judgement_constraints(prefix: str) -> list[models.CheckConstraint]:
    """Check constraints for one table; their names begin with `prefix`."""
    rules = {
        "labels_are_its_protocols": _LABELS_ARE_ITS_PROTOCOLS,
        "error_or_none": _NOT_BOTH,
        "first_error_is_wrong": _FIRST_ERROR_IS_WRONG,
        "later_error_has_a_reason": _FIRST_ERROR_IS_EARLIEST,
        "first_error_in_range": _FIRST_ERROR_IN_RANGE,
        "none_beside_no_error": _NO_ERROR_BESIDE_NONE,
        "nothing_behind_a_stop": _NOTHING_BEHIND_A_STOP,
    }
    return [
        models.CheckConstraint(
            condition=RawSQL(sql, (), output_field=models.BooleanField()),  # noqa: S611 - built of constants
            name=f"{prefix}_{name}",
        )
        for name, sql in rules.items()
    ]
