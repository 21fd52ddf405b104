"""The trajectories of a qualification: whoever is screened is handed those whose gold they know nothing of.

They lie as closed slots in the screening queue, in the order in which they are handed out; slots to claim are made
attempt by attempt. Somebody who knows one of them already is handed another in its place.
"""

import random
from collections.abc import Collection, Sequence

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from annotator.adjudication.models import GoldLabel
from annotator.adjudication.queries import is_current
from annotator.guidelines.examples import from_json, trajectories_of
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.hidden_checks import twins_had
from annotator.labeling.models import Annotation, Assignment, Draft, Queue, SeenView, is_begun
from annotator.labeling.qualification import QualificationGate
from annotator.labeling.slot_words import Ending
from annotator.projects.models import GuidelineVersion
from annotator.quality.queries import MEASURES
from annotator.trajectories.filters import apply_filter
from annotator.trajectories.models import Trajectory
from annotator.trajectories.queries import any_revision_of_outer, latest_trajectories

_TAKEN = [AssignmentStatus.CLAIMED.value, AssignmentStatus.SUBMITTED.value, AssignmentStatus.LATE.value]


def fitting(queue: Queue, filter_text: str) -> QuerySet[Trajectory]:
    """What can screen people: gold of the queue's protocol that is not made of annotations, and that no guideline shows
    as a worked example. Raises BadFilter."""
    gold = GoldLabel.objects.filter(
        is_current(), trajectory=OuterRef("pk"), protocol=queue.protocol, method__in=MEASURES
    )
    found = apply_filter(latest_trajectories(queue.project_id), filter_text, project_id=queue.project_id)
    return found.filter(Exists(gold)).exclude(pk__in=_worked_examples(queue.project_id)).order_by("pk")


def draw(screening: Queue, trajectory_ids: Sequence[int], *, count: int) -> None:
    """Add so many of these to the screening, behind what it has, in a random order of the queue's seed."""
    last = Assignment.objects.filter(queue=screening).aggregate(last=Max("position"))["last"]
    start = 0 if last is None else last + 1
    dice = random.Random(f"{screening.seed}:{start}" if start else screening.seed)  # noqa: S311 - repeatable, no secret
    drawn = dice.sample(list(trajectory_ids), min(count, len(trajectory_ids)))
    Assignment.objects.bulk_create(
        Assignment(queue=screening, trajectory_id=pk, position=place, status=AssignmentStatus.CLOSED.value)
        for place, pk in enumerate(drawn, start=start)
    )


def lacking(gate: QualificationGate, *, attempt: int, annotator_id: int) -> int:
    """How many trajectories somebody still has to be handed for this attempt: what is in hand counts, or whoever
    fetches the next one ahead would get those of the next; what was not judged blind does not."""
    mine = Assignment.objects.filter(queue=gate.screening_id, annotator=annotator_id, status__in=_TAKEN)
    return max(0, gate.minimum * attempt - mine.exclude(Exists(_not_blind())).count())


def offer(gate: QualificationGate, *, count: int, annotator_id: int) -> list[int]:
    """Slots for so many more trajectories, kept for them, where there are none yet; returns the trajectories that they
    can be handed: fewer, or none, where the gold that they know nothing of is used up."""
    wanted = _unknown(gate, annotator_id)[:count]
    if len(wanted) < count:
        _replace_what_is_known(gate, annotator_id)
        wanted = _unknown(gate, annotator_id)[:count]
    waiting = Assignment.objects.filter(
        queue=gate.screening_id, kept_for=annotator_id, status=AssignmentStatus.OPEN.value
    )
    fresh = {pk for pk, _ in wanted} - set(waiting.values_list("trajectory", flat=True))
    Assignment.objects.bulk_create(
        Assignment(queue_id=gate.screening_id, trajectory_id=pk, position=place, kept_for_id=annotator_id)
        for pk, place in wanted
        if pk in fresh
    )
    return [pk for pk, _ in wanted]


def _unknown(gate: QualificationGate, annotator_id: int) -> list[tuple[int, int]]:
    """(trajectory, position) of what they could be handed, in order: of the screening, and theirs neither there nor
    elsewhere."""
    mine = Assignment.objects.filter(queue=gate.screening_id, trajectory=OuterRef("trajectory"), annotator=annotator_id)
    pool = Assignment.objects.filter(queue=gate.screening_id).exclude(Exists(mine)).order_by("-position")
    places = dict(pool.values_list("trajectory", "position"))
    known = _known_among(gate, places, annotator_id)
    return sorted(((pk, place) for pk, place in places.items() if pk not in known), key=lambda row: row[1])


def _replace_what_is_known(gate: QualificationGate, annotator_id: int) -> None:
    """Draw others in place of what they know, or did not judge blind; not of what they skipped."""
    pool = set(Assignment.objects.filter(queue=gate.screening_id).values_list("trajectory", flat=True))
    seen = Assignment.objects.filter(Exists(_not_blind()), queue=gate.screening_id, annotator=annotator_id)
    spoilt = _known_among(gate, pool, annotator_id) | set(seen.values_list("trajectory", flat=True))
    short = gate.minimum * gate.attempts - len(pool - spoilt)
    if short > 0:
        others = set(fitting(gate.screening, gate.screening.filter).values_list("pk", flat=True)) - pool
        draw(gate.screening, sorted(others - _known_among(gate, others, annotator_id)), count=short)


def _known_among(gate: QualificationGate, trajectory_ids: Collection[int], annotator_id: int) -> set[int]:
    """Those whose gold they may know: they worked on a revision of it elsewhere, or had its twin, or a guideline shows
    it. And those that they are kept away from, and what enough of those before them called a bad problem."""
    theirs = any_revision_of_outer() & Q(annotator=annotator_id)
    had = Assignment.objects.filter(theirs).exclude(queue=gate.screening_id)
    begun = Draft.objects.filter(is_begun(), theirs).exclude(assignment__queue=gate.screening_id)
    kept_away = Exclusion.objects.filter(annotator=annotator_id, trajectory=OuterRef("pk"))
    twins = twins_had(annotator=annotator_id, trajectory=OuterRef("pk"))
    known = Q(Exists(had)) | Q(Exists(begun)) | Q(Exists(twins)) | Q(Exists(kept_away))
    shown = Q(pk__in=_worked_examples(gate.screening.project_id))
    bad = Q(
        Exists(Assignment.objects.filter(queue=gate.screening_id, trajectory=OuterRef("pk"), ending=Ending.CALLED_BAD))
    )
    rows = Trajectory.objects.filter(pk__in=list(trajectory_ids)).filter(known | shown | bad)
    return set(rows.values_list("pk", flat=True))


def _not_blind() -> QuerySet[Annotation]:
    standing = Annotation.objects.filter(assignment=OuterRef("pk"), withdrawn_at__isnull=True)
    return standing.exclude(labels_view=SeenView.BLIND)


def _worked_examples(project_id: int) -> list[int]:
    versions = GuidelineVersion.objects.filter(project=project_id).values_list("examples", flat=True)
    return [pk for examples in versions for pk in trajectories_of(from_json(examples))]
