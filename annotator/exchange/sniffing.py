"""Which format a file has, from its first readable rows: the fields decide, never the file's name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from annotator.exchange.formats.contract import Format, Kind
from annotator.exchange.formats.registry import formats_of
from annotator.exchange.places import quoted
from annotator.exchange.rows import Row, UnreadableRow

SAMPLE: Final = 20
# A file of broken lines only must not be read to its end to find twenty good ones.
_MOST_BROKEN: Final = 1000
# Nor may twenty huge ones be held at once.
_MOST_BYTES: Final = 8 * 1024 * 1024
_SHOWN_KEYS: Final = 12

_COMMANDS: Final[Mapping[Kind, str]] = {
    "trajectories": "import_trajectories",
    "annotations": "import_annotations",
    "rewards": "import_rewards",
}

AnyRow = Row | UnreadableRow


class CannotRecognise(Exception):
    """The format cannot be told from the rows, or it is of another kind. `message` says why; `in_shell` what to type,
    which a page has other words for."""

    def __init__(self, code: str, message: str, *, in_shell: str = "") -> None:
        super().__init__(f"{message} {in_shell}".rstrip())
        self.code = code
        self.message = message
        self.in_shell = in_shell


def peek(rows: Iterable[AnyRow], *, count: int = SAMPLE) -> tuple[list[Row], Iterator[AnyRow]]:
    """The first `count` readable rows (fewer, where they are huge), and an iterator over all rows from the start,
    those included."""
    iterator = iter(rows)
    held: list[AnyRow] = []
    sample: list[Row] = []
    weight = 0
    for row in iterator:
        held.append(row)
        weight += len(row.raw)
        if isinstance(row, Row):
            sample.append(row)
        if len(sample) == count or len(held) == count + _MOST_BROKEN or (sample and weight > _MOST_BYTES):
            break
    return sample, chain(held, iterator)


def recognise(sample: Sequence[Row], *, kind: Kind) -> Format:
    """The one format of `kind` that the rows have. Raises CannotRecognise.

    One row with a specific format's fields decides against plain, also where the others are broken. Rows that have
    only its keys, with values of the wrong type, decide where no other row is a good plain one.
    """
    values = [row.value for row in sample]
    if not values:
        raise CannotRecognise("no_readable_row", "The file has no row that could be read, so its format is unknown.")
    candidates = _candidates(formats_of(kind), values)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        names = " and ".join(made.name for made in candidates)
        message = f"The first rows fit {names}."
        raise CannotRecognise("ambiguous_format", message, in_shell="Choose one with --format.")
    for other_kind, command in _COMMANDS.items():
        if fitting := _candidates(formats_of(other_kind), values):
            message = f"The file holds {other_kind} ({fitting[0].name}), not {kind}."
            raise CannotRecognise("other_kind", message, in_shell=f"Import it with {command}.")
    raise CannotRecognise("unknown_format", _nothing_fits(values, kind), in_shell=_way_out(kind))


def _candidates(formats: Sequence[Format], values: Sequence[Mapping[str, Any]]) -> list[Format]:
    specific = [made for made in formats if not made.is_general]
    if fitting := [made for made in specific if any(map(made.recognises, values))]:
        return fitting
    similar = [made for made in specific if any(map(made.resembles, values))]
    others = [value for value in values if not any(made.resembles(value) for made in similar)]
    general = [made for made in formats if made.is_general and any(map(made.recognises, others))]
    return similar + general


def _nothing_fits(values: Sequence[Mapping[str, Any]], kind: Kind) -> str:
    seen = list(dict.fromkeys(key for value in values for key in value))
    shown = ", ".join(map(quoted, seen[:_SHOWN_KEYS])) or "no keys at all"
    more = f" and {len(seen) - _SHOWN_KEYS} more" if len(seen) > _SHOWN_KEYS else ""
    return f"No format of {kind} fits. The first rows have {shown}{more}."


def _way_out(kind: Kind) -> str:
    known = ", ".join(made.name for made in formats_of(kind))
    advice = f"Choose the format with --format ({known})"
    if kind == "trajectories":
        advice += ", or say where the fields of a plain file are: --map problem=task.text --map steps=answer.steps"
    return f"{advice}."
