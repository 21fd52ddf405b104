"""What the commands share that are about one queue: they find it, and answer in words or in JSON."""

import secrets
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.core.management.base import CommandError, CommandParser

from annotator.http.rendering import as_line
from annotator.labeling.models import Queue
from annotator.labeling.queries import NoSuchQueue, queue_named
from annotator.management.shell_command import ShellCommand
from annotator.projects.queries import NoSuchProject, project_by_slug

_SEEDS: Final = 2**31


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found or did: `summary` is the object of `--json`, `lines` are for a person."""

    summary: dict[str, Any]
    lines: list[str]


def seed_of(said: int | None) -> int:
    """The seed of a draw, a new one where none was said."""
    if said is not None and not 0 <= said < _SEEDS:
        raise CommandError(f"--seed is a number from 0 to {_SEEDS - 1}.")
    return secrets.randbelow(_SEEDS) if said is None else said


class QueueCommand(ShellCommand):
    """SLUG [--queue NAME] [--json]; other options come to them by overriding `add_arguments`.

    `refusals` are what `answer` raises for a wish that cannot be; their messages say what to do.
    """

    refusals: ClassVar[tuple[type[Exception], ...]] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The project, the queue, and whether to answer in JSON."""
        parser.add_argument("slug", help="the project")
        parser.add_argument("--queue", metavar="NAME", help="the default queue if left out")
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, queue: str | None, as_json: bool, **given: Any) -> None:
        """Find the queue, have it done, and say so."""
        try:
            found = self.answer(queue_named(project_by_slug(slug), queue), **given)
        except self._all_refusals() as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(as_line(found.summary) if as_json else "\n".join(found.lines))

    def _all_refusals(self) -> tuple[type[Exception], ...]:
        return (NoSuchProject, NoSuchQueue, *self.refusals)

    def answer(self, queue: Queue, **given: Any) -> Answer:
        """Do what the command is for."""
        raise NotImplementedError
