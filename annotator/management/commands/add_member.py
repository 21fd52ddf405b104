"""`manage.py add_member SLUG USER --role ROLE`: make a person a member, or change what they are."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.management.shell_command import ShellCommand
from annotator.projects.queries import NoSuchProject, project_by_slug
from annotator.projects.roles import Role
from annotator.projects.services import CannotChangeProject, add_member, create_person


class Command(ShellCommand):
    """Add a member to a project."""

    help = "Make a person a member of a project, or change their role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("user", help="the name that the person signs in with")
        parser.add_argument(
            "--role",
            required=True,
            type=str.upper,
            choices=[role.value for role in Role],
            help="what they are from now on, also where they are a member already",
        )
        parser.add_argument(
            "--create-account",
            action="store_true",
            help="make the account where there is none, and print its first password once",
        )

    def handle(self, *_args: Any, slug: str, user: str, role: str, create_account: bool, **_options: Any) -> None:
        try:
            with transaction.atomic():
                project = project_by_slug(slug)
                person, first_password = self._person(user, create_account=create_account)
                add_member(project=project, user=person, role=Role(role), actor=SHELL, at=now())
        except (NoSuchProject, CannotChangeProject) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user} is {role.lower()} in {slug}.")
        if first_password is not None:
            self.stdout.write(f"First password: {first_password} (shown this once; they should change it).")

    def _person(self, username: str, *, create_account: bool) -> tuple[Any, str | None]:
        found = get_user_model().objects.filter(username=username).first()
        if found is not None:
            return found, None
        if not create_account:
            raise CommandError(f"There is no account {username!r}; --create-account makes one.")
        first_password = secrets.token_urlsafe(12)
        return create_person(username=username, password=first_password), first_password
