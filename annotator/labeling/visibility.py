"""What may this person see of this trajectory now? Answered here and nowhere else.

Hidden are rewards and their evidence, reference answer and outcome, colleagues' labels and gold, each by a switch of
the queue (`policies.py`); generator and metadata, which can give any of them away, are seen by whoever may see all.

An annotator is blind to every trajectory that they could still be handed or have not submitted; a reviewer or manager
is blind to a trajectory from the moment they claim it until the time to undo their submission is over, or they give
the work up. A queue that shows something lifts that for the claims in it, and a queue that never shows it keeps it from
annotators for good. Where queues of different policy hold the same trajectory, the strictest that the annotator could
still be handed wins. Work on one revision covers all of them: their rewards and labels tell of one another. Reference
answer and outcome are covered by work on any attempt at the same problem (`group_key`): the answer is the same, and
which attempt is right says which answer is. Lists, sorts, filters, searches and exports that touch what is hidden range
over visible trajectories only: an order or a count gives away as much as a number does.
"""

import functools
import operator
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.compiled import STAND_IN_IDS, Compiled
from annotator.labeling.hidden_checks import is_readable, twins_had
from annotator.labeling.keeping_back import kept_back
from annotator.labeling.models import Assignment, Draft, EvidenceView, SeenView
from annotator.labeling.policies import ALL_EVIDENCE, SEEN, SWITCHES, BlindPolicy, Evidence
from annotator.labeling.prepared import Prepared
from annotator.projects.queries import Member
from annotator.projects.roles import Role, sees_before_submitting
from annotator.trajectories.models import Trajectory


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and when."""

    project_id: int
    role: Role
    annotator_id: int
    now: datetime

    @classmethod
    def of(cls, member: Member, *, now: datetime) -> "Viewer":
        """The viewer that a member is at this moment."""
        return cls(project_id=member.project.pk, role=member.role, annotator_id=member.annotator_id, now=now)


_SUBMITTED: Final = [AssignmentStatus.SUBMITTED.value, AssignmentStatus.LATE.value]
_MAY_BE_HANDED_OUT: Final = [AssignmentStatus.OPEN.value, AssignmentStatus.CLAIMED.value]


def visible_trajectories(viewer: Viewer, *, evidence: Collection[Evidence] = ALL_EVIDENCE) -> QuerySet[Trajectory]:
    """The project's trajectories of which this evidence (all, by default) is not hidden from this viewer now."""
    return Trajectory.objects.filter(project=viewer.project_id).filter(is_visible_to(viewer, evidence=evidence))


def is_visible_to(
    viewer: Viewer,
    *,
    trajectory: str = "pk",
    prefix: str = "",
    evidence: Collection[Evidence] = ALL_EVIDENCE,
    if_shown_on: int | None = None,
    among: RawSQL | None = None,
) -> Q:
    """The condition behind `visible_trajectories`, for a queryset whose rows lead to a trajectory.

    `trajectory` is the path to its id, `prefix` the path to its columns (`"trajectory__"` where a table points at it).
    `if_shown_on` is a draft: the answer is what would be if its annotator had been shown the evidence there.
    `among` are the ids of the trajectories that are asked about, where they are known: the answer comes sooner.
    """
    work = _Work(viewer, trajectory, prefix, frozenset(evidence), if_shown_on, among=among)
    if sees_before_submitting(viewer.role):
        return _is_uncovered(work)
    shown, finished = Q(Exists(work.shown())), Q(Exists(work.finished()))
    not_kept = ~Q(Exists(kept_back(annotator_id=viewer.annotator_id, trajectory=trajectory)))
    # Rewards that a queue shows are no feedback; gold beside a check would be its answer.
    earned = shown | finished & not_kept if work.evidence == {Evidence.REWARDS} else (shown | finished) & not_kept
    return earned & _is_uncovered(work)


