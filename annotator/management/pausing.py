"""What the commands share that pause a queue and let it go on."""

import json
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.queries import NoSuchQueue, queue_named
from annotator.labeling.services.queues import change_queue
from annotator.projects.queries import NoSuchProject, project_by_slug


class PausingCommand(BaseCommand):
    """Sets whether a queue hands anything out. Saying it twice changes nothing."""

    pauses: ClassVar[bool]

    def add_arguments(self, parser: CommandParser) -> None:
        """The project, the queue, and whether to answer in JSON."""
        parser.add_argument("slug", help="the project")
        parser.add_argument("--queue", help="its name; the default queue if left out")
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, queue: str | None, as_json: bool, **_options: Any) -> None:
        """Change it, and say what it is now."""
        try:
            found = queue_named(project_by_slug(slug), queue)
        except (NoSuchProject, NoSuchQueue) as refusal:
            raise CommandError(str(refusal)) from refusal
        was_paused = found.is_paused
        change_queue(queue=found, settings={"is_paused": self.pauses}, actor=SHELL, at=now())
        changed = was_paused != self.pauses
        summary = {"queue": found.pk, "name": found.name, "is_paused": self.pauses, "changed": changed}
        self.stdout.write(json.dumps(summary) if as_json else self._sentence(found.name, changed=changed))

    def _sentence(self, name: str, *, changed: bool) -> str:
        already = "" if changed else " already"
        if self.pauses:
            return f"The queue {name} is paused{already}: what is held may be finished."
        return f"The queue {name} hands out{already}."
