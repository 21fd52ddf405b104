# ruff: noqa: RUF001 (the signs of arithmetic are what this is about)
"""Synthetic gold: one error at a known step of a trajectory that is known to have none. No Django here.

Three kinds. SWAPPED_NUMBER changes the result of a calculation that is exactly true, so that it is false, and carries
the number through the rest of the step. DROPPED_CONDITION leaves out a number that the problem gives and no other step
uses: what should have been computed with it is passed on as it was. INVENTED_RESULT claims something else than the tool
said just before. Steps behind the error stay as they were, so nothing is held to be true of them.

Whatever is not surely an error is refused: a step that is read wrongly would become gold.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from annotator.quality.plain_arithmetic import PlainStatement, exact, places_of, true_statements
from annotator.trajectories.steps import Step


class InjectionKind(StrEnum):
    """What was done to the step."""

    SWAPPED_NUMBER = "SWAPPED_NUMBER"
    DROPPED_CONDITION = "DROPPED_CONDITION"
    INVENTED_RESULT = "INVENTED_RESULT"


class CannotInject(Exception):
    """There is no step in which an error could surely be made; the message says what was looked for."""


@dataclass(frozen=True, slots=True)
class Clean:
    """What an error is put into: a trajectory without one. `scorable` are the steps that can be labelled."""

    problem: str
    steps: Sequence[Step]
    scorable: Sequence[int]


@dataclass(frozen=True, slots=True)
class Injection:
    """One error. `start` to `end` is the changed part in the new text of step `step_index`, where `before` was and
    `after` is; `explanation` says what is wrong, to whoever missed it."""

    kind: InjectionKind
    step_index: int
    text: str
    start: int
    end: int
    before: str
    after: str
    explanation: str


def inject(clean: Clean, *, kinds: Sequence[InjectionKind], seed: int) -> Injection:
    """One error of one of these kinds. The same seed makes the same one. Raises CannotInject."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, and no secret
    shuffled = list(kinds)
    dice.shuffle(shuffled)
    for kind in shuffled:
        found = [injection for index in clean.scorable for injection in _WAYS[kind](clean, index, dice)]
        if found:
            return dice.choice(found)
    raise CannotInject(f"No step of it can surely be made wrong by {', '.join(kind.value for kind in kinds)}.")


def with_error(clean: Clean, injection: Injection) -> list[Step]:
    """The steps with the error in them."""
    steps = list(clean.steps)
    steps[injection.step_index] = replace(steps[injection.step_index], text=injection.text)
    return steps


def _swapped(clean: Clean, index: int, dice: random.Random) -> Iterator[Injection]:
    text = clean.steps[index].text
    for statement in true_statements(text):
        right = statement.result.text
        wrong = _another_number(right, dice)
        # Before the calculation the number would have been there without it, so it is no result of it.
        if statement.is_true(wrong) or places_of(right, text[: statement.result.start]):
            continue
        changed = _carried(text, statement.result.start, right, wrong)
        yield Injection(
            InjectionKind.SWAPPED_NUMBER, index, changed, statement.start, statement.result.start + len(wrong),
            text[statement.start : statement.end], changed[statement.start : statement.result.start + len(wrong)],
            f"The step says {wrong} where {_shown(statement, text)} is {right}.",
        )  # fmt: skip


def _dropped(clean: Clean, index: int, dice: random.Random) -> Iterator[Injection]:  # noqa: ARG001 - one signature
    text = clean.steps[index].text
    others = [step.text for place, step in enumerate(clean.steps) if place != index and place in set(clean.scorable)]
    earlier = [step.text for step in clean.steps[:index]]
    for statement in true_statements(text):
        if len(statement.operands) != 2:
            continue
        kept, left_out = statement.operands
        is_given = len(places_of(left_out.text, clean.problem)) == 1
        is_only_here = not any(places_of(left_out.text, other) for other in others)
        is_passed_on = any(places_of(kept.text, one) for one in earlier)
        if not (is_given and is_only_here and is_passed_on) or exact(kept.text) == exact(statement.result.text):
            continue
        rest = _carried(text, statement.end, statement.result.text, kept.text)
        changed = rest[: statement.start] + kept.text + rest[statement.end :]
        yield Injection(
            InjectionKind.DROPPED_CONDITION, index, changed, statement.start, statement.start + len(kept.text),
            text[statement.start : statement.end], kept.text,
            f"The problem gives {left_out.text}, and the step leaves it out: it should be {_shown(statement, text)} "
            f"= {statement.result.text}.",
        )  # fmt: skip


# A time, an identifier with digits, or a number of two digits and more: what a step quotes from a tool.
_QUOTED: Final = re.compile(r"(?<![\w.])(?:\d{1,2}:\d{2}|\d{2,9}(?:\.\d{1,4})?)(?![\w]|[.,:]\d)")
_CALCULATES: Final = re.compile(r"[=×÷+*]|\\times|\\div|\\frac")


def _invented(clean: Clean, index: int, dice: random.Random) -> Iterator[Injection]:
    step, output = clean.steps[index], _output_before(clean, index)
    if output is None or _CALCULATES.search(step.text):
        return
    everything = [clean.problem, *(other.text for other in clean.steps)]
    arguments = " ".join(call.arguments for call in step.tool_calls)
    for match in _QUOTED.finditer(step.text):
        said = match[0]
        known_before = [clean.problem, *(other.text for other in clean.steps[:index] if other.role != "tool")]
        if not places_of(said, output) or said in arguments or any(places_of(said, one) for one in known_before):
            continue
        invented = _another_number(said, dice)
        if any(places_of(invented, one) for one in everything) or places_of(said, step.text)[0] != match.start():
            continue
        changed = _carried(step.text, match.start(), said, invented)
        yield Injection(
            InjectionKind.INVENTED_RESULT, index, changed, match.start(), match.start() + len(invented), said, invented,
            f"The tool said {said}; the step claims {invented}, which no tool said.",
        )  # fmt: skip


_WAYS: Final[Mapping[InjectionKind, Callable[[Clean, int, random.Random], Iterator[Injection]]]] = {
    InjectionKind.SWAPPED_NUMBER: _swapped,
    InjectionKind.DROPPED_CONDITION: _dropped,
    InjectionKind.INVENTED_RESULT: _invented,
}


def _output_before(clean: Clean, index: int) -> str | None:
    """What tools said since the last scorable step; None where none did."""
    said: list[str] = []
    for step in reversed(clean.steps[:index]):
        if step.role != "tool":
            break
        said.append(step.text)
    return "\n".join(said) if said else None


def _carried(text: str, start: int, old: str, new: str) -> str:
    """The text with the number replaced from `start` on, wherever it stands by itself."""
    places = [place for place in places_of(old, text) if place >= start]
    for place in reversed(places):
        text = text[:place] + new + text[place + len(old) :]
    return text


def _another_number(number: str, dice: random.Random) -> str:
    """A number that looks like a slip: one digit is another one. Times stay times, and nothing begins with a new 0."""
    hours, colon, minutes = number.partition(":")
    if colon:
        return f"{hours}:{(int(minutes) + dice.choice([5, 10, 15, 20, 25, 35, 40, 45])) % 60:02d}"
    places = [place for place, character in enumerate(number) if character.isdigit()]
    place = dice.choice(places)
    lowest = 1 if place == 0 and len(number) > 1 else 0
    digits = [digit for digit in range(lowest, 10) if str(digit) != number[place]]
    return f"{number[:place]}{dice.choice(digits)}{number[place + 1 :]}"


def _shown(statement: PlainStatement, text: str) -> str:
    return text[statement.start : statement.operands[-1].end]
