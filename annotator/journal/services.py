"""Writing the journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from annotator.journal.models import JournalEntry


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: a signed-in person, or a command or worker (no id)."""

    name: str
    user_id: int | None = None


SHELL = Actor(name="shell")
WORKER = Actor(name="worker")


def record(
    *,
    actor: Actor,
    event: str,
    subject: str,
    subject_id: int | None,
    happened_at: datetime,
    project_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry in the caller's transaction: no entry without its change, no change without its entry."""
    JournalEntry.objects.create(
        project_id=project_id,
        actor_id=actor.user_id,
        actor=actor.name,
        event=event,
        subject=subject,
        subject_id=subject_id,
        details=dict(details or {}),
        happened_at=happened_at,
    )
