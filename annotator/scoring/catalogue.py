"""Which adapters Assay has, and which rule scorers every project has. The web process knows them by these tables and
never loads their code.

To add an adapter: write it and name it in `worker/scorers/registry.py`, add its entry here, and describe it in
docs/scoring.md. Tests compare the three.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from annotator.scoring.declarations import DeclaredChannel, DeclaredScorer
from annotator.scoring.semantics import DEFAULT_THRESHOLDS, Semantics

IMPORTED: Final = "imported"
"""The adapter of scorers that have no code here: their rewards come from files."""

CHANNEL: Final = "reward"
"""The main channel. Whether a trajectory is scored, and whether that failed, is said by this one."""

CPU: Final = "cpu"
GPU: Final = "gpu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """Code that scores. Raise `version` whenever it may give another reward for the same text: rewards of the old
    revision stay, and the next run computes them anew. `queue` is what its workers listen to.

    `model_at` is where in its configuration the model stands, empty where it has none; `needs` are other settings
    without which nothing can be built, by their dotted names."""

    version: str = "1"
    queue: str
    model_at: str = ""
    needs: tuple[str, ...] = ()


ADAPTERS: Final[Mapping[str, Adapter]] = {
    "equation-checker": Adapter(queue=CPU),
    "tool-call-checker": Adapter(queue=CPU),
    "step-reader": Adapter(queue=GPU, model_at="model"),
    "log-ratio": Adapter(queue=GPU, model_at="model", needs=("reference",)),
    "generative-judge": Adapter(queue=CPU, model_at="endpoint.model", needs=("endpoint.url",)),
    "rollouts": Adapter(queue=CPU, model_at="endpoint.model", needs=("endpoint.url",)),
    "remote-reader": Adapter(queue=CPU, model_at="endpoint.model", needs=("endpoint.url",)),
}


def _rule_scorer(name: str, description: str) -> DeclaredScorer:
    verdict = DeclaredChannel(
        semantics=Semantics.VERDICT,
        threshold=DEFAULT_THRESHOLDS[Semantics.VERDICT],
        threshold_source="by definition: 1 holds, 0 is contradicted",
    )
    return DeclaredScorer(
        name=name,
        adapter=name,
        version=ADAPTERS[name].version,
        description=description,
        channels={CHANNEL: verdict},
        queue=ADAPTERS[name].queue,
    )


RULE_SCORERS: Final[Mapping[str, DeclaredScorer]] = {
    "equation-checker": _rule_scorer(
        "equation-checker", "Recomputes the arithmetic that a step states; abstains where it cannot."
    ),
    "tool-call-checker": _rule_scorer(
        "tool-call-checker", "Checks tool calls against their schemas and what the tools answered; abstains elsewhere."
    ),
}


def queue_of(adapter: str, chosen: str = "") -> str:
    """The queue whose workers run a scorer: the one chosen for it, or its adapter's."""
    if chosen:
        return chosen
    return ADAPTERS[adapter].queue if adapter in ADAPTERS else CPU
