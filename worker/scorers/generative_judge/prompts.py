"""What a judge is shown: the whole trajectory, or as much of it as it may read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from worker.scorers.contract import ScorableStep, ScorableTrajectory, Unscored
from worker.scorers.prompt_templates import PromptTemplate, fill
from worker.scorers.settings import require_one_of, require_whole

OVERFLOWS = ("unscored", "beginning", "end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`overflow` says what happens to a trajectory of more than `max_input_characters`: no rewards ("unscored"), or
    only the steps at its "beginning" or "end" that fit, beside the problem. Below `min_votes` readable answers: none.
    """

    max_input_characters: int = 200_000
    overflow: str = "unscored"
    max_explanation_characters: int = 1_000
    min_votes: int = 1

    def __post_init__(self) -> None:
        require_whole("limits.max_input_characters", self.max_input_characters, at_least=100)
        require_one_of("limits.overflow", self.overflow, OVERFLOWS)
        require_whole("limits.max_explanation_characters", self.max_explanation_characters, at_least=20, at_most=3_000)
        require_whole("limits.min_votes", self.min_votes, at_least=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """The steps that a judge sees: `judged` are the indices of those that it is asked about, in the order of their
    numbers. `note` says what was left out; empty where nothing was."""

    judged: tuple[int, ...]
    steps: tuple[int, ...]
    note: str = ""

    def up_to(self, step_index: int) -> "Shown":
        """Without what comes after that step."""
        return Shown(
            tuple(index for index in self.judged if index <= step_index),
            tuple(index for index in self.steps if index <= step_index),
        )


def shown_steps(trajectory: ScorableTrajectory, template: PromptTemplate, limits: Limits) -> Shown | Unscored:
    """What of the trajectory fits."""
    if not trajectory.scorable:
        return Unscored("There is no step to judge.")
    empty = Shown((), ())
    fixed = sum(len(message["content"]) for message in messages_for(trajectory, template, empty))
    sizes = [len(_block(trajectory, template, index, number=index)) for index in range(len(trajectory.steps))]
    if fixed + sum(sizes) <= limits.max_input_characters:
        return Shown(trajectory.scorable, tuple(range(len(sizes))))
    too_long = (
        f"The input has {fixed + sum(sizes):,} characters, more than max_input_characters = "
        f"{limits.max_input_characters:,}"
    )
    if limits.overflow == "unscored":
        return Unscored(f"{too_long}: raise it, or let overflow be “beginning” or “end”.")
    kept = _fitting(sizes, room=limits.max_input_characters - fixed, from_end=limits.overflow == "end")
    judged = tuple(index for index in trajectory.scorable if index in kept)
    if not judged:
        return Unscored(f"{too_long}, and no step to judge fits into it.")
    return Shown(judged, tuple(kept), f"{too_long}: only the steps {kept[0]} to {kept[-1]} were shown.")


def messages_for(trajectory: ScorableTrajectory, template: PromptTemplate, shown: Shown) -> list[dict[str, str]]:
    """The conversation that asks about the shown steps."""
    if template.kind == "step-labels":
        return template.messages(payload=_payload(trajectory, shown))
    numbers = {index: number for number, index in enumerate(shown.judged, start=template.first_number)}
    blocks = [_block(trajectory, template, index, number=numbers.get(index)) for index in shown.steps]
    return template.messages(problem=trajectory.problem, steps="".join(blocks).strip("\n"))


def _fitting(sizes: Sequence[int], *, room: int, from_end: bool) -> range:
    count = 0
    for size in reversed(sizes) if from_end else sizes:
        room -= size
        if room < 0:
            break
        count += 1
    return range(len(sizes) - count, len(sizes)) if from_end else range(count)


def _block(trajectory: ScorableTrajectory, template: PromptTemplate, index: int, *, number: int | None) -> str:
    step = trajectory.steps[index]
    if template.kind == "step-labels":
        return json.dumps(_as_message(index, step), ensure_ascii=False) + ", "
    if index not in trajectory.scorable or number is None:
        return fill(template.context, role=step.tool_name or step.role, text=_text(step))
    return fill(template.step, number=str(number), text=_text(step))


def _text(step: ScorableStep) -> str:
    """What the step says and does. A closing tag in it could end its block, so tags lose their bracket."""
    calls = [f"[calls {call.name} with {call.arguments}]" for call in step.tool_calls]
    return (
        "\n".join([step.text, *calls]).strip().replace("</paragraph_", "/paragraph_").replace("</context", "/context")
    )


def _payload(trajectory: ScorableTrajectory, shown: Shown) -> str:
    content = {
        "question": trajectory.problem,
        "tools": [dict(tool) for tool in trajectory.tools],
        "messages": [_as_message(index, trajectory.steps[index]) for index in shown.steps],
        "label_these": list(shown.judged),
    }
    return json.dumps(content, ensure_ascii=False)


def _as_message(index: int, step: ScorableStep) -> dict[str, Any]:
    calls = [{"name": call.name, "arguments": call.arguments, "id": call.id} for call in step.tool_calls]
    written = {
        "reasoning": step.reasoning,
        "tool_calls": calls,
        "tool": step.tool_name,
        "answers_call": step.tool_call_id,
    }
    filled = {name: value for name, value in written.items() if value}
    return {"index": index, "role": step.role, "content": step.text, **filled}
