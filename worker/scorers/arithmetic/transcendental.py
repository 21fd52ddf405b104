"""Sine, cosine and logarithm to more than forty digits, as intervals: fixed-point Taylor series and `decimal`."""

from decimal import Context
from fractions import Fraction
from typing import Final

from worker.scorers.arithmetic.intervals import PI, Interval, NotComputable, divide, exactly, negate

TRIGONOMETRIC: Final = frozenset({"sin", "cos", "tan", "sec", "csc", "cot"})
_SCALE: Final = 10**60
_ERROR: Final = Fraction(1, 10**45)
_LARGEST_ANGLE: Final = 10**6
_DECIMAL: Final = Context(prec=60)


def trigonometric(name: str, angle: Interval) -> Interval:
    """sin, cos, tan, sec, csc or cot of an angle in radians. Raises NotComputable where there is no value."""
    sine, cosine = _sine(angle), _sine(Interval(angle.low + PI.low / 2, angle.high + PI.high / 2))
    upper, lower = {
        "sin": (sine, exactly(1)),
        "cos": (cosine, exactly(1)),
        "tan": (sine, cosine),
        "cot": (cosine, sine),
        "sec": (exactly(1), cosine),
        "csc": (exactly(1), sine),
    }[name]
    return divide(upper, lower)


def natural_log(value: Interval) -> Interval:
    """The natural logarithm of a positive interval."""
    if value.low <= 0:
        raise NotComputable
    return Interval(_log(value.low) - _ERROR, _log(value.high) + _ERROR)


def _sine(angle: Interval) -> Interval:
    """Around the middle; a sine moves by no more than its angle does."""
    if not angle.is_narrow() or abs(angle.low) > _LARGEST_ANGLE:
        raise NotComputable
    turn = int(PI.middle * 2 * _SCALE)
    reduced = int(angle.middle * _SCALE) % turn
    if reduced > turn // 2:
        return negate(_sine(Interval(Fraction(turn - reduced, _SCALE), Fraction(turn - reduced, _SCALE))))
    total = term = reduced
    for order in range(2, 90, 2):
        term = -term * reduced // _SCALE * reduced // _SCALE // (order * (order + 1))
        total += term
    margin = angle.width + _ERROR
    return Interval(
        max(Fraction(total, _SCALE) - margin, Fraction(-1)), min(Fraction(total, _SCALE) + margin, Fraction(1))
    )


def _log(value: Fraction) -> Fraction:
    return Fraction(_DECIMAL.create_decimal(value.numerator).ln(_DECIMAL)) - Fraction(
        _DECIMAL.create_decimal(value.denominator).ln(_DECIMAL)
    )
