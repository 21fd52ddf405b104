"""A trajectory as it comes back from the database for an export."""

import json
from typing import Any

from annotator.exchange.records import ExportRow, StepJudgement, TrajectoryRecord
from annotator.trajectories.steps import from_json, to_json


def stored(value: Any) -> Any:
    """A value after a stay in a jsonb column."""
    return json.loads(json.dumps(value))


def as_export_row(
    record: TrajectoryRecord, *, judgement: StepJudgement | None = None, source: str = "file-stem"
) -> ExportRow:
    wanted = judgement or record.gold
    assert wanted is not None
    return ExportRow(
        external_id=record.external_id,
        source=record.source or source,
        problem=record.problem,
        steps=[from_json(step) for step in stored([to_json(step) for step in record.steps])],
        judgement=wanted,
        reference_answer=record.reference_answer,
        outcome=record.outcome,
        generator=record.generator,
        group_key=record.group_key,
        tools=stored(list(record.tools)),
        metadata=stored(dict(record.metadata)),
    )
