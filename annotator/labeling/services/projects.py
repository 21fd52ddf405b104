"""Making a project that can be worked in: the project, its first manager, and its default queue."""

from datetime import datetime
from typing import Any

from django.db import transaction

from annotator.journal.services import Actor
from annotator.labeling.protocols import protocol_named
from annotator.labeling.services.slots import create_default_queue
from annotator.projects.models import Project
from annotator.projects.roles import Role
from annotator.projects.services import add_member, create_project


@transaction.atomic
def open_project(
    *,
    slug: str,
    protocol: str,
    lease_minutes: int,
    actor: Actor,
    at: datetime,
    name: str = "",
    description: str = "",
    manager: Any = None,
) -> Project:
    """Raises UnknownProtocol and CannotChangeProject. Without a manager only the shell can add members."""
    protocol_named(protocol)
    project = create_project(slug=slug, name=name, protocol=protocol, description=description, actor=actor, at=at)
    create_default_queue(project=project, lease_minutes=lease_minutes, at=at)
    if manager is not None:
        add_member(project=project, user=manager, role=Role.MANAGER, actor=actor, at=at)
    return project
