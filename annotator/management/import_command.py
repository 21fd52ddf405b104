"""What the three import commands share: their options, progress on a terminal, and their answer."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandError, CommandParser

from annotator.exchange.file_names import printable_name
from annotator.exchange.formats.contract import Kind
from annotator.exchange.formats.plain import BadFieldMap
from annotator.exchange.formats.registry import formats_of
from annotator.exchange.import_options import AUTO, CannotImport, ImportOptions
from annotator.exchange.models import FileImport
from annotator.exchange.quarantine_queries import first_of_each_code
from annotator.exchange.services.images import opened_images
from annotator.exchange.services.imports import check_file, fail_import, land_file, open_import
from annotator.exchange.services.landing import Overtaken, tally_of
from annotator.exchange.tally import Tally
from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.management.shell_command import ShellCommand
from annotator.projects.models import Project
from annotator.projects.queries import NoSuchProject, project_by_slug


class ImportCommand(ShellCommand):
    """Brings files of one kind into a project. Exit 0 when they were read, also with quarantined rows."""

    kind: ClassVar[Kind]

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The help shows the formats, one per line."""
        formats = "\n".join(f"  {made.name}: {made.description}" for made in formats_of(self.kind))
        return super().create_parser(
            prog_name,
            subcommand,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog=f"formats:\n{formats}",
            **kwargs,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        names = [made.name for made in formats_of(self.kind)]
        parser.add_argument("slug", help="the project")
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".jsonl, .json, Parquet, or gzipped")
        parser.add_argument(
            "--format", choices=[AUTO, *names], default=AUTO, help="auto goes by the fields of the rows"
        )
        parser.add_argument("--source", help="the source of rows that do not name one; else the file's name says it")
        parser.add_argument("--revise", action="store_true", help="what differs from what is here replaces it")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--strict", action="store_true", help="exit 1 when a row was quarantined")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def options_from(self, given: dict[str, Any]) -> ImportOptions:
        """What the person asked for; a command with options of its own adds them."""
        return ImportOptions(kind=self.kind, format=given["format"], source=given["source"], revise=given["revise"])

    def handle(self, *_args: Any, slug: str, files: list[Path], **given: Any) -> None:
        try:
            total = self._import(project_by_slug(slug), files, given)
        except (NoSuchProject, BadFieldMap, CannotImport, Overtaken) as refusal:
            raise CommandError(str(refusal)) from refusal
        if given["json"]:
            self.stdout.write(json.dumps(total.as_json()))
        if given["strict"] and total.quarantined:
            raise CommandError(f"Rows were quarantined: {total.quarantined:,}.")

    def _import(self, project: Project, files: list[Path], given: dict[str, Any]) -> Tally:
        options = self.options_from(given)
        with opened_images(given.get("images")):
            checked = [
                check_file(project=project, path=path, name=printable_name(path), options=options) for path in files
            ]
        total = Tally()
        for file in checked:
            file_import = open_import(project=project, file=file, dry_run=given["dry_run"], at=now())
            self._land(file_import, file.path, given.get("images"))
            total = total.plus(tally_of(file_import))
            if not given["json"]:
                self._report(file_import)
        return total

    def _land(self, file_import: FileImport, path: Path, images: Path | None) -> None:
        try:
            land_file(
                file_import=file_import, path=path, images=images, actor=SHELL, clock=now, tell=self._show_progress
            )
        except KeyboardInterrupt:
            fail_import(file_import=file_import, error="Interrupted at the keyboard. What landed stays.", at=now())
            raise CommandError("Interrupted. What landed stays; the same command again goes on from there.") from None
        finally:
            if sys.stderr.isatty():
                self.stderr.write("\r\x1b[K", str, ending="")

    def _show_progress(self, file_import: FileImport) -> None:
        if not sys.stderr.isatty():
            return
        share = file_import.bytes_read / file_import.file_bytes if file_import.file_bytes else 1
        rows = tally_of(file_import).rows
        self.stderr.write(f"\r\x1b[K{file_import.file_name}: {share:.0%}, {rows:,} rows", str, ending="")
        self.stderr.flush()

    def _report(self, file_import: FileImport) -> None:
        counted = tally_of(file_import).as_json()
        reasons = counted.pop("reasons")
        said = ", ".join(f"{count:,} {name}" for name, count in counted.items())
        self.stdout.write(f"{file_import.file_name} ({file_import.format}): {said}" + self._in_a_dry_run(file_import))
        first = first_of_each_code(file_import)
        for code, count in reasons.items():
            place = f", first in row {first[code].line:,}: {first[code].reason}" if code in first else ""
            self.stdout.write(f"  {code}: {count:,}{place}")

    def _in_a_dry_run(self, file_import: FileImport) -> str:
        return " (dry run: nothing was written)" if file_import.dry_run else ""
