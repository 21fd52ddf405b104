"""Which output answers which call, and whether it reports an error."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from worker.scorers.contract import ScorableStep, ScorableToolCall
from worker.scorers.tool_calls.findings import plain

_HEAD: Final = 2_000
_LONGEST_MESSAGE: Final = 200
_LONGEST_JSON: Final = 200_000
_ERROR_KEYS: Final = ("error", "errors", "exception")
_FAILED_STATUS: Final = frozenset({"error", "failed", "failure", "fail"})
_ERROR_TEXT: Final = re.compile(
    r"\s{0,20}(?:\[?(?:tool )?error\]?\s?[:\-]|error (?:executing|calling|running)\b"
    r"|traceback \(most recent call last\)|exception\s?:|[a-z.]{0,60}(?:error|exception):\s"
    r"|http(?:/[0-9.]{1,4})? ?(?:error )?[45][0-9]{2}\b|command not found|bash: )",
    re.IGNORECASE,
)
_PASSING: Final = re.compile(
    r"timed?[- ]?out|tempora|rate limit|too many requests|\b(?:429|502|503|504)\b|try again|overload|unavailable"
    r"|connection|network|busy|locked|quota|retry",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ToolError:
    """`is_passing`: it may be gone at the next attempt, so that repeating the call is sensible."""

    message: str
    is_passing: bool


def error_in(text: str) -> ToolError | None:
    """The error that an output reports: an `error` field, a failed status, or a text that begins as errors do. An
    output that merely mentions errors reports none."""
    value = _as_json(text)
    if isinstance(value, Mapping):
        message = _error_field(value)
    elif value is None:
        head = text[:_HEAD]
        message = head if _ERROR_TEXT.match(head) else None
    else:
        message = None
    if not message:
        return None
    return ToolError(plain(message, at_most=_LONGEST_MESSAGE), bool(_PASSING.search(text[:_HEAD])))


def answers_to(steps: Sequence[ScorableStep], step_index: int) -> list[tuple[ScorableToolCall, ScorableStep | None]]:
    """The calls of a step, each with the output that answers it: by its id, else by its place."""
    calls = steps[step_index].tool_calls
    if not calls:
        return []
    outputs = _outputs_after(steps, step_index)
    by_id = {output.tool_call_id: output for output in outputs if output.tool_call_id}
    unnamed = [output for output in outputs if not output.tool_call_id]
    if any(call.id in by_id for call in calls if call.id):
        return [(call, by_id.get(call.id) if call.id else None) for call in calls]
    in_order = unnamed or outputs
    return [(call, in_order[place] if place < len(in_order) else None) for place, call in enumerate(calls)]


def outputs_before(steps: Sequence[ScorableStep], step_index: int) -> list[ScorableStep]:
    """The outputs directly before a step: what it has just been told."""
    found: list[ScorableStep] = []
    for step in reversed(steps[:step_index]):
        if step.role != "tool":
            break
        found.append(step)
    return found[::-1]


def _outputs_after(steps: Sequence[ScorableStep], step_index: int) -> list[ScorableStep]:
    found: list[ScorableStep] = []
    for step in steps[step_index + 1 :]:
        if step.role != "tool":
            break
        found.append(step)
    return found


def _as_json(text: str) -> Any:
    if len(text) > _LONGEST_JSON or text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _error_field(value: Mapping[str, Any]) -> str | None:
    for key in _ERROR_KEYS:
        if value.get(key) and not isinstance(value[key], bool):
            return str(value[key])
    status = value.get("status")
    flags = (
        value.get("success") is False,
        value.get("ok") is False,
        value.get("isError") is True,
        value.get("error") is True,
    )
    if not any(flags) and not (isinstance(status, str) and status.lower() in _FAILED_STATUS):
        return None
    return str(value.get("message") or value.get("detail") or "the call failed")
