"""Final answers, and when two of them are the same."""

import time

import pytest

from worker.scorers.boxes import boxes_in
from worker.scorers.rollouts.answers import final_answer, same_answer
from worker.scorers.rollouts.beta_interval import beta_interval


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("So \\boxed{5}.", "5"),
        ("First \\boxed{1}, then \\boxed{ \\frac{1}{2} }", "\\frac{1}{2}"),
        ("\\boxed{\\text{a \\} b}}", "\\text{a \\} b}"),
        ("It is 5.\n#### 1,234\n", "1,234"),
        ("The final answer is 12.", "12"),
        ("Final answer: $x = 3$", "$x = 3$"),
        ("#### 7\nand \\boxed{8}", "8"),
        ("I do not know.", None),
        ("\\boxed{5", None),
        ("\\boxed{}", None),
    ],
)
def test_finds_the_final_answer(text: str, answer: str | None) -> None:
    assert final_answer(text) == answer


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("5", "5"),
        ("5.0", "5"),
        ("1,234", "1234"),
        ("1/2", "0.5"),
        ("\\frac{1}{2}", "\\dfrac12"),
        ("$\\frac{3}{6}$", "1/2"),
        ("-7", "-7.00"),
        ("50\\%", "50"),
        ("50\\%", "0.5"),
        ("\\$18", "18"),
        ("18 dollars", "18"),
        ("12 cm", "12"),
        ("x = 3", "3"),
        ("3\\sqrt{2}", "\\sqrt{18}"),
        ("2\\pi", "\\pi + \\pi"),
        ("1 + x^2", "x^2+1"),
        ("(x+1)^2", "x^2+2x+1"),
        ("(1, 2)", "\\left( 1,2 \\right)"),
        ("(0.5, 3)", "(1/2, 3)"),
        ("2, 1", "1,2"),
        ("\\{1, 2\\}", "\\{2, 1\\}"),
        ("\\text{(B)}", "(B)"),
        ("Paris.", "paris"),
        ("2^{10}", "1024"),
    ],
)
def test_same_answers_in_other_words(answer: str, reference: str) -> None:
    assert same_answer(answer, reference)
    assert same_answer(reference, answer)


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("5", "6"),
        ("0.33", "1/3"),
        ("0.333333333333", "1/3"),
        ("3.14", "\\pi"),
        ("12 cm", "12 m"),
        ("x^2", "x^3"),
        ("x", "y"),
        ("(1, 2)", "(2, 1)"),
        ("(1, 2)", "[1, 2]"),
        ("1, 2", "1, 2, 3"),
        ("1, 1", "1, 2"),
        ("", ""),
        ("Paris", "London"),
        ("1/0", "2/0"),
        ("10^{999999}", "10^{999998}"),
        ("5 or 6", "5"),
        ("__import__('os')", "0"),
    ],
)
def test_different_answers(answer: str, reference: str) -> None:
    assert not same_answer(answer, reference)
    assert not same_answer(reference, answer)


@pytest.mark.parametrize(
    "text", ["{" * 100_000, "(" * 100_000, "9" * 100_000, "1," * 50_000, "\\boxed{" * 20_000, "9^" * 90]
)
def test_hostile_answers_take_no_time(text: str) -> None:
    started = time.monotonic()

    final_answer(f"\\boxed{{{text}}}")
    same_answer(text, "5")
    list(boxes_in(text))

    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # Of Beta(1, 1), Beta(9, 1), Beta(1, 9) in closed form: x, x^9, 1 - (1 - x)^9. Beta(2, 2): 3x^2 - 2x^3.
    [(0, 0, 0.025, 0.975), (8, 8, 0.025 ** (1 / 9), 0.975 ** (1 / 9)), (0, 8, 1 - 0.975 ** (1 / 9), 1 - 0.025 ** (1 / 9)),
     (1, 2, 0.0942993, 0.9057007)],
)  # fmt: skip
def test_the_interval_of_a_success_rate(successes: int, trials: int, low: float, high: float) -> None:
    assert beta_interval(successes, trials) == pytest.approx((low, high), abs=1e-6)


def test_the_interval_narrows_with_trials_and_holds_the_rate() -> None:
    widths = []
    for trials in (4, 16, 64, 256):
        low, high = beta_interval(trials // 4, trials)
        assert low < 0.25 < high
        widths.append(high - low)

    assert widths == sorted(widths, reverse=True)
