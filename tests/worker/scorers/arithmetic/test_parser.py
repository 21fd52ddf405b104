# ruff: noqa: RUF001 (the signs of arithmetic are what this is about)
"""What is read from prose and LaTeX, checked by value: against hand-worked numbers and against Python's own arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worker.scorers.arithmetic.reading import read, read_statement, value_of
from worker.scorers.arithmetic.evaluation import Convention
from worker.scorers.arithmetic.expressions import render, symbols_in
from worker.scorers.arithmetic.intervals import NotComputable, exactly
from worker.scorers.arithmetic.statements import statements_in
from worker.scorers.arithmetic.tokenizer import tokenize

VALUES = {
    "2 + 3 * 4": 14,
    "(2 + 3) * 4": 20,
    "2 - 3 - 4": -5,
    "24 / 4 / 2": 3,
    "2^3^2": 512,
    "-3^2": -9,
    "2 * -3": -6,
    "2(3 + 4)": 14,
    "(2)(3)": 6,
    "3 · 4 − 2": 10,
    "12 ÷ 4 × 3": 9,
    "4x5": 20,
    "4 x 5": 20,
    "2² + 3³": 31,
    "5!": 120,
    "3!2!": 12,
    r"\(\frac{1}{2} + \dfrac{1}{4}\)": Fraction(3, 4),
    r"\(\frac12\)": Fraction(1, 2),
    r"\(2 \cdot \left( 3 + 4 \right)\)": 14,
    r"\(\sqrt{16} + \sqrt[3]{27}\)": 7,
    r"\(\binom{5}{2}\)": 10,
    r"\({5 \choose 2}\)": 10,
    r"\(2^{10}\)": 1024,
    r"\(2^10\)": 1024,
    r"\(10^{-3}\)": Fraction(1, 1000),
    r"\(|{-5}|\)": 5,
    r"\(|2 - 7| \cdot 2\)": 10,
    r"\(\lfloor 7/2 \rfloor + \lceil 7/2 \rceil\)": 7,
    r"\(1{,}000 + 1\,000\)": 2000,
    "1,234,567": 1234567,
    "$5.50 + $4.50": 10,
    r"\(\$3 \times 4\)": 12,
    "20%": Fraction(1, 5),
    "50% of 30": 15,
    "2/3 of the 30 cats": 20,
    "½ + ¼": Fraction(3, 4),
    "2½": Fraction(5, 2),
    "2 1/2": Fraction(5, 2),
    r"\(9\frac{1}{3}\)": Fraction(28, 3),
    "4 bags * 12 pounds per bag": 48,
    "16 kg/portion * 2 portions": 32,
    r"\(5 \text{ cm}^2 + 3 \text{ cm}^2\)": 8,
    "9 (total) - 3 (from snack)": 6,
    "5 times 3 plus 1": 16,
    "20 divided by 4": 5,
    r"\(\boxed{3} + 4\)": 7,
    r"\(\mathbf{12} + 1\)": 13,
    "√16 + 1": 5,
    r"\(\log_2 8\)": 3,
    "**5 * 3**": 15,
    "2**3": 8,
}


@pytest.mark.parametrize(("text", "value"), VALUES.items())
def test_reads_what_is_written(text: str, value: Fraction | int) -> None:
    found = value_of(text)
    assert found.low <= value <= found.high
    assert found.is_narrow()


UNREADABLE = [
    "3 +",
    "+",
    "()",
    "3 4",
    "(3, 4)",
    "3:15",
    "101_2",
    "1 ± 2",
    "1 + 2 + ... + 9",
    r"\(1 + \cdots + 9\)",
    r"\(\overline{AB}\)",
    r"\(\frac{1}{}\)",
    r"\(\sin^{-1} 0.5\)",
    r"\(\mathbf{a} \cdot \mathbf{b}\)",
    r"\(\int_0^1\)",
    "9/11/2001",
    "2027-05-14",
    "x1",
    "3..4",
    "5!!",
    "٣",
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_reads_no_statement_where_it_does_not_understand_a_side(text: str) -> None:
    assert list(statements_in(f"{text} = 7 * 1")) == []


Written = tuple[str, Fraction]


def join(parts: tuple[Written, tuple[str, str], Written]) -> Written:
    """Two expressions with a sign between them, as text and as the value that Python's fractions give it."""
    (left, first), (sign, operator), (right, second) = parts
    if operator == "/":
        return (f"({left}{sign}{right})", first / second) if second else (left, first)
    return f"({left}{sign}{right})", {"+": first + second, "-": first - second, "*": first * second}[operator]


