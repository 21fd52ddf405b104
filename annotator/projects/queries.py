"""Reads of projects and members. Fetching is the check: whoever is no member finds nothing."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from annotator.projects.models import GuidelineVersion, Membership, Project
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
    # Asked for by every request below a project: three joined rows, and nothing to be composed each time.
    rows = Project.objects.raw(
        """
        SELECT project.*, membership.role AS member_role, annotator.id AS annotator_id
        FROM annotator_project AS project
        JOIN annotator_membership AS membership ON membership.project_id = project.id
        JOIN annotator_annotator AS annotator
          ON annotator.project_id = project.id AND annotator.user_id = membership.user_id
        WHERE project.slug = %s AND membership.user_id = %s
        """,
        [slug, user.pk],
    )
    for project in rows:
        joined = vars(project)
        return Member(
            project=project,
            role=Role(joined["member_role"]),
            user_id=user.pk,
            username=user.get_username(),
            annotator_id=joined["annotator_id"],
        )
    raise NoSuchProject(f"There is no project {slug!r} that you belong to.")


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
    # Asked for with every submission: to compose it takes Django three times as long as PostgreSQL to answer.
    found = GuidelineVersion.objects.raw(
        "SELECT * FROM annotator_guidelineversion WHERE project_id = %s ORDER BY version DESC LIMIT 1", [project.pk]
    )
    return next(iter(found), None)
