"""One trajectory: the lanes of scorers and people beside its steps, where a reward comes from, and the keys."""

import json
import re

import pytest
from playwright.sync_api import expect

from annotator.scoring.models import RewardStatus, TrajectoryRewards
from annotator.trajectories.models import Trajectory, TrajectoryText
from annotator.trajectories.steps import Step, ToolCall
from tests.e2e.browse_pages import TrajectoryView, add_gold, annotate
from tests.e2e.conftest import Windows, axe_violations
from tests.factories.cast import NOON, Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.browser

STEPS = [
    Step(text="A square has four sides."),
    Step(text="Its area is \\(3^2 = 9\\), and 9 + 9 = 19."),
    Step(text="So both together have 19."),
    Step(text="The answer is \\boxed{19}."),
]


def make_read(team: Team) -> Trajectory:
    """Two scorers, a rule, two readers who differ at step 2, and gold whose first error only one scorer finds."""
    row = make_trajectory(
        team, "squares", steps=STEPS, problem="Two squares of side 3?", with_slots=False,
        outcome=False, reference_answer="18", generator="Qwen2-7B",
    )  # fmt: skip
    make_rewards(team, make_channel(team, "Qwen-PRM"), row, [0.98, 0.1234, 0.75, 0.9])
    make_rewards(team, make_channel(team, "Skywork-value", "value"), row, [0.9, 0.8, 0.7, 0.6])
    rule = make_rewards(team, make_channel(team, "equation-checker", "verdict"), row, [None, 0.0, None, None])
    text = STEPS[1].text
    rule.evidence.create(
        step_index=1, kind="arithmetic", verdict="contradicts", message="9 + 9 = 18, the step says 19.",
        start=text.index("9 + 9"), end=text.index("."),
    )  # fmt: skip
    add_gold(row, [1, -1, 1, 1], outcome=-1)
    annotate(team, "ada", row, [1, -1, -1, 1], comments={2: "Rests on the wrong sum."})
    annotate(team, "grace", row, [1, -1, 1, 1])
    return row


def open_read(windows: Windows, query: str = "") -> TrajectoryView:
    """That trajectory before Rita's eyes."""
    row = make_read(make_team())
    return TrajectoryView(windows.open("rita")).open(row, query)


def test_shows_two_scorers_beside_each_step_each_on_the_ramp_of_its_meaning(windows: Windows) -> None:
    view = open_read(windows)

    expect(view.cell("Qwen-PRM", 1)).to_have_text(".12")
    expect(view.cell("Skywork-value", 1)).to_have_text(".80")
    expect(view.cell("equation-checker", 1).get_by_role("img", name="contradicted")).to_be_visible()
    expect(view.cell("equation-checker", 0).get_by_role("img", name="not checked")).to_be_visible()
    ramps = [view.cell(name, 0).locator("i").get_attribute("style") for name in ("Qwen-PRM", "Skywork-value")]
    assert [re.findall(r"--(model|value)-", style or "")[0] for style in ramps] == ["model", "value"]

    side = view.page.get_by_role("complementary")
    # 0.98 * (1 - 0.1234) = 86 % at step 1; none is 0.98 * 0.1234 * 0.75 * 0.9 = 8 %
    expect(side.get_by_role("img", name="Qwen-PRM: step 1 86 %, no error 8 %")).to_be_visible()
    expect(side.get_by_role("img", name="Skywork")).to_have_count(0)
    expect(side.get_by_text("a value is not a probability")).to_be_visible()


def test_shows_who_differs_from_whom_and_what_was_remarked(windows: Windows) -> None:
    view = open_read(windows)

    expect(view.step(1)).to_have_accessible_name("Step 1, first error, model and gold differ")
    expect(view.step(1).get_by_title("Skywork-value finds no error")).to_have_text("Sk and gold")
    expect(view.step(2)).to_have_accessible_name("Step 2, readers differ 1 : 1")
    expect(view.step(2).get_by_role("img", name="ada: incorrect")).to_be_visible()
    expect(view.step(2).get_by_role("img", name="grace: correct")).to_be_visible()
    expect(view.step(2)).to_contain_text("Rests on the wrong sum.")
    expect(view.step(1).get_by_role("img", name="gold: incorrect, first error")).to_be_visible()
    expect(view.step(1)).to_contain_text("9 + 9 = 18, the step says 19.")
    head = view.page.get_by_role("main")
    expect(head.get_by_text("answer wrong")).to_be_visible()
    expect(head.get_by_text("process fails at 1")).to_be_visible()


