"""Steps as the desk gets them: without what a file said beside them, and of a very long text only its beginning."""

from collections.abc import Mapping
from typing import Any, Final

from annotator.trajectories.queries import without_extra

# Characters of one text. A log of 5 MB in the answer to a claim took 0.8 s longer than its first steps (benchmarks.md).
SHOWN_AT_FIRST: Final = 64_000

# Fields by which messages name the agent that wrote them, and how long a name may be.
_AGENT: Final = ("agent", "agent_name", "name")
_NAME_LENGTH: Final = 80


def shown_step(step: dict[str, Any]) -> dict[str, Any]:
    """One stored step for its annotator; `cut` says how much there is where only the beginning is given."""
    shown = without_extra(step)
    agent = _agent_of(step)
    if agent is not None:
        shown["agent"] = agent
    text: str = step["text"]
    if len(text) <= SHOWN_AT_FIRST:
        return shown
    return shown | {"text": _beginning(text), "cut": {"bytes": len(text.encode()), "lines": _lines(text)}}


def _agent_of(step: Mapping[str, Any]) -> str | None:
    """The name of the agent that wrote a step, where its message has one; a tool's name is no agent's."""
    said = step.get("extra", {})
    if step["role"] not in {"assistant", "user"}:
        return None
    names = (said.get(field) for field in _AGENT)
    return next((name for name in names if isinstance(name, str) and 0 < len(name) <= _NAME_LENGTH), None)


def _beginning(text: str) -> str:
    """Up to the last line end, where lines are short enough."""
    newline = text.rfind("\n", SHOWN_AT_FIRST // 2, SHOWN_AT_FIRST)
    return text[: SHOWN_AT_FIRST if newline == -1 else newline]


def _lines(text: str) -> int:
    """As people count them: the line end at the very end begins no line."""
    return text.removesuffix("\n").count("\n") + 1
