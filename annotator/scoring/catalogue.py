"""Which scorers Assay can run itself. The web process knows them by this table and never loads their code.

Three steps to add one: write the adapter and name it in `worker/scorers/registry.py`, add its entry here, and describe
it in docs/scoring.md. Tests compare the three.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from annotator.scoring.semantics import DEFAULT_THRESHOLDS, Semantics

IMPORTED: Final = "imported"
"""The adapter of scorers that have no code here: their rewards come from files."""

CHANNEL: Final = "reward"
"""The channel that a scorer with one kind of number writes to."""

DEFAULT_QUEUE: Final = "cpu"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltinScorer:
    """One scorer of the table; its name is also its adapter's.

    Raise `version` whenever the adapter may give another reward for the same text: rewards of the old revision stay,
    and the next run computes them anew. `queue` is what its workers listen to.
    """

    name: str
    version: str
    description: str
    semantics: Semantics
    threshold_source: str
    queue: str = DEFAULT_QUEUE
    configuration: Mapping[str, Any] = field(default_factory=dict)

    @property
    def revision(self) -> str:
        """What must be the same for two rewards of one text to be the same."""
        written = json.dumps(dict(self.configuration), sort_keys=True, separators=(",", ":"))
        return f"{self.version}-{hashlib.sha256(written.encode()).hexdigest()[:8]}"

    @property
    def threshold(self) -> float | None:
        """The first step with a reward strictly below it is the first error that the scorer names."""
        return DEFAULT_THRESHOLDS.get(self.semantics)


BUILTIN_SCORERS: Final[Mapping[str, BuiltinScorer]] = {
    scorer.name: scorer
    for scorer in (
        BuiltinScorer(
            name="equation-checker",
            version="1",
            description="Recomputes the arithmetic that a step states; abstains where it cannot.",
            semantics=Semantics.VERDICT,
            threshold_source="by definition: 1 holds, 0 is contradicted",
        ),
        BuiltinScorer(
            name="tool-call-checker",
            version="1",
            description="Checks tool calls against their schemas and what the tools answered; abstains elsewhere.",
            semantics=Semantics.VERDICT,
            threshold_source="by definition: 1 holds, 0 is contradicted",
        ),
    )
}


def queue_of(adapter: str) -> str:
    """The queue whose workers run this adapter."""
    builtin = BUILTIN_SCORERS.get(adapter)
    return builtin.queue if builtin is not None else DEFAULT_QUEUE
