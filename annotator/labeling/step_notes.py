"""What a draft says of a step besides its label, and what is wrong with it. Pure; stepNotes.ts says the same.

Error types, severity, flags, a corrected text, places cited as evidence, alternatives ranked best first, and the
earlier step that this one repairs.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from annotator.labeling.draft_values import MAX_TEXT, is_int, is_ternary, is_text
from annotator.labeling.taxonomies.flags import FLAGS
from annotator.labeling.taxonomies.taxonomy import SEVERITIES

MAX_CORRECTION: Final = 20_000
MOST_ERROR_TYPES: Final = 10
MOST_SPANS: Final = 20
MOST_ALTERNATIVES: Final = 8
SPAN_PARTS: Final = ("text", "reasoning")


@dataclass(frozen=True, slots=True)
class Known:
    """What notes may refer to: error types by id, and how many characters each part of a step has."""

    error_types: Collection[str] = ()
    lengths: Mapping[tuple[int, str], int] = field(default_factory=dict)


def is_error_types(value: Any) -> bool:
    """A list of different ids; whether they are known is for `misfit`."""
    return _is_set_of_texts(value, MOST_ERROR_TYPES)


def is_severity(value: Any) -> bool:
    """1 (least) to 4 (worst)."""
    return is_int(value) and value in SEVERITIES


def is_flags(value: Any) -> bool:
    """A list of different flags that there are."""
    return _is_set_of_texts(value, len(FLAGS)) and all(flag in FLAGS for flag in value)


def is_correction(value: Any) -> bool:
    """The step as it should have been written."""
    return is_text(value, longest=MAX_CORRECTION)


def is_spans(value: Any) -> bool:
    """Places in steps: `start` is the first character, `end` the one behind the last, counted by code point."""
    return isinstance(value, list) and len(value) <= MOST_SPANS and all(map(_is_span, value))


def is_alternatives(value: Any) -> bool:
    """Other steps that could stand here, best first, each with a rating that may still be missing."""
    return isinstance(value, list) and len(value) <= MOST_ALTERNATIVES and all(map(_is_alternative, value))


def misfit(name: str, value: Any, *, step_index: int, scorable: Collection[int], known: Known) -> str | None:
    """Why a value of the right shape does not fit this trajectory or its taxonomy; None where it does."""
    check = _FITS.get(name)
    return None if check is None else check(value, step_index, scorable, known)


def _is_set_of_texts(value: Any, most: int) -> bool:
    if not isinstance(value, list) or len(value) > most:
        return False
    return all(is_text(one, longest=64) and one for one in value) and len(set(value)) == len(value)


def _is_span(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"step", "part", "start", "end"} or value["part"] not in SPAN_PARTS:
        return False
    step, start, end = value["step"], value["start"], value["end"]
    return is_int(step) and is_int(start) and is_int(end) and step >= 0 and 0 <= start < end


def _is_alternative(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"text", "rating"}:
        return False
    return is_text(value["text"], longest=MAX_TEXT) and (value["rating"] is None or is_ternary(value["rating"]))


def _unknown_type(value: list[str], _step: int, _scorable: Collection[int], known: Known) -> str | None:
    strange = [one for one in value if one not in known.error_types]
    return f"{strange[0]!r} is no error type of this queue's taxonomy" if strange else None


def _beyond_the_text(value: list[dict[str, Any]], _step: int, _scorable: Collection[int], known: Known) -> str | None:
    for span in value:
        length = known.lengths.get((span["step"], span["part"]))
        if length is None:
            return f"step {span['step']} has no {span['part']} to cite"
        if span["end"] > length:
            return f"the {span['part']} of step {span['step']} ends at character {length}, before {span['end']}"
    return None


def _repairs_nothing(value: int, step: int, scorable: Collection[int], _known: Known) -> str | None:
    if value in scorable and value < step:
        return None
    return f"step {step} can repair an earlier step that can be labelled, and step {value} is none"


_FITS: Final[Mapping[str, Callable[[Any, int, Collection[int], Known], str | None]]] = {
    "error_types": _unknown_type,
    "spans": _beyond_the_text,
    "repairs": _repairs_nothing,
}
