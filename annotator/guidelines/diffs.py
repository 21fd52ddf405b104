"""What changed between two texts, by line and within a line by word. No Django here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final, Literal

Kind = Literal["same", "removed", "added"]

# Comparing word by word takes time with the square of the length; nobody reads such a line by its words.
_LONGEST_LINE: Final = 4_000
_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
# Two lines that have less in common were not edited into each other: marking scattered words would only confuse.
_LEAST_ALIKE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line; `is_changed` where the other text has something else there."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison. Its parts joined are the line."""

    kind: Kind
    parts: tuple[Part, ...]


def compare(before: str, after: str) -> list[Line]:
    """Every line of both texts once, in reading order; a line that was edited stands twice, removed and added."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    lines: list[Line] = []
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        lines.extend(_block(old[old_start:old_end], new[new_start:new_end]))
    return lines


def _block(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    if old == new:
        yield from (_whole("same", text) for text in old)
        return
    pairs = [_edited(removed, added) for removed, added in zip_longest(old, new)]
    yield from (removed for removed, _ in pairs if removed is not None)
    yield from (added for _, added in pairs if added is not None)


def _edited(removed: str | None, added: str | None) -> tuple[Line | None, Line | None]:
    """The pair of a line that was edited, its changed words marked; where one is missing the other is new or gone."""
    if removed is None or added is None or max(len(removed), len(added)) > _LONGEST_LINE:
        return (
            None if removed is None else _whole("removed", removed),
            None if added is None else _whole("added", added),
        )
    old, new = _WORDS.findall(removed), _WORDS.findall(added)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return _whole("removed", removed), _whole("added", added)
    codes = matcher.get_opcodes()
    return (
        Line("removed", _parts([(tag, old[start:end]) for tag, start, end, _, _ in codes])),
        Line("added", _parts([(tag, new[start:end]) for tag, _, _, start, end in codes])),
    )


def _parts(pieces: Sequence[tuple[str, Sequence[str]]]) -> tuple[Part, ...]:
    return tuple(Part("".join(words), tag != "equal") for tag, words in pieces if words)


def _whole(kind: Kind, text: str) -> Line:
    return Line(kind, (Part(text, is_changed=False),))
