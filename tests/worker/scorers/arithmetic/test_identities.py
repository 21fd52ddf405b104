# ruff: noqa: RUF001 (the signs of arithmetic are what this is about)
"""Letters: identities hold for all values, slips are contradicted, equations to be solved are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worker.scorers.arithmetic.reading import read, read_statement
from tests.worker.scorers.judge_text import reward_of, score_steps
from worker.scorers.arithmetic.symbolic_equality import (
    NotPolynomial,
    as_polynomials,
    compare_as_functions,
    modulo_imaginary_unit,
    total_degree,
)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (r"\((a+b)^2\)", r"\(a^2 + 2ab + b^2\)", "same"),
        (r"\((a+b)^2\)", r"\(a^2 + b^2\)", "different"),
        (r"\(\frac{x^2-1}{x-1}\)", r"\(x + 1\)", "same"),
        (r"\(\sqrt{x^2}\)", r"\(x\)", "same"),  # letters stand for positive numbers here
        (r"\(\sin^2 x + \cos^2 x\)", "1", "same"),
        (r"\(\sin x\)", r"\(x\)", "different"),
        (r"\(x!\)", r"\(x\)", "unknown"),
        (r"\(a+b+c+d+e+f+g\)", r"\(g+f+e+d+c+b+a\)", "unknown"),
        ("2 + 2", "4", "unknown"),
    ],
)
def test_compares_two_expressions_as_functions(left: str, right: str, verdict: str) -> None:
    assert compare_as_functions(read(left), read(right)) == verdict


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=5), st.integers(-9, 9))
def test_finds_the_polynomial_that_a_product_expands_to(coefficients: list[int], root: int) -> None:
    """Horner's scheme against the sum of powers, and against the same sum with one more."""
    horner = str(coefficients[0])
    for coefficient in coefficients[1:]:
        horner = f"({horner})x + ({coefficient})"
    degree = len(coefficients) - 1
    powers = " + ".join(f"({coefficient})x^{degree - place}" for place, coefficient in enumerate(coefficients))
    left, right, shifted = (read(rf"\({text}\)") for text in (horner, powers, f"{powers} + 1"))
    assert compare_as_functions(left, right) in ("same", "unknown")
    assert compare_as_functions(left, shifted) in ("different", "unknown")
    first, second = as_polynomials(left, right)
    assert first == second
    assert first.evaluate([(first.ring.gens[0], root)]) == sum(
        coefficient * root ** (degree - place) for place, coefficient in enumerate(coefficients)
    )


@pytest.mark.parametrize(
    "text", [r"\(1/x\)", r"\(\sqrt{x}\)", r"\(x^{13}\)", r"\(x^{0.5}\)", r"\(x^y\)", r"\((a+b+c+d+e+f)^{12}\)"]
)
def test_refuses_what_is_no_small_polynomial(text: str) -> None:
    with pytest.raises(NotPolynomial):
        as_polynomials(read(text), read(r"\(x\)"))


def test_puts_in_minus_one_for_the_square_of_i() -> None:
    product, expected = as_polynomials(read(r"\((4+3i)(12-5i)\)"), read(r"\(63 + 16i\)"))
    assert modulo_imaginary_unit(product - expected) == 0
    assert total_degree(product) == 2


@pytest.mark.parametrize(
    "text",
    [
        r"Expanding, \((x-2)^2 = x^2 - 4x - 4\).",
        r"We factor: \(x^3 - 1 = (x + 1)(x^2 - x + 1)\).",
        r"Combining like terms gives \(38k + 8 + 19m + 2 - 19n - 18 = 38k + 19m - 19n + 2\).",
        r"\((x+1)^2 = x^2 + x + x + 1 = x^2 + 3x + 1\)",
        r"\((5 - 8i)(3 + 4i) = 15 + 20i - 24i - 32i^2 = 47 - 4i - 4i + 0i\)",
    ],
)
def test_contradicts_a_slip_in_rewriting(text: str) -> None:
    assert reward_of(text) == 0.0


@pytest.mark.parametrize(
    "text",
    [
        r"Expanding the left side of the equation, \((x-2)^2 = 3x + 1\).",
        r"\((x-2)^2 = x^2 - 4\)",  # perhaps to be solved: x = 2
        r"Factoring out \(f\), \(f(x) = f(2x)\).",
        r"If \((x+1)^2 = x^2 + 1\), expanding \((x+1)^2 = x^2 + 1\) would be easy.",
        r"Expanding, \(x = y\).",
        r"Modulo 2, expanding, \((x+1)^2 = x^2 + 1\).",
    ],
)
def test_leaves_equations_to_those_who_solve_them(text: str) -> None:
    assert reward_of(text) is None


def test_says_what_the_product_is() -> None:
    step = r"\[ = [2009 + 2009][2x] \] \[ = 2 \times 2009 \times 2x \] \[ = 4018x \]"
    (evidence,) = (each for each in score_steps(step).evidence if each.verdict == "contradicts")
    assert evidence.message == "2 × 2009 × 2x = 8036x, the step says 4018x."
    assert step[evidence.start : evidence.end].replace("\\] \\[ ", "") == r"2 \times 2009 \times 2x = 4018x"


def test_says_by_how_much_two_sums_differ() -> None:
    statement = read_statement(r"\(x^2 + 2x = x^2 + 3x\)")
    assert statement.relation == "="
    step = r"Combining like terms, \(x^2 + 2x = x^2 + 3x\)."
    (evidence,) = score_steps(step).evidence
    assert evidence.message == "x^2 + 2x and x^2 + 3x are not the same for all values: they differ by −x."
