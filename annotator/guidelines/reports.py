"""What became of annotations that were sent back, as one viewer may see it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Case, IntegerField, QuerySet, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from annotator.guidelines.flips import Flips, Judged, Pair, count_flips
from annotator.guidelines.models import GuidelineRequeue, RequeuedAnnotation
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Annotation, Assignment
from annotator.labeling.protocols.propagation import ACCEPTED
from annotator.labeling.visibility import Viewer, hidden_among

MOST_ROWS: Final = 300
_WAITING: Final = frozenset({AssignmentStatus.OPEN.value, AssignmentStatus.CLAIMED.value})


@dataclass(frozen=True, slots=True)
class Row:
    """One annotation and what came of it: RELABELLED, OPEN, or DECLINED where nobody is asked any more."""

    item: RequeuedAnnotation
    state: str
    after: Annotation | None
    with_proposals: bool = False

    @property
    def is_their_own(self) -> bool:
        """Whether whoever judged it before judged it again. What somebody else says may differ because they do."""
        return self.after is not None and self.after.annotator_id == self.item.before.annotator_id

    @property
    def pair(self) -> Pair | None:
        """Both judgements, once there are two."""
        if self.after is None:
            return None
        return Pair(_judged(self.item.before), _judged(self.after), self.with_proposals)


@dataclass(frozen=True, slots=True)
class Report:
    """`flips` are of people who judged again what they had judged, `by_others` of what somebody else judged this time.
    `rows` are those that changed, then those still open, then the others, at most three hundred. `hidden` are of
    trajectories that the viewer is blind to now: in no other number."""

    requeue: GuidelineRequeue
    with_proposals: bool
    total: int
    hidden: int
    states: Counter[str]
    flips: Flips
    by_others: Flips
    rows: list[Row]


def requeues_of(project_id: int) -> QuerySet[GuidelineRequeue]:
    """The project's, the newest first."""
    rows = GuidelineRequeue.objects.filter(guideline__project=project_id)
    return rows.select_related("guideline", "requested_by").order_by("-pk")


def report_of(requeue: GuidelineRequeue, viewer: Viewer | None, *, with_proposals: bool = False) -> Report:
    """Four queries, whatever the number of annotations. Only what `viewer` is not blind to; None is the shell, which
    owns the machine. Accepted proposals are compared only `with_proposals`."""
    items = list(
        RequeuedAnnotation.objects.filter(requeue=requeue)
        .select_related("before__trajectory", "before__annotator", "before__guideline")
        .order_by("pk")
    )
    hidden = hidden_among(viewer, {item.before.trajectory_id for item in items}) if viewer else frozenset()
    shown = [item for item in items if item.before.trajectory_id not in hidden]
    rows = _rows(shown, with_proposals=with_proposals)
    own = count_flips(row.pair for row in rows if row.pair is not None and row.is_their_own)
    by_others = count_flips(row.pair for row in rows if row.pair is not None and not row.is_their_own)
    states = Counter(row.state for row in rows)
    first = _sorted(rows)[:MOST_ROWS]
    return Report(requeue, with_proposals, len(items), len(items) - len(shown), states, own, by_others, first)


def _rows(items: Sequence[RequeuedAnnotation], *, with_proposals: bool) -> list[Row]:
    slots = _slots({item.queue_id for item in items})
    annotations = Annotation.objects.filter(
        assignment__in=[slot.pk for of_item in slots.values() for slot in of_item],
        withdrawn_at__isnull=True,
        failure="",
    ).select_related("annotator", "guideline")
    after = {row.assignment_id: row for row in annotations}
    return [_row(item, slots.get(item.pk, []), after, with_proposals=with_proposals) for item in items]


def _slots(queue_ids: set[int]) -> dict[int, list[Assignment]]:
    """By the annotation that is asked for again; a judgement in time before one that came late."""
    in_time = Case(When(status=AssignmentStatus.LATE.value, then=1), default=0, output_field=IntegerField())
    found: dict[int, list[Assignment]] = {}
    rows = (
        Assignment.objects.filter(queue__in=queue_ids, why__has_key="requeued")
        .annotate(item=Cast(KeyTextTransform("requeued", "why"), IntegerField()))
        .order_by(in_time, "pk")
    )
    for slot in rows:
        found.setdefault(slot.item, []).append(slot)
    return found


def _row(
    item: RequeuedAnnotation, slots: Sequence[Assignment], after: dict[int, Annotation], *, with_proposals: bool
) -> Row:
    said = [after[slot.pk] for slot in slots if slot.pk in after]
    # Of two that came, one late: the word of whoever was asked says more than a colleague's.
    made = next((one for one in said if one.annotator_id == item.before.annotator_id), next(iter(said), None))
    if made is not None:
        return Row(item, "RELABELLED", made, with_proposals)
    is_open = any(slot.status in _WAITING for slot in slots)
    return Row(item, "OPEN" if is_open else "DECLINED", None)


def _judged(row: Annotation) -> Judged:
    proposed = frozenset(index for index, origin in enumerate(row.origins) if origin == ACCEPTED)
    return Judged(row.labels, row.first_error, row.no_error, row.outcome_label, proposed)


def _sorted(rows: Sequence[Row]) -> list[Row]:
    def place(row: Row) -> int:
        pair = row.pair
        if pair is None:
            return 1
        return 0 if pair.is_changed else 2

    return sorted(rows, key=place)
