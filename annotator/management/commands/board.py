"""`manage.py board SLUG [--queue NAME] [--json]`: a queue as it stands now: who holds what, who works how fast."""

from typing import Any

from annotator.http.clock import now
from annotator.labeling.models import Queue
from annotator.labeling.queue_presentation import whole_board
from annotator.management.queue_command import Answer, QueueCommand


class Command(QueueCommand):
    """Prints counts, what is held and what everybody did, or one JSON object as the API answers it."""

    help = "Say where a queue stands: what is open, held, done or declined, and who works on it."

    def answer(self, queue: Queue, **_given: Any) -> Answer:
        found = whole_board(queue, viewer=None, now=now())
        counts = {name.replace("_", " "): count for name, count in found["queue"]["counts"].items() if count}
        head = ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing in it"
        paused = " (paused)" if queue.is_paused else ""
        return Answer(
            found,
            [
                f"{queue.name}{paused}: {head}",
                *(_held(slot) for slot in found["held"]),
                *(_pace(one) for one in found["annotators"]),
            ],
        )


def _held(slot: dict[str, Any]) -> str:
    kept = f", kept for {slot['kept_for']}" if slot["kept_for"] else ""
    until = f"{slot['lease_expires_at']:%Y-%m-%d %H:%M}"
    return f"  {slot['annotator']} holds {slot['external_id']} ({slot['hold'].lower()}) until {until}{kept}"


def _pace(one: dict[str, Any]) -> str:
    each = "" if one["seconds"] is None else f", {one['seconds']:.0f} s each"
    return f"  {one['annotator']}: {one['submitted']} submitted, {one['last_hour']} in the last hour{each}"
