"""How equations and sentences are written: many ways for the same thing, so that none of them gives a label away."""

from dataclasses import dataclass
from random import Random
from typing import Final

from worker.training.stories import Operation

EQUATIONS: Final[dict[Operation, tuple[str, ...]]] = {
    "+": ("{l} + {r} = {v}", "\\({l} + {r} = {v}\\)", "{l} plus {r} is {v}", "{l} + {r} = <<{l}+{r}={v}>>{v}"),
    "-": ("{l} - {r} = {v}", "\\({l} - {r} = {v}\\)", "{l} minus {r} is {v}", "{l} - {r} = <<{l}-{r}={v}>>{v}"),
    "*": (
        "{l} * {r} = {v}",
        "\\({l} \\times {r} = {v}\\)",
        "{l} times {r} is {v}",
        "{l} x {r} = {v}",
        "{l} * {r} = <<{l}*{r}={v}>>{v}",
    ),
    "/": (
        "{l} / {r} = {v}",
        "\\({l} \\div {r} = {v}\\)",
        "{l} divided by {r} is {v}",
        "{l} / {r} = <<{l}/{r}={v}>>{v}",
    ),
    "%": ("{r}% of {l} = {v}", "{l} * {r} / 100 = {v}", "{r} percent of {l} is {v}", "{l} * {r}% = {v}"),
}
PLAIN: Final = 0
"""Where a sentence goes on after the equation (`so x = ...`), words inside it would read badly: the first style."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What is the same in all stories of one side of the split."""

    openers: tuple[str, ...]
    generic: dict[Operation, tuple[str, ...]]
    facts: tuple[str, ...]
    answers: tuple[str, ...]


TRAINING_VOICE: Final = Voice(
    openers=("", "", "", "", "First, ", "Next, ", "Then, ", "Now, ", "Step {n}: ", "{n}. ", "So, ", "To go on, "),
    generic={
        "+": ("we add {left} and {right}: {eq}.", "the sum is {eq}.", "adding {right} to {left} gives {eq}."),
        "-": ("we subtract {right} from {left}: {eq}.", "the difference is {eq}.", "taking {right} from {left}: {eq}."),
        "*": ("we multiply {left} by {right}: {eq}.", "the product is {eq}.", "multiplying gives {eq}."),
        "/": ("we divide {left} by {right}: {eq}.", "the quotient is {eq}.", "dividing gives {eq}."),
        "%": ("we take {right}% of {left}: {eq}.", "{right} percent of {left} are needed: {eq}."),
    },
    facts=("we know this: {fact}", "the problem says: {fact}", "{fact}", "let us see what is given. {fact}"),
    answers=("the answer is {result}.", "so the answer is \\(\\boxed{{{result}}}\\).", "answer: {result}"),
)
HELD_OUT_VOICE: Final = Voice(
    openers=("", "", "", "Firstly, ", "After that, ", "Let us continue: ", "({n}) ", "Hence, "),
    generic={
        "+": ("combining {left} with {right} we obtain {eq}.", "the two of them make {eq}."),
        "-": ("reducing {left} by {right} we obtain {eq}.", "it remains to compute {eq}."),
        "*": ("{right} times the amount of {left} is needed, {eq}.", "by multiplication, {eq}."),
        "/": ("splitting {left} into parts by {right} we obtain {eq}.", "by division, {eq}."),
        "%": ("a share of {right}% is wanted: {eq}.", "computing the percentage, {eq}."),
    },
    facts=("the text tells us: {fact}", "what we have: {fact}", "{fact}"),
    answers=(
        "therefore the final answer is {result}.",
        "final answer: \\(\\boxed{{{result}}}\\)",
        "in the end we find {result}.",
    ),
)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def equation(operation: Operation, left: int, right: int, *, value: int, style: int) -> str:
    """The equation in one of the styles; any number names a style."""
    styles = EQUATIONS[operation]
    return styles[style % len(styles)].format(l=left, r=right, v=value)


def style_for(wording: str, random: Random) -> int:
    """A style of equation that reads well in the wording."""
    return PLAIN if "{result}" in wording or "x = {eq}" in wording else random.randrange(20)
