"""Flags of a step, beside its label: a right step can be redundant, and a guess can be right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to say of a step besides right and wrong. `needs_evidence`: a place must be cited with it."""

    id: str
    title: str
    meaning: str
    needs_evidence: bool = False


FLAGS: Final[Mapping[str, Flag]] = {
    flag.id: flag
    for flag in (
        Flag("redundant", "Redundant", "Could be left out without loss."),
        Flag("exploratory", "Exploratory", "Tries something out, and says so."),
        Flag("guessed", "Guessed", "Jumps to a result that nothing before it gives."),
        Flag(
            "fabricated-evidence",
            "Fabricated evidence",
            "Reports what no tool, text or step says. Cite the place where it does.",
            needs_evidence=True,
        ),
        Flag("misread-tool-output", "Misread tool output", "The tool said something else."),
        Flag("policy-violation", "Policy violation", "Acts against a rule that it was given."),
        Flag("irreversible", "Irreversible", "Does what cannot be taken back."),
    )
}
