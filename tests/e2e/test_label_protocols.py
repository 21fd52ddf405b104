"""Each protocol by keyboard alone: what it asks, what it refuses, and in how many keys eight steps are judged.

The ternary and the first-error protocol have their tests in test_label_keys.py.
"""

import pytest
from playwright.sync_api import expect

from annotator.labeling.models import Annotation, StepNote
from tests.e2e.conftest import Windows
from tests.e2e.desk import SIGNS, Desk
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.browser
MOST_KEYS = 10


def desk_of(windows: Windows, protocol: str) -> Desk:
    make_trajectories(make_team(protocol=protocol), 2, steps=8)
    return Desk(windows.open("ada")).open()


@pytest.mark.parametrize(
    ("protocol", "keys", "labels", "first_error"),
    [
        ("correctable", "ddsdadds", [1, 1, 0, 1, -1, 1, 1, 0], 2),
        ("binary", "dddadaad", [1, 1, 1, -1, 1, -1, -1, 1], 3),
        ("visualprocessbench", "dsdsdsad", [1, 0, 1, 0, 1, 0, -1, 1], 6),
    ],
)
def test_every_step_in_one_key_each_and_one_to_submit(
    windows: Windows, protocol: str, keys: str, labels: list[int], first_error: int
) -> None:
    desk = desk_of(windows, protocol)

    desk.label(keys, of=8)
    expect(desk.page.locator(f"#step-{first_error}").get_by_text("first error", exact=True)).to_be_visible()
    desk.press("Enter")
    desk.expect_trajectory("t-1")

    assert desk.pressed <= MOST_KEYS
    annotation = Annotation.objects.get()
    assert (annotation.protocol, annotation.labels, annotation.first_error) == (protocol, labels, first_error)
    assert annotation.outcome_label is None


def test_prm800k_ends_at_the_first_bad_step_and_says_so(windows: Windows) -> None:
    desk = desk_of(windows, "prm800k")

    desk.label("dsda")
    expect(desk.page.get_by_text("4 of 4 labelled, ends at step 3")).to_be_visible()
    expect(desk.page.locator("#step-3").get_by_text("It ends here: steps behind the first error")).to_be_visible()
    expect(desk.page.locator("#step-4").get_by_text("after the first error, not asked")).to_be_visible()
    assert desk.page.locator("#step-4 [role=radio]").count() == 0
    desk.press("j", "d")
    # Also said to screen readers, in an element of its own.
    said = desk.page.get_by_role("region", name="Notifications")
    expect(said.get_by_text("Step 4 comes after the first error, step 3, and takes no label.")).to_be_visible()
    desk.press("Enter")
    desk.expect_trajectory("t-1")

    assert desk.pressed <= MOST_KEYS
    annotation = Annotation.objects.get()
    assert (annotation.labels, annotation.first_error) == ([1, 0, 1, -1, None, None, None, None], 3)


def test_prm800k_takes_labels_away_behind_an_error_that_is_found_earlier_and_undo_brings_them_back(
    windows: Windows,
) -> None:
    desk = desk_of(windows, "prm800k")

    desk.label("dddd")
    desk.expect_focus(4)
    desk.press("k", "k", "k", "a")
    expect(desk.page.get_by_text("2 of 2 labelled, ends at step 1")).to_be_visible()
    desk.press("z")
    expect(desk.page.get_by_text("4 of 8 labelled")).to_be_visible()
    desk.expect_label(3, 1)


def test_prmbench_lists_wrong_steps_each_with_its_types_and_asks_for_those_that_lack_one(windows: Windows) -> None:
    desk = desk_of(windows, "prmbench")
    sheet = desk.page.get_by_role("dialog", name="Step 2: in which way is it wrong?")

    # Two steps are read, the third is listed; submitting leads to what is missing.
    desk.press("d", "d")
    desk.expect_focus(2)
    desk.press("a")
    expect(desk.page.get_by_text("1 of 8 listed")).to_be_visible()
    desk.press("Enter")
    expect(sheet).to_be_visible()
    expect(desk.page.get_by_text("Say in which way step 2 is wrong: it has no error type.").first).to_be_visible()
    assert not Annotation.objects.exists()
    desk.press("a", "Enter")
    expect(sheet).to_be_hidden()
    desk.press("Enter")
    desk.expect_trajectory("t-1")

    assert desk.pressed <= MOST_KEYS
    annotation = Annotation.objects.get()
    note = StepNote.objects.get()
    # What nobody listed is unlabelled, not right.
    assert annotation.labels == [None, None, -1, None, None, None, None, None]
    assert (annotation.protocol, annotation.first_error, annotation.no_error) == ("prmbench", 2, False)
    assert (annotation.taxonomy, note.step_index, len(note.error_types)) == ("prmbench", 2, 1)


def test_prmbench_takes_more_than_one_wrong_step_and_more_than_one_type(windows: Windows) -> None:
    desk = desk_of(windows, "prmbench")

    for step, letters in ((0, "b"), (1, "ac")):
        desk.expect_focus(step)
        desk.press("a", "e")
        expect(desk.page.get_by_role("dialog", name=f"Step {step}: in which way is it wrong?")).to_be_visible()
        desk.press(*letters, "Enter", "j")
    expect(desk.page.get_by_text("2 of 8 listed")).to_be_visible()
    desk.press("Enter")
    desk.expect_trajectory("t-1")

    annotation = Annotation.objects.get()
    assert (annotation.labels[:3], annotation.first_error) == ([-1, -1, None], 0)
    assert [len(note.error_types) for note in StepNote.objects.order_by("step_index")] == [1, 2]


def test_prmbench_says_that_nothing_is_wrong_in_two_keys_and_never_by_itself(windows: Windows) -> None:
    desk = desk_of(windows, "prmbench")

    desk.press("Enter")
    expect(desk.page.get_by_text("List the wrong steps, or say that there is none.").first).to_be_visible()
    desk.press("o", "Enter")
    desk.expect_trajectory("t-1")

    annotation = Annotation.objects.get()
    assert (annotation.labels, annotation.first_error, annotation.no_error) == ([None] * 8, None, True)


def test_a_key_of_another_protocol_does_nothing(windows: Windows) -> None:
    desk = desk_of(windows, "binary")

    desk.press("s", "0")
    desk.label("d")

    desk.expect_labelled(1)
    desk.expect_label(0, 1)


def test_the_desk_calls_labels_what_the_protocol_calls_them(windows: Windows) -> None:
    make_trajectory(make_team(protocol="correctable"), steps=3)
    desk = Desk(windows.open("ada")).open()

    expect(desk.page.get_by_text("Wrong, but what follows can still put it right.")).to_be_visible()
    desk.label("sad")
    desk.press("k", "f")
    expect(
        desk.page.get_by_role("dialog", name="Step 1 is the first error, and step 0 is correctable. Why?")
    ).to_be_visible()
    desk.press("2")
    expect(
        desk.page.locator("#step-1").get_by_text("The earlier error is repaired before it does harm")
    ).to_be_visible()
    desk.press("?")
    expect(desk.page.get_by_text("0 correctable", exact=True)).to_be_visible()
    expect(desk.page.get_by_text(f"{SIGNS[-1]} irrecoverable", exact=True)).to_be_visible()
