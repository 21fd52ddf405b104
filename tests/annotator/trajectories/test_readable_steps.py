"""What anybody may read of a step: the agent's name, and nothing that may give a label away."""

import pytest

from annotator.trajectories.readable_steps import readable_step
from annotator.trajectories.steps import Step, to_json


@pytest.mark.parametrize(
    ("step", "agent"),
    [
        (Step(text="a", extra={"name": "planner"}), "planner"),
        (Step(text="a", extra={"agent": "coder", "name": "planner"}), "coder"),
        (Step(text="a", role="user", extra={"name": "critic"}), "critic"),
        (Step(text="a", role="tool", tool_name="search", extra={"agent": "coder"}), None),
        (Step(text="a", extra={"name": "n" * 81}), None),
        (Step(text="a", extra={"name": {"hidden": 1}}), None),
        (Step(text="a", extra={"label": -1}), None),
    ],
)
def test_of_what_a_file_said_beside_a_step_only_its_agent_is_shown(step: Step, agent: str | None):
    shown = readable_step(to_json(step))

    assert shown.get("agent") == agent
    assert "extra" not in shown
