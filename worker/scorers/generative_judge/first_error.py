"""Reads a critique that ends with the number of the earliest wrong paragraph, or -1, in \\boxed{}."""

import re
from typing import Final

from worker.scorers.boxes import Box, boxes_in
from worker.scorers.generative_judge.ballots import Ballot, Unreadable
from worker.scorers.generative_judge.prompts import Shown
from worker.scorers.quoting import quoted

_WHOLE: Final = re.compile(r"[+-]?\d{1,6}", re.ASCII)
_PARAGRAPH: Final = re.compile(r"paragraph[_ ]?(\d{1,6})", re.IGNORECASE)
_NO_ERROR: Final = -1


def read_first_error(text: str, shown: Shown, *, first_number: int = 0) -> Ballot | Unreadable:
    """The last box decides, as in ProcessBench; nothing but a whole number in range is taken."""
    box = next(iter(list(boxes_in(text))[::-1]), None)
    if box is None:
        return Unreadable("no \\boxed{}", quoted(text))
    if not _WHOLE.fullmatch(box.content):
        return Unreadable("something else than a number in the last \\boxed{}", quoted(box.content))
    number = int(box.content)
    if number == _NO_ERROR:
        everything = dict.fromkeys(shown.judged, 1.0)
        return Ballot(marks=everything, explanations={shown.judged[-1]: text[: box.start].strip()})
    place = number - first_number
    if not 0 <= place < len(shown.judged):
        return Unreadable("a paragraph that does not exist", quoted(box.content))
    marks = dict.fromkeys(shown.judged[:place], 1.0) | {shown.judged[place]: 0.0}
    return Ballot(marks=marks, explanations={shown.judged[place]: _about(text, number, box)}, after=0.0)


def _about(text: str, number: int, box: Box) -> str:
    """What the critique says of that paragraph: from where it first names it, to where it names another one; all of it
    where it names none."""
    said = text[: box.start]
    named = [(match.start(), int(match[1])) for match in _PARAGRAPH.finditer(said)]
    start = next((place for place, which in named if which == number), None)
    if start is None:
        return said.strip()
    end = next((place for place, which in named if place > start and which != number), len(said))
    return said[start:end].strip(" \n<>*#")
