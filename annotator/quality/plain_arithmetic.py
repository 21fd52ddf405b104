# ruff: noqa: RUF001, RUF002 (the signs of arithmetic are what this is about)
"""Statements such as `14 × 9 = 126` in a step, with exact values: what an injected error changes. No Django here.

It reads far less than the equation checker of the workers (which the web process never loads) and only has to be sure:
numbers, four operations, an equals sign and one number, with nothing around them that could make them mean more. What
it does not read is not there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

_NUMBER: Final = r"\d{1,9}(?:\.\d{1,6})?"
_SIGNS: Final = {"+": "+", "-": "-", "−": "-", "×": "*", "*": "*", "·": "*", "÷": "/", "/": "/",
                 r"\times": "*", r"\cdot": "*", r"\div": "/"}  # fmt: skip
_OPERATOR: Final = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_STATEMENT: Final = re.compile(
    rf"(?P<left>{_NUMBER}(?:\s*(?:{_OPERATOR})\s*{_NUMBER})+)\s*=\s*(?P<right>{_NUMBER})", re.UNICODE
)
_PART: Final = re.compile(rf"(?P<number>{_NUMBER})|(?P<sign>{_OPERATOR})")
# Beside a statement these could belong to it: a term of a sum, a power, a unit, an unknown, a further member.
_BEFORE: Final = re.compile(
    r"(?:\d[.,]?\s*|[.,_]|[)\]}^+\-−×*·÷/%=<>≤≥\\$€£]\s*|[^\W\d]|\b[^\W\d]\s+|\b(?:plus|minus|times|over|by)\s+)\Z",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(r"\A(?:[\w%!^°(\[{]|[.,]\d|\s*(?:[+\-−×*·÷/^=<>≤≥≈(]|\\(?!\)|\]|\s)))")
_OPENS: Final = re.compile(r"(?:\\\(|\\\[|\$\$?)\s*\Z")
# Words that say that the numbers are not meant as they stand.
_DOUBTS: Final = re.compile(
    r"\b(?:mod(?:ulo)?|base|suppose|assume|if|would|wrong|instead|not|hex|binary|mistake|error|should|≈|about|approx\w*|round\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Operand:
    """A number as it is written."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlainStatement:
    """`operands` joined by `signs` (+ - * /) equal `result`; all places count characters of the step's text."""

    operands: Sequence[Operand]
    signs: Sequence[str]
    result: Operand

    @property
    def start(self) -> int:
        """Where its first number begins."""
        return self.operands[0].start

    @property
    def end(self) -> int:
        """Where its result ends."""
        return self.result.end

    def value(self) -> Fraction:
        """The exact value of the left side, products before sums. Raises ZeroDivisionError."""
        total, product, pending = Fraction(0), exact(self.operands[0].text), 1
        for sign, operand in zip(self.signs, self.operands[1:], strict=True):
            number = exact(operand.text)
            if sign == "*":
                product *= number
            elif sign == "/":
                product /= number
            else:
                total, product, pending = total + pending * product, number, 1 if sign == "+" else -1
        return total + pending * product

    def is_true(self, result: str) -> bool:
        """Whether the left side is exactly this number."""
        return self.value() == exact(result)


def exact(text: str) -> Fraction:
    """A number as it is written, as it is."""
    return Fraction(Decimal(text))


def true_statements(text: str) -> list[PlainStatement]:
    """The statements of a step that surely mean what they say, and hold."""
    if _DOUBTS.search(text):
        return []
    found = (_read(match, text) for match in _STATEMENT.finditer(text))
    return [statement for statement in found if statement is not None]


def places_of(number: str, text: str) -> list[int]:
    """Where this number stands in a text as a number of its own: 12 is not in 312, 12.5 or 1,200."""
    alone = rf"(?<![\d.])(?<!\d,){re.escape(number)}(?![\d]|[.,]\d)"
    return [match.start() for match in re.finditer(alone, text)]


def _read(match: re.Match[str], text: str) -> PlainStatement | None:
    before, after = text[: match.start()], text[match.end() :]
    if (_BEFORE.search(before) and not _OPENS.search(before)) or _AFTER.search(after):
        return None
    parts = list(_PART.finditer(match["left"]))
    operands = [Operand(p["number"], match.start() + p.start(), match.start() + p.end()) for p in parts if p["number"]]
    signs = [_SIGNS[part["sign"]] for part in parts if part["sign"]]
    result = Operand(match["right"], match.start("right"), match.end("right"))
    statement = PlainStatement(operands, signs, result)
    try:
        return statement if statement.is_true(result.text) else None
    except ZeroDivisionError:
        return None
