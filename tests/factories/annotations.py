"""Gold labels and finished annotations, row by row."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from annotator.adjudication.models import GoldLabel
from annotator.labeling.models import Annotation, Assignment
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, Team

Labels = Sequence[int | None]


def give_gold(
    trajectory: Trajectory, labels: Labels, *, protocol: str = "ternary", method: str = "IMPORTED", **columns: Any
) -> GoldLabel:
    """The next version of its gold; no -1 means no error."""
    version = GoldLabel.objects.filter(trajectory=trajectory, protocol=protocol).count() + 1
    first = list(labels).index(-1) if -1 in labels else None
    kept = [None] * len(labels) if protocol == "first-error" else list(labels)
    return GoldLabel.objects.create(
        trajectory=trajectory, protocol=protocol, version=version, labels=kept, first_error=first,
        no_error=first is None, method=method, created_at=NOON, **columns,
    )  # fmt: skip


def annotate(team: Team, who: str, trajectory: Trajectory, labels: Labels, **columns: Any) -> Annotation:
    """Done and past its time to undo, as if it had been submitted through the desk."""
    annotator_id = team.member(who).annotator_id
    slot = Assignment.objects.filter(trajectory=trajectory, status="OPEN").first()
    assert slot is not None, "no slot is left"
    Assignment.objects.filter(pk=slot.pk).update(
        status="SUBMITTED", annotator=annotator_id, undo_until=NOON, claimed_at=NOON
    )
    first = list(labels).index(-1) if -1 in labels else None
    values: dict[str, Any] = {
        "protocol": "ternary", "protocol_version": 1, "evidence_view": "BLIND", "labels_view": "BLIND", "unsure": [False] * len(labels),
        "origins": [None] * len(labels), "active_ms": [None] * len(labels), "first_error": first,
        "no_error": first is None, "submitted_at": NOON + timedelta(minutes=1), **columns,
    }  # fmt: skip
    return Annotation.objects.create(
        assignment=slot, annotator_id=annotator_id, trajectory=trajectory, labels=list(labels), **values
    )
