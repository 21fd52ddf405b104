"""What a scorer is before a project has it: its adapter, its settings, and what its numbers mean. No Django here."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.scoring.semantics import Semantics


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredChannel:
    """One kind of number. The first step with a reward strictly below `threshold` is the first error that it names;
    None where nobody has set one."""

    semantics: Semantics
    threshold: float | None
    threshold_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredScorer:
    """A scorer by what decides its numbers: `version` is the adapter's, `weights` the digest of weights that the
    repository holds itself, empty for all others. `queue` and the thresholds decide nothing."""

    name: str
    adapter: str
    version: str
    description: str
    channels: Mapping[str, DeclaredChannel]
    queue: str
    configuration: Mapping[str, Any] = field(default_factory=dict)
    weights: str = ""

    @property
    def revision(self) -> str:
        """What must be the same for two rewards of one text to be the same, and to mean the same."""
        parts: dict[str, Any] = dict(self.configuration)
        # Under keys that no setting has. Left out where they say nothing, so that rule scorers keep their revisions.
        if self.weights:
            parts["/weights"] = self.weights
        if self.configuration:
            parts["/channels"] = {name: channel.semantics.value for name, channel in self.channels.items()}
        written = json.dumps(parts, sort_keys=True, separators=(",", ":"))
        return f"{self.version}-{hashlib.sha256(written.encode()).hexdigest()[:8]}"
