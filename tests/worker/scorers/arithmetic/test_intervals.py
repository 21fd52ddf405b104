"""Exact where it can be, narrow where it cannot, refused where it would be large or has no value."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.scorers.arithmetic.intervals import (
    PI,
    Interval,
    NotComputable,
    add,
    binomial,
    divide,
    exactly,
    factorial_of,
    multiply,
    negate,
    power,
    root,
)
from worker.scorers.arithmetic.transcendental import TRIGONOMETRIC, natural_log, trigonometric

RATIONALS = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


@given(RATIONALS, RATIONALS)
def test_computes_with_rationals_exactly(left: Fraction, right: Fraction) -> None:
    assert add(exactly(left), exactly(right)) == exactly(left + right)
    assert multiply(exactly(left), exactly(right)) == exactly(left * right)
    assert negate(exactly(left)) == exactly(-left)
    if right:
        assert divide(exactly(left), exactly(right)) == exactly(left / right)


@given(RATIONALS, RATIONALS, RATIONALS, RATIONALS)
def test_keeps_every_possible_result_inside(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> None:
    left, right = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    product, total = multiply(left, right), add(left, right)
    for first in (a, b, (a + b) / 2):
        for second in (c, d, (c + d) / 2):
            assert product.low <= first * second <= product.high
            assert total.low <= first + second <= total.high


@pytest.mark.parametrize(("value", "degree", "expected"), [(49, 2, 7), (27, 3, 3), (1024, 10, 2), (0, 2, 0)])
def test_takes_the_root_of_a_perfect_power_exactly(value: int, degree: int, expected: int) -> None:
    assert root(exactly(value), degree) == exactly(expected)


def test_takes_the_root_of_a_fraction_exactly() -> None:
    assert root(exactly(Fraction(9, 16)), 2) == exactly(Fraction(3, 4))


@given(st.integers(min_value=2, max_value=10**9), st.integers(min_value=2, max_value=6))
def test_encloses_any_other_root_narrowly(value: int, degree: int) -> None:
    found = root(exactly(value), degree)
    assert found.low**degree <= value <= found.high**degree
    assert found.is_narrow()


def test_takes_an_odd_root_of_a_negative_number_and_no_even_one() -> None:
    assert root(exactly(-8), 3) == exactly(-2)
    with pytest.raises(NotComputable):
        root(exactly(-4), 2)


def test_raises_to_whole_negative_and_fractional_powers() -> None:
    assert power(exactly(2), exactly(10)) == exactly(1024)
    assert power(exactly(2), exactly(-2)) == exactly(Fraction(1, 4))
    assert power(exactly(8), exactly(Fraction(2, 3))) == exactly(4)
    assert power(exactly(5), exactly(0)) == exactly(1)


def test_never_lets_an_even_power_of_an_interval_around_zero_be_negative() -> None:
    assert power(Interval(Fraction(-1), Fraction(2)), exactly(2)).low == 0


@pytest.mark.parametrize(
    ("base", "exponent"), [(9, 9**9), (0, 0), (0, -1), (2, Fraction(1, 100)), (Fraction(10**9, 10**9 - 1), 2000)]
)
def test_refuses_a_power_without_value_or_too_large(base: int, exponent: int) -> None:
    with pytest.raises(NotComputable):
        power(exactly(base), exactly(exponent))


def test_refuses_to_divide_by_what_may_be_zero() -> None:
    with pytest.raises(NotComputable):
        divide(exactly(1), exactly(0))
    with pytest.raises(NotComputable):
        divide(exactly(1), Interval(Fraction(-1), Fraction(1)))


def test_knows_factorials_and_binomials_of_small_natural_numbers_only() -> None:
    assert factorial_of(exactly(5)) == exactly(120)
    assert binomial(exactly(30), exactly(3)) == exactly(4060)
    assert binomial(exactly(3), exactly(5)) == exactly(0)
    for refused in (exactly(-1), exactly(Fraction(1, 2)), exactly(10**6), Interval(Fraction(1), Fraction(2))):
        with pytest.raises(NotComputable):
            factorial_of(refused)


@pytest.mark.parametrize("name", sorted(TRIGONOMETRIC))
@pytest.mark.parametrize("degrees", [1, 30, 45, 89, 100, 200, 333, -45, 1000])
def test_agrees_with_floating_point_about_angles(name: str, degrees: int) -> None:
    radians = math.radians(degrees)
    expected = {
        "sin": math.sin(radians),
        "cos": math.cos(radians),
        "tan": math.tan(radians),
        "cot": 1 / math.tan(radians),
        "sec": 1 / math.cos(radians),
        "csc": 1 / math.sin(radians),
    }[name]
    found = trigonometric(name, divide(multiply(exactly(degrees), PI), exactly(180)))
    assert float(found.middle) == pytest.approx(expected, rel=1e-9)
    assert found.is_narrow()


def test_has_no_tangent_of_a_right_angle() -> None:
    with pytest.raises(NotComputable):
        trigonometric("tan", divide(PI, exactly(2)))


@given(st.fractions(min_value=Fraction(1, 100), max_value=1000, max_denominator=100))
def test_agrees_with_floating_point_about_logarithms(value: Fraction) -> None:
    assert float(natural_log(exactly(value)).middle) == pytest.approx(math.log(value), abs=1e-9)


def test_has_no_logarithm_of_zero_or_less() -> None:
    with pytest.raises(NotComputable):
        natural_log(exactly(0))
