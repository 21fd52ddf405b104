"""Writing the journal."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

# Every change writes one, so it is a plain statement, or a part of a longer one that makes the subject: `{made}` is
# what holds its id.
ENTRY: Final = """
INSERT INTO annotator_journalentry
    (project_id, actor_id, actor, event, subject, subject_id, details, happened_at)
SELECT %(project)s, %(actor_id)s, %(actor)s, %(event)s, %(subject)s, id, %(details)s::jsonb, %(happened_at)s FROM {made}
"""
ENTRY_TYPES: Final = {
    "project": "bigint", "actor_id": "bigint", "actor": "varchar", "event": "varchar", "subject": "varchar",
    "details": "jsonb", "happened_at": "timestamptz",
}  # fmt: skip
_ABOUT_WHAT_IS_THERE: Final = ENTRY.format(made="(SELECT %(subject_id)s::bigint AS id) AS made")


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
    values = entry_values(
        actor=actor,
        event=event,
        subject=subject,
        project_id=project_id,
        happened_at=happened_at,
        details=details or {},
    )
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT_WHAT_IS_THERE, {**values, "subject_id": subject_id})


def entry_values(
    *, actor: Actor, event: str, subject: str, project_id: int | None, happened_at: datetime, details: Mapping[str, Any]
) -> dict[str, Any]:
    """What goes into the places of `ENTRY`."""
    return {
        "project": project_id,
        "actor_id": actor.user_id,
        "actor": actor.name,
        "event": event,
        "subject": subject,
        "details": json.dumps(dict(details), cls=DjangoJSONEncoder),
        "happened_at": happened_at,
    }
