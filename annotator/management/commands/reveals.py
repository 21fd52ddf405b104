"""`manage.py reveals SLUG [--queue NAME] [--json]`: what people had revealed to them, and what they changed then."""

from typing import Any

from annotator.labeling import reveal_presentation
from annotator.labeling.models import Queue
from annotator.labeling.reveals import RevealCounts, Revealed, RevealMoment, all_reveals, reveal_counts
from annotator.management.queue_command import Answer, QueueCommand


class Command(QueueCommand):
    """Prints a line each, the latest first, or one JSON object with labels before and after."""

    help = "Say who had what revealed while judging, and how many changed their labels after it."

    def answer(self, queue: Queue, **_given: Any) -> Answer:
        counts, rows = reveal_counts(queue=queue, viewer=None), list(all_reveals(queue))
        summary = {
            "queue": queue.name,
            "counts": reveal_presentation.counts(counts),
            "reveals": [reveal_presentation.revealed(row) for row in rows],
        }
        return Answer(summary, [_summary(counts), *map(_line, rows)])


def _summary(counts: RevealCounts) -> str:
    share = counts.changed
    if share.value is None:
        return f"{counts.total} reveals; none that labels before and after could be compared of."
    interval = f"[{100 * (share.low or 0):.0f}, {100 * (share.high or 0):.0f}]"
    return f"{counts.total} reveals; after {100 * share.value:.0f} % {interval} of {share.count} something changed."


def _line(one: Revealed) -> str:
    row = one.reveal
    head = f"{row.revealed_at:%Y-%m-%d %H:%M} {row.annotator.name} {row.assignment.trajectory.external_id}"
    return f"{head}: {', '.join(row.evidence)}; {_outcome(one)}"


def _outcome(one: Revealed) -> str:
    if one.moment is RevealMoment.INSTEAD_OF_UNDO:
        return "after submitting"
    if one.change is None:
        return "nothing submitted yet"
    said = [f"step {index}" for index in one.change.steps]
    if one.change.first_error:
        said.append("first error")
    return f"changed {', '.join(said)}" if said else "nothing changed"
