"""What of a stored step anybody may read: all but what a file said beside it, and of that the name of its agent."""

from collections.abc import Mapping
from typing import Any, Final

# Fields by which messages name the agent that wrote them, and how long a name may be.
_AGENT: Final = ("agent", "agent_name", "name")
_NAME_LENGTH: Final = 80


def readable_step(step: Mapping[str, Any]) -> dict[str, Any]:
    """A step as anybody may read it, with `agent` where its message names the agent that wrote it: the rest of what a
    file said beside it can give its label away."""
    shown = {name: value for name, value in step.items() if name != "extra"}
    agent = _agent_of(step)
    return shown if agent is None else {**shown, "agent": agent}


def _agent_of(step: Mapping[str, Any]) -> str | None:
    """The name of the agent that wrote a step, where its message has one; a tool's name is no agent's."""
    said = step.get("extra", {})
    if step["role"] not in {"assistant", "user"}:
        return None
    names = (said.get(field) for field in _AGENT)
    return next((name for name in names if isinstance(name, str) and 0 < len(name) <= _NAME_LENGTH), None)
