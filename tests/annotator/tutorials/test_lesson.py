"""Lessons as values: the shipped ones are whole, and what could not be taught is refused by name."""

import copy
import json
import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageColor

from annotator.labeling.protocols import protocol_named
from annotator.labeling.protocols.registry import PROTOCOLS
from annotator.tutorials.drawing import BAR, MISREAD, SOLD, middle_of, top_of
from annotator.tutorials.lesson import read_lesson
from annotator.tutorials.reading import BadLesson
from annotator.tutorials.shipped_lessons import FOLDER, shipped_lessons, shipped_pictures

FILES = sorted(FOLDER.glob("*.json"))


@pytest.fixture
def raw() -> dict[str, Any]:
    body: dict[str, Any] = json.loads((FOLDER / "ternary.json").read_text(encoding="utf-8"))
    return body


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_lesson_is_named_after_its_protocol_and_explains_every_step(path: Any):
    lesson = shipped_lessons()[path.stem]

    assert protocol_named(path.stem).name == lesson.protocol
    assert [answer.step_index for answer in lesson.answers] == lesson.scorable
    assert {hint.step_index for hint in lesson.hints} == set(range(len(lesson.steps)))
    assert all(len(answer.why) > 20 for answer in lesson.answers)


def test_every_protocol_has_a_lesson():
    assert set(shipped_lessons()) == set(PROTOCOLS)


def test_every_shipped_picture_is_shown_by_a_lesson_in_its_own_size_and_none_is_missing():
    shown = [image for lesson in shipped_lessons().values() for _, image in lesson.images()]

    assert {image.sha: (image.width, image.height) for image in shown} == {
        sha: picture.size for sha, picture in shipped_pictures().items()
    }
    assert all(image.alt for image in shown)


def highest_of_bar(picture: Image.Image, day: str) -> int:
    """The pixel row where the day's bar ends, beside whatever is drawn in its middle."""
    column = middle_of(day) + 15
    colours = [picture.getpixel((column, row)) for row in range(picture.height)]
    return colours.index(ImageColor.getrgb(BAR))


def test_the_bars_of_the_chart_end_where_the_worked_answers_say():
    lesson = shipped_lessons()["visualprocessbench"]
    (problem, step) = (
        Image.open(BytesIO(shipped_pictures()[image.sha].data)).convert("RGB") for _, image in lesson.images()
    )

    for picture in (problem, step):
        assert {day: highest_of_bar(picture, day) for day in SOLD} == {day: top_of(SOLD[day]) for day in SOLD}
    # The line of the step is at Wednesday's bar, where it says Thursday's.
    assert MISREAD == "Wed"
    assert step.getpixel((middle_of("Wed"), top_of(SOLD["Wed"]))) == problem.getpixel((300, top_of(0)))
    assert problem.getpixel((middle_of("Wed"), top_of(SOLD["Wed"]))) == ImageColor.getrgb(BAR)


def test_the_shipped_ternary_lesson_has_every_label_a_folded_output_and_a_step_that_is_right_behind_the_error():
    lesson = shipped_lessons()["ternary"]
    labels = {answer.step_index: answer.label for answer in lesson.answers}

    assert set(labels.values()) == {-1, 0, 1}
    assert lesson.first_error is not None
    assert 1 in {label for index, label in labels.items() if index > lesson.first_error}
    assert any(step.role == "tool" for step in lesson.steps)


def test_the_boat_of_the_shipped_answer_is_the_first_that_runs_on_a_saturday(raw: dict[str, Any]):
    table = next(step["text"] for step in raw["steps"] if step.get("role") == "tool")
    rows = re.findall(r"^ ?(\d?\d):(\d\d)\s+(\d+:\d\d)\s+(.+)$", table, re.MULTILINE)
    on_saturdays = {"daily", "Mon-Sat", "Sat-Sun"}
    boats = [(int(h) * 60 + int(m), arrives) for h, m, arrives, days in rows if days in on_saturdays]

    departs, arrives = next(boat for boat in sorted(boats) if boat[0] >= 9 * 60 + 55)

    assert (departs, arrives) == (10 * 60 + 30, "11:10")
    assert arrives in raw["outcome_why"]


@pytest.mark.parametrize("name", ["binary", "correctable", "prm800k", "prmbench", "ternary", "visualprocessbench"])
def test_a_shipped_lesson_uses_every_label_of_its_protocol(name: str):
    given = {answer.label for answer in shipped_lessons()[name].answers}

    assert given - {None} == set(protocol_named(name).label_values)


