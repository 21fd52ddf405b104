# ruff: noqa: RUF001 (the signs of arithmetic are what this is about)
"""Numbers, expressions and statements as texts for people, never longer than a line or two."""

import re
from fractions import Fraction
from typing import Any, Final

from worker.scorers.arithmetic.expressions import Expression, render
from worker.scorers.arithmetic.statements import Statement

_LONGEST: Final = 200
_MOST_DIGITS: Final = 21


def show_number(value: Fraction) -> str:
    """Exact where that is short, else six significant digits."""
    if value.denominator == 1 and abs(value.numerator) < 10**_MOST_DIGITS:
        return _with_minus(str(value.numerator))
    if abs(value) < 10**12 and value.denominator < 10**9 and _terminates(value.denominator):
        return _with_minus(f"{float(value):.12g}")
    if abs(value) >= 10**300:
        return f"a number of {len(str(abs(value.numerator // value.denominator)))} digits"
    approximate = f"≈ {float(value):.6g}"
    return _with_minus(f"{value} {approximate}" if value.denominator < 1000 and abs(value) < 10**9 else approximate)


def show_expression(expression: Expression) -> str:
    """The expression, cut where it is very long."""
    text = render(expression)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def show_statement(statement: Statement) -> str:
    """The statement as it was read."""
    left, right = statement.left.expressions[0], statement.right.expressions[0]
    return f"{show_expression(left)} {statement.relation} {show_expression(right)}"


def show_polynomial(polynomial: Any) -> str | None:
    """An element of one of sympy's rings, in our signs; None where that would be long."""
    text = str(polynomial.as_expr()).replace("**", "^")
    text = re.sub(r"(?<=[0-9])\*(?=[A-Za-z])", "", text).replace("*", "·").replace(" - ", " − ")
    return _with_minus(text) if len(text) <= _LONGEST else None


def _with_minus(text: str) -> str:
    return re.sub(r"(?<![0-9e])-", "−", text)


def _terminates(denominator: int) -> bool:
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1
