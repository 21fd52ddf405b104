"""Checks of the calls themselves: a tool that exists, arguments that match, no repetition of what has failed."""

from collections.abc import Iterator, Sequence
from typing import Final

from worker.scorers.contract import ScorableStep, ScorableToolCall
from worker.scorers.tool_calls.arguments import read_arguments, same_call_key
from worker.scorers.tool_calls.findings import Finding, plain
from worker.scorers.tool_calls.outputs import answers_to, error_in
from worker.scorers.tool_calls.schemas import ToolSchemas

_LONGEST_NAME: Final = 80
_MOST_NAMES: Final = 8
_LONGEST_COMPLAINT: Final = 200


def check_calls(steps: Sequence[ScorableStep], step_index: int, tools: ToolSchemas) -> Iterator[Finding]:
    """One finding per call. A call that looks wrong but that the tool has taken without an error is left open: the tool
    knows better than its schema."""
    for call, output in answers_to(steps, step_index):
        finding = _check_call(call, tools)
        was_taken = output is not None and error_in(output.text) is None
        if finding.verdict == "contradicts" and was_taken:
            yield Finding(finding.kind, "doubts", f"{finding.message} The tool took it all the same.")
        else:
            yield finding


def _check_call(call: ScorableToolCall, tools: ToolSchemas) -> Finding:
    name = plain(call.name, at_most=_LONGEST_NAME)
    if tools and not tools.knows(call.name):
        return Finding("unknown tool", "contradicts", f"There is no tool `{name}`; there are {_listed(tools.names)}.")
    arguments = read_arguments(call.arguments)
    if arguments.state == "unknown":
        return Finding("arguments", "doubts", f"The arguments of `{name}` could not be read.")
    if arguments.state == "broken":
        return Finding("arguments", "contradicts", f"The arguments of `{name}` are not JSON: {arguments.problem}.")
    if not isinstance(arguments.value, dict):
        return Finding("arguments", "contradicts", f"The arguments of `{name}` are not a JSON object.")
    complaint = tools.complaint_about(call.name, arguments.value)
    if complaint is False:
        return Finding("arguments", "supports", f"The arguments of `{name}` are a JSON object.")
    if complaint:
        return Finding(
            "arguments",
            "contradicts",
            f"The arguments of `{name}` do not match its schema: {plain(complaint, at_most=_LONGEST_COMPLAINT)}.",
        )
    return Finding("arguments", "supports", f"The arguments of `{name}` match its schema.")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{plain(name, at_most=_LONGEST_NAME)}`" for name in names[:_MOST_NAMES])
    return f"{shown} and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else shown


class FailedCalls:
    """The calls that have failed and that nothing has happened since to make them succeed."""

    def __init__(self) -> None:
        self._failed: dict[str, tuple[int, str]] = {}

    def check(self, step: ScorableStep) -> Iterator[Finding]:
        """Contradicts a call that repeats a failed one to the letter."""
        for call in step.tool_calls:
            failed = self._failed.get(same_call_key(call.name, call.arguments))
            if failed:
                name = plain(call.name, at_most=_LONGEST_NAME)
                message = f"This repeats to the letter a call of `{name}` that failed before: {failed[1]}"
                yield Finding("repeated call", "contradicts", message, details={"first_call": str(failed[0])})

    def learn(self, steps: Sequence[ScorableStep], step_index: int) -> None:
        """Takes note of what came of a step. A user's turn or a call that succeeded may have changed the world, and an
        error of passing nature (a timeout, a lock) is no reason not to try again: these are forgotten."""
        answers = [(call, error_in(output.text)) for call, output in answers_to(steps, step_index) if output]
        if steps[step_index].role == "user" or any(error is None for _, error in answers):
            self._failed.clear()
        for call, error in answers:
            if error and not error.is_passing:
                self._failed.setdefault(same_call_key(call.name, call.arguments), (step_index, error.message))
