"""What an order by priority goes by: `lowest:SCORER`, `steps`, each with `-` for the highest first.

Features add keys by dotted path, as they add filters. An annotator never sees which key, or any number of it.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final, cast

from django.db.models import F, FloatField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from annotator.labeling.models import Queue
from annotator.labeling.slot_words import QueueOrder

PriorityFunction = Callable[[str, int], Combinable]

PRIORITIES: Final[Mapping[str, str]] = {
    "steps": "annotator.labeling.priorities:steps",
    "lowest": "annotator.scoring.orders:lowest",
}
# A trajectory without a number comes after all that have one.
_LAST: Final = float("-inf")


class BadPriority(ValueError):
    """There is no such order; the message says which there are."""


def priority_of(queue: Queue) -> Combinable:
    """The expression over trajectories that a queue's slots are ordered by, the highest first; NULL for none.

    Raises BadPriority.
    """
    if queue.order != QueueOrder.PRIORITY.value or not queue.priority_by:
        return Cast(Value(None), FloatField())
    return parse_priority(queue.priority_by, project_id=queue.project_id)


def parse_priority(text: str, *, project_id: int) -> Combinable:
    """`lowest:prm` puts the lowest reward first, `-steps` the longest. Raises BadPriority."""
    is_descending = text.startswith("-")
    key, _, value = text.removeprefix("-").partition(":")
    if key not in PRIORITIES:
        raise BadPriority(f"There is no order {text!r}; there are steps and lowest:SCORER, each with - for descending.")
    module, _, name = PRIORITIES[key].partition(":")
    function = cast("PriorityFunction", getattr(import_module(module), name))
    number = Cast(function(value, project_id), FloatField())
    return Coalesce(number if is_descending else number * Value(-1.0), Value(_LAST), output_field=FloatField())


def steps(value: str, project_id: int) -> Combinable:  # noqa: ARG001 - one signature for all
    """steps"""
    if value:
        raise BadPriority(f"The order by steps takes no value, so write steps or -steps and not steps:{value}.")
    return F("step_count")
