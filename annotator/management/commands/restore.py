"""`manage.py restore FILE [--force]`: the database as it was in a backup, brought up to this version."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from annotator.management.shell_command import ShellCommand
from webapp.embedded.backup import CannotRestore, restore
from webapp.embedded.client_programs import conninfo_of
from webapp.embedded.programs import NoServerProgram


class Command(ShellCommand):
    """All of the backup or nothing. Stop the site first: what people do meanwhile would be lost."""

    help = "Fill an empty database from a backup; with --force, replace what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")
        parser.add_argument("--force", action="store_true", help="drop everything that is in the database now")

    def handle(self, *_args: Any, file: Path, force: bool, **_options: Any) -> None:
        known = set(MigrationLoader(None).disk_migrations)
        try:
            restore(conninfo=conninfo_of(connection.settings_dict), path=file, known_migrations=known, force=force)
        except (CannotRestore, NoServerProgram) as refusal:
            raise CommandError(str(refusal)) from refusal
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(f"Restored {file}, and brought it up to this version.")
