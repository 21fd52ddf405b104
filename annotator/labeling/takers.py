"""Who could still be handed a slot: what nobody can be handed any more keeps nothing waiting.

At overlap k the two twins of a hidden check own 2k slots, and one person gets k of them at most: with fewer than 2k
people some stay open for ever. So do those of a trajectory that everybody has judged or declined, or is kept away from.

Those who read gold anyway (reviewers, managers) are nobody to wait for: feedback tells them nothing new. While one of
them holds a slot, it counts.
"""

from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.hidden_checks import twins_had
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.qualification import Qualification, QualificationGate
from annotator.projects.models import Annotator, Membership
from annotator.projects.roles import Role, sees_before_submitting

_ANY: Final = [role.value for role in Role]
_WAITS_FOR: Final = [role.value for role in Role if not sees_before_submitting(role)]


def slots_to_be_taken() -> QuerySet[Assignment]:
    """Open and held slots, of all queues, that somebody could still be handed, or is at."""
    by_anybody = Q(Exists(_takers()), kept_for__isnull=True)
    by_one = Q(Exists(_takers().filter(pk=OuterRef("kept_for"))), kept_for__isnull=False)
    return Assignment.objects.filter(
        by_anybody | by_one, status__in=[AssignmentStatus.OPEN.value, AssignmentStatus.CLAIMED.value]
    )


def people_who_label(queue: Queue) -> QuerySet[Annotator]:
    """Those who could be handed something of this queue: members who are blind before they submit, and not shut out."""
    return _members(queue.project_id).filter(
        Q(Exists(_memberships(_WAITS_FOR))) & ~_is_shut_out(queue.pk, queue.sent_back_from_id)
    )


def screenings_under_way() -> QuerySet[QualificationGate]:
    """Gates that somebody who could label behind them has neither passed nor failed: they may be screened yet."""
    over = Qualification.objects.filter(gate=OuterRef(OuterRef("pk")), annotator=OuterRef("pk"))
    kept_away = Exclusion.objects.filter(annotator=OuterRef("pk")).filter(
        Q(queue=OuterRef(OuterRef("queue"))) | Q(queue=OuterRef(OuterRef("screening")))
    )
    people = _members(OuterRef("queue__project")).filter(
        Q(Exists(_memberships(_WAITS_FOR))) & ~Q(Exists(over)) & ~Q(Exists(kept_away))
    )
    return QualificationGate.objects.filter(Exists(people))


def _takers() -> QuerySet[Annotator]:
    """Whoever a slot, the outer row, could go to; and who holds it, as long as they are a member."""
    slot = {name: OuterRef(OuterRef(name)) for name in ("queue", "trajectory", "round")}
    had_it = Assignment.objects.filter(annotator=OuterRef("pk"), **slot)
    kept_away = Exclusion.objects.filter(annotator=OuterRef("pk"), trajectory=slot["trajectory"])
    twins = twins_had(annotator=OuterRef(OuterRef("pk")), trajectory=slot["trajectory"])
    is_free = ~Q(Exists(had_it)) & ~Q(Exists(kept_away)) & ~Q(Exists(twins))
    could = (
        Q(Exists(_memberships(_WAITS_FOR)))
        & is_free
        & ~_is_shut_out(slot["queue"], OuterRef(OuterRef("queue__sent_back_from")))
    )
    holds = Q(pk=OuterRef("annotator")) & Q(Exists(_memberships(_ANY)))
    return _members(OuterRef("queue__project")).filter(holds | could)


def _members(project: int | OuterRef) -> QuerySet[Annotator]:
    return Annotator.objects.filter(project=project, user__is_active=True)


def _memberships(roles: Sequence[str]) -> QuerySet[Membership]:
    return Membership.objects.filter(project=OuterRef("project"), user=OuterRef("user"), role__in=roles)


def _is_shut_out(queue: int | OuterRef, sent_back_from: int | OuterRef | None) -> Q:
    """An annotator, the outer row, from the whole queue: by a manager, by a qualification that they failed (the queue's
    own, or of the one that its labels come from), or, of a screening queue, because theirs is over."""
    mine = Qualification.objects.filter(annotator=OuterRef("pk"))
    kept_away = Exclusion.objects.filter(annotator=OuterRef("pk"), queue=queue)
    closed = Q(gate__queue=queue) if sent_back_from is None else Q(gate__queue=queue) | Q(gate__queue=sent_back_from)
    failed = mine.filter(closed, failed_at__isnull=False)
    return Q(Exists(kept_away)) | Q(Exists(failed)) | Q(Exists(mine.filter(gate__screening=queue)))
