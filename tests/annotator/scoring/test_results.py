"""Whether what a scorer gave fits its trajectory."""

import math
from typing import Any

import pytest

from annotator.scoring.results import ScoredTrajectory, StepEvidence, misfit, to_real

HASH = b"h" * 32


def why(**values: Any) -> str | None:
    given: dict[str, Any] = {"content_hash": HASH, "rewards": [None, 1.0, 0.25], **values}
    scored = ScoredTrajectory(trajectory_id=1, **given)
    return misfit(scored, step_count=3, scorable=[1, 2], content_hash=HASH)


def test_one_entry_per_step_with_none_for_context_fits() -> None:
    assert why() is None
    assert why(rewards=[None, None, None]) is None
    assert why(margins=[None, 3.5, -2.0], reliability=[None, 0.1, 0.1]) is None


@pytest.mark.parametrize("rewards", [[], [1.0], [1.0, 0.25], [None, 1.0, 0.25, 1.0]])
def test_another_number_of_rewards_than_steps_does_not(rewards: list[float | None]) -> None:
    assert why(rewards=rewards) == f"The scorer gave {len(rewards)} rewards for 3 steps."


def test_margins_are_counted_too() -> None:
    assert why(margins=[0.5]) == "The scorer gave 1 margins for 3 steps."


def test_a_reward_for_a_context_step_does_not_fit() -> None:
    assert why(rewards=[0.5, 1.0, 1.0]) == "The scorer gave a reward for step 0, which is not one to judge."


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e39])
def test_what_is_no_number_or_too_large_does_not_fit(number: float) -> None:
    assert why(rewards=[None, 1.0, number]) == f"The scorer gave {number} for step 2, which cannot be kept as a number."


def test_rewards_of_another_text_do_not_fit() -> None:
    assert why(content_hash=b"x" * 32) == "The text that was scored is not the text that the trajectory has."


@pytest.mark.parametrize("step_index", [-1, 3])
def test_evidence_for_a_step_that_does_not_exist_does_not_fit(step_index: int) -> None:
    evidence = [StepEvidence(step_index=step_index, kind="equation", verdict="supports", message="1 + 1 = 2")]

    assert why(evidence=evidence) == "The scorer gave evidence for a step that does not exist."


def test_four_bytes_round_and_lose_what_is_too_small() -> None:
    assert to_real(0.1) == pytest.approx(0.1, abs=1e-8)
    assert to_real(0.1) != 0.1
    assert to_real(0.5) == 0.5
    assert to_real(1e-60) == 0.0
    with pytest.raises(OverflowError):
        to_real(1e39)
