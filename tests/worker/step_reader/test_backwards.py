"""Reading a trajectory from its last step to its first."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is in .venv-worker")

from tests.worker.step_reader.scoring import scored_one
from tests.worker.step_reader.tiny_models import TEXTS, Tiny
from worker.scorers.contract import ScorableStep, ScorableTrajectory, StepRewards, Unscored
from worker.scorers.step_reader.backwards import backwards, with_backwards
from worker.scorers.step_reader.reader import StepReader

pytestmark = pytest.mark.worker
TALK = ScorableTrajectory(
    "Which way?", tuple(ScorableStep(text) for text in ("system", "left", "a wall", "right")), scorable=(1, 3)
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    folder: Path = tmp_path_factory.mktemp("backwards")
    return Tiny("qwen2.5-math-prm-7b", folder)


def test_turns_the_steps_and_says_where_those_to_judge_went() -> None:
    turned = backwards(TALK)

    assert [step.text for step in turned.steps] == ["right", "a wall", "left", "system"]
    assert turned.scorable == (0, 2)
    assert backwards(turned) == TALK


def test_the_second_channel_is_what_is_said_of_the_steps_in_the_other_order(tiny: Tiny) -> None:
    question, steps = TEXTS[0]
    plain, both = StepReader(**tiny.configuration()), StepReader(**tiny.configuration(), bidirectional=True)

    found = scored_one(both, question, steps)
    forwards, turned = scored_one(plain, question, steps), scored_one(plain, question, steps[::-1])

    assert len(steps) > 1
    assert found.margins == pytest.approx(forwards.margins, abs=1e-5)
    assert turned.margins is not None
    assert found.further["reversed"].margins == pytest.approx(turned.margins[::-1], abs=1e-5)
    assert found.further["reversed"].margins != pytest.approx(found.margins, abs=1e-2)


def test_what_cannot_be_read_backwards_is_a_missing_channel_with_its_reason() -> None:
    forwards = StepRewards((None, 0.5, None, 0.25), further={"redundancy": StepRewards((None, 0.1, None, 0.2))})

    found = with_backwards(forwards, Unscored("It is too long."))

    assert isinstance(found, StepRewards)
    assert found.further.keys() == {"redundancy"}
    assert found.truncated_because == "Backwards nothing was read: It is too long."
    assert with_backwards(Unscored("no"), forwards) == Unscored("no")


def test_every_channel_has_its_reversed_one() -> None:
    read = StepRewards((0.1, 0.2), further={"redundancy": StepRewards((0.3, 0.4), reliability=(0.0, 0.5))})

    found = with_backwards(read, read)

    assert isinstance(found, StepRewards)
    assert found.further["reversed"].rewards == (0.2, 0.1)
    assert found.further["reversed-redundancy"] == StepRewards((0.4, 0.3), reliability=(0.5, 0.0))
