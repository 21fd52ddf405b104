"""Everything that the demo's mathematics calls right is right: each equation, and each answer solved again."""

import math
import re
from fractions import Fraction
from itertools import combinations, permutations
from typing import Final

import pytest

from tests.annotator.demo.arithmetic import equations, number
from tests.annotator.demo.content import MATHEMATICS, Row, gold, named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\( \frac{180}{6} = 36 \)", [(30, 36)]),
        (r"\[ s = \sqrt{7056} = 84, \qquad 5! = 120 \]", [(84, 84), (120, 120)]),
        ("For 3 \u00d7 $18 = $54, or 54 \u2212 4 = 49.", [(54, 54), (50, 49)]),
        (r"\( x^2 = 4 \), \( 7^3 \equiv 43 \), \( \sqrt{2} = 1.4 \)", []),
    ],
)
def test_the_arithmetic_of_the_tests_finds_the_numeric_equations_of_a_text(
    text: str, expected: list[tuple[int, int]]
) -> None:
    assert list(equations(text)) == [(Fraction(left), Fraction(right)) for left, right in expected]


def test_the_only_false_equations_are_the_slips_that_we_meant() -> None:
    checked, false = 0, set[tuple[str, int]]()
    for row in MATHEMATICS:
        for index, step in enumerate(row["steps"]):
            found = list(equations(step))
            checked += len(found)
            false |= {(row["id"], index) for left, right in found if left != right}
    meant = {
        ("lanterns-1", 3),
        ("recursion-1", 6),
        ("stools-1", 1),
        ("library-1", 0),
        ("library-1", 1),
        ("socks-2", 2),
        ("inverse-1", 11),
    }
    assert false == meant
    assert all(gold(next(r for r in MATHEMATICS if r["id"] == name))["labels"][index] == -1 for name, index in meant)
    assert checked > 120


DETERMINANT: Final = ((2, 1, 3), (0, 4, 1), (5, 2, 6))
SOCKS: Final = "GGGGGNNNNWWW"

# Every problem solved again from its statement, by counting where that is possible.
ANSWERS: Final[dict[str, Fraction | int]] = {
    "lanterns": (Fraction(14 * 9 + 54) * 5 / 6 - 12) / 6 * Fraction("4.5"),
    "hoses": 1 / (Fraction(1, 4) + Fraction(1, 6) - Fraction(1, 12)),
    "radical": sum(x for x in range(5, 100) if x + 7 == (x - 5) ** 2),
    "drip": Fraction(7 * 24 * 60 * 60, 4) * Fraction("0.25") / 1000,
    "powers": pow(7, 2026, 100),
    "socks": Fraction(sum(a == b for a, b in combinations(SOCKS, 2)), math.comb(12, 2)),
    "potter": 11 * 18 + 7 * 24 + 10 * 24 * Fraction(85, 100) - 45,
    "sail": Fraction(math.isqrt(21 * 8 * 7 * 6), 21),
    "recursion": [a := 3, *(a := 2 * a - 1 for _ in range(11))][-1],
    "seats": sum(abs(p.index("I") - p.index("O")) > 1 for p in permutations("IOabc")),
    "polygon": next(n for n in range(3, 100) if (n - 2) * 180 == 2340),
    "stools": next(c for c in range(24) if 4 * c + 3 * (23 - c) == 81),
    "logs": sum(range(8, 26)),
    "overlap": sum(n % 4 == 0 or n % 6 == 0 for n in range(1, 201)),
    "fence": max(Fraction(x, 10) * (60 - 2 * Fraction(x, 10)) for x in range(301)),
    "clearance": sum(5 - 2 * x > 11 for x in range(-10, 11)),
    "library": Fraction(6 * 47 + 38, 4),
    "mushrooms": 20 * Fraction(1, 10) / Fraction(4, 10),
    "pairs": sum(x * y - 4 * x - 3 * y == 12 for x in range(1, 200) for y in range(1, 200)),
    "lights": sum(t % 42 == 0 and t % 60 == 0 for t in range(1, 3600)),
    "determinant": sum(
        (-1) ** sum(a > b for a, b in combinations(p, 2)) * math.prod(DETERMINANT[i][p[i]] for i in range(3))
        for p in permutations(range(3))
    ),
    "ages": next(3 * t for t in range(1, 100) if 3 * t + 8 == 2 * (t + 8)),
    "divisor": math.gcd(*(n**3 - n for n in range(2, 200))),
    "scale": Fraction("0.36") * 50**2,
    "wheel": 200 * (3 - Fraction(15 + 3 * 4, 12)),
    "inverse": next(y for y in range(1, 97) if 35 * y % 97 == 1),
}


def final_answer(row: Row) -> Fraction | None:
    found = re.findall(r"\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}|Answer: \$([\d.]+)", "\n".join(row["steps"]))
    assert len(found) == 1, "a solution states its answer once, at the end"
    return number(found[0][0] or found[0][1])


@pytest.mark.parametrize("row", MATHEMATICS, ids=named)
def test_the_reference_answer_is_right_and_the_outcome_says_whether_the_solution_reached_it(row: Row) -> None:
    assert number(row["reference_answer"]) == ANSWERS[row["group"]]
    assert row["outcome"] is (final_answer(row) == ANSWERS[row["group"]])
