"""Reads of projects and members. Fetching is the check: whoever is no member finds nothing."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from annotator.projects.models import Annotator, GuidelineVersion, Membership, Project
from annotator.projects.roles import Role


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a project: what every endpoint below a project starts from."""

    project: Project
    role: Role
    user_id: int
    username: str
    annotator_id: int


class NoSuchProject(LookupError):
    """There is no project of that name, or the person is not in it: nobody can tell which."""


def member_of(*, slug: str, user: Any) -> Member:
    """The person's place in the project. Raises NoSuchProject for strangers."""
    row = (
        Annotator.objects.filter(project__slug=slug, user=user)
        .filter(project__in=Membership.objects.filter(user=user).values("project"))
        .select_related("project")
        .annotate(role=_role_of(user))
        .first()
    )
    if row is None:
        raise NoSuchProject(f"There is no project {slug!r} that you belong to.")
    return Member(
        project=row.project,
        role=Role(row.role),
        user_id=user.pk,
        username=user.get_username(),
        annotator_id=row.pk,
    )


def _role_of(user: Any) -> Any:
    return Subquery(Membership.objects.filter(project=OuterRef("project"), user=user).values("role")[:1])


def project_by_slug(slug: str) -> Project:
    """For commands, which act for whoever owns the machine. Raises NoSuchProject."""
    try:
        return Project.objects.get(slug=slug)
    except Project.DoesNotExist:
        known = ", ".join(Project.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise NoSuchProject(
            f"There is no project {slug!r}. {'Projects: ' + known + '.' if known else 'Make one with create_project.'}"
        ) from None


def memberships_of_user(user: Any) -> QuerySet[Membership]:
    """The person's projects, by name."""
    return Membership.objects.filter(user=user).select_related("project").order_by("project__name", "project__slug")


def members(project: Project) -> QuerySet[Membership]:
    """Everybody in the project, by user name."""
    return Membership.objects.filter(project=project).select_related("user").order_by("user__username")


def current_guideline(project: Project) -> GuidelineVersion | None:
    """The guideline in force, if there is one."""
    return GuidelineVersion.objects.filter(project=project).order_by("-version").first()
