"""Journal entries about queues: whoever changes one, its slots or its gate writes the same kind of line."""

from datetime import datetime
from typing import Any

from annotator.journal.services import Actor, record
from annotator.labeling.models import Queue


def record_queue(queue: Queue, event: str, *, actor: Actor, at: datetime, **details: Any) -> None:
    """In the change's own transaction; `details` are what the event says beside the queue."""
    record(
        actor=actor,
        event=event,
        subject="queue",
        subject_id=queue.pk,
        project_id=queue.project_id,
        happened_at=at,
        details=details,
    )
