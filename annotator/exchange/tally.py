"""What came of the rows of a file: one verdict per row, and their counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from annotator.exchange.records import BadRow


class Verdict(StrEnum):
    """A row that was taken: IMPORTED is new, UNCHANGED was here already, REVISED replaced what was here."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    REVISED = "revised"


Outcome = Verdict | BadRow
"""Of one row. A BadRow is why it is quarantined."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows came to what; `reasons` counts the quarantined ones by code. Every row counts once."""

    imported: int = 0
    unchanged: int = 0
    revised: int = 0
    quarantined: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """All rows so far."""
        return self.imported + self.unchanged + self.revised + self.quarantined

    def with_outcomes(self, outcomes: Iterable[Outcome]) -> Self:
        """These rows added."""
        verdicts: Counter[Verdict] = Counter()
        reasons = Counter(self.reasons)
        quarantined = 0
        for outcome in outcomes:
            if isinstance(outcome, BadRow):
                reasons[outcome.code] += 1
                quarantined += 1
            else:
                verdicts[outcome] += 1
        return type(self)(
            imported=self.imported + verdicts[Verdict.IMPORTED],
            unchanged=self.unchanged + verdicts[Verdict.UNCHANGED],
            revised=self.revised + verdicts[Verdict.REVISED],
            quarantined=self.quarantined + quarantined,
            reasons=dict(reasons),
        )

    def plus(self, other: "Tally") -> Self:
        """The sum over two files."""
        return type(self)(
            imported=self.imported + other.imported,
            unchanged=self.unchanged + other.unchanged,
            revised=self.revised + other.revised,
            quarantined=self.quarantined + other.quarantined,
            reasons=dict(Counter(self.reasons) + Counter(other.reasons)),
        )

    def as_json(self) -> dict[str, Any]:
        """The stable keys of `--json`; the most frequent reason first."""
        return {
            "imported": self.imported,
            "unchanged": self.unchanged,
            "revised": self.revised,
            "quarantined": self.quarantined,
            "reasons": dict(sorted(self.reasons.items(), key=lambda item: (-item[1], item[0]))),
        }
