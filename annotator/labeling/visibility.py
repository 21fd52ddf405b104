"""What may this person see of this trajectory now? Answered here and nowhere else.

Hidden are rewards and their evidence, gold, colleagues' labels, outcome, reference answer, generator and metadata.
An annotator is blind to every trajectory that they could still be handed or have not submitted; a reviewer or manager
is blind to a trajectory from the moment they claim it until the time to undo their submission is over, or they give
the work up. Lists, sorts, filters, searches and exports that touch what is hidden range over visible trajectories
only: an order or a count gives away as much as a number does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.hidden_checks import is_readable, kept_back
from annotator.labeling.models import Assignment, Draft, EvidenceView
from annotator.projects.queries import Member
from annotator.projects.roles import Role, sees_before_submitting
from annotator.trajectories.models import Trajectory


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and when."""

    project_id: int
    role: Role
    annotator_id: int
    now: datetime

    @classmethod
    def of(cls, member: Member, *, now: datetime) -> "Viewer":
        """The viewer that a member is at this moment."""
        return cls(project_id=member.project.pk, role=member.role, annotator_id=member.annotator_id, now=now)


_SUBMITTED = [AssignmentStatus.SUBMITTED.value, AssignmentStatus.LATE.value]
_MAY_BE_HANDED_OUT = [AssignmentStatus.OPEN.value, AssignmentStatus.CLAIMED.value]


def visible_trajectories(viewer: Viewer) -> QuerySet[Trajectory]:
    """The project's trajectories of which nothing is hidden from this viewer now."""
    return Trajectory.objects.filter(project=viewer.project_id).filter(is_visible_to(viewer))


def is_visible_to(viewer: Viewer, *, trajectory: str = "pk", prefix: str = "") -> Q:
    """The condition behind `visible_trajectories`, for a queryset whose rows lead to a trajectory.

    `trajectory` is the path to its id, `prefix` the path to its columns (`"trajectory__"` where a table points at it).
    """
    clear = ~Q(Exists(_open_work(viewer, trajectory))) & ~Q(Exists(_undoable_work(viewer, trajectory)))
    if sees_before_submitting(viewer.role):
        return clear
    held_back = kept_back(annotator_id=viewer.annotator_id, trajectory=trajectory)
    earned = Q(Exists(_finished_work(viewer, trajectory))) & ~Q(Exists(held_back))
    return clear & earned & ~Q(Exists(_slots_to_come(viewer, prefix)))


def is_readable_to(viewer: Viewer, *, trajectory: str = "pk") -> Q:
    """The condition that this viewer may read a trajectory's text at all, and find it in lists.

    Everybody may, but for annotators where checks are hidden among the trajectories: they read what they were handed.
    """
    if sees_before_submitting(viewer.role):
        return Q()
    return is_readable(project_id=viewer.project_id, annotator_id=viewer.annotator_id, trajectory=trajectory)


def hidden_among(viewer: Viewer, trajectory_ids: Iterable[int]) -> frozenset[int]:
    """Which of these trajectories this viewer is blind to: one query, whatever their number."""
    wanted = set(trajectory_ids)
    if not wanted:
        return frozenset()
    visible = visible_trajectories(viewer).filter(pk__in=wanted).values_list("pk", flat=True)
    return frozenset(wanted.difference(visible))


def is_hidden(viewer: Viewer, trajectory_id: int) -> bool:
    """Whether this viewer is blind to this trajectory."""
    return bool(hidden_among(viewer, [trajectory_id]))


def evidence_view_of(role: Role) -> EvidenceView:
    """What to record with a label made now: a role that reads rewards outside its claims cannot vouch for itself."""
    return EvidenceView.UNCONTROLLED if sees_before_submitting(role) else EvidenceView.BLIND


def _open_work(viewer: Viewer, trajectory: str) -> QuerySet[Draft]:
    """Claims, and lapsed ones with work in them."""
    return Draft.objects.filter(annotator=viewer.annotator_id, trajectory=OuterRef(trajectory), closed_at__isnull=True)


def _undoable_work(viewer: Viewer, trajectory: str) -> QuerySet[Assignment]:
    """Submissions that can still be taken back."""
    return Assignment.objects.filter(
        annotator=viewer.annotator_id,
        trajectory=OuterRef(trajectory),
        status__in=_SUBMITTED,
        undo_until__gt=viewer.now,
    )


def _finished_work(viewer: Viewer, trajectory: str) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        annotator=viewer.annotator_id,
        trajectory=OuterRef(trajectory),
        status__in=_SUBMITTED,
        undo_until__lte=viewer.now,
    )


def _slots_to_come(viewer: Viewer, prefix: str) -> QuerySet[Assignment]:
    """Slots of any queue, of any revision of the same trajectory, that this annotator could be handed.

    A slot that a colleague holds counts too: its lease can lapse.
    """
    mine = Assignment.objects.filter(
        queue=OuterRef("queue"), trajectory=OuterRef("trajectory"), annotator=viewer.annotator_id
    )
    return Assignment.objects.filter(
        trajectory__project=viewer.project_id,
        trajectory__source=OuterRef(f"{prefix}source"),
        trajectory__external_id=OuterRef(f"{prefix}external_id"),
        status__in=_MAY_BE_HANDED_OUT,
    ).exclude(Exists(mine))