def _is_uncovered(work: "_Work") -> Q:
    """The condition that no work of the viewer keeps this evidence from them: nothing that they hold, can take back,
    could still be handed, or held where it is never shown."""
    is_annotator = not sees_before_submitting(work.viewer.role)
    covers = [work.blind_claims(), work.undoable()]
    if is_annotator:
        covers += [work.to_come(), work.for_ever_blind()]
    clear = functools.reduce(operator.and_, (~Q(Exists(cover)) for cover in covers))
    return clear & _is_unanswered(work, is_annotator=is_annotator) if Evidence.REFERENCE in work.evidence else clear


def _is_unanswered(work: "_Work", *, is_annotator: bool) -> Q:
    """The condition that no work of the viewer on another attempt at the problem keeps its answer from them.

    Problems that they are at are few, and found once for all rows; slots that are to come are looked up for each.
    """
    mine = replace(work, evidence=frozenset({Evidence.REFERENCE}), related_by=())
    covers: list[QuerySet[Any]] = [mine.blind_claims(), mine.undoable()]
    if is_annotator:
        covers.append(mine.for_ever_blind())
    column = f"{work.prefix}group_key__in"
    clear = functools.reduce(operator.and_, (~Q(**{column: cover.values("trajectory__group_key")}) for cover in covers))
    return clear & ~_is_to_come(mine) if is_annotator else clear


def _is_to_come(work: "_Work") -> Q:
    """Whether another attempt at the problem could still be handed to the viewer.

    A problem may have thousands of attempts that are all judged. So where the rows are known beforehand each problem
    is looked up once, by one trajectory that stands for it, and not once for each row.
    """
    if work.among is None:
        return Q(Exists(replace(work, related_by=_ANY_ATTEMPT).to_come()))
    named = Trajectory.objects.filter(pk__in=work.among).exclude(group_key="")
    one_of_each = named.values("group_key").annotate(first=Min("pk")).values("first")
    waits = replace(work, prefix="", related_by=_ANY_ATTEMPT).to_come()
    problems = Trajectory.objects.filter(Exists(waits), pk__in=one_of_each)
    return Q(**{f"{work.prefix}group_key__in": problems.values("group_key")})


def is_readable_to(viewer: Viewer, *, trajectory: str = "pk") -> Q:
    """The condition that this viewer may read a trajectory's text at all, and find it in lists.

    Everybody may, but for annotators where checks are hidden among the trajectories: they read what they were handed.
    """
    if sees_before_submitting(viewer.role):
        return Q()
    return is_readable(project_id=viewer.project_id, annotator_id=viewer.annotator_id, trajectory=trajectory)


def hidden_among(
    viewer: Viewer, trajectory_ids: Iterable[int], *, evidence: Collection[Evidence] = ALL_EVIDENCE
) -> frozenset[int]:
    """To which of these trajectories this viewer is blind, in any of this evidence: one query for all of them."""
    wanted = set(trajectory_ids)
    if not wanted:
        return frozenset()
    visible = visible_trajectories(viewer, evidence=evidence).filter(pk__in=wanted).values_list("pk", flat=True)
    return frozenset(wanted.difference(visible))


def seen_among(viewer: Viewer, trajectory_ids: Iterable[int]) -> Mapping[int, frozenset[Evidence]]:
    """What this viewer may see of each of these trajectories: one query, whatever their number."""
    wanted = set(trajectory_ids)
    if not wanted:
        return {}
    values = {"project": viewer.project_id, "annotator": viewer.annotator_id, "now": viewer.now}
    rows = _seen_statement(viewer.role).rows({**values, "trajectories": list(wanted)})
    found = {pk: frozenset(one for one, sees in zip(Evidence, seen, strict=True) if sees) for pk, *seen in rows}
    return {pk: found.get(pk, frozenset()) for pk in wanted}


