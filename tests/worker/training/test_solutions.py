"""The solutions that the small model learns from are labelled rightly: every label is found again from the text."""

from random import Random

import pytest

from tests.worker.training.reading_solutions import equations_in, evaluate, is_right, is_true, right_equations
from worker.training.solutions import ERROR_KINDS, ErrorKind, Trajectory, same_start, write_trajectory
from worker.training.stories import STORIES, Story, read_stories

pytestmark = pytest.mark.slow

TRAINING = read_stories(STORIES / "training.txt")
HELD_OUT = read_stories(STORIES / "held_out.txt")
SIDES = pytest.mark.parametrize(
    ("stories", "held_out"), [(TRAINING, False), (HELD_OUT, True)], ids=["training", "held-out"]
)


def written(
    stories: list[Story],
    *,
    held_out: bool,
    count: int = 2_000,
    share: float = 0.6,
    kinds: tuple[ErrorKind, ...] = ERROR_KINDS,
) -> list[Trajectory]:
    random = Random(5)
    return [
        write_trajectory(random.choice(stories), random, held_out=held_out, share_of_errors=share, kinds=kinds)
        for _ in range(count)
    ]


@SIDES
def test_every_label_is_what_the_text_says(stories, held_out):
    trajectories = written(stories, held_out=held_out)

    disagreements = [
        (trajectory.problem, step, label)
        for trajectory in trajectories
        for step, label in zip(trajectory.steps, trajectory.labels, strict=True)
        if label is not None and is_right(step, trajectory) != label
    ]
    assert disagreements == []


@SIDES
def test_a_solution_without_error_states_every_equation_of_its_story_in_order(stories, held_out):
    for trajectory in written(stories, held_out=held_out, share=0.0, count=300):
        stated = [equation for step in trajectory.steps for equation in equations_in(step)]
        assert stated == right_equations(trajectory.story, trajectory.givens)
        assert set(trajectory.labels) == {True}
        assert trajectory.wrong_from is None


@SIDES
def test_labels_end_at_the_first_error(stories, held_out):
    for trajectory in written(stories, held_out=held_out, share=1.0, count=300):
        first = trajectory.first_error
        if first is not None:
            assert trajectory.labels == (True,) * first + (False,) + (None,) * (len(trajectory.labels) - first - 1)


@SIDES
@pytest.mark.parametrize("kind", ERROR_KINDS)
def test_most_stories_have_a_place_for_every_kind_of_error(kind, stories, held_out):
    trajectories = written(stories, held_out=held_out, share=1.0, kinds=(kind,), count=400)

    assert sum(trajectory.error == kind for trajectory in trajectories) >= 200
    assert {trajectory.error for trajectory in trajectories} <= {kind, None}


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("wrong arithmetic", False),
        ("right answer by a wrong step", False),
        ("wrong operation", True),
        ("dropped condition", True),
    ],
)
def test_the_arithmetic_of_a_wrong_step_holds_or_not_as_its_kind_says(kind, holds):
    for trajectory in written(TRAINING, held_out=False, share=1.0, kinds=(kind,), count=400):
        if trajectory.first_error is not None:
            equations = equations_in(trajectory.steps[trajectory.first_error])
            assert [is_true(equation) for equation in equations] == [holds]


def test_a_right_answer_by_a_wrong_step_gives_the_number_that_the_right_step_gives():
    kinds: tuple[ErrorKind, ...] = ("right answer by a wrong step",)
    for trajectory in written(TRAINING, held_out=False, share=1.0, kinds=kinds, count=400):
        if trajectory.first_error is not None:
            (_, _, value), *_ = equations_in(trajectory.steps[trajectory.first_error])
            assert value in {right for _, _, right in right_equations(trajectory.story, trajectory.givens)}


def test_an_error_begins_where_the_number_departs_from_the_right_one():
    for trajectory in written(TRAINING, held_out=False, share=1.0, kinds=("wrong arithmetic",), count=400):
        if trajectory.first_error is not None:
            step = trajectory.steps[trajectory.first_error]
            ((sign, operands, stated),) = equations_in(step)
            same = same_start(f"{evaluate(sign, *operands)}", f"{stated}")
            assert step[(trajectory.wrong_from or 0) - same :].startswith(f"{stated}")


def test_no_sentence_and_no_story_of_the_held_out_side_is_in_the_training_side():
    def sentences(stories: list[Story]) -> set[str]:
        own = {text for story in stories for text in (*story.problems, *story.facts)}
        return own | {wording for story in stories for step in story.steps for wording in step.wordings}

    assert not sentences(TRAINING) & sentences(HELD_OUT)
    assert not {story.name for story in TRAINING} & {story.name for story in HELD_OUT}


def test_numbers_beyond_the_ranges_are_above_every_one_of_the_range():
    random = Random(3)
    for story in HELD_OUT:
        numbers = story.draw_numbers(random, beyond=True)
        assert all(numbers[given.name] > given.high for given in story.givens if not given.values)


def test_the_same_seed_writes_the_same_solutions():
    assert written(TRAINING, held_out=False, count=50) == written(TRAINING, held_out=False, count=50)
