"""Whether two expressions in letters are the same function: exact values at fixed points, then polynomials."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, Literal

from sympy import QQ
from sympy.polys.rings import PolyRing

from worker.scorers.arithmetic.evaluation import Convention, Setting, evaluate
from worker.scorers.arithmetic.expressions import Binary, Expression, Negation, Number, Symbol, symbols_in
from worker.scorers.arithmetic.intervals import NotComputable

MAX_SYMBOLS: Final = 6
MAX_DEGREE: Final = 12
MAX_TERMS: Final = 120
_POINTS: Final = (
    (Fraction(7, 3), Fraction(11, 5), Fraction(17, 7), Fraction(23, 11), Fraction(31, 13), Fraction(41, 17)),
    (Fraction(19, 2), Fraction(5, 7), Fraction(3, 13), Fraction(37, 3), Fraction(29, 5), Fraction(2, 11)),
    (Fraction(1, 29), Fraction(43, 6), Fraction(53, 31), Fraction(3, 5), Fraction(61, 9), Fraction(13, 4)),
    (Fraction(101, 10), Fraction(67, 8), Fraction(71, 73), Fraction(79, 12), Fraction(83, 97), Fraction(89, 6)),
)
_FEWEST_POINTS: Final = 3


class NotPolynomial(Exception):
    """The expression is no polynomial with rational coefficients, or a very large one."""


def compare_as_functions(left: Expression, right: Expression) -> Literal["same", "different", "unknown"]:
    """Values at four points with unrelated primes in them: different at one of them is different, the same at
    three or more is the same (a polynomial identity that fails there would need coefficients made for these points)."""
    names = sorted(symbols_in(left) | symbols_in(right))
    if not names or len(names) > MAX_SYMBOLS:
        return "unknown"
    agreeing = 0
    for point in _POINTS:
        verdict = _compare_at(left, right, dict(zip(names, point, strict=False)))
        if verdict is False:
            return "different"
        agreeing += verdict is True
    return "same" if agreeing >= _FEWEST_POINTS else "unknown"


def _compare_at(left: Expression, right: Expression, symbols: Mapping[str, Fraction]) -> bool | None:
    setting = Setting(Convention(), symbols)
    try:
        first, second = evaluate(left, setting), evaluate(right, setting)
    except NotComputable:
        return None
    if not first.overlaps(second):
        return False
    return True if first.is_narrow() and second.is_narrow() else None


def as_polynomials(*expressions: Expression) -> list[Any]:
    """The expressions as elements of one of sympy's sparse polynomial rings over the rationals. They are built from our
    own tree: sympy never sees a text. Raises NotPolynomial."""
    names = sorted({name for expression in expressions for name in symbols_in(expression)})
    if not names or len(names) > MAX_SYMBOLS:
        raise NotPolynomial
    ring = PolyRing(names, QQ)
    letters = dict(zip(names, ring.gens, strict=True))
    return [_polynomial(expression, ring, letters) for expression in expressions]


def modulo_imaginary_unit(polynomial: Any) -> Any:
    """The polynomial with i*i = -1 put in, where it has an `i`."""
    ring = polynomial.ring
    names = [str(symbol) for symbol in ring.symbols]
    if "i" not in names:
        return polynomial
    unit = ring.gens[names.index("i")]
    return polynomial.rem([unit**2 + 1])


def total_degree(polynomial: Any) -> int:
    """The largest sum of exponents in one term; 0 for a constant."""
    return max((sum(monomial) for monomial in polynomial), default=0)


def _polynomial(node: Expression, ring: Any, letters: Mapping[str, Any]) -> Any:
    match node:
        case Number(value, _, _):
            return ring.ground_new(ring.domain(value.numerator, value.denominator))
        case Symbol(name):
            return letters[name]
        case Negation(operand):
            return -_polynomial(operand, ring, letters)
        case Binary(operator, left, right) if operator in "+-*/":
            return _combine(operator, _polynomial(left, ring, letters), _polynomial(right, ring, letters))
        case Binary("^", left, Number(exponent, _, _)):
            return _raise(_polynomial(left, ring, letters), exponent)
        case _:
            raise NotPolynomial


def _combine(operator: str, left: Any, right: Any) -> Any:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return _bounded(left, right)
        case _:
            if not right.is_ground or right == 0:
                raise NotPolynomial
            return left.quo_ground(right.LC)


def _bounded(left: Any, right: Any) -> Any:
    if len(left) * len(right) > MAX_TERMS or total_degree(left) + total_degree(right) > MAX_DEGREE:
        raise NotPolynomial
    return left * right


def _raise(base: Any, exponent: Fraction) -> Any:
    if exponent.denominator != 1 or not 0 <= exponent <= MAX_DEGREE:
        raise NotPolynomial
    result = base.ring.one
    for _ in range(int(exponent)):
        result = _bounded(result, base)
    return result
