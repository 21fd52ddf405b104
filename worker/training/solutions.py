"""Solutions to the stories, step by step, with at most one deliberate error; the labels hold by construction.

A line is judged on its own merits given what came before. Up to the first error all lines are right; the lines after it
go on from the wrong value and get no label (None), as people's labels end at the first error too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from types import MappingProxyType
from typing import Final, Literal

from worker.training.stories import Computation, Operation, Story, compute, names_in, value_of
from worker.training.wordings import HELD_OUT_VOICE, TRAINING_VOICE, Voice, capitalised, equation, style_for

NAMES: Final = (
    *("Ann", "Ben", "Carla", "David", "Emma", "Felix", "Grace", "Hugo", "Ida"),
    *("Jonas", "Kate", "Leo", "Maria", "Noah", "Olga", "Paul", "Rosa", "Tom"),
)

ErrorKind = Literal[
    "wrong arithmetic",
    "wrong operand",
    "wrong operation",
    "dropped condition",
    "wrong carry-over",
    "right answer by a wrong step",
]
ERROR_KINDS: Final[tuple[ErrorKind, ...]] = (
    "wrong arithmetic",
    "wrong operand",
    "wrong operation",
    "dropped condition",
    "wrong carry-over",
    "right answer by a wrong step",
)
_SWAPPED: Final[Mapping[Operation, tuple[Operation, ...]]] = {
    "+": ("-", "*"),
    "-": ("+",),
    "*": ("+", "-", "/"),
    "/": ("*", "-"),
    "%": ("-", "+"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one step of a solution states. `kind`: fact, step or answer; `place` is its index among those of the story.
    Of a fact `changed` holds a misquoted number by name."""

    kind: Literal["fact", "step", "answer"]
    place: int = 0
    left: int = 0
    operation: Operation = "+"
    right: int = 0
    result: int = 0
    changed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A problem, its steps as texts, and a label for each: True right, False the first error, None after it.
    `givens` are the problem's numbers; `error` the kind of the error, if there is one; `wrong_from` where it begins, as
    an offset into the text of its step."""

    story: str
    problem: str
    steps: tuple[str, ...]
    labels: tuple[bool | None, ...]
    givens: Mapping[str, int]
    answer: int
    error: ErrorKind | None = None
    wrong_from: int | None = None

    @property
    def first_error(self) -> int | None:
        return self.labels.index(False) if False in self.labels else None


def write_trajectory(
    story: Story,
    random: Random,
    *,
    held_out: bool = False,
    beyond: bool = False,
    share_of_errors: float = 0.6,
    kinds: tuple[ErrorKind, ...] = ERROR_KINDS,
) -> Trajectory:
    """One trajectory. `held_out` takes the wordings that training never uses, `beyond` numbers above the ranges."""
    return _Writer(story, random, HELD_OUT_VOICE if held_out else TRAINING_VOICE, beyond=beyond).write(
        random.choice(kinds) if random.random() < share_of_errors else None
    )


class _Writer:
    """Writes one trajectory: draws the numbers, plans the lines, spoils one, and puts all into words."""

    def __init__(self, story: Story, random: Random, voice: Voice, *, beyond: bool) -> None:
        self._story = story
        self._random = random
        self._voice = voice
        self._numbers = story.draw_numbers(random, beyond=beyond)
        name, other = random.sample(NAMES, 2)
        self._words = {"name": name, "other": other, "thing": random.choice(story.things)}

    def write(self, kind: ErrorKind | None) -> Trajectory:
        fact = self._random.randrange(len(self._story.facts)) if self._opens_with_fact() else None
        right = list(self._lines(fact))
        lines, spoilt = self._spoilt(kind, fact) if kind else (right, None)
        seeds = [self._random.getrandbits(32) for _ in lines]
        texts = tuple(self._text(*numbered) for numbered in zip(seeds, range(1, 99), lines, strict=False))
        judged = len(lines) if spoilt is None else spoilt + 1
        wrong_from = None
        if spoilt is not None:
            meant = next((line for line in right if _is_same_place(line, lines[spoilt])), lines[spoilt])
            wrong_from = same_start(texts[spoilt], self._text(seeds[spoilt], spoilt + 1, meant))
        return Trajectory(
            story=self._story.name,
            problem=self._random.choice(self._story.problems).format(**self._words, **self._numbers),
            steps=texts,
            labels=tuple(None if i >= judged else i != spoilt for i in range(len(lines))),
            givens=self._numbers,
            answer=_evaluated(self._story, self._numbers)[self._story.answer],
            error=kind if spoilt is not None else None,
            wrong_from=wrong_from,
        )

    def _opens_with_fact(self) -> bool:
        return bool(self._story.facts) and self._random.random() < 0.4

    def _lines(
        self,
        fact: int | None,
        spoilt: Mapping[Line, Line] = MappingProxyType({}),
        *,
        skipped: int | None = None,
    ) -> Iterator[Line]:
        """The lines in order, each computed from what the lines before state, some `spoilt`; ends early where a number
        that follows from an error cannot be computed with."""
        believed = dict(self._numbers)
        if fact is not None:
            line = Line("fact", fact)
            yield spoilt.get(line, line)
        for place, step in enumerate(self._story.steps):
            if place == skipped:
                continue
            left, right = value_of(step.left, believed), value_of(step.right, believed)
            result = compute(left, step.operation, right)
            if result is None:
                return
            line = Line("step", place, left, step.operation, right, result)
            line = spoilt.get(line, line)
            believed[step.result] = line.result
            yield line
        line = Line("answer", result=believed[self._story.answer])
        yield spoilt.get(line, line)

    def _spoilt(self, kind: ErrorKind, fact: int | None) -> tuple[list[Line], int | None]:
        """The lines with one error of the kind, and its index; without error where the story has no place for it."""
        if kind == "dropped condition":
            return self._with_dropped_condition(fact)
        right = list(self._lines(fact))
        places = list(range(len(right)))
        self._random.shuffle(places)
        for index in places:
            wrong = self._wrong(kind, right[index])
            if wrong is not None and not _is_stated_in(wrong, right):
                return list(self._lines(fact, {right[index]: wrong})), index
        return right, None

    def _wrong(self, kind: ErrorKind, line: Line) -> Line | None:
        """The line with an error of the kind; None where it cannot have one."""
        if line.kind == "fact":
            return self._misquoted(line) if kind == "wrong operand" else None
        if line.kind == "answer":
            return replace(line, result=self._near(line.result)) if kind == "wrong carry-over" else None
        step = self._story.steps[line.place]
        if kind == "wrong arithmetic":
            return replace(line, result=self._near(line.result))
        if kind == "wrong operation":
            return self._with_operation(line, self._random.choice(_SWAPPED[line.operation]))
        wants_given = kind == "wrong operand" or (kind != "wrong carry-over" and self._random.random() < 0.5)
        wrong = self._with_operand(line, step, given=wants_given)
        if kind == "right answer by a wrong step" and wrong:
            return replace(wrong, result=line.result)
        return wrong

    def _misquoted(self, line: Line) -> Line | None:
        quoted = [name for name in names_in(self._story.facts[line.place]) if name in self._numbers]
        name = self._random.choice(quoted)
        return replace(line, changed=((name, self._other_number(self._numbers[name])),))

    def _with_operation(self, line: Line, operation: Operation) -> Line | None:
        result = compute(line.left, operation, line.right)
        if result is None or result == line.result:
            return None
        return replace(line, operation=operation, result=result)

    def _with_operand(self, line: Line, step: Computation, *, given: bool) -> Line | None:
        """Another number in place of a given one, or of an earlier result."""
        sides = [
            side
            for side in ("left", "right")
            if not getattr(step, side).isdigit() and (getattr(step, side) in self._numbers) == given
        ]
        for _ in range(8 if sides else 0):
            side = self._random.choice(sides)
            other = self._other_number(getattr(line, side))
            wrong = replace(line, left=other) if side == "left" else replace(line, right=other)
            result = compute(wrong.left, wrong.operation, wrong.right)
            if result is not None and result != line.result:
                return replace(wrong, result=result)
        return None

    def _with_dropped_condition(self, fact: int | None) -> tuple[list[Line], int | None]:
        """A step is left out, and the one that needs its result takes the number that it would have changed."""
        steps = self._story.steps
        places = list(range(len(steps) - 1))
        self._random.shuffle(places)
        for skipped in places:
            dropped = steps[skipped]
            users = [place for place, step in enumerate(steps) if dropped.result in (step.left, step.right)]
            wrong = self._without(dropped, users[0])
            if wrong is None:
                continue
            lines = list(self._lines_without(fact, dropped, skipped))
            spoilt = next((i for i, line in enumerate(lines) if line.kind == "step" and line.place == users[0]), None)
            if spoilt is not None and not _is_stated_in(lines[spoilt], list(self._lines(fact))):
                return lines, spoilt
        return list(self._lines(fact)), None

    def _without(self, dropped: Computation, user: int) -> int | None:
        """The result of the step that uses the dropped one, computed without it; None where that is the same."""
        known = _evaluated(self._story, self._numbers)
        step = self._story.steps[user]
        instead = known | {dropped.result: value_of(dropped.left, known)}
        result = compute(value_of(step.left, instead), step.operation, value_of(step.right, instead))
        return None if result == known[step.result] else result

    def _lines_without(self, fact: int | None, dropped: Computation, skipped: int) -> Iterator[Line]:
        known = _evaluated(self._story, self._numbers)
        self._numbers, kept = self._numbers | {dropped.result: value_of(dropped.left, known)}, self._numbers
        yield from self._lines(fact, skipped=skipped)
        self._numbers = kept

    def _near(self, value: int) -> int:
        """A number that one may write by mistake: a slip by one or ten, a wrong digit, two digits exchanged."""
        digits = list(str(value))
        place = self._random.randrange(len(digits))
        changed = [*digits[:place], str(self._random.randrange(10)), *digits[place + 1 :]]
        exchanged = [*digits[:-2], *digits[-2:][::-1]]
        slips = (value + 1, value - 1, value + 2, value - 2, value + 10, value - 10)
        near = self._random.choice((self._random.choice(slips), int("".join(changed)), int("".join(exchanged))))
        return near if near > 0 and near != value else value + self._random.choice((1, 2, 10))

    def _other_number(self, value: int) -> int:
        others = [number for number in self._numbers.values() if number != value]
        return self._random.choice(others) if others and self._random.random() < 0.5 else self._near(value)

    def _text(self, seed: int, number: int, line: Line) -> str:
        """The same seed gives the same words, so that a right and a wrong line differ where the error is."""
        random = Random(seed)
        opener = random.choice(self._voice.openers).format(n=number)
        body = {"fact": self._fact, "step": self._step, "answer": self._answer}[line.kind](line, random)
        return opener + (body if opener.endswith(", ") else capitalised(body))

    def _fact(self, line: Line, random: Random) -> str:
        quoted = self._story.facts[line.place].format(**self._words, **(self._numbers | dict(line.changed)))
        return random.choice(self._voice.facts).format(fact=quoted)

    def _step(self, line: Line, random: Random) -> str:
        generic = self._voice.generic[line.operation]
        own = self._story.steps[line.place].wordings
        wording = random.choice(generic if random.random() < 0.3 else own)
        left, right = line.left, line.right
        if random.random() < 0.15 and line.operation in "+*":
            left, right = right, left  # a right step may take its operands in either order
        return wording.format(
            **self._words,
            **self._numbers,
            left=line.left,
            right=line.right,
            result=line.result,
            eq=equation(line.operation, left, right, value=line.result, style=style_for(wording, random)),
        )

    def _answer(self, line: Line, random: Random) -> str:
        own = self._story.answer_wordings
        wording = random.choice(self._voice.answers if random.random() < 0.5 else own)
        return wording.format(**self._words, result=line.result)


def _is_stated_in(wrong: Line, right: list[Line]) -> bool:
    """Whether a spoilt step happens to compute what another step rightly computes."""
    return any(
        (line.kind, line.operation, {line.left, line.right}, line.result)
        == (wrong.kind, wrong.operation, {wrong.left, wrong.right}, wrong.result)
        for line in right
        if wrong.kind == "step"
    )


def _is_same_place(line: Line, other: Line) -> bool:
    return (line.kind, line.place) == (other.kind, other.place)


def same_start(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _evaluated(story: Story, numbers: Mapping[str, int]) -> dict[str, int]:
    """All numbers of the right solution by name."""
    known = dict(numbers)
    for step in story.steps:
        value = compute(value_of(step.left, known), step.operation, value_of(step.right, known))
        if value is None:
            raise ArithmeticError(f"Story {story.name!r} has no whole result for {step.result!r}.")
        known[step.result] = value
    return known