@cache
def _seen_statement(role: Role) -> Prepared:
    """Every list and every page of a trajectory asks this: to build and to plan it takes longer than to answer it."""
    project, annotator, trajectory = STAND_IN_IDS
    viewer = Viewer(project_id=project, role=role, annotator_id=annotator, now=datetime(1, 1, 1, tzinfo=UTC))
    wanted = RawSQL("SELECT unnest(%s::bigint[])", ([trajectory],))
    kinds = {f"sees_{one.value}": is_visible_to(viewer, evidence={one}, among=wanted) for one in Evidence}
    compiled = Compiled.of(
        Trajectory.objects.filter(project=project, pk__in=wanted).annotate(**kinds).values_list("pk", *kinds),
        stand_ins={"project": project, "annotator": annotator, "now": viewer.now, "trajectories": [trajectory]},
    )
    types = {"project": "bigint", "annotator": "bigint", "now": "timestamptz", "trajectories": "bigint[]"}
    return compiled.prepared(name=f"assay_seen_by_{role.value.lower()}", types=types)


def is_hidden(viewer: Viewer, trajectory_id: int) -> bool:
    """Whether anything of this trajectory is hidden from this viewer."""
    return bool(hidden_among(viewer, [trajectory_id]))


def may_be_shown(viewer: Viewer, *, draft: Draft, evidence: Collection[Evidence]) -> frozenset[Evidence]:
    """Which of this evidence the viewer could be shown beside this draft of theirs: nothing else keeps them blind.

    One query.
    """
    if not evidence:
        return frozenset()
    kinds = {f"may_{one.value}": is_visible_to(viewer, evidence={one}, if_shown_on=draft.pk) for one in evidence}
    row = Trajectory.objects.filter(pk=draft.trajectory_id).annotate(**kinds).values(*kinds).get()
    return frozenset(one for one in evidence if row[f"may_{one.value}"])


def covered_examples(viewer: Viewer, trajectory_ids: Iterable[int]) -> frozenset[int]:
    """Of trajectories that a guideline shows as worked examples, those whose right labels stay covered for this viewer.

    Whoever publishes an example means it to be seen, also by those who never labelled it; so it is covered only while
    the viewer holds the trajectory, could take their label back, or could still be handed it, and where the trajectory
    checks people.
    """
    wanted = set(trajectory_ids)
    if not wanted:
        return frozenset()
    clear = _is_uncovered(_Work(viewer, "pk", "", frozenset({Evidence.LABELS}), None))
    if not sees_before_submitting(viewer.role):
        clear &= ~Q(Exists(kept_back(annotator_id=viewer.annotator_id, trajectory="pk")))
    shown = Trajectory.objects.filter(clear, project=viewer.project_id, pk__in=wanted).values_list("pk", flat=True)
    return frozenset(wanted.difference(shown))


@dataclass(frozen=True, slots=True)
class Views:
    """What a label that is made now has to say about what its annotator could see."""

    rewards: EvidenceView
    reference: SeenView
    labels: SeenView


def views_of(draft: Draft, *, role: Role, is_alone: bool) -> Views:
    """What to record with the label that this draft becomes.

    Shown is shown. Who was not shown it here is blind, unless by their role, or by work of theirs on the same
    trajectory, or on another attempt at its problem, they may have seen it before: then nobody can vouch for them. One
    query, none where the draft `is_alone` (its annotator has no other on any revision of this trajectory), and one more
    where the problem has other attempts.
    """
    saw = {one for one in Evidence if getattr(draft, SEEN[one])}
    doubtful = ALL_EVIDENCE if sees_before_submitting(role) else _seen_before(draft, is_alone=is_alone)
    rewards = EvidenceView.BLIND
    if Evidence.REWARDS in saw:
        rewards = EvidenceView.SCORES_SHOWN
    elif Evidence.REWARDS in doubtful:
        rewards = EvidenceView.UNCONTROLLED
    return Views(
        rewards=rewards,
        reference=_seen_view(Evidence.REFERENCE, saw, doubtful),
        labels=_seen_view(Evidence.LABELS, saw, doubtful),
    )