SIGNS = st.sampled_from(
    [("+", "+"), (" - ", "-"), (" × ", "*"), (r" \cdot ", "*"), ("*", "*"), (" ÷ ", "/"), ("/", "/")]
)
WRITTEN = st.recursive(
    st.integers(0, 99).map(lambda number: (str(number), Fraction(number))),
    lambda inner: st.tuples(inner, SIGNS, inner).map(join),
    max_leaves=12,
)


@given(WRITTEN)
def test_agrees_with_pythons_fractions(written: Written) -> None:
    text, value = written
    assert value_of(rf"\({text}\)") == exactly(value)


@given(st.text(max_size=80) | st.text(alphabet="0123456789+-*/^=()[]{}$\\., xyz\n%!_|<>&", max_size=80))
def test_gives_every_token_a_place_in_the_text(text: str) -> None:
    tokens = tokenize(text)
    assert all(0 <= token.start <= token.end <= len(text) for token in tokens)
    starts = [token.start for token in tokens]
    assert starts == sorted(starts)


@given(st.text(alphabet="0123456789+-*/^=()[]{}$\\., xyz\n%!_|<>&", max_size=80))
def test_gives_every_statement_a_place_in_the_text(text: str) -> None:
    for statement in statements_in(text):
        assert 0 <= statement.start < statement.end <= len(text)
        assert statement.left.end <= statement.right.start


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"\(2 \cdot (3 + 4)\)", "2 × (3 + 4)"),
        (r"\(\frac{1}{2}x\)", "1 / 2 × x"),
        (r"\(2 \times 2009 \times 2x\)", "2 × 2009 × 2x"),
        (r"\((a+b)^2\)", "(a + b)^2"),
        ("5 - (3 - 2)", "5 − (3 − 2)"),
        ("-3 + 4", "−3 + 4"),
        ("4 - (-4)", "4 − (−4)"),
        (r"\(x + (-3x + 2)\)", "x + (−3x + 2)"),
        ("10^-3", "10^(−3)"),
        (r"\((-3)^2\)", "(−3)^2"),
        (r"\(\sqrt{2+x}\)", "√(2 + x)"),
        (r"\(\sin 30^\circ\)", "sin(30°)"),
        (r"\(9\frac{1}{3}\)", "9 1/3"),
        ("20% of 50", "20% × 50"),
        ("5!", "5!"),
        (r"\(|x|\)", "|x|"),
        (r"\(\pi r^2\)", "πr^2"),
    ],
)
def test_shows_an_expression_as_people_write_it(text: str, shown: str) -> None:
    assert render(read(text)) == shown


@given(WRITTEN)
def test_shows_what_it_reads_back_as_the_same_value(written: Written) -> None:
    text, value = written
    assert value_of(render(read(rf"\({text}\)")).replace("−", "-")) == exactly(value)


def test_reads_letters_in_formulas_as_factors_and_in_prose_as_words() -> None:
    assert symbols_in(read(r"\(2ab\)")) == {"a", "b"}
    assert read_statement("5 apples + 1 = 6").left.units == ("apples",)
    assert value_of(r"\(2ab + x_1\)", a=3, b=5, x_1=1) == exactly(31)


def test_reads_a_slash_before_a_silent_product_both_ways() -> None:
    expressions = read_statement(r"\(1/2x = y\)").left.expressions
    assert [render(expression) for expression in expressions] == ["1 / 2 × x", "1 / (2x)"]


def test_reads_a_percentage_as_the_convention_says() -> None:
    assert value_of("50 + 20%", convention=Convention(percent="hundredths")) == exactly(Fraction(251, 5))
    assert value_of("50 + 20%", convention=Convention(percent="plain")) == exactly(70)
    assert value_of("50 + 20%", convention=Convention(percent="relative")) == exactly(60)


def test_reads_a_minus_before_a_power_as_the_convention_says() -> None:
    assert value_of("-3^2", convention=Convention(minus="sign first")) == exactly(9)


def test_has_no_value_for_an_unknown_letter() -> None:
    with pytest.raises(NotComputable):
        value_of(r"\(x + 1\)")
