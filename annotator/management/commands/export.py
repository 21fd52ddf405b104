"""`manage.py export SLUG --format NAME --output FILE`: labels as a file in the form of a benchmark."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.exchange.export_left_out import accepted_proposals, notes_left_out
from annotator.exchange.export_queries import ExportScope
from annotator.exchange.formats.registry import export_formats
from annotator.exchange.services.exports import (
    CannotWrite,
    ExportTally,
    format_to_write,
    with_author,
    write_export,
)
from annotator.management.shell_command import ShellCommand
from annotator.projects.queries import NoSuchProject, project_by_slug
from annotator.trajectories.filters import BadFilter


class Command(ShellCommand):
    """Take labels out."""

    help = "Write labels to a file; trajectories without labels are left out and counted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument(
            "--format", required=True, choices=[made.name for made in export_formats()], help="how the file is written"
        )
        parser.add_argument("--output", required=True, type=Path, metavar="FILE", help="compressed if it ends in .gz")
        parser.add_argument(
            "--labels", choices=["gold", "annotations"], default="gold", help="whose word it is (default: %(default)s)"
        )
        parser.add_argument(
            "--annotator", metavar="NAME", help="whose annotations, where there are several annotators'"
        )
        parser.add_argument(
            "--filter", default="", metavar="TEXT", help="only what fits, such as 'source:gsm8k steps:2..9'"
        )
        parser.add_argument(
            "--by-hand",
            action="store_true",
            help="take accepted proposals for unlabelled in annotations",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *_args: Any, slug: str, output: Path, **given: Any) -> None:
        try:
            scope = self._scope(slug, given)
            beside: dict[str, Any] = {"notes": notes_left_out(scope), "proposals": accepted_proposals(scope)}
            tally = write_export(scope, chosen=format_to_write(given["format"]), path=output, tell=self._show_progress)
        except (NoSuchProject, CannotWrite, BadFilter) as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            if sys.stderr.isatty():
                self.stderr.write("\r\x1b[K", str, ending="")
        if given["json"]:
            self.stdout.write(json.dumps({**tally.as_json(), **beside}))
        else:
            self._report(tally, output)
            self._say_what_is_not_in_it(by_hand=given["by_hand"], **beside)

    def _scope(self, slug: str, given: dict[str, Any]) -> ExportScope:
        project = project_by_slug(slug)
        wanted = ExportScope(
            project_id=project.pk, labels=given["labels"], filter=given["filter"], by_hand=given["by_hand"]
        )
        scope, _ = with_author(wanted, given["annotator"])
        return scope

    def _say_what_is_not_in_it(self, *, notes: dict[str, int], proposals: int, by_hand: bool) -> None:
        if proposals:
            said = "left out as unlabelled" if by_hand else "in it as labels"
            self.stdout.write(f"  accepted proposals, {said}: {proposals:,}")
        for kind, count in notes.items():
            self.stdout.write(f"  left out, no format has a place for {kind.replace('_', ' ')}: {count:,}")

    def _show_progress(self, tally: ExportTally) -> None:
        if sys.stderr.isatty() and tally.rows % 500 == 0:
            self.stderr.write(f"\r\x1b[K{tally.rows:,} rows", str, ending="")
            self.stderr.flush()

    def _report(self, tally: ExportTally, output: Path) -> None:
        self.stdout.write(f"{output}: {tally.rows:,} rows; {tally.without_labels:,} trajectories have no labels")
        for code, count in sorted(tally.reasons.items()):
            self.stdout.write(f"  left out, {code}: {count:,}")