def test_marks_what_the_rule_contradicts_in_the_text_without_touching_the_formula_before_it(windows: Windows) -> None:
    view = open_read(windows)
    expect(view.step(1).locator(".katex").first).to_be_visible()

    marked = "[...(CSS.highlights.get('assay-evidence') ?? [])].map((range) => range.toString())"
    view.page.wait_for_function(f"{marked}.length > 0")
    assert view.page.evaluate(marked) == ["9 + 9 = 19"]


def test_explains_a_reward_on_press_on_rest_and_by_key(windows: Windows) -> None:
    view = open_read(windows)
    said = view.explanation()

    view.cell("Qwen-PRM", 1).hover()
    expect(said).to_contain_text("0.123")
    expect(said).to_contain_text("threshold 0.5, default")
    expect(said).to_contain_text("first error at step 1, the first reward below the threshold")
    expect(said).to_contain_text("unchanged since it was scored")
    view.page.mouse.move(900, 300)
    expect(said).to_have_count(0)

    view.cell("Skywork-value", 2).click()
    expect(said).to_contain_text("0.700")
    expect(said).to_contain_text("no error: every reward reaches the threshold")
    view.expect_focus(2)
    view.press("j")
    expect(said).to_contain_text("0.600")
    view.press("ArrowLeft")
    expect(said).to_contain_text("0.900")
    view.press("Escape")
    expect(said).to_have_count(0)
    view.press("i")
    expect(said).to_contain_text("Qwen-PRM")
    view.press("i")
    expect(said).to_have_count(0)

    view.cell("Qwen-PRM", 3).focus()
    view.press("Enter")
    expect(said).to_contain_text("0.900")


def test_moves_by_keys_to_what_deserves_a_look_and_keeps_the_step_in_the_address(windows: Windows) -> None:
    view = open_read(windows, "?step=3")
    view.expect_focus(3)

    view.press("k", "ArrowUp")
    view.expect_focus(1)
    expect(view.page).to_have_url(re.compile(r"\?step=1$"))
    view.press("n")
    view.expect_focus(2)
    view.press("n")
    view.expect_focus(1)
    view.press("Home", "e")
    view.expect_focus(1)
    view.press("e")
    view.expect_focus(2)
    view.press("g", "3")
    view.expect_focus(3)
    view.press("j", "j")
    view.expect_focus(3)

    view.press("m")
    expect(view.step(1)).to_contain_text("\\(3^2 = 9\\)")
    view.press("v")
    expect(view.cell("Qwen-PRM", 1).get_by_text(".12")).to_be_hidden()
    view.press("v")
    expect(view.cell("Qwen-PRM", 1).get_by_text(".12")).to_be_visible()


def test_follows_the_address_and_the_map(windows: Windows) -> None:
    row = make_read(make_team())
    view = TrajectoryView(windows.open("rita")).open(row)

    view.page.get_by_role("navigation", name="Map of the steps").get_by_role("button", name="Step 2,").click()
    view.expect_focus(2)
    view.press("/")
    view.page.keyboard.type("#3")
    view.press("Enter")
    view.expect_focus(3)
    view.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    view.press("c")
    expect(view.page.get_by_text("The link to step 3 is copied").first).to_be_visible()
    copied = view.page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/p/algebra/trajectories/{row.pk}?step=3")
    view.page.goto(copied)
    view.expect_focus(3)


def test_reads_on_through_the_list_it_was_opened_from(windows: Windows) -> None:
    team = make_team()
    rows = make_trajectories(team, 4, with_slots=False)
    Trajectory.objects.filter(pk=rows[1].pk).update(source="elsewhere")
    view = TrajectoryView(windows.open("rita")).open(rows[0], "?q=source%3Atests")
    place = view.page.get_by_text("of 3 in source:tests")

    expect(place).to_contain_text("1 of 3")
    view.press("J")
    expect(view.page.get_by_role("heading", name="t-2")).to_be_visible()
    expect(place).to_contain_text("2 of 3")
    view.press("J")
    expect(view.page.get_by_role("heading", name="t-3")).to_be_visible()
    expect(view.page.get_by_role("button", name="J: next trajectory of the list")).to_be_disabled()
    view.press("K")
    expect(view.page.get_by_role("heading", name="t-2")).to_be_visible()
    view.page.get_by_role("link", name="Back to the list").click()
    expect(view.page.get_by_role("combobox")).to_have_value("source:tests")


