"""What a check says about a step."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """`doubts`: something looks wrong, but there is a reason not to say so; the step cannot be called right either.
    `start` and `end` are offsets into the step's text; None where the finding is about a call."""

    kind: str
    verdict: Literal["supports", "contradicts", "doubts"]
    message: str
    start: int | None = None
    end: int | None = None
    details: dict[str, str] = field(default_factory=dict)


def plain(text: str, *, at_most: int) -> str:
    """Foreign text as part of a message: one line, cut, and without characters that cannot be shown or stored."""
    shown = "".join(character if character.isprintable() else " " for character in text[: 2 * at_most])
    line = " ".join(shown.split())
    return line if len(line) <= at_most else f"{line[:at_most]}…"
