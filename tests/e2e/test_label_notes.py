"""What is wrong with a step is said by keys alone, kept, and shown again; nothing that is typed becomes part of the page."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.labeling.models import Annotation, Draft, Queue, StepNote
from annotator.trajectories.steps import Step
from tests.e2e.conftest import Windows, axe_violations
from tests.e2e.desk import Desk
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.browser

STEPS = [
    Step(text="We look **both** prices up.", reasoning="Two calls \N{GRINNING FACE} will do."),
    Step(text="apples: 2\npears: 3", role="tool", tool_name="prices"),
    Step(text="The tool says \\(2 + 4\\), so 6 in all."),
    Step(text="No: it is 5."),
]
HOSTILE = "<img src=x onerror=alert(1)>5"


def open_desk(windows: Windows, taxonomy: str = "agents", **options: Any) -> Desk:
    """Ada at the desk, with one trajectory under that taxonomy."""
    team = make_team()
    Queue.objects.filter(pk=team.queue.pk).update(taxonomy=taxonomy, taxonomy_version=1)
    make_trajectory(team, steps=STEPS)
    return Desk(windows.open("ada", **options)).open()


def state() -> dict[str, Any]:
    """What the server holds of the only draft."""
    stored: dict[str, Any] = Draft.objects.get().state
    return stored


def said_of(page: Page, step: int) -> Any:
    return page.get_by_role("group", name=f"Said of step {step}")


def cite_by_keys(page: Page, *, characters: int) -> None:
    """In the field of the evidence sheet: from the beginning, so many characters."""
    expect(page.get_by_label("Select the words")).to_be_focused()
    page.keyboard.press("Control+Home")
    for _ in range(characters):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("list", name="Cited places").get_by_role("listitem")).to_have_count(1)


def select_words(page: Page, step: int, part: str, words: str) -> None:
    """Select these drawn words, as a pointer does."""
    page.evaluate(
        """([step, part, words]) => {
            const box = document.querySelector(`#step-${step} [data-part=${part}]`);
            const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at === -1) continue;
                getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
                return;
            }
            throw new Error(`no ${words}`);
        }""",
        [step, part, words],
    )


def test_says_everything_of_a_step_by_keys_and_submits_it(windows: Windows) -> None:
    desk = open_desk(windows, width=1440, height=900)
    page = desk.page
    desk.label("da")
    desk.expect_focus(3)
    desk.press("k")
    desk.expect_focus(2)

    desk.press("e")
    sheet = page.get_by_role("dialog", name="Step 2: in which way is it wrong?")
    expect(sheet.get_by_role("button", name="Output misread")).to_be_visible()
    desk.press("h", "4", "/")
    page.keyboard.type("invent")
    desk.press("Enter")
    expect(sheet.get_by_role("button", name="Output invented")).to_have_attribute("aria-pressed", "true")
    desk.press("Escape", "Escape")
    expect(sheet).to_be_hidden()
    expect(said_of(page, 2).get_by_role("button", name="Output misread")).to_be_visible()

    desk.press("l", "4", "l", "i")
    expect(page.get_by_label("Corrected text")).to_have_value(STEPS[2].text)
    page.keyboard.press("Control+a")
    page.keyboard.type(HOSTILE)
    desk.press("Escape", "Escape")
    expect(said_of(page, 2).get_by_text("Corrected")).to_be_visible()
    expect(said_of(page, 2).locator("ins").filter(has_text="img")).to_have_count(1)
    expect(page.locator("img[src=x]")).to_have_count(0)

    desk.press("n")
    desk.expect_focus(3)
    desk.press("d", "r", "k", "Enter")
    expect(said_of(page, 3).get_by_role("button", name="repairs step 0")).to_be_visible()
    desk.press("]", "Enter")
    expect(page.get_by_role("dialog", name="Evidence for step 2")).to_be_visible()
    cite_by_keys(page, characters=5)
    desk.press("Escape", "Escape", "Enter")
    expect(page.get_by_text("Everything in this queue is labelled.")).to_be_visible()

    annotation = Annotation.objects.get()
    assert (annotation.taxonomy, annotation.taxonomy_version) == ("agents", 1)
    note = StepNote.objects.get(step_index=2)
    assert note.error_types == ["output-misread", "output-invented"]
    assert (note.severity, note.flags, note.correction) == (4, ["fabricated-evidence"], HOSTILE)
    assert note.spans == [{"step": 2, "part": "text", "start": 0, "end": 5}]
    assert StepNote.objects.get(step_index=3).repairs_step == 0


@pytest.mark.parametrize("raw", [False, True], ids=["rendered", "source"])
def test_cites_what_is_selected_in_any_step_rendered_or_not(windows: Windows, raw: bool) -> None:
    desk = open_desk(windows)
    desk.press(*(["m"] if raw else []), "j", "j")
    desk.expect_focus(2)

    for step, part, words in ((1, "text", "pears: 3"), (0, "reasoning", "will do"), (0, "text", " prices")):
        select_words(desk.page, step, part, words)
        desk.press("w")
    expect(said_of(desk.page, 2).get_by_role("button")).to_have_count(3)
    desk.expect_saved()

    spans = state()["spans"]["2"]
    cited = [(getattr(STEPS[one["step"]], one["part"]) or "")[one["start"] : one["end"]] for one in spans]
    assert cited == ["pears: 3", "will do", "prices"]
    marked = desk.page.evaluate("[...CSS.highlights.get('assay-evidence')].map(String).sort()")
    assert marked == ["pears: 3", "prices", "will do"]


def test_notes_survive_a_reload_and_come_back_with_undo(windows: Windows) -> None:
    desk = open_desk(windows)
    desk.press("l", "1", "l", "e", "a", "Escape")
    desk.expect_saved()

    desk.page.reload()
    desk.wait()
    expect(said_of(desk.page, 0).get_by_role("button")).to_have_text(["Wrong goal", "Redundant"])
    desk.press("l", "1", "l")
    expect(said_of(desk.page, 0).get_by_role("button")).to_have_text(["Wrong goal"])
    desk.press("z")
    expect(said_of(desk.page, 0).get_by_role("button")).to_have_text(["Wrong goal", "Redundant"])


def test_alternatives_are_written_rated_and_ranked(windows: Windows) -> None:
    make_trajectory(make_team(protocol="prm800k"), steps=STEPS)
    desk = Desk(windows.open("ada")).open()
    page = desk.page

    desk.press("b")
    expect(page.get_by_role("textbox", name="Alternative 1")).to_be_focused()
    page.keyboard.type("Look one up.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("textbox", name="Alternative 2")).to_be_focused()
    page.keyboard.type("Look both up.")
    page.get_by_role("radiogroup", name="Rating of alternative 1").get_by_role("radio", name="bad").click()
    page.get_by_role("radiogroup", name="Rating of alternative 2").get_by_role("radio", name="good").click()
    page.get_by_role("button", name="Rank alternative 2 higher").click()
    desk.expect_saved()

    assert state()["alternatives"]["0"] == [
        {"text": "Look both up.", "rating": 1},
        {"text": "Look one up.", "rating": -1},
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_sheet_is_accessible_and_leaves_the_step_in_view(windows: Windows, theme: str) -> None:
    desk = open_desk(windows, theme=theme)
    desk.press("j", "j")
    step = desk.page.locator("#step-2").bounding_box()
    assert step is not None

    for key in "eliwr":
        desk.press(key)
        sheet = desk.page.get_by_role("dialog")
        expect(sheet).to_be_visible()
        box = sheet.bounding_box()
        assert box is not None
        assert box["x"] >= step["x"] + step["width"]
        assert axe_violations(desk.page) == []
        desk.press("Escape", "Escape")
        expect(sheet).to_be_hidden()
