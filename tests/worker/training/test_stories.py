"""The story files are read as they are meant, and a line that means nothing is refused."""

from random import Random

import pytest

from worker.training.stories import BadStory, compute, read_stories

SMALL = """
# a remark
story pens
given pens 2..3
given price 5/10
thing pens | brushes
derive paid = pens * price + pens
problem {name} buys {pens} {thing}.
fact {name} has ${price}.
step cost = pens * price | they cost {eq}. | {eq}.
answer cost | {result}.
"""


def test_a_story_is_read_with_all_its_parts(tmp_path):
    (tmp_path / "stories.txt").write_text(SMALL, encoding="utf-8")

    (story,) = read_stories(tmp_path / "stories.txt")

    assert (story.name, story.answer, story.things) == ("pens", "cost", ("pens", "brushes"))
    assert (story.steps[0].left, story.steps[0].operation, story.steps[0].right) == ("pens", "*", "price")
    assert story.steps[0].wordings == ("they cost {eq}.", "{eq}.")
    numbers = story.draw_numbers(Random(1))
    assert numbers["pens"] in (2, 3)
    assert numbers["price"] in (5, 10)
    assert numbers["paid"] == numbers["pens"] * numbers["price"] + numbers["pens"]
    assert set(numbers) == {"pens", "price", "paid"}


@pytest.mark.parametrize(
    ("line", "message"),
    [("stepp a = b + c", "begins with no known word"), ("step a = b ^ c | {eq}", "is no operation")],
)
def test_a_line_that_means_nothing_is_refused(tmp_path, line, message):
    (tmp_path / "stories.txt").write_text(f"story odd\n{line}\n", encoding="utf-8")

    with pytest.raises(BadStory, match=message):
        read_stories(tmp_path / "stories.txt")


@pytest.mark.parametrize(
    ("left", "operation", "right", "result"),
    [
        (7, "+", 5, 12),
        (7, "-", 5, 2),
        (5, "-", 7, None),
        (5, "-", 5, None),
        (6, "*", 7, 42),
        (42, "/", 6, 7),
        (43, "/", 6, None),
        (43, "/", 0, None),
        (80, "%", 25, 20),
        (81, "%", 25, None),
        (500, "*", 500, None),
    ],
)
def test_a_step_has_a_whole_positive_result_that_fits_a_story_or_none(left, operation, right, result):
    assert compute(left, operation, right) == result