def _seen_view(evidence: Evidence, saw: Collection[Evidence], doubtful: Collection[Evidence]) -> SeenView:
    if evidence in saw:
        return SeenView.SHOWN
    return SeenView.UNCONTROLLED if evidence in doubtful else SeenView.BLIND


def _seen_before(draft: Draft, *, is_alone: bool) -> frozenset[Evidence]:
    found = frozenset() if is_alone else _may_have_seen_before(draft)
    if draft.trajectory.group_key and Evidence.REFERENCE not in found and _may_know_the_answer(draft):
        found |= {Evidence.REFERENCE}
    return found


def _may_have_seen_before(draft: Draft) -> frozenset[Evidence]:
    """Evidence that other work of this annotator on the trajectory laid open: it was shown there, or the work was over
    before anything kept them from looking, and may have been looked at until then."""
    worked_on = draft.trajectory
    others = (
        Draft.objects.filter(
            annotator=draft.annotator_id,
            trajectory__project=worked_on.project_id,
            trajectory__source=worked_on.source,
            trajectory__external_id=worked_on.external_id,
        )
        .exclude(pk=draft.pk)
        .select_related("assignment__queue")
    )
    since = _hidden_since(draft.assignment)
    found: set[Evidence] = set()
    for other in others:
        found |= {one for one in Evidence if getattr(other, SEEN[one])}
        if other.assignment.annotator_id == draft.annotator_id:
            found |= _laid_open(other.assignment, until=since)
    return frozenset(found)


def _may_know_the_answer(draft: Draft) -> bool:
    """Whether work on any attempt at the problem laid the reference answer open before this slot covered it, or showed
    it. Asked in SQL: somebody may have judged thousands of one problem."""
    since = _hidden_since(draft.assignment)
    over = Q(assignment__status__in=_SUBMITTED, assignment__undo_until__lte=since)
    never = Q(assignment__queue__reference_policy=BlindPolicy.NEVER.value) & (
        Q(assignment__queue__policies_changed_at__isnull=True)
        | Q(assignment__queue__policies_changed_at__lte=F("assignment__undo_until"))
    )
    others = Draft.objects.filter(
        Q(saw_reference=True) | (over & ~never),
        ~Q(trajectory__group_key=""),
        annotator=draft.annotator_id,
        trajectory__project=draft.trajectory.project_id,
        trajectory__group_key=draft.trajectory.group_key,
    )
    return others.exclude(pk=draft.pk).exists()


def _hidden_since(slot: Assignment) -> datetime:
    """From when on the slot kept what its queue hides from everybody whom it could be given to.

    Neither when the queue was made (it is filled again, and its filter changes) nor when this annotator got it (before
    that it was to come to them, which hides as much). A queue of another policy before may have shown everything.
    """
    changed_at = slot.queue.policies_changed_at
    return slot.made_at if changed_at is None else max(slot.made_at, changed_at)


def _laid_open(done: Assignment, *, until: datetime) -> set[Evidence]:
    """What this finished work let its annotator see before that moment: nothing where it was not over by then."""
    over_at = done.undo_until if done.status in _SUBMITTED else None
    if over_at is None or over_at > until:
        return set()
    changed_at = done.queue.policies_changed_at
    if changed_at is not None and changed_at > over_at:
        return set(Evidence)  # what it said when the work was over is known to nobody any more
    return {one for one in Evidence if getattr(done.queue, SWITCHES[one]) != BlindPolicy.NEVER}


_ANY_REVISION: Final = ("source", "external_id")
_ANY_ATTEMPT: Final = ("group_key",)


