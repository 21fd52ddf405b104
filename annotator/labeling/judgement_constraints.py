"""The database's own rules for a judgement (labels, first error, no error), shared by annotations and gold labels.

The table must have `labels`, `first_error`, `no_error`, `first_error_reason` and `protocol`.
"""

from django.db import models
from django.db.models.expressions import RawSQL

# NULL is "unlabelled" and never 0, so it is removed before the values are compared: `<@` refuses arrays with NULLs.
_LABELS_ARE_TERNARY = "array_remove(labels, NULL) <@ ARRAY[-1, 0, 1]::smallint[]"
_NOT_BOTH = "NOT (no_error AND first_error IS NOT NULL)"
# A comparison with NULL would pass a CHECK, hence the COALESCEs.
_FIRST_ERROR_IS_LABELLED = (
    "protocol = 'first-error' OR first_error IS NULL OR COALESCE(labels[first_error + 1], 0) = -1"
)
_FIRST_ERROR_IS_EARLIEST = (
    "protocol = 'first-error' OR first_error IS NULL OR first_error_reason <> ''"
    " OR COALESCE(array_position(labels, (-1)::smallint), 0) = first_error + 1"
)
_FIRST_ERROR_IN_RANGE = "first_error IS NULL OR (first_error >= 0 AND first_error < cardinality(labels))"


def judgement_constraints(prefix: str) -> list[models.CheckConstraint]:
    """Check constraints for one table; their names begin with `prefix`."""
    rules = {
        "labels_are_ternary": _LABELS_ARE_TERNARY,
        "error_or_none": _NOT_BOTH,
        "first_error_is_minus_one": _FIRST_ERROR_IS_LABELLED,
        "later_error_has_a_reason": _FIRST_ERROR_IS_EARLIEST,
        "first_error_in_range": _FIRST_ERROR_IN_RANGE,
    }
    return [
        models.CheckConstraint(
            condition=RawSQL(sql, (), output_field=models.BooleanField()),  # noqa: S611 - constants of this file
            name=f"{prefix}_{name}",
        )
        for name, sql in rules.items()
    ]
