# ruff: noqa: RUF001 (the signs of arithmetic are what this is about)
"""What the equation checker tells people, where it points, and how steps, statements and limits make a reward."""

import pytest

from tests.worker.scorers.judge_text import reward_of, score_steps
from worker.scorers.contract import Evidence, ScorableStep, ScorableTrajectory
from worker.scorers.equation_checker import EquationChecker


def false_in(*steps: str) -> list[Evidence]:
    return [evidence for evidence in score_steps(*steps).evidence if evidence.verdict == "contradicts"]


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("So 12 × 7 = 74 apples.", "12 × 7 = 84, the step says 74.", "12 × 7 = 74 apples"),
        ("$400 - $80 = $330", "400 − 80 = 320, the step says 330.", "$400 - $80 = $330"),
        (
            r"\(\frac{1}{3} \cdot 2 = \frac{3}{4}\)",
            "1 / 3 × 2 = 2/3 ≈ 0.666667 and 3 / 4 = 0.75, so “=” between them is wrong.",
            r"\frac{1}{3} \cdot 2 = \frac{3}{4}",
        ),
        ("5 - 9 = 4", "5 − 9 = −4, the step says 4.", "5 - 9 = 4"),
        ("3 + 4 = 2 * 5", "3 + 4 = 7 and 2 × 5 = 10, so “=” between them is wrong.", "3 + 4 = 2 * 5"),
        ("6 = 2 + 5", "2 + 5 = 7, the step says 6.", "6 = 2 + 5"),
        ("3 + 4 > 8", "3 + 4 = 7 and 8, so “>” between them is wrong.", "3 + 4 > 8"),
        (r"\(\left(2\right)^3 = 6\)", "2^3 = 8, the step says 6.", r"\left(2\right)^3 = 6"),
        (r"\( 7 \cdot 6 = \boxed{41} \)", "7 × 6 = 42, the step says 41.", r"7 \cdot 6 = \boxed{41}"),
        (
            r"\(\sqrt{2} = 2\sqrt{2}\)",
            "√2 ≈ 1.41421 and 2√2 ≈ 2.82843, so “=” between them is wrong.",
            r"\sqrt{2} = 2\sqrt{2}",
        ),
        ("81 / 23 = 3.75", "81 / 23 ≈ 3.52174, the step says 3.75.", "81 / 23 = 3.75"),
        ("100! = 5", "100! ≈ 9.33262e+157, the step says 5.", "100! = 5"),
        ("200! = 5", "200! = a number of 375 digits, the step says 5.", "200! = 5"),
    ],
)
def test_says_what_is_right_and_marks_what_is_wrong(text: str, message: str, marked: str) -> None:
    found = false_in(text)
    assert [evidence.message for evidence in found] == [message]
    assert text[found[0].start : found[0].end] == marked


def test_marks_each_link_of_a_chain_on_its_own() -> None:
    text = "2 + 2 = 4 + 0 = 5 - 0 = 5"
    result = score_steps(text)
    assert [(evidence.verdict, text[evidence.start : evidence.end]) for evidence in result.evidence] == [
        ("contradicts", "4 + 0 = 5 - 0"),
        ("supports", "2 + 2 = 4 + 0"),
        ("supports", "5 - 0 = 5"),
    ]


def test_gives_the_two_values_as_details() -> None:
    (evidence,) = false_in("12 × 7 = 74")
    assert evidence.details == {"statement": "12 × 7 = 74", "left": "84", "right": "74"}
    assert (evidence.kind, evidence.step_index) == ("arithmetic", 0)


def test_counts_offsets_in_characters_also_behind_signs_outside_the_basic_plane() -> None:
    text = "🍎🍎 So 3 + 4 = 8."
    (evidence,) = false_in(text)
    assert text[evidence.start : evidence.end] == "3 + 4 = 8"


def test_judges_each_step_on_its_own() -> None:
    assert score_steps("3 + 4 = 7", "No numbers.", "3 + 4 = 8").rewards == (1.0, None, 0.0)


def test_gives_context_steps_no_reward() -> None:
    steps = (ScorableStep("3 + 4 = 8", role="user"), ScorableStep("3 + 4 = 7"), ScorableStep("1 + 1 = 3", role="tool"))
    result = EquationChecker().score([ScorableTrajectory("2 + 2 = 5", steps, (1,))])[0]
    assert result.rewards == (None, 1.0, None)
    assert {evidence.step_index for evidence in result.evidence} == {1}


def test_one_false_statement_outweighs_many_true_ones() -> None:
    assert reward_of("1 + 1 = 2, 2 + 2 = 4, 3 + 3 = 7, 4 + 4 = 8") == 0.0


def test_does_not_call_a_step_right_that_contains_what_looks_false() -> None:
    assert reward_of("3 + 4 = 7.") == 1.0
    assert reward_of("3 + 4 = 7. Suppose that 2 + 2 = 5.") is None


def test_forgives_a_later_step_for_computing_with_a_number_that_an_earlier_one_rounded() -> None:
    assert score_steps("100 / 12 = 8.3", "8.3 * 120 = 1000").rewards == (1.0, None)
    assert score_steps("8.3 * 120 = 1000").rewards == (0.0,)


def test_knows_from_the_problem_that_another_arithmetic_is_spoken() -> None:
    assert reward_of("6 + 3 = 12") == 0.0
    assert reward_of("6 + 3 = 12", problem="Compute 6 + 3 in base 7.") is None
    assert reward_of("7 + 8 = 3", problem="A clock shows 7. What does it show 8 hours later?") is None
    assert reward_of("3 * 4 = 9", problem="Define the operation a * b = 2a + b - 1.") is None


def test_still_trusts_the_base_of_a_triangle() -> None:
    assert reward_of("1/2 * 8 * 6 = 25", problem="A triangle has base 8 and height 6.") is None
    assert reward_of("1/2 * 8 * 6 = 25", problem="A triangle has a base of 8 cm and a height of 6 cm.") == 0.0


def test_does_not_call_a_step_right_that_it_has_not_read_to_its_end() -> None:
    checker = EquationChecker(max_characters=20)
    assert score_steps("1 + 1 = 2." + " " * 20 + "1 + 1 = 3", checker=checker).rewards == (None,)
    assert score_steps("1 + 1 = 3." + " " * 20 + "1 + 1 = 2", checker=checker).rewards == (0.0,)
    few = EquationChecker(max_statements=2)
    assert score_steps("1 + 1 = 2, 1 + 2 = 3", checker=few).rewards == (1.0,)
    assert score_steps("1 + 1 = 2, 1 + 2 = 3, 1 + 3 = 4", checker=few).rewards == (None,)


def test_never_hides_what_is_false_behind_a_limit_of_evidence() -> None:
    checker = EquationChecker(max_evidence=1)
    (evidence,) = score_steps("1 + 1 = 2, 2 + 2 = 4, 3 + 3 = 7", checker=checker).evidence
    assert evidence.verdict == "contradicts"
