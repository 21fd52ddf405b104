# ruff: noqa: RUF001 (the signs of arithmetic are what this is about)
"""Errors put into clean trajectories: surely false, where they are said to be, and refused where that is not sure."""

import random

import pytest

from annotator.quality.injection import CannotInject, Clean, Injection, InjectionKind, inject, with_error
from annotator.quality.plain_arithmetic import places_of, true_statements
from annotator.quality.plausible_ids import plausible_id
from annotator.trajectories.steps import Step, ToolCall

SWAP, DROP, INVENT = InjectionKind.SWAPPED_NUMBER, InjectionKind.DROPPED_CONDITION, InjectionKind.INVENTED_RESULT


def clean(*steps: str | Step, problem: str = "A village prepares lanterns; 12 are kept.") -> Clean:
    written = [step if isinstance(step, Step) else Step(step) for step in steps]
    return Clean(problem, written, [i for i, step in enumerate(written) if step.role == "assistant"])


def made(trajectory: Clean, *kinds: InjectionKind, seed: int = 1) -> Injection:
    return inject(trajectory, kinds=kinds, seed=seed)


class TestStatements:
    @pytest.mark.parametrize(
        "text",
        [
            "14 × 9 = 126",
            r"So \( 14 \times 9 = 126 \) lanterns.",
            "12 + 3 * 2 = 18.",
            "7.5 ÷ 2 = 3.75",
            "$10 - 4 = 6$",
            "18 / 4 = 4.5,",
        ],
    )
    def test_reads_what_surely_holds(self, text: str):
        assert len(true_statements(text)) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "14 × 9 = 125",  # false already
            "2x + 3 = 5", "x^2 + 3 = 3", "(1 + 2) * 3 + 4 = 7", "1,200 + 3 = 203",  # more before it
            "3 + 4 = 7%", "3 + 4 = 7^2", "3 + 4 = 7 + 0", "2 + 2 = 4 = 4", "2 * 3 = 6!", "3 + 4 = 7x", "2 + 3 = 5,000",  # behind
            "7 + 8 = 15 (mod 4)", "If 3 + 4 = 7", "about 3 + 4 = 7", "10 / 0 = 3",
        ],
    )  # fmt: skip
    def test_leaves_alone_what_may_mean_more(self, text: str):
        assert true_statements(text) == []

    def test_a_number_inside_another_is_not_that_number(self):
        assert places_of("12", "12, 312, 12.5, 1,200, 12.") == [0, 22]


class TestSwappedNumber:
    def test_makes_a_true_statement_false_and_says_where(self):
        trajectory = clean("We count.", r"So \( 14 \times 9 = 126 \) lanterns. All 126 are red.")

        found = made(trajectory, SWAP)

        assert found.step_index == 1
        assert true_statements(found.text) == []
        assert found.text[found.start : found.end] == found.after != found.before == r"14 \times 9 = 126"
        wrong = found.after.rpartition("= ")[2]
        assert found.text.count(wrong) == 2
        assert "126" not in found.text
        assert found.explanation == rf"The step says {wrong} where 14 \times 9 is 126."

    def test_is_false_for_every_seed(self):
        trajectory = clean("4 + 4 = 8 and 10 ÷ 4 = 2.5", "9 × 9 = 81", "100 − 1 = 99")
        found = [made(trajectory, SWAP, seed=seed) for seed in range(200)]

        assert {one.step_index for one in found} == {0, 1, 2}
        for one in found:
            kept = len(true_statements(trajectory.steps[one.step_index].text))
            assert len(true_statements(one.text)) == kept - 1

    def test_the_same_seed_makes_the_same_error(self):
        trajectory = clean("4 + 4 = 8", "9 × 9 = 81")

        assert made(trajectory, SWAP, seed=3) == made(trajectory, SWAP, seed=3)

    def test_refuses_a_result_that_stood_there_before_it_was_computed(self):
        with pytest.raises(CannotInject, match="SWAPPED_NUMBER"):
            made(clean("There are 126 lanterns, since 14 × 9 = 126."), SWAP)

    def test_refuses_words(self):
        with pytest.raises(CannotInject):
            made(clean("The sum is even, so it is divisible by two."), SWAP)

    def test_changes_no_step_that_is_not_labelled(self):
        with pytest.raises(CannotInject):
            made(clean(Step("14 × 9 = 126", role="tool"), "Fine."), SWAP)


