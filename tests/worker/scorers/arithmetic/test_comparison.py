"""Rounding, approximation and the readings of a percent sign: when two numbers count as the same."""

from fractions import Fraction

import pytest

from tests.worker.scorers.arithmetic.reading import read, read_statement
from worker.scorers.arithmetic.comparison import compare_values, shown_unit, slack_of
from worker.scorers.arithmetic.expressions import Number


def outcome_of(text: str, *rounded: str) -> str:
    statement = read_statement(text)
    return compare_values(
        statement.left.expressions, statement.relation, statement.right.expressions, rounded=frozenset(rounded)
    ).outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("1/3 = 0.33", "holds"),
        ("1/3 = 0.34", "open"),  # rounded up by someone who rounds up, perhaps
        ("1/3 = 0.35", "fails"),
        ("2/3 = 0.67", "holds"),  # rounded
        ("2/3 = 0.66", "holds"),  # cut off
        ("10/4 = 2.5", "holds"),
        ("10/4 = 3", "open"),  # rounded to an integer
        ("10/4 = 2", "open"),
        ("10/4 = 4", "fails"),
        ("10/5 = 3", "fails"),  # nothing to round
        ("0.1 + 0.2 = 0.3", "holds"),
        ("0.1 + 0.2 = 0.4", "fails"),
        ("1 + 1 ≈ 2", "holds"),
        ("100 / 17 ≈ 5.88", "holds"),
        ("100 / 17 ≈ 6", "holds"),
        ("1234 * 1 ≈ 1200", "holds"),
        ("100 / 17 ≈ 7", "fails"),
        ("2.3 * 1 ≈ 3", "open"),
        ("100 * 1 ≈ 105", "open"),
        ("100 * 1 ≈ 125", "fails"),
        ("2 + 2 < 5", "holds"),
        ("2 + 2 < 4", "fails"),
        ("2 + 2 ≤ 4", "holds"),
        ("2 + 3 ≤ 4", "fails"),
        ("2 + 2 > 3", "holds"),
        ("2 + 2 ≥ 5", "fails"),
        ("2 + 2 ≠ 5", "holds"),
        ("2 + 2 ≠ 4", "fails"),
        ("1/0 = 1", "open"),
        (r"\(\sqrt{2} \cdot \sqrt{2} = 2\)", "holds"),
        (r"\(\sqrt{2} = 1.41\)", "holds"),
        (r"\(\sqrt{2} = 1.42\)", "open"),
        (r"\(\sqrt{2} = 1.44\)", "fails"),
        (r"\(\sqrt{2} = \frac{7}{5}\)", "fails"),
        (r"\(\sqrt{2} < 1.5 \)", "holds"),
        ("20% * 50 = 10", "holds"),
        ("60/150 * 100 = 40%", "holds"),
        ("$100 + 10% = $110", "holds"),
        ("$50 - 20% = $40", "holds"),
        ("$50 - 20% = $41", "fails"),
        (r"\(\sin 30 = 0.5\)", "holds"),
        (r"\(\log 100 = 2\)", "holds"),
        (r"\(\log 100 = 4.605\)", "holds"),
        (r"\(\log 100 = 3\)", "open"),
        (r"\(-3^2 = 9 + 0\)", "holds"),
        (r"\(-3^2 = -9 + 0\)", "holds"),
        (r"\(2\frac{1}{2} = 5/2\)", "holds"),
        (r"\(2\frac{1}{2} = 1 \cdot 1\)", "holds"),
        (r"\(6/2(1+2) = 9\)", "holds"),
        (r"\(6/2(1+2) = 1\)", "holds"),
        (r"\(6/2(1+2) = 5\)", "fails"),
        (r"\(1.33 \times 10^6 = 4 \times 10^6 / 3\)", "holds"),
    ],
)
def test_compares_as_people_do(text: str, outcome: str) -> None:
    assert outcome_of(text) == outcome


def test_forgives_a_result_that_was_computed_with_a_rounded_number() -> None:
    assert outcome_of("0.33 * 60 = 20") == "open"
    assert outcome_of("0.667 * 300 = 200") == "open"
    assert outcome_of("0.33 * 60 = 25") == "fails"


def test_forgives_numbers_that_earlier_steps_have_rounded_and_no_others() -> None:
    assert outcome_of("8.3 * 120 = 1000") == "fails"
    assert outcome_of("8.3 * 120 = 1000", "8.3") == "open"


@pytest.mark.parametrize(
    ("text", "slack"),
    [("12", 0), ("2.50", 0), ("0.33", Fraction(1, 100)), ("0.125", Fraction(1, 1000)), ("0.5", 0), ("0.25", 0)],
)
def test_takes_money_at_its_word_and_long_decimals_with_a_grain_of_salt(text: str, slack: Fraction) -> None:
    number = Number(Fraction(text), len(text.partition(".")[2]), text)
    assert slack_of(number, rounded=frozenset()) == slack


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("12", None),
        ("12.5", Fraction(1, 10)),
        ("-0.25", Fraction(1, 100)),
        ("12%", Fraction(1, 100)),
        ("12.5%", Fraction(1, 1000)),
        (r"\(1.5 \times 10^3\)", Fraction(100)),
        (r"\(1.5 \times 10^{-3}\)", Fraction(1, 10_000)),
        ("1 + 2", None),
    ],
)
def test_knows_what_the_last_digit_shown_is_worth(text: str, unit: Fraction | None) -> None:
    assert shown_unit(read(text)) == unit