def test_folds_the_output_of_tools_and_keeps_markup_as_text(windows: Windows) -> None:
    output = "<script>alert(1)</script> [x](javascript:alert(2))\n" + "row\n" * 400 + "the end"
    call = ToolCall(name="look", arguments=json.dumps({"day": "today"}), id="c1")
    steps = [
        Step(text="Help me.", role="user"),
        Step(text="I look.", reasoning="Which tool?", tool_calls=(call,)),
        Step(text=output, role="tool", tool_name="look", tool_call_id="c1"),
        Step(text="Done."),
    ]
    team = make_team()
    row = make_trajectory(team, "agent", steps=steps, with_slots=False, tools=[{"type": "function"}])
    make_rewards(team, make_channel(team), row, [None, 0.5, None, 0.25])
    view = TrajectoryView(windows.open("rita")).open(row, "?step=2")

    expect(view.step(2)).to_have_accessible_name("Step 2, context")
    expect(view.step(2).get_by_role("button", name="prm")).to_have_count(0)
    expect(view.step(2)).to_contain_text("<script>alert(1)</script> [x](javascript:alert(2))")
    expect(view.step(2).get_by_text("the end")).to_have_count(0)
    view.press(" ")
    expect(view.step(2)).to_contain_text("the end")
    view.press("x")
    expect(view.step(2).get_by_text("the end")).to_have_count(0)
    expect(view.step(1)).to_contain_text("Which tool?")
    expect(view.step(1)).to_contain_text('day: "today"')


def test_draws_only_what_is_in_view_of_a_long_trajectory_and_goes_anywhere_in_it(windows: Windows) -> None:
    team = make_team()
    row = make_trajectory(
        team, "long", steps=[Step(text=f"Step number {i}: $x_{{{i}}}$. " * (1 + i % 7)) for i in range(200)]
    )
    make_rewards(team, make_channel(team), row, [0.5] * 200)
    view = TrajectoryView(windows.open("rita")).open(row, "?step=150")

    view.expect_focus(150)
    assert view.page.locator("article").count() < 60
    view.press("g", "7", "3")
    view.expect_focus(73)
    view.press("End")
    view.expect_focus(199)
    view.press("k")
    view.expect_focus(198)
    view.press("Home")
    view.expect_focus(0)


def test_shows_no_score_of_another_text_and_says_why(windows: Windows) -> None:
    team = make_team()
    old = make_read(team)
    new = make_trajectory(team, "squares", steps=STEPS[:3], with_slots=False, revision=2, previous=old)
    TrajectoryRewards.objects.filter(channel__scorer__name="Skywork-value").update(
        status=RewardStatus.FAILED, reason="The worker ran out of memory."
    )
    view = TrajectoryView(windows.open("rita")).open(old)
    view.page.get_by_role("link", name="Open the newer revision").click()
    expect(view.page.get_by_text("revision 2")).to_be_visible()

    cell = view.cell("Qwen-PRM", 1)
    expect(cell).to_have_accessible_name("Qwen-PRM, step 1: The text has changed since it was scored.")
    expect(cell).not_to_contain_text(".12")
    cell.click()
    expect(view.explanation()).to_contain_text("changed since it was scored")
    view.press("Escape")
    view.page.get_by_role("link", name="Open revision 1").click()
    expect(view.cell("Skywork-value", 0)).to_have_accessible_name(
        "Skywork-value, step 0: Scoring failed. The worker ran out of memory."
    )
    assert new.previous_id == old.pk


def test_says_when_there_is_no_such_trajectory(windows: Windows) -> None:
    make_team()
    page = windows.open("rita")
    page.goto("/p/algebra/trajectories/987654")

    expect(page.get_by_role("heading", name="There is no such trajectory")).to_be_visible()
    page.get_by_role("link", name="Go to the list").click()
    expect(page.get_by_role("heading", name="Trajectories")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_a_trajectory_in_any_of_its_states(windows: Windows, theme: str) -> None:
    team = make_team()
    row = make_read(team)
    TrajectoryText.objects.filter(pk=row.pk).update(tools=[{"type": "function", "function": {"name": "look"}}])
    assert row.imported_at == NOON
    view = TrajectoryView(windows.open("rita", theme=theme)).open(row)

    found = axe_violations(view.page)
    view.press("n", "i")
    expect(view.explanation()).to_be_visible()
    found += axe_violations(view.page)
    view.press("Escape", "m", "x")
    view.page.set_viewport_size({"width": 768, "height": 1024})
    found += axe_violations(view.page)

    assert found == []


def test_is_readable_at_the_width_of_a_tablet(windows: Windows) -> None:
    row = make_read(make_team())
    view = TrajectoryView(windows.open("rita", width=768, height=1024)).open(row)
    page = view.page

    expect(page.get_by_text("Two squares of side 3?").first).to_be_in_viewport()
    expect(page.get_by_role("complementary")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 768
    view.press("p")
    expect(page.get_by_role("complementary").get_by_text("first error 1").first).to_be_visible()
    view.press("p")
    expect(page.get_by_role("complementary")).to_be_hidden()
