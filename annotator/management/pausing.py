"""What the commands share that pause a queue and let it go on."""

from typing import Any, ClassVar

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.models import Queue
from annotator.labeling.services.queues import change_queue
from annotator.management.queue_command import Answer, QueueCommand


class PausingCommand(QueueCommand):
    """Sets whether a queue hands anything out. Saying it twice changes nothing."""

    pauses: ClassVar[bool]

    def answer(self, queue: Queue, **_given: Any) -> Answer:
        """Change it, and say what it is now."""
        changed = queue.is_paused != self.pauses
        change_queue(queue=queue, settings={"is_paused": self.pauses}, actor=SHELL, at=now())
        summary = {"queue": queue.pk, "name": queue.name, "is_paused": self.pauses, "changed": changed}
        return Answer(summary, [self._sentence(queue.name, changed=changed)])

    def _sentence(self, name: str, *, changed: bool) -> str:
        already = "" if changed else " already"
        if self.pauses:
            return f"The queue {name} is paused{already}: what is held may be finished."
        return f"The queue {name} hands out{already}."
