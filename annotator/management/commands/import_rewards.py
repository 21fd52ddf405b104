"""`manage.py import_rewards SLUG FILE…`: a scorer's rewards for trajectories that are already here."""

from typing import Any, ClassVar

from django.core.management.base import CommandParser

from annotator.exchange.formats.contract import Kind
from annotator.exchange.import_options import ImportOptions
from annotator.management.import_command import ImportCommand
from annotator.scoring.semantics import Semantics


class Command(ImportCommand):
    """Bring rewards in."""

    help = "Bring a scorer's rewards into a project whose trajectories are already there."
    kind: ClassVar[Kind] = "rewards"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--semantics",
            choices=[semantics.value for semantics in Semantics],
            help="what the numbers mean; left out, published scorers carry their own and others are undeclared",
        )

    def options_from(self, given: dict[str, Any]) -> ImportOptions:
        return ImportOptions(
            kind=self.kind,
            format=given["format"],
            source=given["source"],
            revise=given["revise"],
            semantics=given["semantics"],
        )
