"""`manage.py export_taxonomy SLUG NAME [--version N] [--output FILE]`: error types as a file to edit or to pass on."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.labeling.taxonomies.files import FILE_KINDS, file_kind, written
from annotator.labeling.taxonomy_queries import NoSuchTaxonomy, settled_taxonomy, taxonomy_of
from annotator.management.shell_command import ShellCommand
from annotator.projects.queries import NoSuchProject, project_by_slug


class Command(ShellCommand):
    """Write a taxonomy, a preset or the project's own."""

    help = "Write a version of a taxonomy as TOML or JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("name", help="of the taxonomy, such as prmbench")
        # Django has a --version of its own.
        parser.add_argument("--number", type=int, metavar="VERSION", help="which version; the newest if left out")
        parser.add_argument("--output", type=Path, metavar="FILE", help="ends in .toml or .json; printed if left out")
        parser.add_argument("--kind", choices=FILE_KINDS, help="of what is printed; toml if left out")

    def handle(
        self, *_args: Any, slug: str, name: str, number: int | None, output: Path | None, kind: str | None, **_: Any
    ) -> None:
        try:
            project = project_by_slug(slug)
            found, version = settled_taxonomy(project_id=project.pk, name=name, version=number)
        except (NoSuchProject, NoSuchTaxonomy) as refusal:
            raise CommandError(str(refusal)) from refusal
        taxonomy = taxonomy_of(project_id=project.pk, name=found, version=version or 1)
        if taxonomy is None:
            raise CommandError("Name the taxonomy.")
        if output is None:
            self.stdout.write(written(taxonomy, kind=kind or "toml"), ending="")
        else:
            _write(output, written(taxonomy, kind=_kind_of(output, kind)))
            self.stdout.write(f"{output}: {found} v{version}")


def _kind_of(output: Path, said: str | None) -> str:
    kind = said or file_kind(output.name)
    if kind is None:
        raise CommandError(f"{output.name} ends neither in .toml nor in .json: say --kind.")
    return kind


def _write(output: Path, text: str) -> None:
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{output} cannot be written: {error.strerror or error}.") from error
