"""What an annotator does over the API, for the tests of queues."""

import uuid
from datetime import timedelta
from typing import Any

from annotator.http.clock import now
from annotator.labeling.models import Assignment
from tests.factories.cast import Team, answer


def operation(name: str, value: Any, step: int | None = None) -> dict[str, Any]:
    """One change of a draft."""
    return {"id": str(uuid.uuid4()), "field": name, "step_index": step, "value": value}


def ask(team: Team, who: str, queue: int | None = None, *, action: str = "claim") -> dict[str, Any]:
    """The answer to a claim (or a reservation)."""
    handed: dict[str, Any] = answer(team.client(who).post(team.url(f"queues/{queue or team.queue.pk}/{action}")))
    return handed


def claim(team: Team, who: str, queue: int | None = None) -> dict[str, Any]:
    """What is handed out; there must be something."""
    held: dict[str, Any] | None = ask(team, who, queue)["assignment"]
    assert held is not None
    return held


def name_of(handed: dict[str, Any]) -> str | None:
    """The id of the trajectory that an answer hands out."""
    held = handed["assignment"]
    return held["trajectory"]["external_id"] if held else None


def submit(team: Team, who: str, held: dict[str, Any]) -> dict[str, Any]:
    """Everything correct."""
    labels = [operation("label", 1, step) for step in held["trajectory"]["scorable"]]
    body = {"base_revision": held["draft"]["revision"], "operations": [*labels, operation("outcome", 1)]}
    done: dict[str, Any] = answer(
        team.client(who).post(team.url(f"assignments/{held['id']}/submit"), body, format="json")
    )
    return done


def decline(team: Team, who: str, held: dict[str, Any], kind: str, reason: str = "as it is") -> None:
    """Skip it."""
    body = {"kind": kind, "reason": reason}
    answer(team.client(who).post(team.url(f"assignments/{held['id']}/skip"), body, format="json"), 204)


def lapse(assignment_id: int) -> None:
    """Its lease ran out a second ago."""
    Assignment.objects.filter(pk=assignment_id).update(lease_expires_at=now() - timedelta(seconds=1))


def send(team: Team, who: str, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    """Any other call, which must be answered with that status."""
    client = team.client(who)
    return answer(getattr(client, method)(team.url(path), body, format="json"), status)
