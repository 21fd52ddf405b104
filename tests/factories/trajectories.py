"""Trajectories for tests, made row by row: small ones, in the open."""

from collections.abc import Sequence
from typing import Any

from annotator.labeling.services.slots import add_slots
from annotator.trajectories.models import Trajectory, TrajectoryText
from annotator.trajectories.steps import Step, content_hash, digest, scorable_indices, to_json
from tests.factories.cast import NOON, Team


def make_trajectory(
    team: Team,
    external_id: str = "t-0",
    *,
    steps: Sequence[Step] | int = 3,
    problem: str = "What is 2 + 3?",
    with_slots: bool = True,
    **columns: Any,
) -> Trajectory:
    """One trajectory, with the slots that the default queue wants for it."""
    written = [Step(text=f"Step number {i}.") for i in range(steps)] if isinstance(steps, int) else list(steps)
    reference = columns.pop("reference_answer", None)
    tools = columns.pop("tools", [])
    values: dict[str, Any] = {
        "source": "tests",
        "imported_at": NOON,
        "opening": problem[:200],
        "step_count": len(written),
        "scorable": scorable_indices(written),
        "content_hash": content_hash(problem=problem, steps=written, tools=tools),
        "record_hash": digest([external_id, problem]),
        **columns,
    }
    trajectory = Trajectory.objects.create(project=team.project, external_id=external_id, **values)
    TrajectoryText.objects.create(
        trajectory=trajectory,
        problem=problem,
        reference_answer=reference,
        steps=[to_json(step) for step in written],
        tools=tools,
    )
    if with_slots:
        add_slots(queue=team.queue, trajectory_ids=[trajectory.pk])
    return trajectory


def make_trajectories(team: Team, count: int, **columns: Any) -> list[Trajectory]:
    """Several, in order, named t-0, t-1 …"""
    return [make_trajectory(team, f"t-{i}", **columns) for i in range(count)]
