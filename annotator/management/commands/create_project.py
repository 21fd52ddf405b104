"""`manage.py create_project SLUG --protocol NAME`: an empty project with its default queue."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.protocols import PROTOCOLS, UnknownProtocol
from annotator.labeling.services.projects import open_project
from annotator.management.shell_command import ShellCommand
from annotator.projects.services import CannotChangeProject


class Command(ShellCommand):
    """Make a project. Members come with `add_member`."""

    help = "Make an empty project."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="its short name, as it stands in addresses")
        parser.add_argument("--protocol", required=True, help=f"what annotators are asked for: {', '.join(PROTOCOLS)}")
        parser.add_argument("--name", default="", help="its name for people; the short name if left out")
        parser.add_argument("--description", default="", help="what it is about; nothing if left out")

    def handle(self, *_args: Any, slug: str, protocol: str, name: str, description: str, **_options: Any) -> None:
        try:
            open_project(
                slug=slug,
                protocol=protocol,
                name=name,
                description=description,
                lease_minutes=settings.LEASE_MINUTES,
                actor=SHELL,
                at=now(),
            )
        except (UnknownProtocol, CannotChangeProject) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Made the project {slug}. Next: manage.py add_member {slug} USER --role MANAGER")
