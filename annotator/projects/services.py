"""Everything that changes projects and their members."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction

from annotator.journal.services import Actor, record
from annotator.projects.models import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    Annotator,
    AnnotatorKind,
    GuidelineVersion,
    Membership,
    Project,
)
from annotator.projects.roles import Role


class CannotChangeProject(Exception):
    """Refused; the message says what to do instead."""


class GuidelineMoved(Exception):
    """Another version came into force while this one was written."""

    def __init__(self, in_force: int) -> None:
        super().__init__(
            f"Version {in_force} is in force by now, and you wrote on another one. Look at what it changed, and "
            "publish yours on top of it."
        )
        self.in_force = in_force


@transaction.atomic
def create_project(
    *, slug: str, name: str, protocol: str, description: str = "", actor: Actor, at: datetime
) -> Project:
    """Make an empty project without members. Its default queue belongs to `labeling`, which calls this."""
    _refuse_bad_slug(slug)
    _refuse_long("name", name, LONGEST_NAME)
    _refuse_long("description", description, LONGEST_DESCRIPTION)
    try:
        with transaction.atomic():
            project = Project.objects.create(
                slug=slug, name=name or slug, description=description, protocol=protocol, created_at=at
            )
    except IntegrityError as error:
        raise CannotChangeProject(f"There already is a project {slug!r}: choose another short name.") from error
    record_project(project, "project.created", actor=actor, at=at, protocol=protocol)
    return project


@transaction.atomic
def add_member(*, project: Project, user: Any, role: Role, actor: Actor, at: datetime) -> Membership:
    """Make a person a member, or change what they are. Their annotator is made with it and outlives it."""
    _refuse_to_lose_the_last_manager(project=project, user=user, role=role)
    membership, is_new = Membership.objects.update_or_create(
        project=project,
        user=user,
        defaults={"role": role.value},
        create_defaults={"role": role.value, "created_at": at},
    )
    Annotator.objects.get_or_create(
        project=project, user=user, defaults={"name": user.get_username(), "kind": AnnotatorKind.HUMAN}
    )
    event = "member.added" if is_new else "member.changed"
    record_project(project, event, actor=actor, at=at, user=user.get_username(), role=role.value)
    return membership


@transaction.atomic
def remove_member(*, project: Project, user: Any, actor: Actor, at: datetime) -> None:
    """Take the person out of the project; their annotations stay under their name."""
    _refuse_to_lose_the_last_manager(project=project, user=user, role=None)
    deleted, _ = Membership.objects.filter(project=project, user=user).delete()
    if not deleted:
        raise CannotChangeProject(f"{user.get_username()} is not a member.")
    record_project(project, "member.removed", actor=actor, at=at, user=user.get_username())


def create_person(*, username: str, password: str | None) -> Any:
    """A new account. Without a password nobody can sign in to it until one is set. Raises CannotChangeProject."""
    users = get_user_model()
    _refuse_bad_username(username)
    try:
        with transaction.atomic():
            return users.objects.create_user(username=username, password=password)
    except (IntegrityError, ValueError) as error:
        raise CannotChangeProject(f"The account {username!r} cannot be made: the name is taken or empty.") from error


def _refuse_bad_slug(slug: str) -> None:
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise CannotChangeProject(
            f"{slug!r} cannot be part of an address: use letters, digits, hyphens and underscores."
        ) from error
    _refuse_long("short name", slug, 64)


def _refuse_long(what: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise CannotChangeProject(f"A project's {what} has at most {longest:,} characters; this has {len(text):,}.")


def _refuse_bad_username(username: str) -> None:
    """The name is a part of addresses, so it has no blanks and no slashes."""
    try:
        get_user_model()(username=username, password=UNUSABLE_PASSWORD_PREFIX).clean_fields()
    except ValidationError as error:
        raise CannotChangeProject(f"The account {username!r} cannot be made: {' '.join(error.messages)}") from error


def add_guideline_version(
    *,
    project: Project,
    body: str,
    actor: Actor,
    at: datetime,
    summary: str = "",
    touches: Mapping[str, Sequence[str]] | None = None,
    examples: Sequence[Mapping[str, Any]] = (),
    based_on: int | None = None,
) -> GuidelineVersion:
    """Put the next version of the guideline in force; annotations keep the one they were made under.

    `based_on` is the version that its writer had before them, 0 for none. Raises GuidelineMoved where another is in
    force by now: taking this one would undo in silence what that one changed. None does not ask.
    """
    with transaction.atomic():
        # The project's row stands for its list of versions, so that two at once get two numbers.
        Project.objects.select_for_update().get(pk=project.pk)
        latest = GuidelineVersion.objects.filter(project=project).order_by("-version").first()
        in_force = latest.version if latest else 0
        if based_on is not None and based_on != in_force:
            raise GuidelineMoved(in_force)
        guideline = GuidelineVersion.objects.create(
            project=project,
            version=in_force + 1,
            body=body,
            summary=summary,
            touches=dict(touches or {}),
            examples=list(examples),
            author_id=actor.user_id,
            created_at=at,
        )
        record_project(project, "guideline.changed", actor=actor, at=at, version=guideline.version, summary=summary)
    return guideline


def _refuse_to_lose_the_last_manager(*, project: Project, user: Any, role: Role | None) -> None:
    """Called inside a transaction: the lock makes two managers who demote each other take turns."""
    if role is Role.MANAGER:
        return
    managers = list(
        Membership.objects.select_for_update()
        .filter(project=project, role=Role.MANAGER.value)
        .values_list("user_id", flat=True)
    )
    if managers == [user.pk]:
        raise CannotChangeProject("A project needs a manager: make somebody else one first.")


def record_project(project: Project, event: str, *, actor: Actor, at: datetime, **details: Any) -> None:
    """Write a journal line about the project, in the change's own transaction."""
    record(
        actor=actor,
        event=event,
        subject="project",
        subject_id=project.pk,
        project_id=project.pk,
        happened_at=at,
        details=details,
    )
