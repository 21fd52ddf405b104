"""The desk for whoever has no mouse: where Tab leads, what stands there is called, what the help sheet promises, and that
what is typed is text."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from annotator.journal.services import SHELL
from annotator.labeling.protocols.registry import PROTOCOLS
from annotator.projects.services import add_guideline_version
from annotator.trajectories.steps import Step, ToolCall
from tests.e2e.conftest import Windows
from tests.e2e.desk import Desk
from tests.e2e.dialogs import escape_from_dialog
from tests.factories.cast import NOON, make_team
from tests.factories.trajectories import make_trajectory
from webapp.env import REPOSITORY

pytestmark = pytest.mark.browser

STEPS = [
    Step(
        text="I look it up.",
        reasoning="Which tool?",
        tool_calls=(ToolCall("look", '{"day": {"name": "today"}}', "c1"),),
    ),
    Step(text="line\n" * 40, role="tool", tool_name="look", tool_call_id="c1"),
    Step(text="It is five."),
]
# Where the keyboard stands: in which part of the page, and whether one sees it.
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const seen = here.dataset.seen === "yes";
  here.dataset.seen = "yes";
  const style = getComputedStyle(here);
  const part = here.closest("header, main nav, article, main aside, footer, search");
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const name = part ? part.tagName.toLowerCase() : "";
  const box = here.getBoundingClientRect();
  return { seen, part: here.closest("article") ? "step" : name,
           ring: outlined || style.boxShadow !== "none", shown: box.width > 0 && box.height > 0 };
}"""


@dataclass(frozen=True)
class Stop:
    """One place where Tab stops: part of the page, and role and name as a screen reader says them."""

    part: str
    said: str
    is_seen: bool


def walk(page: Page, most: int = 120) -> list[Stop]:
    """Every stop from here until the way is round."""
    stops: list[Stop] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(STOP)
        if found is None:
            continue
        if found["seen"]:
            return stops
        said = page.locator(":focus").aria_snapshot().splitlines()[0]
        stops.append(Stop(found["part"], said, found["ring"] and found["shown"]))
    raise AssertionError(f"Tab never came round: {stops}")


def test_tab_leads_through_the_focused_step_the_side_and_the_bar_and_every_stop_has_a_name_and_a_ring(
    windows: Windows,
) -> None:
    team = make_team()
    add_guideline_version(project=team.project, body="**Correct (+1).** It follows.", actor=SHELL, at=NOON)
    make_trajectory(team, steps=STEPS)
    page = windows.open("ada")
    Desk(page).open()
    expect(page.locator("#step-0")).to_be_focused()

    stops = walk(page)

    assert [stop.said for stop in stops if not re.search(r'".+"|: .+', stop.said)] == []
    assert [stop for stop in stops if not stop.is_seen] == []
    parts = [stop.part for index, stop in enumerate(stops) if index == 0 or stops[index - 1].part != stop.part]
    # From the step on which one stands to what is beside it; then round, from the top of the page.
    assert parts == ["step", "aside", "header"]
    assert [stop.said.split(":")[0] for stop in stops[:3]] == [
        '- button "Unsure"',
        '- button "First error"',
        '- button "Comment"',
    ]
    # The labels of a step are one stop, as radio buttons are; the keys go to the others.
    assert len([stop for stop in stops if re.match(r'- radio ".1 (in)?correct"', stop.said)]) == 1


def promised(protocol: str) -> set[tuple[str, str]]:
    """What docs/keyboard.md says, which a test of the front end holds to the table: name and keys."""
    text = (REPOSITORY / "docs/keyboard.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)
    own = [part for part in parts if part.startswith("Under every protocol") or f": `{protocol}`\n" in part]
    assert len(own) == 2
    rows = [line.strip("| ").split(" | ") for part in own for line in part.splitlines() if line.startswith("| ")]
    return {(title, keys) for _, title, keys in rows if title not in {"Action", "---"}}


SHEET = """sheet => [...sheet.querySelectorAll("section")]
  .filter(section => section.querySelector("h3").textContent !== "Everywhere")
  .flatMap(section => [...section.querySelectorAll("li")].map(row => {
    const [title, ...rest] = row.children;
    const keys = rest.map(part => {
      const caps = [...part.querySelectorAll("kbd")].map(cap => "`" + cap.textContent + "`");
      return caps.length === 0 ? part.textContent + ":" : caps.join("+");
    });
    return [title.textContent, keys.join(" ")];
  }))"""


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_help_sheet_lists_every_command_with_its_key_and_none_that_is_not_there(
    windows: Windows, protocol: str
) -> None:
    make_trajectory(make_team(protocol=protocol))
    page = windows.open("ada")
    Desk(page).open().press("?")

    sheet = page.get_by_role("dialog", name="Keyboard")
    expect(sheet.get_by_text("Next step", exact=True)).to_be_visible()
    assert {(title, keys) for title, keys in sheet.evaluate(SHEET)} == promised(protocol)


KEYS = "dasfuozZjkPyYN[]exlqgTV?/ 10-"


@pytest.mark.parametrize(
    ("opens", "field"),
    [
        ("c", "Comment on step 0"),
        ("C", "Note on the trajectory"),
        ("/", "Search in the trajectory"),
        ("i", "Corrected text"),
        ("Control+k", "Command, page, project, step or trajectory"),
    ],
)
def test_what_is_typed_into_a_field_is_text_and_no_command(windows: Windows, opens: str, field: str) -> None:
    make_trajectory(make_team())
    page = windows.open("ada")
    desk = Desk(page).open()
    desk.press(opens)
    box = page.locator("input, textarea").and_(page.get_by_label(field, exact=True))
    expect(box).to_be_focused()

    page.keyboard.type(KEYS)

    expect(box).to_have_value(re.compile(re.escape(KEYS)))
    expect(box).to_be_focused()
    desk.expect_labelled(0)
    desk.expect_focus(0)
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_the_palette_finds_a_command_by_its_name_runs_it_and_gives_the_focus_back(windows: Windows) -> None:
    make_trajectory(make_team())
    page = windows.open("ada")
    desk = Desk(page).open()

    desk.press("Control+k")
    page.keyboard.type("incorrect")
    expect(page.get_by_role("option", selected=True)).to_contain_text("incorrect")
    desk.press("Enter")
    desk.expect_label(0, -1)
    expect(page.locator("#step-1")).to_be_focused()
    for key, name in (("Control+k", "Do or go"), ("?", "Keyboard")):
        desk.press(key)
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        escape_from_dialog(page)
        expect(page.locator("#step-1")).to_be_focused()


MOVING = """() => [...document.querySelectorAll("*")].filter(element => {
  const style = getComputedStyle(element);
  const longest = text => Math.max(...text.split(",").map(parseFloat));
  return longest(style.transitionDuration) > 0 || (style.animationName !== "none" && longest(style.animationDuration) > 0);
}).length"""
COUNT_PULSES = """window.pulses = 0;
const animate = Element.prototype.animate;
Element.prototype.animate = function (...given) { window.pulses += 1; return animate.apply(this, given); };"""


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_whoever_wants_less_motion_gets_none(windows: Windows, motion: str, moves: bool) -> None:
    make_trajectory(make_team())
    page = windows.open("ada")
    page.emulate_media(reduced_motion="reduce" if motion == "reduce" else "no-preference")
    page.add_init_script(COUNT_PULSES)
    desk = Desk(page).open()
    desk.label("da")
    desk.expect_focus(2)

    assert (page.evaluate(MOVING) > 0, page.evaluate("window.pulses") > 0) == (moves, moves)
