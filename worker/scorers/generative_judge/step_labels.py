"""Reads the JSON object with a label of +1, 0 or -1 for each assistant message."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from worker.scorers.generative_judge.ballots import Ballot, Unreadable
from worker.scorers.generative_judge.prompts import Shown
from worker.scorers.quoting import quoted

_FENCED: Final = re.compile(r"```(?:json)?[ \t]*\n(.*?)```", re.DOTALL | re.IGNORECASE)


def read_step_labels(text: str, shown: Shown) -> Ballot | Unreadable:
    """A step without a label, or with anything but -1, 0 or 1, is missing: never 0, which is a label of its own."""
    answer = next(_objects(text), None)
    if answer is None:
        return Unreadable('no JSON object with "step_labels"', quoted(text))
    given = answer["step_labels"]
    marks = {index: float(given[str(index)]) for index in shown.judged if _is_label(given.get(str(index)))}
    if not marks:
        return Unreadable("no label of -1, 0 or 1 for any message", quoted(text))
    missing = frozenset(shown.judged) - set(marks)
    return Ballot(marks=marks, explanations=_explanations(answer, shown), missing=missing)


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The last fenced block first, then the whole answer, then what stands between its outermost braces."""
    candidates = [match[1] for match in _FENCED.finditer(text)][::-1]
    for candidate in (*candidates, text, text[text.find("{") : text.rfind("}") + 1]):
        try:
            found = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and isinstance(found.get("step_labels"), dict):
            yield found


def _is_label(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in {-1, 0, 1}


def _explanations(answer: Mapping[str, Any], shown: Shown) -> dict[int, str]:
    """By index, or one level deeper under "steps"."""
    given = answer.get("explanations")
    if not isinstance(given, dict):
        return {}
    by_step = given["steps"] if isinstance(given.get("steps"), dict) else given
    texts = {index: by_step.get(str(index)) for index in shown.judged}
    return {index: text for index, text in texts.items() if isinstance(text, str) and text.strip()}
