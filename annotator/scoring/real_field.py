"""Four-byte floats: rewards are dense, and no scorer is good for more than seven digits."""

from typing import Any

from django.db import models


class RealField(models.FloatField):  # type: ignore[type-arg]
    """PostgreSQL's `real`."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - Django's signature
        """The column type."""
        return "real"


class LowestReward(models.Func):
    """The lowest value of an array of rewards, NULLs aside; NULL where there is none.

    The function is made by the first migration: a generated column needs an immutable one.
    """

    function = "assay_lowest"
    arity = 1
    output_field = RealField(null=True)
