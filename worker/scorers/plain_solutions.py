"""Trajectories that are one text: a problem and the steps of its solution. Conversations and tool use are not."""

from worker.scorers.contract import ScorableTrajectory, Unscored


def solution_steps(trajectory: ScorableTrajectory) -> tuple[int, ...] | Unscored:
    """The indices of the solution's steps. System and user turns before the first of them say what the problem says and
    are left out; anything else between the steps cannot be written as one text."""
    if not trajectory.scorable:
        return Unscored("There is no step to score.")
    first = trajectory.scorable[0]
    between = [index for index in range(first, len(trajectory.steps)) if index not in set(trajectory.scorable)]
    before = [index for index in range(first) if trajectory.steps[index].role not in {"system", "user"}]
    if between or before:
        index = min(between + before)
        role = trajectory.steps[index].role
        return Unscored(f"Step {index} is a turn of the {role}: this scorer reads plain solutions, not conversations.")
    calling = [index for index in trajectory.scorable if trajectory.steps[index].tool_calls]
    if calling:
        return Unscored(f"Step {calling[0]} calls a tool: this scorer reads plain solutions, not the runs of agents.")
    return trajectory.scorable