@pytest.mark.parametrize(
    ("name", "step", "wrong", "right"),
    [
        ("binary", 2, 45, 12 * 15 - 12 * 15 // 4),
        ("binary", 5, 45 * 8, (12 * 15 - 12 * 15 // 4) * 8),
        ("prm800k", 4, 24 * 577, 23 * 24 * 25),
        ("prmbench", 4, 6, (240 - 240 // 3) // 20),
        ("visualprocessbench", 2, SOLD["Wed"], SOLD["Thu"]),
        ("visualprocessbench", 5, 15, SOLD["Thu"] + SOLD["Fri"] - SOLD["Mon"] - SOLD["Tue"]),
    ],
)
def test_the_reason_of_a_worked_answer_names_what_is_right(name: str, step: int, wrong: int, right: int):
    lesson = shipped_lessons()[name]
    why = next(answer.why for answer in lesson.answers if answer.step_index == step)

    assert str(wrong) in lesson.steps[step].text
    assert f"{right:,}" in why


def refused(raw: dict[str, Any], **changes: object) -> str:
    with pytest.raises(BadLesson) as caught:
        read_lesson({**raw, **changes})
    return str(caught.value)


def test_refuses_what_is_no_lesson_and_says_what_would_be(raw: dict[str, Any]):
    with pytest.raises(BadLesson, match="has to be an object"):
        read_lesson([raw])
    assert refused(raw, colour="red").startswith("The lesson has a field 'colour'; there are")
    assert refused(raw, title=" ") == "The lesson needs title, a text."
    assert refused(raw, minutes=0) == "minutes has to be a number from 1 to 60: how long it takes a newcomer."
    assert refused(raw, minutes=True).startswith("minutes has to be a whole number")
    assert refused(raw, steps=[]) == "steps has to be a list of 1 to 60."
    assert refused(raw, protocol="ternary2").startswith("There is no protocol 'ternary2'; there are: ternary,")
    assert refused(raw, farewell="a\0b") == "farewell has a character that cannot be stored."


def test_refuses_worked_answers_that_nobody_could_submit(raw: dict[str, Any]):
    assert refused(raw, outcome=None).endswith("Say whether the final result is right.")
    assert refused(raw, first_error=1).endswith("Step 1 is marked as the first error, so its label must be -1.")
    assert refused(raw, first_error=4).endswith("Step 4 cannot be the first error: it is context.")
    unlabelled = copy.deepcopy(raw)
    del unlabelled["steps"][2]["label"]
    assert refused(unlabelled) == "The worked answers are not whole under ternary: Step 2 has no label."


def test_refuses_a_step_without_a_reason_a_label_on_context_and_a_label_that_the_protocol_does_not_know(
    raw: dict[str, Any],
):
    silent, context, strange = (copy.deepcopy(raw) for _ in range(3))
    silent["steps"][1]["why"] = ""
    context["steps"][4]["label"] = 1
    strange["steps"][1]["label"] = 2

    assert refused(silent) == "Step 1 needs why, a text."
    assert refused(context) == "Step 4 is context: it takes no label and no reason."
    assert refused(strange) == "Step 1 has the label 2, which ternary does not know."


def test_refuses_pictures_that_no_page_could_show(raw: dict[str, Any]):
    good = {"sha": "ab" * 32, "width": 6, "height": 4, "alt": ""}
    where = "Picture 1 of the lesson"

    assert [where for where, _ in read_lesson({**raw, "problem_images": [good]}).images()] == ["The problem"]
    assert refused(raw, problem_images=good) == "problem_images of the lesson has to be a list of 0 to 8."
    assert refused(raw, problem_images=[good] * 9).endswith("a list of 0 to 8.")
    assert refused(raw, problem_images=["a.png"]) == f"{where} has to be an object."
    assert refused(raw, problem_images=[{**good, "src": "https://there"}]).startswith(f"{where} has a field 'src'")
    assert refused(raw, problem_images=[{**good, "sha": "../a.png"}]).startswith(f"{where} needs sha, the SHA-256")
    assert refused(raw, problem_images=[{**good, "width": 0}]).startswith(f"{where} needs width and height in pixels")
    assert refused(raw, problem_images=[{**good, "alt": "a\0"}]) == "alt has a character that cannot be stored."
    steps = [{**raw["steps"][0], "images": [{**good, "height": None}]}, *raw["steps"][1:]]
    assert refused(raw, steps=steps).startswith("Picture 1 of step 0 needs width and height")
