"""`manage.py backup FILE`: the whole database in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connection

from annotator.management.shell_command import ShellCommand
from webapp.embedded.backup import CannotBackUp, back_up
from webapp.embedded.client_programs import conninfo_of
from webapp.embedded.programs import NoServerProgram


class Command(ShellCommand):
    """One consistent state, also while people work. Uploaded files and the secret key are not in it."""

    help = "Write the whole database into a new file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to make")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            made = back_up(conninfo=conninfo_of(connection.settings_dict), path=file)
        except (CannotBackUp, NoServerProgram) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{made.path}: {made.size_bytes / 1e6:,.1f} MB. Read it back with: manage.py restore {made.path}"
        )
