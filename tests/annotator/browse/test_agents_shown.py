"""The trajectory's page names the agent of a step, to everybody, and nothing else that a file said beside it."""

import pytest

from annotator.trajectories.steps import Step
from tests.factories.cast import answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db

STEPS = [
    Step(text="Ask the coder.", extra={"agent": "planner", "label": -1}),
    Step(text="exit 0", role="tool", tool_name="python", extra={"name": "coder"}),
    Step(text="Done.", extra={"name": "coder", "score": 0.25}),
]


@pytest.mark.parametrize("who", ["ada", "rita", "max"])
def test_each_step_says_which_agent_wrote_it_and_nothing_else_of_its_message(who: str) -> None:
    team = make_team()
    trajectory = make_trajectory(team, steps=STEPS)

    page = answer(team.client(who).get(team.url(f"trajectories/{trajectory.pk}")))

    assert [step.get("agent") for step in page["steps"]] == ["planner", None, "coder"]
    assert [set(step) for step in page["steps"]] == [
        {"role", "text", "agent"},
        {"role", "text", "tool_name"},
        {"role", "text", "agent"},
    ]
