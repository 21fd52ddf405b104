"""Whether two numbers stand in the relation that a step claims, with the rounding that people use without saying."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Final, Literal

from worker.scorers.arithmetic.evaluation import Convention, Setting, conventions_for, evaluate
from worker.scorers.arithmetic.expressions import Binary, Degrees, Expression, Negation, Number, Percent
from worker.scorers.arithmetic.intervals import Interval, NotComputable
from worker.scorers.arithmetic.vocabulary import words

Outcome = Literal["holds", "fails", "open"]
Rule = Callable[[Interval, Interval, Fraction | None, Fraction | None], Outcome]

# "≈" is right within one percent (or the digits shown) and wrong beyond ten; between the two nothing is said.
_CLOSE: Final = Fraction(1, 100)
_FAR: Final = Fraction(1, 10)
_REPEATING: Final = words(
    "33 34 66 67 16 17 83 84 11 12 22 44 55 56 77 78 88 89 14 28 29 42 43 57 71 85 86 09 18 27 36 45 54 63 72 81 90 91"
    " 08 58 92"
)
_MODEST_DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left` and `right` are the values under the convention that decided; of no meaning where the outcome is open."""

    outcome: Outcome
    left: Fraction = Fraction(0)
    right: Fraction = Fraction(0)


def compare_values(
    left: tuple[Expression, ...], relation: str, right: tuple[Expression, ...], *, rounded: frozenset[str]
) -> Comparison:
    """Holds if it does under one reading of the two sides; fails if it fails under all. `rounded` are the literals that
    are known to be rounded results of earlier steps."""
    found: list[Comparison] = []
    for first, second in product(left, right):
        for convention in conventions_for(first, second):
            found.append(_compare(first, second, relation, convention, rounded=rounded))
            if found[-1].outcome == "holds":
                return found[-1]
    return found[0] if all(each.outcome == "fails" for each in found) else Comparison("open")


def _compare(
    left: Expression, right: Expression, relation: str, convention: Convention, *, rounded: frozenset[str]
) -> Comparison:
    rule = _RULES[relation]
    unit_of = coarse_unit if relation == "≈" else shown_unit
    exact = Setting(convention)
    loose = Setting(convention, slack=partial(slack_of, rounded=rounded))
    try:
        values = evaluate(left, exact), evaluate(right, exact)
        outcome = rule(*values, unit_of(left), unit_of(right))
        if outcome == "fails" and rule(evaluate(left, loose), evaluate(right, loose), None, None) != "fails":
            outcome = "open"
    except NotComputable:
        return Comparison("open")
    return Comparison(outcome, values[0].middle, values[1].middle)


def slack_of(number: Number, *, rounded: frozenset[str]) -> Fraction:
    """How far a literal may be from the number that was meant: nothing for 12 or 2.50, a digit for 0.333 or 0.67."""
    fraction = number.text.partition(".")[2]
    if (
        number.text in rounded
        or number.decimals > _MODEST_DECIMALS
        or (number.decimals == _MODEST_DECIMALS and fraction in _REPEATING)
    ):
        return Fraction(1, 10**number.decimals)
    return Fraction(0)


def shown_unit(expression: Expression) -> Fraction | None:
    """What one unit in the last digit shown is worth; None where the side is no plain decimal."""
    match expression:
        case Number(_, decimals, _):
            return Fraction(1, 10**decimals) if decimals else None
        case Negation(operand) | Degrees(operand):
            return shown_unit(operand)
        case Percent(Number(_, decimals, _)):
            return Fraction(1, 100 * 10**decimals)
        case Binary("*", Number() as mantissa, Binary("^", Number(base, _, _), exponent)) if (
            base == 10 and mantissa.decimals
        ):
            return _scaled_unit(mantissa, exponent)
        case _:
            return None


def coarse_unit(expression: Expression) -> Fraction | None:
    """As `shown_unit`, where an integer too may have been rounded: 1 for 17, 100 for 1700."""
    match expression:
        case Number(value, 0, _) if value:
            digits = str(int(value))
            return Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))
        case Negation(operand):
            return coarse_unit(operand)
        case _:
            return shown_unit(expression)


def _scaled_unit(mantissa: Number, exponent: Expression) -> Fraction | None:
    match exponent:
        case Number(value, 0, _) if value <= 100:
            return Fraction(10 ** int(value), 10**mantissa.decimals)
        case Negation(Number(value, 0, _)) if value <= 100:
            return Fraction(1, 10 ** (int(value) + mantissa.decimals))
        case _:
            return None


def _equal(left: Interval, right: Interval, left_unit: Fraction | None, right_unit: Fraction | None) -> Outcome:
    if left.overlaps(right):
        return "holds" if left.is_narrow() and right.is_narrow() else "open"
    difference = abs(left.middle - right.middle)
    for unit, shown, other in ((right_unit, right, left), (left_unit, left, right)):
        if unit is None:
            continue
        is_cut_off = abs(shown.middle) <= abs(other.middle) and difference < unit
        if difference <= unit / 2 or is_cut_off:
            return "holds"
        if difference < unit:
            return "open"
    return "open" if _is_rounded_to_integer(left, right) else "fails"


def _is_rounded_to_integer(left: Interval, right: Interval) -> bool:
    """12.375 boxes = 12 boxes: not equal, yet nobody calls it an error of arithmetic."""
    whole = [value.is_exact and value.low.denominator == 1 for value in (left, right)]
    return whole[0] != whole[1] and abs(left.middle - right.middle) < 1


def _approximate(left: Interval, right: Interval, left_unit: Fraction | None, right_unit: Fraction | None) -> Outcome:
    difference = abs(left.middle - right.middle)
    largest = max(abs(left.middle), abs(right.middle))
    unit = max(left_unit or Fraction(0), right_unit or Fraction(0))
    if difference <= largest * _CLOSE or difference <= unit / 2:
        return "holds"
    return "fails" if difference > largest * _FAR and difference > unit else "open"


def _unequal(left: Interval, right: Interval, _left_unit: Fraction | None, _right_unit: Fraction | None) -> Outcome:
    if not left.overlaps(right):
        return "holds"
    return "fails" if left.is_exact and right.is_exact else "open"


def _less(left: Interval, right: Interval, _left_unit: Fraction | None, _right_unit: Fraction | None) -> Outcome:
    if left.high < right.low:
        return "holds"
    return "fails" if left.low > right.high or (left.is_exact and left == right) else "open"


def _at_most(left: Interval, right: Interval, _left_unit: Fraction | None, _right_unit: Fraction | None) -> Outcome:
    if left.high <= right.low:
        return "holds"
    return "fails" if left.low > right.high else "open"


def _swapped(rule: Rule) -> Rule:
    return lambda left, right, left_unit, right_unit: rule(right, left, right_unit, left_unit)


_RULES: Final[dict[str, Rule]] = {
    "=": _equal,
    "≈": _approximate,
    "≠": _unequal,
    "<": _less,
    "≤": _at_most,
    ">": _swapped(_less),
    "≥": _swapped(_at_most),
}
