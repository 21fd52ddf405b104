"""`manage.py set_tutorial SLUG (FILE | --shipped)`: the lesson that newcomers of a project learn the desk on."""

import json
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.management.shell_command import ShellCommand, read_text
from annotator.projects.queries import NoSuchProject, project_by_slug
from annotator.tutorials.reading import BadLesson
from annotator.tutorials.services import drop_lesson, set_lesson

_LONGEST_FILE: Final = 10_000_000


class Command(ShellCommand):
    """Put a lesson in force, or go back to the one that comes with Assay."""

    help = "Set the tutorial of a project from a JSON file (docs/lessons.md), or go back to the shipped one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("file", nargs="?", type=Path, help="the lesson, a JSON object")
        what.add_argument("--shipped", action="store_true", help="the lesson that comes with the project's protocol")
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, file: Path | None, as_json: bool, **_given: Any) -> None:
        try:
            project = project_by_slug(slug)
            if file is None:
                row = drop_lesson(project=project, actor=SHELL, at=now())
            else:
                row = set_lesson(project=project, body=_read(file), actor=SHELL, at=now())
        except (NoSuchProject, BadLesson) as refusal:
            raise CommandError(str(refusal)) from refusal
        if as_json:
            self.stdout.write(json.dumps({"version": row.version, "is_own": row.body is not None}))
        else:
            self.stdout.write(f"Version {row.version} of the tutorial of {slug} is in force.")


def _read(file: Path) -> object:
    try:
        return json.loads(read_text(file, longest_bytes=_LONGEST_FILE))
    except ValueError as error:
        raise CommandError(f"{file} cannot be read as JSON: {error}.") from error
    except RecursionError as error:
        raise CommandError(f"{file} is nested deeper than any lesson.") from error
