"""Keeping drafts: operations are applied once each, in order, on the revision they were made on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from annotator.labeling.draft_state import (
    REMEMBERED_OPERATIONS,
    Operation,
    apply_operations,
    from_json,
    to_json,
)
from annotator.labeling.models import Draft
from annotator.trajectories.models import Trajectory


class DraftConflict(Exception):
    """The draft went on elsewhere (another tab, another computer) since this page last saw it."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("This draft was changed in another window. Both versions are kept: choose which one goes on.")
        self.draft = draft


class DraftClosed(Exception):
    """The draft was submitted, skipped or given back; there is nothing to write to."""


@transaction.atomic
def save_draft(
    *, draft_id: int, base_revision: int, operations: Sequence[Operation], now: datetime, force: bool = False
) -> Draft:
    """Apply what is new among these operations; operations that are already in are passed over, so a retry is free.

    Raises DraftConflict when something is new *and* the draft has moved past `base_revision` (unless `force`: the
    person has seen both and chose theirs), DraftClosed, and BadOperation; then nothing has changed.
    """
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    seen = set(draft.applied)
    fresh = [operation for operation in operations if operation.id not in seen]
    if not fresh:
        return draft
    if draft.closed_at is not None:
        raise DraftClosed("This work was submitted or given back already, so it cannot be changed.")
    if draft.revision != base_revision and not force:
        raise DraftConflict(draft)
    scorable = Trajectory.objects.values_list("scorable", flat=True).get(pk=draft.trajectory_id)
    draft.state = to_json(apply_operations(from_json(draft.state), fresh, scorable=scorable))
    draft.applied = [*draft.applied, *(operation.id for operation in fresh)][-REMEMBERED_OPERATIONS:]
    draft.revision += 1
    draft.updated_at = now
    draft.save(update_fields=["state", "applied", "revision", "updated_at"])
    return draft
