"""`manage.py import_annotations SLUG FILE… --annotator NAME`: step labels that a judge gave elsewhere."""

from typing import Any, ClassVar

from django.core.management.base import CommandParser

from annotator.exchange.formats.contract import Kind
from annotator.exchange.import_options import ImportOptions
from annotator.management.import_command import ImportCommand


class Command(ImportCommand):
    """Bring annotations in."""

    help = "Bring a judge's step labels into a project whose trajectories are already there."
    kind: ClassVar[Kind] = "annotations"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--annotator", metavar="NAME", help="whose labels these are; left out, the rows say it")
        parser.add_argument(
            "--kind",
            type=str.upper,
            choices=["MODEL", "IMPORTED"],
            default="MODEL",
            help="a language model, or people elsewhere",
        )

    def options_from(self, given: dict[str, Any]) -> ImportOptions:
        return ImportOptions(
            kind=self.kind,
            format=given["format"],
            source=given["source"],
            revise=given["revise"],
            annotator=given["annotator"],
            annotator_kind=given["kind"],
        )
