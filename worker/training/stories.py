"""Stories: the templates of word problems, read from stories/*.txt.

A block begins with `story NAME` and goes on with lines of these kinds; ` | ` separates alternatives:

    given NAME 3..12          a number of the problem, drawn from the range
    given NAME 2/3/4          or from these values only
    derive NAME = a * b + c   a number of the problem that follows from others (`a`, `b` are names), so that it is whole
    thing apples | pears      what the story is about
    problem TEXT              one wording of the problem
    fact TEXT                 a sentence of the problem that a solution may repeat
    step NAME = left * right | TEXT | TEXT      `%` is "right percent of left"
    answer NAME | TEXT

Texts name numbers in braces; in a step `{left}`, `{right}`, `{result}` and `{eq}` (the equation).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Final, Literal

STORIES: Final = Path(__file__).parent / "stories"
LARGEST_RESULT: Final = 9_999

Operation = Literal["+", "-", "*", "/", "%"]


class BadStory(ValueError):
    """A line of a story file cannot be read; the message says which."""


@dataclass(frozen=True, slots=True)
class Given:
    """A number of the problem. `values` are listed ones; a range has its bounds, inclusive."""

    name: str
    low: int = 0
    high: int = 0
    values: tuple[int, ...] = ()

    def draw(self, random: Random, *, beyond: bool) -> int:
        """`beyond`: from above the range, up to twice its end. Listed values stay as they are."""
        if self.values:
            return random.choice(self.values)
        return random.randint(self.high + 1, 2 * self.high) if beyond else random.randint(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Computation:
    """`result = left operation right`; operands are names of numbers, or digits."""

    result: str
    left: str
    operation: Operation
    right: str
    wordings: tuple[str, ...] = ()


@dataclass(slots=True)
class Story:
    """One template. `steps` are in the order of the solution; `answer` is the name of the last number."""

    name: str
    givens: list[Given] = field(default_factory=list)
    derived: list[Computation] = field(default_factory=list)
    things: tuple[str, ...] = ("things",)
    problems: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    steps: list[Computation] = field(default_factory=list)
    answer: str = ""
    answer_wordings: tuple[str, ...] = ()

    def draw_numbers(self, random: Random, *, beyond: bool = False) -> dict[str, int]:
        """Values of the problem's numbers for which every step has a whole, positive result."""
        while True:
            numbers = {given.name: given.draw(random, beyond=beyond) for given in self.givens}
            if results(numbers, [*self.derived, *self.steps]):
                return {name: value for name, value in _extended(numbers, self.derived).items() if name[0] != "_"}


def value_of(operand: str, numbers: Mapping[str, int]) -> int:
    return int(operand) if operand.isdigit() else numbers[operand]


def compute(left: int, operation: Operation, right: int) -> int | None:
    """None where the result is not whole, not positive, or too large for a story."""
    if operation == "/" and not right:
        return None
    exact = {
        "+": lambda: Fraction(left + right),
        "-": lambda: Fraction(left - right),
        "*": lambda: Fraction(left * right),
        "/": lambda: Fraction(left, right),
        "%": lambda: Fraction(left * right, 100),
    }[operation]()
    return int(exact) if exact.denominator == 1 and 0 < exact <= LARGEST_RESULT else None


def results(numbers: Mapping[str, int], steps: list[Computation]) -> dict[str, int]:
    """The value of every name after the steps; empty where a step has no result."""
    try:
        return _extended(numbers, steps)
    except ArithmeticError:
        return {}


def _extended(numbers: Mapping[str, int], steps: list[Computation]) -> dict[str, int]:
    known = dict(numbers)
    for step in steps:
        value = compute(value_of(step.left, known), step.operation, value_of(step.right, known))
        if value is None:
            raise ArithmeticError(step.result)
        known[step.result] = value
    return known


def read_stories(path: Path) -> list[Story]:
    """All stories of a file, in order."""
    stories: list[Story] = []
    for line in _lines(path):
        keyword, _, rest = line.partition(" ")
        if keyword == "story":
            stories.append(Story(rest))
        else:
            _READERS.get(keyword, _refuse)(stories[-1], rest)
    return stories


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _given(story: Story, rest: str) -> None:
    name, span = rest.split()
    low, _, high = span.partition("..")
    listed = () if high else tuple(map(int, span.split("/")))
    story.givens.append(Given(name, values=listed) if listed else Given(name, int(low), int(high)))


def _derive(story: Story, rest: str) -> None:
    """`c = a * x + b` is two computations, from left to right."""
    name, _, formula = rest.partition(" = ")
    first, *others = formula.split()
    for place in range(0, len(others), 2):
        is_last = place == len(others) - 2
        result = name if is_last else f"_{name}{place}"
        story.derived.append(Computation(result, first, _operation(others[place]), others[place + 1]))
        first = result


def _step(story: Story, rest: str) -> None:
    formula, *wordings = rest.split(" | ")
    result, _, left, operation, right = formula.split()
    story.steps.append(Computation(result, left, _operation(operation), right, tuple(wordings)))


def _answer(story: Story, rest: str) -> None:
    story.answer, *wordings = rest.split(" | ")
    story.answer_wordings = tuple(wordings)


def _thing(story: Story, rest: str) -> None:
    story.things = tuple(rest.split(" | "))


def _refuse(story: Story, rest: str) -> None:
    raise BadStory(f"In story {story.name!r} this line begins with no known word: {rest!r}.")


def _operation(sign: str) -> Operation:
    for known in ("+", "-", "*", "/", "%"):
        if sign == known:
            return known
    raise BadStory(f"{sign!r} is no operation: use + - * / or %.")


_READERS: Final = {
    "given": _given,
    "derive": _derive,
    "thing": _thing,
    "problem": lambda story, rest: story.problems.append(rest),
    "fact": lambda story, rest: story.facts.append(rest),
    "step": _step,
    "answer": _answer,
}

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


def names_in(text: str) -> list[str]:
    """The names in braces, in order."""
    return _PLACEHOLDER.findall(text)
