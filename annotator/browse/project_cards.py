"""The list of projects as one person sees it: their role, and how far the labelling is."""

from dataclasses import asdict
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Assignment
from annotator.labeling.protocols import protocol_named
from annotator.projects import roles
from annotator.projects.models import Membership, Project
from annotator.projects.queries import memberships_of_user
from annotator.projects.roles import Role
from annotator.scoring.models import RunStatus, ScoreRun
from annotator.trajectories.models import Trajectory
from annotator.tutorials.queries import TutorialOffer, offers_to

_WANTED = [AssignmentStatus.OPEN.value, AssignmentStatus.CLAIMED.value, AssignmentStatus.SUBMITTED.value]
# What was made here to check people is no work of the project's.
_BROUGHT_IN = Q(made_from__isnull=True)


def project_cards(user: Any) -> list[dict[str, Any]]:
    """All projects of the person: three queries, whatever their number; two of them for lessons."""
    rows = list(_memberships(user))
    offers = offers_to(user.pk, [row.project for row in rows])
    return [_card(row, offers.get(row.project_id)) for row in rows]


def _memberships(user: Any) -> Any:
    return memberships_of_user(user).annotate(
        trajectory_count=_count(Trajectory.objects.filter(project=OuterRef("project")), "project", _BROUGHT_IN),
        wanted=_count(_slots(), "queue__project", Q(status__in=_WANTED)),
        submitted=_count(_slots(), "queue__project", Q(status=AssignmentStatus.SUBMITTED.value)),
        running=_count(
            ScoreRun.objects.filter(project=OuterRef("project"), status__in=[RunStatus.QUEUED, RunStatus.RUNNING]),
            "project",
        ),
    )


def project_head(*, project: Project, role: Role, tutorial: TutorialOffer | None) -> dict[str, Any]:
    """What every page of a project shows of it."""
    return {
        "slug": project.slug,
        "name": project.name,
        "description": project.description,
        "protocol": project.protocol,
        "protocol_title": protocol_named(project.protocol).title,
        "created_at": project.created_at,
        "role": role.value,
        "rights": {
            "may_label": roles.may_label(role),
            "may_export": roles.may_export(role),
            "may_import": roles.may_import(role),
            "may_score": roles.may_score(role),
            "may_manage_members": roles.may_manage_members(role),
            "may_manage_queues": roles.may_manage_queues(role),
            "may_write_guideline": roles.may_write_guideline(role),
            "sees_before_submitting": roles.sees_before_submitting(role),
        },
        "tutorial": None if tutorial is None else asdict(tutorial),
    }


def _card(row: Membership, tutorial: TutorialOffer | None) -> dict[str, Any]:
    counts = {name: getattr(row, name) for name in ("trajectory_count", "wanted", "submitted", "running")}
    return {**project_head(project=row.project, role=Role(row.role), tutorial=tutorial), **counts}


def _slots() -> Any:
    return Assignment.objects.filter(queue__project=OuterRef("project"), queue__is_default=True)


def _count(rows: Any, group: str, condition: Q | None = None) -> Any:
    """A correlated count: a join of several tables of many rows would multiply them."""
    counted = rows.filter(condition or Q()).order_by().values(group).annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(counted), 0)
