"""What an annotator holds, as one value: the slot, the draft, and the text, with nothing hidden in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from annotator.labeling.models import Draft
from annotator.labeling.policies import SEEN, Evidence
from annotator.projects.models import GuidelineVersion


@dataclass(frozen=True, slots=True)
class HeldWork:
    """`fence` is the draft's: where the slot has passed on, it is older than the slot's and `is_mine` is false.

    `was_mine`: it was the annotator's before they asked, so that nothing new was handed out.
    """

    draft_id: int
    revision: int
    state: Mapping[str, Any]
    fence: int
    assignment_id: int
    status: str
    is_mine: bool
    lease_expires_at: datetime | None
    undo_until: datetime | None
    why: Mapping[str, Any]
    queue: Mapping[str, Any]
    trajectory_id: int
    external_id: str
    source: str
    trajectory_revision: int
    step_count: int
    scorable: Sequence[int]
    problem: str
    steps: Sequence[dict[str, Any]]
    tools: Sequence[Any]
    guideline_version: int | None
    guideline_body: str | None
    arm: str
    saw: frozenset[Evidence]
    problem_images: Sequence[dict[str, Any]] = ()
    was_mine: bool = True


# The columns of `from_row`, in its order, for a statement that names its tables draft, slot, queue, trajectory, text
# and guideline.
COLUMNS: Final = """
    draft.id, draft.revision, draft.state, draft.fence, slot.id, slot.status, slot.lease_expires_at, slot.undo_until,
    slot.why, queue.id, queue.name, queue.is_default, queue.protocol, queue.protocol_version, queue.taxonomy,
    queue.taxonomy_version, queue.overlap, queue.lease_minutes, queue.blind_policy, queue.reference_policy,
    queue.labels_policy, queue.is_paused, queue.order, trajectory.id, trajectory.external_id,
    trajectory.source, trajectory.revision, trajectory.step_count, trajectory.scorable, text.problem, text.steps,
    text.tools, guideline.version, guideline.body, slot.arm, draft.saw_rewards, draft.saw_reference, draft.saw_labels,
    text.images
"""
_QUEUE: Final = (
    "id", "name", "is_default", "protocol", "protocol_version", "taxonomy", "taxonomy_version", "overlap",
    "lease_minutes", "blind_policy", "reference_policy", "labels_policy", "is_paused", "order",
)  # fmt: skip


def from_row(row: Sequence[Any]) -> HeldWork:
    """One row of COLUMNS and `was_mine`, of a claim that was just made: JSON comes as text, and the slot is the
    annotator's."""
    after = 9 + len(_QUEUE)
    rest = row[after:]
    return HeldWork(
        draft_id=row[0],
        revision=row[1],
        state=orjson.loads(row[2]),
        fence=row[3],
        assignment_id=row[4],
        status=row[5],
        is_mine=True,
        lease_expires_at=row[6],
        undo_until=row[7],
        why=orjson.loads(row[8]),
        queue=dict(zip(_QUEUE, row[9:after], strict=True)),
        trajectory_id=rest[0],
        external_id=rest[1],
        source=rest[2],
        trajectory_revision=rest[3],
        step_count=rest[4],
        scorable=rest[5],
        problem=rest[6],
        steps=orjson.loads(rest[7]),
        tools=orjson.loads(rest[8]),
        guideline_version=rest[9],
        guideline_body=rest[10],
        arm=rest[11],
        saw=frozenset(one for one, seen in zip(Evidence, rest[12:15], strict=True) if seen),
        problem_images=orjson.loads(rest[15]),
        was_mine=rest[16],
    )


def from_draft(draft: Draft, guideline: GuidelineVersion | None) -> HeldWork:
    """The same of a draft that was fetched with its assignment, queue, trajectory and text."""
    slot, trajectory = draft.assignment, draft.trajectory
    return HeldWork(
        draft_id=draft.pk,
        revision=draft.revision,
        state=draft.state,
        fence=draft.fence,
        assignment_id=slot.pk,
        status=slot.status,
        is_mine=slot.annotator_id == draft.annotator_id,
        lease_expires_at=slot.lease_expires_at,
        undo_until=slot.undo_until,
        why=slot.why,
        queue={name: getattr(slot.queue, name) for name in _QUEUE},
        trajectory_id=trajectory.pk,
        external_id=trajectory.external_id,
        source=trajectory.source,
        trajectory_revision=trajectory.revision,
        step_count=trajectory.step_count,
        scorable=trajectory.scorable,
        problem=trajectory.text.problem,
        steps=trajectory.text.steps,
        tools=trajectory.text.tools,
        guideline_version=guideline.version if guideline else None,
        guideline_body=guideline.body if guideline else None,
        arm=slot.arm,
        saw=frozenset(one for one in Evidence if getattr(draft, SEEN[one])),
        problem_images=trajectory.text.images,
    )
