"""Numbers as intervals with exact rational ends: a rational has no width, a root or a rounded literal has a little."""

from dataclasses import dataclass
from fractions import Fraction
from math import comb, factorial, isqrt
from typing import Final

MAX_BITS: Final = 4096
MAX_FACTORIAL: Final = 200
MAX_EXPONENT: Final = 2000
_PRECISION: Final = 10**60
PI_DIGITS: Final = "3.14159265358979323846264338327950288419716939937510582097494"


class NotComputable(Exception):
    """No value, or one too large to be worth computing: division by zero, an even root of a negative, 9**9**9**9."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`, both included."""

    low: Fraction
    high: Fraction

    @property
    def middle(self) -> Fraction:
        return (self.low + self.high) / 2

    @property
    def width(self) -> Fraction:
        return self.high - self.low

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two can be the same number."""
        return self.low <= other.high and other.low <= self.high

    def is_narrow(self) -> bool:
        """Whether the width is only that of our own computation, not of a rounded literal."""
        return self.width <= max(abs(self.low), abs(self.high), Fraction(1)) / 10**20

    def widened(self, margin: Fraction) -> "Interval":
        return Interval(self.low - margin, self.high + margin)


def exactly(value: Fraction | int) -> Interval:
    """The interval without width."""
    value = Fraction(value)
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise NotComputable
    return Interval(value, value)


PI: Final = Interval(Fraction(PI_DIGITS), Fraction(PI_DIGITS) + Fraction(1, 10**59))


def add(left: Interval, right: Interval) -> Interval:
    return _bounded(left.low + right.low, left.high + right.high)


def negate(operand: Interval) -> Interval:
    return Interval(-operand.high, -operand.low)


def multiply(left: Interval, right: Interval) -> Interval:
    if left.is_exact and right.is_exact:
        return exactly(left.low * right.low)
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    return _bounded(min(corners), max(corners))


def divide(left: Interval, right: Interval) -> Interval:
    if right.low <= 0 <= right.high:
        raise NotComputable
    return multiply(left, Interval(1 / right.high, 1 / right.low))


def power(base: Interval, exponent: Interval) -> Interval:
    """`base ** exponent` for a rational exponent with a small denominator."""
    if not exponent.is_exact:
        raise NotComputable
    degree, count = exponent.low.denominator, exponent.low.numerator
    if degree > 12 or abs(count) > MAX_EXPONENT or (base.is_exact and base.low == 0 and count <= 0):
        raise NotComputable
    raised = _integer_power(base, abs(count))
    raised = raised if count >= 0 else divide(exactly(1), raised)
    return raised if degree == 1 else root(raised, degree)


def _integer_power(base: Interval, count: int) -> Interval:
    bits = max(part.bit_length() for end in (base.low, base.high) for part in (end.numerator, end.denominator))
    if bits * count > MAX_BITS and (base.is_exact or count > 64):
        raise NotComputable
    if base.is_exact:
        return exactly(base.low**count)
    result = exactly(1)
    for _ in range(count):
        result = multiply(result, base)
    return result if count % 2 or not base.low < 0 < base.high else Interval(Fraction(0), result.high)


def root(operand: Interval, degree: int) -> Interval:
    """The real root; exact where the operand is a perfect power."""
    if not 2 <= degree <= 12:
        raise NotComputable
    if operand.low < 0:
        if degree % 2 == 0:
            raise NotComputable
        if operand.high > 0:
            raise NotComputable
        return negate(root(negate(operand), degree))
    return Interval(_root_below(operand.low, degree), _root_above(operand.high, degree))


def _root_below(value: Fraction, degree: int) -> Fraction:
    numerator, denominator = _integer_root(value.numerator, degree), _integer_root(value.denominator, degree)
    if numerator**degree == value.numerator and denominator**degree == value.denominator:
        return Fraction(numerator, denominator)
    scaled = value.numerator * _PRECISION**degree // value.denominator
    return Fraction(_integer_root(scaled, degree), _PRECISION)


def _root_above(value: Fraction, degree: int) -> Fraction:
    below = _root_below(value, degree)
    return below if below**degree == value else below + Fraction(2, _PRECISION)


def _integer_root(value: int, degree: int) -> int:
    """The largest integer whose power is at most `value`."""
    if degree == 2:
        return isqrt(value)
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
    return low


def whole_number(operand: Interval, *, at_most: int) -> int:
    """The interval as a small natural number; anything else is refused."""
    if not operand.is_exact or operand.low.denominator != 1 or not 0 <= operand.low <= at_most:
        raise NotComputable
    return int(operand.low)


def factorial_of(operand: Interval) -> Interval:
    return exactly(factorial(whole_number(operand, at_most=MAX_FACTORIAL)))


def binomial(upper: Interval, lower: Interval) -> Interval:
    return exactly(comb(whole_number(upper, at_most=500), whole_number(lower, at_most=500)))


def _bounded(low: Fraction, high: Fraction) -> Interval:
    """Keeps the ends short: outward to 60 digits where there is a width anyway; refused where there is none."""
    if low == high:
        return exactly(low)
    if max(abs(low), abs(high)).numerator.bit_length() > 2 * MAX_BITS:
        raise NotComputable
    if max(low.denominator, high.denominator) > _PRECISION**2:
        low = Fraction(low.numerator * _PRECISION // low.denominator, _PRECISION)
        high = -Fraction(-high.numerator * _PRECISION // high.denominator, _PRECISION)
    return Interval(low, high)
