"""Contents of \\boxed{…}, braces within braces counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_OPENING: Final = "\\boxed{"


@dataclass(frozen=True, slots=True)
class Box:
    """`start` is where \\boxed begins, `end` behind its closing brace."""

    content: str
    start: int
    end: int


def boxes_in(text: str) -> Iterator[Box]:
    """The closed boxes, in order; a box within a box is part of the outer one's content. Linear in the text."""
    start = text.find(_OPENING)
    while start >= 0:
        end = _closing(text, start + len(_OPENING))
        if end is None:
            return
        yield Box(text[start + len(_OPENING) : end - 1].strip(), start, end)
        start = text.find(_OPENING, end)


def _closing(text: str, begin: int) -> int | None:
    """Behind the brace that closes what is open at `begin`; None where none does."""
    depth = 1
    for index in range(begin, len(text)):
        letter = text[index]
        if letter in "{}" and (index == 0 or text[index - 1] != "\\"):
            depth += 1 if letter == "{" else -1
            if depth == 0:
                return index + 1
    return None
