"""Writing imported gold labels, each as the next version of its trajectory's gold in its protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from annotator.adjudication.models import GoldLabel, GoldMethod
from annotator.exchange import copy_text
from annotator.exchange.queries import latest_gold_versions
from annotator.exchange.records import StepJudgement
from annotator.exchange.services.copying import copy_rows

_COLUMNS: Final = (
    "trajectory_id", "protocol", "version", "labels", "origins", "first_error", "no_error", "first_error_reason",
    "outcome", "method", "lineage", "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewGold:
    """A judgement that a file holds to be true of a trajectory; `lineage` says which file, and where in it."""

    trajectory_id: int
    judgement: StepJudgement
    lineage: Mapping[str, Any]


def write_gold(gold: Sequence[NewGold], *, at: datetime) -> None:
    """One version more for each. At most one per trajectory and protocol."""
    if not gold:
        return
    versions = latest_gold_versions([new.trajectory_id for new in gold])
    lines = (_line(new, versions.get((new.trajectory_id, new.judgement.protocol), 0) + 1, at) for new in gold)
    copy_rows(GoldLabel, _COLUMNS, lines)


def _line(new: NewGold, version: int, at: datetime) -> bytes:
    judgement = new.judgement
    return copy_text.row(
        copy_text.number(new.trajectory_id),
        copy_text.text(judgement.protocol),
        copy_text.number(version),
        copy_text.array(judgement.labels),
        copy_text.NULL,
        copy_text.number(judgement.first_error),
        copy_text.boolean(judgement.no_error),
        copy_text.text(""),
        copy_text.number(judgement.outcome),
        copy_text.text(GoldMethod.IMPORTED.value),
        copy_text.json(dict(new.lineage)),
        copy_text.moment(at),
    )
