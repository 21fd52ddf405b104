# ruff: noqa: RUF001, RUF002 (the signs of arithmetic are what this is about)
"""The tree of an arithmetic expression, and how it is shown to people."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final


@dataclass(frozen=True, slots=True)
class Number:
    """A literal. `decimals` is how many digits were shown after the point: 0 for an integer."""

    value: Fraction
    decimals: int
    text: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter that stands for something: `x`, `theta`, `x_1`."""

    name: str


@dataclass(frozen=True, slots=True)
class Pi:
    """The constant."""


@dataclass(frozen=True, slots=True)
class Negation:
    """Minus in front."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Binary:
    """`operator` is one of + - * / ^; `implicit` marks a product that was written without a sign."""

    operator: str
    left: "Expression"
    right: "Expression"
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Percent:
    """`20%`: a fifth, or the number 20 where people leave the hundred out."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Degrees:
    """`30°`: the number 30, and an angle inside sin, cos and the like."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Mixed:
    """`9 1/3`: a sum; some write a product in the same way."""

    whole: Number
    part: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    """A function by name: sqrt, root(n, x), abs, floor, ceil, factorial, binom, sin and kin, log(x[, base]), ln."""

    name: str
    arguments: tuple["Expression", ...]


Expression = Number | Symbol | Pi | Negation | Binary | Percent | Degrees | Mixed | Call

_SIGNS: Final = {"+": " + ", "-": " − ", "*": " × ", "/": " / ", "^": "^"}
_STRENGTH: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside this one, left to right."""
    match expression:
        case Negation(operand) | Percent(operand) | Degrees(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Mixed(whole, part):
            return (whole, part)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """Every expression in the tree, parents before parts."""
    pending = [expression]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(parts_of(current)))


def symbols_in(expression: Expression) -> frozenset[str]:
    """The names of the symbols that occur."""
    return frozenset(part.name for part in walk(expression) if isinstance(part, Symbol))


def is_bare(expression: Expression) -> bool:
    """Whether nothing is computed: a literal, with sign or percent, or one symbol."""
    match expression:
        case Number() | Symbol() | Pi():
            return True
        case Negation(operand) | Percent(operand) | Degrees(operand):
            return is_bare(operand)
        case _:
            return False


def leading_literal(expression: Expression) -> Number | None:
    """The literal that the expression begins with, if it begins with one."""
    while True:
        if isinstance(expression, Number):
            return expression
        inside = parts_of(expression)
        if not inside or isinstance(expression, Negation):
            return None
        expression = inside[0]


def render(expression: Expression, strength: int = 0) -> str:
    """As plain text: `2 × (3 + 4)`. Brackets where the surroundings bind more strongly than `strength`."""
    match expression:
        case Binary():
            return _render_binary(expression, strength)
        case Call():
            return _render_call(expression)
        case Negation(operand):
            return _wrap(f"−{render(operand, 3)}", 3 if strength > 1 else 1, strength)
        case Percent(operand) | Degrees(operand):
            return render(operand, 5) + ("%" if isinstance(expression, Percent) else "°")
        case Mixed(whole, part):
            return f"{render(whole)} {_tight(render(part))}"
        case Number() | Symbol() | Pi():
            return _render_atom(expression)


def _render_atom(atom: Number | Symbol | Pi) -> str:
    match atom:
        case Number(_, _, text):
            return text
        case Symbol(name):
            return name
        case Pi():
            return "π"


def _render_binary(node: Binary, strength: int) -> str:
    own = _STRENGTH[node.operator]
    left, right = render(node.left, own + (node.operator == "^")), render(node.right, own + (node.operator in "-/*"))
    right = f"({right})" if right.startswith("−") else right
    follows_a_quotient = isinstance(node.left, Binary) and node.left.operator == "/"
    if node.implicit and (right[:1].isalpha() or right[:1] == "√") and not follows_a_quotient:
        return _wrap(f"{left}{right}", own, strength)
    return _wrap(f"{left}{_SIGNS[node.operator]}{right}", own, strength)


def _render_call(node: Call) -> str:
    inside = [render(argument) for argument in node.arguments]
    match node.name:
        case "sqrt":
            return f"√{inside[0]}" if is_bare(node.arguments[0]) else f"√({inside[0]})"
        case "factorial":
            return f"{render(node.arguments[0], 5)}!"
        case "abs":
            return f"|{inside[0]}|"
        case "floor":
            return f"⌊{inside[0]}⌋"
        case "ceil":
            return f"⌈{inside[0]}⌉"
        case _:
            return f"{node.name}({', '.join(inside)})"


def _wrap(text: str, own: int, strength: int) -> str:
    return f"({text})" if own < strength else text


def _tight(text: str) -> str:
    return text.replace(" / ", "/")
