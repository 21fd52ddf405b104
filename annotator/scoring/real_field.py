"""Four-byte floats: rewards are dense, and no scorer is good for more than seven digits."""

import struct
from typing import Any

from django.db import models


class RealField(models.FloatField):  # type: ignore[type-arg]
    """PostgreSQL's `real`."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - Django's signature
        """The column type."""
        return "real"

    def get_prep_value(self, value: Any) -> Any:
        """The nearest number that the column can hold: PostgreSQL compares a `real` with a double as doubles, so that
        0.1 in the column is neither equal to nor below the 0.1 of a query, and a page would begin with its last row.
        """
        number = super().get_prep_value(value)
        return _nearest_real(number) if isinstance(number, float) else number


def _nearest_real(number: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", number))[0])
    except OverflowError:
        return number  # beyond what the column holds: the database says so better than a wrong number would


class LowestReward(models.Func):
    """The lowest value of an array of rewards, NULLs aside; NULL where there is none.

    The function is made by the first migration: a generated column needs an immutable one.
    """

    function = "assay_lowest"
    arity = 1
    output_field = RealField(null=True)
