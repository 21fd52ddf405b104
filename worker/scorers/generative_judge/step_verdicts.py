"""Reads reviews of single steps, each of which ends with \\boxed{correct} or \\boxed{incorrect}."""

import re
from typing import Final

from worker.scorers.boxes import Box, boxes_in
from worker.scorers.generative_judge.ballots import Ballot, Unreadable
from worker.scorers.generative_judge.prompts import Shown
from worker.scorers.quoting import quoted

_MARKS: Final = {"correct": 1.0, "yes": 1.0, "incorrect": 0.0, "no": 0.0}
_HEADING: Final = re.compile(r"^[ \t#*>-]*step[ \t]+(\d{1,6})\b", re.IGNORECASE | re.MULTILINE)


def read_step_verdicts(text: str, shown: Shown, *, first_number: int = 1) -> Ballot | Unreadable:
    """Under headings "Step k:" the last verdict of a section is that of step k; without headings the verdicts belong to
    the steps in order. Steps behind an incorrect one may go without: reviews stop there."""
    verdicts = [(box, _MARKS[box.content.lower()]) for box in boxes_in(text) if box.content.lower() in _MARKS]
    if not verdicts:
        return Unreadable("no \\boxed{correct} or \\boxed{incorrect}", quoted(text))
    headings = [(match.start(), int(match[1]) - first_number) for match in _HEADING.finditer(text)]
    marks: dict[int, float] = {}
    explanations: dict[int, str] = {}
    for order, (box, mark) in enumerate(verdicts):
        start, place = _section(headings, box) if headings else (verdicts[order - 1][0].end if order else 0, order)
        if not 0 <= place < len(shown.judged):
            return Unreadable("verdicts on steps that do not exist", quoted(text))
        marks[shown.judged[place]] = mark
        explanations[shown.judged[place]] = text[start : box.start].strip()
    return Ballot(marks=marks, explanations=explanations, missing=_missing(marks, shown))


def _section(headings: list[tuple[int, int]], box: Box) -> tuple[int, int]:
    """Where the section begins that the box stands in, and the place of its step; before all headings: that of none."""
    return max(((start, place) for start, place in headings if start < box.start), default=(0, -1))


def _missing(marks: dict[int, float], shown: Shown) -> frozenset[int]:
    first_wrong = min((index for index, mark in marks.items() if mark == 0.0), default=None)
    return frozenset(
        index for index in shown.judged if index not in marks and (first_wrong is None or index < first_wrong)
    )
