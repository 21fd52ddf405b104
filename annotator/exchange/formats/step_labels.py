"""What the two files of AgentProcessBench share: step labels keyed by message position, and the record's id."""

import re
from collections.abc import Mapping
from typing import Any, Final

from annotator.exchange.formats.fields import LONGEST_ID, checked_object, checked_text, is_integer, wrong_type
from annotator.exchange.places import place, quoted
from annotator.exchange.records import BadRow, StepLabel

_POSITION: Final = re.compile(r"(0|[1-9][0-9]{0,8})", re.ASCII)
_LABELS: Final[Mapping[int, StepLabel]] = {-1: -1, 0: 0, 1: 1}


def labels_by_position(value: object, where: str) -> dict[int, StepLabel]:
    """Labels by message position. A null is "unlabelled" and left out, never a 0."""
    given = {
        position(key, where): ternary_label(label, place((where, key)))
        for key, label in checked_object(value, where).items()
    }
    return {index: label for index, label in given.items() if label is not None}


def position(key: str, where: str) -> int:
    """The message position that a key names."""
    if not _POSITION.fullmatch(key):
        raise BadRow("not_a_position", f"{where} has the key {quoted(key)}, which is no message position.")
    return int(key)


def ternary_label(value: object, where: str) -> StepLabel | None:
    """-1, 0, 1 or None. Neither true nor 1.0 is a label."""
    if value is None:
        return None
    if not is_integer(value):
        raise wrong_type(value, where, "-1, 0, 1 or null")
    if value not in _LABELS:
        raise BadRow("not_a_label", f"{where} is {value}; a label is -1, 0, 1 or null.")
    return _LABELS[value]


def record_id(row: Mapping[str, Any]) -> str | None:
    """`record_id`, or what it is made of: `data_source:query_index:sample_index`. None where neither is there."""
    given = row.get("record_id")
    if given is None:
        given = composed_id(row)
    return None if given is None else checked_text(given, "record_id", longest=LONGEST_ID) or None


def required_record_id(row: Mapping[str, Any]) -> str:
    """As `record_id`, or BadRow."""
    found = record_id(row)
    if found is None:
        message = "There is neither a record_id nor a data_source with a query_index and a sample_index."
        raise BadRow("missing_field", message)
    return found


def composed_id(row: Mapping[str, Any]) -> str | None:
    """The id that a record has by its source and indices, or None."""
    source, query, sample = row.get("data_source"), row.get("query_index"), row.get("sample_index")
    if not isinstance(source, str) or not is_integer(query) or not is_integer(sample):
        return None
    return f"{source}:{query}:{sample}"
