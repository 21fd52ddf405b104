"""Reward files: one scorer's rewards for trajectories that are already here."""

from collections.abc import Mapping
from typing import Any, TypeGuard

from annotator.exchange.formats.contract import Format, ReadContext
from annotator.exchange.formats.fields import LONGEST_NAME, Fields, checked_list, wrong_type
from annotator.exchange.records import BadRow, RewardRecord


def recognises(row: Mapping[str, Any]) -> bool:
    """An id, a scorer's name and a list of numbers."""
    scores = row.get("scores")
    return (
        isinstance(row.get("id"), str | int)
        and isinstance(row.get("scorer"), str)
        and isinstance(scores, list)
        and all(score is None or _is_number(score) for score in scores)
    )


def read(row: Mapping[str, Any], _context: ReadContext) -> RewardRecord:
    """One row as rewards; null is "not judged". Raises BadRow."""
    fields = Fields(row)
    scores = checked_list(fields.required("scores"), "scores", _reward)
    if not scores:
        raise BadRow("wrong_score_count", "scores is empty.")
    scorer = fields.text("scorer", longest=LONGEST_NAME)
    if not scorer.strip():
        raise BadRow("missing_field", "scorer is empty.")
    return RewardRecord(
        external_id=fields.identifier("id"), source=fields.source(), scorer=scorer, rewards=tuple(scores)
    )


def _reward(value: object, where: str) -> float | None:
    if value is None:
        return None
    if not _is_number(value):
        raise wrong_type(value, where, "a number or null")
    return float(value)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


FORMAT = Format(
    name="rewards",
    kind="rewards",
    description="Reward files: id, scorer and one score per step or per scorable step",
    keys=frozenset({"scorer", "scores"}),
    recognises=recognises,
    read=read,
)
