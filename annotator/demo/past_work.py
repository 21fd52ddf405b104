"""Two colleagues' finished work, submitted through the desk's own services as if they had done it yesterday."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction

from annotator.demo.accounts import COLLEAGUES
from annotator.demo.labels import DemoLabels, Judged
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.draft_state import Operation
from annotator.labeling.models import Assignment
from annotator.labeling.services.claims import claim_slot
from annotator.labeling.services.submissions import Incomplete, submit
from annotator.projects.models import Project
from annotator.projects.queries import Member, member_of
from annotator.trajectories.models import Trajectory

# Nobody needs a second thought about yesterday.
_UNDO_SECONDS = 0


def submit_past_work(*, project: Project, labels: Sequence[DemoLabels], at: datetime) -> None:
    """Every judgement of the colleagues that is not in yet, a minute apart."""
    rows = {(row.source, row.external_id): row for row in Trajectory.objects.filter(project=project)}
    for name in COLLEAGUES:
        member = member_of(slug=project.slug, user=get_user_model().objects.get(username=name))
        done = set(Assignment.objects.filter(annotator=member.annotator_id).values_list("trajectory", flat=True))
        for minute, label in enumerate(label for label in labels if name in label.annotators):
            row = rows[label.source, label.external_id]
            if row.pk not in done:
                judged = label.judged_by(name, row.scorable, row.step_count)
                _submit(member, row, judged, at=at + timedelta(minutes=minute))


@transaction.atomic
def _submit(member: Member, trajectory: Trajectory, judged: Judged, *, at: datetime) -> None:
    slot = Assignment.objects.filter(
        queue__is_default=True, trajectory=trajectory, status=AssignmentStatus.OPEN.value
    ).first()
    if slot is None:
        return  # somebody of today took the last place
    claim_slot(assignment=slot, annotator_id=member.annotator_id, now=at)
    done = submit(
        member=member,
        assignment_id=slot.pk,
        base_revision=0,
        operations=_operations(judged),
        now=at,
        undo_seconds=_UNDO_SECONDS,
    )
    if isinstance(done, Incomplete):
        message = f"The demo's labels of {trajectory.external_id} are not whole: {done.gaps[0].message}"
        raise RuntimeError(message)  # noqa: TRY004 - nothing is of a wrong type


def _operations(judged: Judged) -> list[Operation]:
    judgement = judged.judgement
    labels = [("label", index, label) for index, label in enumerate(judgement.labels) if label is not None]
    comments = [("comment", index, text) for index, text in judged.comments.items()]
    whole = [("outcome", None, judgement.outcome)]
    return [
        Operation(id=str(uuid.uuid4()), field=name, step_index=index, value=value)
        for name, index, value in [*labels, *comments, *whole]
    ]
