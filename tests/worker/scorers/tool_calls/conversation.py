"""Short ways to write a conversation with tools, and to have it scored."""

import json
from typing import Any

from worker.scorers.contract import Evidence, ScorableStep, ScorableToolCall, ScorableTrajectory, StepRewards
from worker.scorers.tool_call_checker import ToolCallChecker

SEARCH: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "search",
        "parameters": {
            "type": "object",
            "properties": {"query": {"type": "string"}, "limit": {"type": "integer", "minimum": 1}},
            "required": ["query"],
            "additionalProperties": False,
        },
    },
}


def calls(*calls: tuple[str, Any], text: str = "", ids: tuple[str, ...] = ()) -> ScorableStep:
    """An assistant's step with calls: (name, arguments), the arguments as a value or as the text that was written."""
    made = tuple(
        ScorableToolCall(
            name, arguments if isinstance(arguments, str) else json.dumps(arguments), ids[place] if ids else None
        )
        for place, (name, arguments) in enumerate(calls)
    )
    return ScorableStep(text, tool_calls=made)


def output(content: Any, call_id: str | None = None) -> ScorableStep:
    return ScorableStep(content if isinstance(content, str) else json.dumps(content), "tool", tool_call_id=call_id)


def says(text: str, reasoning: str | None = None) -> ScorableStep:
    return ScorableStep(text, reasoning=reasoning)


def user(text: str) -> ScorableStep:
    return ScorableStep(text, "user")


def score(*steps: ScorableStep, problem: str = "", tools: tuple[Any, ...] = (SEARCH,)) -> StepRewards:
    scorable = tuple(index for index, step in enumerate(steps) if step.role == "assistant")
    return ToolCallChecker().score([ScorableTrajectory(problem, steps, scorable, tools)])[0]


def rewards(*steps: ScorableStep, problem: str = "", tools: tuple[Any, ...] = (SEARCH,)) -> list[float | None]:
    """The rewards of the assistant's steps, in order."""
    result = score(*steps, problem=problem, tools=tools)
    return [result.rewards[index] for index, step in enumerate(steps) if step.role == "assistant"]


def false_in(*steps: ScorableStep, problem: str = "", tools: tuple[Any, ...] = (SEARCH,)) -> list[Evidence]:
    result = score(*steps, problem=problem, tools=tools)
    return [evidence for evidence in result.evidence if evidence.verdict == "contradicts"]
