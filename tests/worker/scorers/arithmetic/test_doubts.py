"""Each reason for a doubt, alone: the false statement is contradicted without it and left open with it."""

from fractions import Fraction

import pytest

from tests.worker.scorers.arithmetic.reading import read_statement
from worker.scorers.arithmetic.comparison import compare_values
from worker.scorers.arithmetic.doubts import Surroundings, doubt_about
from worker.scorers.arithmetic.statements import statements_in
from worker.scorers.arithmetic.units import may_convert, mixes_units, normal_unit


def doubt_in(text: str, problem: str = "") -> str | None:
    statement = next(iter(statements_in(text)))
    comparison = compare_values(
        statement.left.expressions, statement.relation, statement.right.expressions, rounded=frozenset()
    )
    assert comparison.outcome == "fails"
    return doubt_about(statement, comparison, Surroundings(text, problem))


@pytest.mark.parametrize(
    "text",
    [
        "Hence 3 + 4 = 8.",
        "She has 3 + 4 = 8 apples.",
        "In total: 3 + 4 = 8",
        "the sum is $3 + $4 = $8, so",
        "(3 + 4 = 8)",
        "It takes 5 minutes * 3 = 16 minutes.",
        "This is not hard. We get 3 + 4 = 8. If you like, check it later.",
    ],
)
def test_has_no_doubt_about_a_plain_statement(text: str) -> None:
    assert doubt_in(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("half of 12 + 3 = 9", "beyond what was read"),
        ("twice 3 + 4 = 10", "beyond what was read"),
        ("on Day 3 + 4 = 8", "beyond what was read"),
        ("Day 1 + Day 2 * 3 = 30", "beyond what was read"),
        ("3 + 4 = 1 dozen eggs", "convert"),
        ("3 + 4 = 2 times what he had", "beyond what was read"),
        ("3 * 4 = 15 or 16", "beyond what was read"),
        ("Total in 8 boxes = 8 * 20", "names something"),
        ("2 pairs = 2 * 2", "names something"),
        ("5 + 3 = 8 * 2", "running total"),
        ("1 hour + 30 minutes = 90 minutes", "convert"),
        ("30 * 4 = 2 hours", "convert"),
        ("5 quarters * 25 = $1.25", "convert"),
        ("8th - 3 = 11th", "ordinal"),
        ("9 - 3 (2 of them red) = 5", "ordinal or a remark"),
        ("If 3 + 4 = 8, we are lost.", "supposed"),
        ("Let us check: 3 + 4 = 8?", "supposed"),
        ("3 + 4 = 8, which is impossible.", "supposed"),
        ("3 + 4 = 8, but that isn't right.", "supposed"),
        (r"\(3 + 4 = 2 \neq 5\)", "supposed"),
        ("We compute modulo 5. There 3 + 4 = 2 * 1.", "another arithmetic"),
        ("In base 5, 3 + 4 = 12.", "another arithmetic"),
    ],
)
def test_doubts_what_may_be_meant_otherwise(text: str, reason: str) -> None:
    assert reason in (doubt_in(text) or "")


def test_looks_for_cues_in_the_sentence_and_not_in_its_neighbours() -> None:
    assert doubt_in("If he eats. Then 3 + 4 = 8.") is None
    assert doubt_in("Then 3 + 4 = 8. That is impossible. ") is None
    assert doubt_in("if he eats, then 3 + 4 = 8.") is not None


@pytest.mark.parametrize(
    ("word", "unit"),
    [("Hours,", "hour"), ("inches", "inch"), ("feet", "feet"), ("apples", "apples"), ("minutes.", "minute")],
)
def test_knows_a_unit_in_the_plural_and_with_punctuation(word: str, unit: str) -> None:
    assert normal_unit(word) == unit


def test_sees_two_units_of_one_family_as_mixed() -> None:
    assert mixes_units(["hour", "minutes"])
    assert mixes_units(["miles/hour", "minutes"])
    assert mixes_units(["$", "cents"])
    assert mixes_units(["dozen"])
    assert not mixes_units(["hours", "hour"])
    assert not mixes_units(["miles", "hours"])
    assert not mixes_units(["$", "dollars"])
    assert not mixes_units(["apples", "pears"])


def test_takes_a_factor_for_a_conversion_only_where_its_units_occur() -> None:
    assert may_convert(["minutes"], Fraction(2), Fraction(120))
    assert may_convert(["$"], Fraction(125), Fraction("1.25"))
    assert not may_convert(["$"], Fraction(120), Fraction(2))
    assert not may_convert(["apples"], Fraction(2), Fraction(120))
    assert not may_convert(["minutes"], Fraction(2), Fraction(121))
    assert not may_convert(["minutes"], Fraction(0), Fraction(120))


def test_reads_both_sides_of_a_lifted_bracket() -> None:
    inner, outer = statements_in("The rest (7 - 3 = 4) is 4 + 1 = 5.")
    assert (inner.start, inner.end) == (10, 19)
    assert (outer.start, outer.end) == (24, 33)


def test_continues_a_chain_over_line_breaks() -> None:
    first, second = statements_in("3 * 4 + 5\n= 12 + 5\n= 17")
    assert (first.chain, second.chain) == (0, 1)
    assert first.right.end == second.left.end


def test_takes_dollars_for_money_or_for_formulas_as_pandoc_does() -> None:
    assert read_statement("He pays $5 * 3 = $15 now").left.units == ("$",)
    assert read_statement("Hence $5 * 3 = 15$ and so on").left.units == ()
