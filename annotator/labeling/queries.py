"""Reads of queues, assignments and annotations."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Annotation, Assignment, Draft, Queue
from annotator.projects.models import Project
from annotator.projects.queries import Member


@dataclass(frozen=True, slots=True)
class QueueState:
    """Where a queue stands for one annotator; the numbers explain why nothing may be left for them.

    `wanted` counts all judgements that the queue asks for, `submitted` those that are in. `available` can be handed
    to this annotator now, `held_by_others` may come back at `next_lapse_at`, `done_by_you` never will.
    """

    wanted: int
    submitted: int
    available: int
    held_by_others: int
    next_lapse_at: datetime | None
    done_by_you: int


def queues_of(project: Project) -> QuerySet[Queue]:
    """The project's queues, the default one first."""
    return Queue.objects.filter(project=project).order_by("-is_default", "name")


def queue_state(*, queue: Queue, annotator_id: int, now: datetime) -> QueueState:
    """See QueueState: one query over the queue's slots."""
    mine = Assignment.objects.filter(queue=queue, trajectory=OuterRef("trajectory"), annotator=annotator_id)
    held = Q(status=AssignmentStatus.CLAIMED.value, lease_expires_at__gte=now)
    free = Q(status=AssignmentStatus.OPEN.value) | Q(status=AssignmentStatus.CLAIMED.value, lease_expires_at__lt=now)
    wanted = [AssignmentStatus.OPEN.value, AssignmentStatus.CLAIMED.value, AssignmentStatus.SUBMITTED.value]
    row = (
        Assignment.objects.filter(queue=queue)
        .annotate(is_mine=Exists(mine))
        .aggregate(
            wanted=Count("pk", filter=Q(status__in=wanted)),
            submitted=Count("pk", filter=Q(status=AssignmentStatus.SUBMITTED.value)),
            available=Count("pk", filter=free & Q(is_mine=False)),
            held_by_others=Count("pk", filter=held & Q(is_mine=False)),
            next_lapse_at=Min("lease_expires_at", filter=held & Q(is_mine=False)),
            done_by_you=Count("pk", filter=Q(annotator=annotator_id) & ~Q(status=AssignmentStatus.CLAIMED.value)),
        )
    )
    return QueueState(**row)


def draft_of(*, member: Member, assignment_id: int) -> Draft | None:
    """The member's own draft on an assignment of their project; nobody else's exists for them."""
    return (
        Draft.objects.select_related("assignment__queue", "trajectory")
        .filter(assignment_id=assignment_id, annotator=member.annotator_id, assignment__queue__project=member.project)
        .first()
    )


def standing_annotations(trajectory_id: int) -> QuerySet[Annotation]:
    """What stands submitted for a trajectory, in the order of submission; failures of judges included."""
    return (
        Annotation.objects.filter(trajectory=trajectory_id, withdrawn_at__isnull=True)
        .select_related("annotator", "guideline")
        .prefetch_related("notes")
        .order_by("submitted_at", "pk")
    )


def history_of(member: Member, *, length: int = 100) -> QuerySet[Assignment]:
    """The member's latest assignments, newest claim first, each with `submitted_at` where it stands submitted."""
    standing = Annotation.objects.filter(assignment=OuterRef("pk"), withdrawn_at__isnull=True)
    return (
        Assignment.objects.filter(annotator=member.annotator_id, queue__project=member.project)
        .select_related("trajectory")
        .annotate(submitted_at=Subquery(standing.values("submitted_at")[:1]))
        .order_by("-claimed_at", "-pk")[:length]
    )