@dataclass(frozen=True, slots=True)
class _Work:
    """The viewer's work on the trajectory of an outer row, as far as it decides about this evidence. What covers is
    work on any that is `related_by` these columns (none: on any problem); what uncovers is work on this very one."""

    viewer: Viewer
    trajectory: str
    prefix: str
    evidence: frozenset[Evidence]
    if_shown_on: int | None
    related_by: tuple[str, ...] = _ANY_REVISION
    among: RawSQL | None = None

    def blind_claims(self) -> QuerySet[Draft]:
        """Claims, and lapsed ones with work in them, that were not shown all of it; and what is reserved for the viewer
        or given to them, until that ends."""
        begun = Q(reserved_until__isnull=True) | Q(reserved_until__gt=self.viewer.now)
        return self._drafts().filter(begun, self._on_kin(), closed_at__isnull=True).exclude(self._saw_all())

    def undoable(self) -> QuerySet[Assignment]:
        """Submissions that can still be taken back, but for those that were shown all of it before."""
        waits = self._submissions().filter(self._on_kin(), undo_until__gt=self.viewer.now)
        return waits.exclude(Exists(self._shown_drafts(OuterRef("pk"))))

    def finished(self) -> QuerySet[Assignment]:
        """Submissions that stand for good."""
        return self._submissions().filter(trajectory=OuterRef(self.trajectory), undo_until__lte=self.viewer.now)

    def shown(self) -> QuerySet[Draft]:
        """Work in hand, or just submitted, that was shown all of it."""
        mine = Q(assignment__annotator=self.viewer.annotator_id)  # and no colleague's, who took what was given back
        waits = mine & Q(assignment__status__in=_SUBMITTED, assignment__undo_until__gt=self.viewer.now)
        own = self._drafts().filter(trajectory=OuterRef(self.trajectory))
        return own.filter(Q(closed_at__isnull=True) | waits).filter(self._saw_all())

    def to_come(self) -> QuerySet[Assignment]:
        """Slots of any queue that does not show it all anyway, for it or its kin, that this annotator could be handed.
        A slot that a colleague holds counts too, unless it is kept for them: its lease can lapse. What is the twin of
        something they had they are never handed."""
        not_others = Q(kept_for__isnull=True) | Q(kept_for=self.viewer.annotator_id)
        mine = Assignment.objects.filter(
            queue=OuterRef("queue"),
            trajectory=OuterRef("trajectory"),
            round=OuterRef("round"),
            annotator=self.viewer.annotator_id,
        )
        shows_all = Q(**{f"queue__{SWITCHES[one]}": BlindPolicy.SHOWN.value for one in self.evidence})
        return (
            Assignment.objects.filter(not_others, self._on_kin(), status__in=_MAY_BE_HANDED_OUT)
            .exclude(Exists(mine))
            .exclude(Exists(twins_had(annotator=self.viewer.annotator_id, trajectory=OuterRef("trajectory"))))
            .exclude(shows_all)
        )

    def for_ever_blind(self) -> QuerySet[Assignment]:
        """Anything this annotator ever held of it in a queue that never shows it."""
        never = Q()
        for one in self.evidence:
            never |= Q(**{f"queue__{SWITCHES[one]}": BlindPolicy.NEVER.value})
        return Assignment.objects.filter(self._on_kin(), never, annotator=self.viewer.annotator_id)

    def _on_kin(self) -> Q:
        same = {f"trajectory__{column}": OuterRef(f"{self.prefix}{column}") for column in self.related_by}
        kin = Q(trajectory__project=self.viewer.project_id, **same)
        # No group is no problem in common; and said like this the index of problems serves.
        return kin if self.related_by == _ANY_REVISION else kin & ~Q(trajectory__group_key="")

    def _drafts(self) -> QuerySet[Draft]:
        return Draft.objects.filter(annotator=self.viewer.annotator_id)

    def _shown_drafts(self, assignment: OuterRef) -> QuerySet[Draft]:
        return Draft.objects.filter(annotator=self.viewer.annotator_id, assignment=assignment).filter(self._saw_all())

    def _submissions(self) -> QuerySet[Assignment]:
        return Assignment.objects.filter(annotator=self.viewer.annotator_id, status__in=_SUBMITTED)

    def _saw_all(self) -> Q:
        saw = Q(**{SEEN[one]: True for one in self.evidence})
        return saw if self.if_shown_on is None else saw | Q(pk=self.if_shown_on)
