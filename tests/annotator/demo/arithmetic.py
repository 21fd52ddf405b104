"""Arithmetic of our own, apart from the scorer that is shown with this content: it must not vouch for itself."""

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

OPERATORS: Final[dict[type[ast.operator], Callable[[Fraction, Fraction], Any]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip


def whole_root(value: Fraction) -> int:
    """Raises ValueError where the root is not a whole number: nothing here is approximate."""
    root = math.isqrt(int(value))
    if root**2 != value:
        raise ValueError(f"{value} is not a square.")
    return root


FUNCTIONS: Final[dict[str, Callable[[Fraction], Any]]] = {
    "floor": math.floor,
    "factorial": lambda value: math.factorial(int(value)),
    "sqrt": whole_root,
}
LATEX: Final = [
    (r"\\tfrac|\\dfrac", r"\\frac"), (r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))"), (r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)"),
    (r"\\lfloor(.*?)\\rfloor", r"floor(\1)"), (r"(\d+)!", r"factorial(\1)"), (r"\\times|\\cdot|\u00d7", "*"), (r"\\div|\u00f7", "/"),
    (r"\^\{?(-?\d+)\}?", r"**(\1)"), ("\u2212", "-"), (r"\\%|\$", ""), (r"\)\s*\(", ")*("),
]  # fmt: skip


def value_of(node: ast.AST) -> Fraction:
    match node:
        case ast.Expression(body=body):
            return value_of(body)
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -value_of(operand)
        case ast.BinOp(left=left, op=op, right=right):
            return Fraction(OPERATORS[type(op)](value_of(left), value_of(right)))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return Fraction(FUNCTIONS[name](value_of(argument)))
    raise ValueError(ast.dump(node))


def number(text: str) -> Fraction | None:
    """The value of a purely numeric expression in plain text or LaTeX, else None."""
    for pattern, replacement in LATEX:
        text = re.sub(pattern, replacement, text)
    if not re.fullmatch(r"(?:[\d\s.+*/()-]|floor|factorial|sqrt)+", text.strip()):
        return None
    try:
        return value_of(ast.parse(text.strip(), mode="eval"))
    except (SyntaxError, ValueError):
        return None


def equations(text: str) -> Iterator[tuple[Fraction, Fraction]]:
    """Neighbouring numeric sides of every chain of equations in a step."""
    inside = re.findall(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", text, flags=re.DOTALL)
    outside = re.findall(
        r"[\d$][\d$.\u00d7\u00f7\u2212+=()\s]*=[\d$.\u00d7\u00f7\u2212+()\s]*[\d)]",
        re.sub(r"\\[(\[].*?\\[)\]]", "", text, flags=re.DOTALL),
    )
    for formula in [*(a or b for a, b in inside), *outside]:
        cleaned = re.sub(r"\\boxed\{(.*)\}", r"\1", formula).strip(" .\n")
        for chain in re.split(r"\\equiv|\\qquad|\\quad|\\Longleftrightarrow|, |\\approx|[<>]", cleaned):
            sides = [number(side) for side in re.sub(r"[,.\s]+$", "", chain).split("=")]
            yield from ((a, b) for a, b in pairwise(sides) if a is not None and b is not None)
