"""`manage.py import_trajectories SLUG FILE…`: trajectories, and the labels in their files as gold."""

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandParser

from annotator.exchange.formats.contract import Kind
from annotator.exchange.formats.plain import parse_field_map
from annotator.exchange.import_options import ImportOptions
from annotator.management.import_command import ImportCommand


class Command(ImportCommand):
    """Bring trajectories in."""

    help = "Bring trajectories into a project; labels in their files become imported gold."
    kind: ClassVar[Kind] = "trajectories"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=PATH",
            help="where a field of a plain file is, such as steps=response.steps; may come several times",
        )

        parser.add_argument(
            "--images",
            type=Path,
            metavar="DIR",
            help="the folder, or the .zip, in which images lie that the files name",
        )

    def options_from(self, given: dict[str, Any]) -> ImportOptions:
        return ImportOptions(
            kind=self.kind,
            format=given["format"],
            source=given["source"],
            revise=given["revise"],
            field_map=parse_field_map(given["map"]),
        )
