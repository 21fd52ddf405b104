"""The people of every test: Ada and Grace annotate, Rita reviews, Max manages, and Sam is a stranger."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User
from rest_framework.test import APIClient

from annotator.journal.services import SHELL
from annotator.labeling.models import Queue
from annotator.labeling.services.projects import open_project
from annotator.labeling.services.slots import default_queue
from annotator.projects.models import Project
from annotator.projects.queries import Member, member_of
from annotator.projects.roles import Role
from annotator.projects.services import add_member

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ROLES = {
    "ada": Role.ANNOTATOR,
    "grace": Role.ANNOTATOR,
    "rita": Role.REVIEWER,
    "max": Role.MANAGER,
}


@dataclass(frozen=True)
class Team:
    """One project with its people; `sam` has an account and no membership."""

    project: Project
    queue: Queue

    def member(self, name: str) -> Member:
        """The member of that name."""
        return member_of(slug=self.project.slug, user=User.objects.get(username=name))

    def client(self, name: str | None) -> APIClient:
        """An API client signed in as that person; nobody for None."""
        client = APIClient()
        if name is not None:
            client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    def url(self, path: str = "") -> str:
        """An address below the project."""
        return f"/api/v1/projects/{self.project.slug}{'/' + path if path else ''}"


def make_team(*, slug: str = "algebra", protocol: str = "ternary", overlap: int = 1, lease_minutes: int = 10) -> Team:
    """A project with everybody in it and nothing imported."""
    project = open_project(slug=slug, protocol=protocol, lease_minutes=lease_minutes, actor=SHELL, at=NOON)
    for name, role in ROLES.items():
        user, _ = User.objects.get_or_create(username=name)
        add_member(project=project, user=user, role=role, actor=SHELL, at=NOON)
    User.objects.get_or_create(username="sam")
    queue = default_queue(project)
    if overlap != queue.overlap:
        Queue.objects.filter(pk=queue.pk).update(overlap=overlap)
        queue.refresh_from_db()
    return Team(project=project, queue=queue)


def answer(response: Any, status: int = 200) -> Any:
    """The JSON of a response that must have that status; the body is the message when it has another."""
    assert response.status_code == status, (response.status_code, response.content[:2000])
    return response.json() if response.content else None
