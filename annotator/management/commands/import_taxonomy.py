"""`manage.py import_taxonomy SLUG FILE [--name NAME] [--note TEXT] [--check]`: a file as the next version."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.models import TaxonomyVersion
from annotator.labeling.services.taxonomies import add_taxonomy_version
from annotator.labeling.taxonomies.checking import BadTaxonomy
from annotator.labeling.taxonomies.files import FILE_KINDS, LONGEST_FILE, file_kind, read_file
from annotator.management.shell_command import ShellCommand, read_text
from annotator.projects.models import Project
from annotator.projects.queries import NoSuchProject, project_by_slug


class Command(ShellCommand):
    """Publish the next version of a taxonomy of the project's own."""

    help = "Publish a version of a taxonomy from a TOML or JSON file; every complaint about it is said at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("file", type=Path, help="ends in .toml or .json")
        parser.add_argument("--kind", choices=FILE_KINDS, help="where the file's name does not say it")
        parser.add_argument("--name", help="of the taxonomy; the file's if left out")
        parser.add_argument("--note", default="", metavar="TEXT", help="what changed, in a sentence")
        parser.add_argument(
            "--check", action="store_true", help="say what would keep it from being published, and publish nothing"
        )
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, file: Path, check: bool, as_json: bool, **given: Any) -> None:
        try:
            project = project_by_slug(slug)
            name, body = read_file(read_text(file, longest_bytes=4 * LONGEST_FILE), kind=_kind_of(file, given["kind"]))
            made = _publish(project, given["name"] or name, body, note=given["note"], keeps=not check)
        except NoSuchProject as refusal:
            raise CommandError(str(refusal)) from refusal
        except BadTaxonomy as bad:
            raise CommandError("\n".join(bad.complaints)) from bad
        summary = {"name": made.name, "version": made.version, "is_published": not check}
        sentence = f"{made.name} v{made.version} {'can be' if check else 'is'} published."
        self.stdout.write(json.dumps(summary) if as_json else sentence)


@transaction.atomic
def _publish(project: Project, name: Any, body: Any, *, note: str, keeps: bool) -> TaxonomyVersion:
    """The next version; what is only checked is taken back, so that nothing is found later that was not found now."""
    if name is None:
        raise CommandError("The file gives no name: say --name.")
    if len(note) > 2_000:
        raise CommandError(f"The note has {len(note)} characters; at most 2000 can be kept.")
    made = add_taxonomy_version(project=project, name=name, body=body, note=note, actor=SHELL, at=now())
    if not keeps:
        transaction.set_rollback(True)
    return made


def _kind_of(file: Path, said: str | None) -> str:
    kind = said or file_kind(file.name)
    if kind is None:
        raise CommandError(f"{file.name} ends neither in .toml nor in .json: say --kind.")
    return kind
