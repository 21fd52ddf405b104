"""Reads the written solutions back from their text alone, and solves the stories from their files again."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from worker.training.solutions import Trajectory
from worker.training.stories import STORIES

EQUATIONS = (
    (
        re.compile(
            r"(?<!\* )(?<!\d)(\d+) (\+|-|\*|x|/|\\times|\\div|plus|minus|times|divided by) (\d+) (?:=|is) (?:<<[^>]*>>)?(\d+)"
        ),
        "lor",
    ),
    (re.compile(r"(\d+)(?:%| percent) (of) (\d+) (?:=|is) (\d+)"), "rol"),
    (re.compile(r"(\d+) (\*) (\d+)(?:%| / 100) = (\d+)"), "percent"),
)
SIGNS = {"x": "*", "\\times": "*", "times": "*", "\\div": "/", "divided by": "/", "plus": "+", "minus": "-"}

Equation = tuple[str, tuple[int, ...], Fraction]
"""The operation, its operands (in ascending order where the order does not matter), and the stated result."""


def equations_in(text: str) -> list[Equation]:
    return [
        _equation("%" if order != "lor" else SIGNS.get(sign, sign), int(left), int(right), Fraction(value))
        for pattern, order in EQUATIONS
        for left, sign, right, value in pattern.findall(text)
    ]


def _equation(sign: str, left: int, right: int, value: Fraction) -> Equation:
    return sign, tuple(sorted((left, right))) if sign in "+*%" else (left, right), value


def is_true(equation: Equation) -> bool:
    sign, (left, right), value = equation
    return evaluate(sign, left, right) == value


def evaluate(sign: str, left: Fraction | int, right: Fraction | int) -> Fraction:
    """`%` is: right percent of left."""
    return Fraction(
        {"+": left + right, "-": left - right, "*": left * right, "%": Fraction(left * right, 100)}[sign]
        if sign != "/"
        else Fraction(left) / Fraction(right)
    )


def right_equations(story: str, givens: Mapping[str, int]) -> list[Equation]:
    """What the steps of the story have to state with these numbers, in order."""
    known = {name: Fraction(value) for name, value in givens.items()}
    found = []
    for line in block_of(story):
        if line.startswith("step "):
            result, _, left, sign, right = line[5:].split(" | ")[0].split()
            operands = [Fraction(int(side)) if side.isdigit() else known[side] for side in (left, right)]
            known[result] = evaluate(sign, *operands)
            found.append(_equation(sign, int(operands[0]), int(operands[1]), known[result]))
    return found


def block_of(story: str) -> Iterator[str]:
    """The lines of a story, as its file has them."""
    for path in STORIES.glob("*.txt"):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            if block.startswith(f"story {story}\n"):
                yield from block.splitlines()


def quotes_wrongly(step: str, story: str, givens: Mapping[str, int]) -> bool:
    """Whether the step repeats a fact of the problem with another number.
    A sentence may look like two of them; then one has to be right."""
    quotes = []
    for line in block_of(story):
        if line.startswith("fact "):
            pattern = re.sub(r"\\\{(\w+)\\\}", lambda name: _group(name[1], givens), re.escape(line[5:]))
            if match := re.search(pattern, step):
                quotes.append(all(int(value) == givens[name] for name, value in match.groupdict().items()))
    assert quotes, step
    return not any(quotes)


def _group(name: str, givens: Mapping[str, int]) -> str:
    return rf"(?P<{name}>\d+)" if name in givens else r"[\w ]+"


def is_right(step: str, trajectory: Trajectory) -> bool:
    """Judges a step by its text: its equations; without any, the answer that the last step gives or the fact that it quotes."""
    right = right_equations(trajectory.story, trajectory.givens)
    if equations := equations_in(step):
        return all(equation in right and is_true(equation) for equation in equations)
    if step == trajectory.steps[-1]:
        return int(re.findall(r"\d+", step)[-1]) == right[-1][2]
    return not quotes_wrongly(step, trajectory.story, trajectory.givens)