class TestDroppedCondition:
    def test_leaves_out_a_number_that_only_the_problem_gives(self):
        trajectory = clean("There are 144 left.", "Twelve are kept, so 144 - 12 = 132 are hung. With 132 we go on.")

        found = made(trajectory, DROP)

        assert found.text == "Twelve are kept, so 144 are hung. With 144 we go on."
        assert (found.before, found.after) == ("144 - 12 = 132", "144")
        assert "The problem gives 12" in found.explanation

    @pytest.mark.parametrize(
        ("steps", "problem"),
        [
            (("There are 144.", "So 144 - 12 = 132."), "Some are kept."),  # nothing gives 12
            (("There are 144 and 12.", "So 144 - 12 = 132."), "12 are kept."),  # another step uses it
            (("We begin.", "So 144 - 12 = 132."), "12 are kept."),  # 144 comes from nowhere
            (("There are 144.", "So 144 × 1 = 144."), "1 is kept."),  # nothing would change
        ],
    )  # fmt: skip
    def test_refuses_where_leaving_it_out_may_be_right(self, steps: tuple[str, ...], problem: str):
        with pytest.raises(CannotInject):
            made(clean(*steps, problem=problem), DROP)


class TestInventedResult:
    OUTPUT = Step('{"arrives": "10:55", "seats": 31}', role="tool")

    def test_claims_what_no_tool_said(self):
        found = made(clean("I look.", self.OUTPUT, "It arrives at 10:55 and has 31 seats."), INVENT)

        assert found.step_index == 2
        assert found.after not in self.OUTPUT.text
        assert found.before in {"10:55", "31"}
        assert found.text == "It arrives at 10:55 and has 31 seats.".replace(found.before, found.after)
        assert found.explanation == f"The tool said {found.before}; the step claims {found.after}, which no tool said."

    @pytest.mark.parametrize(
        "step",
        [
            Step("Two and 31 make 31 + 2 = 33."),  # computes
            Step("So 31.", tool_calls=(ToolCall("book", '{"seats": 31}'),)),  # acts on it
            Step("It has 12 of them."),  # the problem says so
            Step("No number at all."),
        ],
    )
    def test_refuses_what_is_no_plain_quotation(self, step: Step):
        with pytest.raises(CannotInject):
            made(clean("I look.", Step('{"seats": 31, "kept": 12}', role="tool"), step), INVENT)

    def test_needs_a_tool_right_before(self):
        with pytest.raises(CannotInject):
            made(clean("I look.", self.OUTPUT, "Fine.", "It arrives at 10:55."), INVENT)


def test_changes_one_step_and_no_other():
    trajectory = clean("4 + 4 = 8", "9 × 9 = 81")
    found = made(trajectory, SWAP)

    steps = with_error(trajectory, found)

    assert [one != other for one, other in zip(steps, trajectory.steps, strict=True)].count(True) == 1
    assert steps[found.step_index].text == found.text


def test_falls_back_on_another_kind_where_one_has_no_place():
    assert made(clean("4 + 4 = 8"), INVENT, DROP, SWAP).kind is SWAP


class TestPlausibleIds:
    def test_looks_like_the_others_and_is_not_taken(self):
        taken = {f"math-{number}" for number in range(100, 1000)} - {"math-412"}

        assert plausible_id("math-123", taken=taken, dice=random.Random(1)) in {
            "math-412",
            *map("math-{}".format, range(1000, 10000)),
        }

    def test_keeps_what_stands_around_the_number(self):
        made = plausible_id("run7/case-31.json", taken=set(), dice=random.Random(1))

        assert made.startswith("run7/case-")
        assert made.endswith(".json")
        assert len(made) == len("run7/case-31.json")

    def test_gives_a_number_to_an_id_without_one(self):
        assert plausible_id("alpha", taken={"alpha"}, dice=random.Random(1))[:6] == "alpha-"
