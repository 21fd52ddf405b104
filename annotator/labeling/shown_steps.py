"""Steps as the desk gets them: what of them may be read, and of a very long text only its beginning."""

from typing import Any, Final

from annotator.trajectories.readable_steps import readable_step

# Characters of one text. A log of 5 MB in the answer to a claim took 0.8 s longer than its first steps (benchmarks.md).
SHOWN_AT_FIRST: Final = 64_000


def shown_step(step: dict[str, Any]) -> dict[str, Any]:
    """One stored step for its annotator; `cut` says how much there is where only the beginning is given."""
    shown = readable_step(step)
    text: str = step["text"]
    if len(text) <= SHOWN_AT_FIRST:
        return shown
    return shown | {"text": _beginning(text), "cut": {"bytes": len(text.encode()), "lines": _lines(text)}}


def _beginning(text: str) -> str:
    """Up to the last line end, where lines are short enough."""
    newline = text.rfind("\n", SHOWN_AT_FIRST // 2, SHOWN_AT_FIRST)
    return text[: SHOWN_AT_FIRST if newline == -1 else newline]


def _lines(text: str) -> int:
    """As people count them: the line end at the very end begins no line."""
    return text.removesuffix("\n").count("\n") + 1
