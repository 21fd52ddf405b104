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
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from annotator.labeling.assignment_status import HANDED_IN, AssignmentStatus
from annotator.labeling.compiled import STAND_IN_IDS, STAND_IN_TIME, Compiled, CompiledCondition, any_of
from annotator.labeling.hidden_checks import is_readable, twins_had
from annotator.labeling.keeping_back import kept_back
from annotator.labeling.models import Assignment, Draft
from annotator.labeling.policies import ALL_EVIDENCE, SEEN, SWITCHES, BlindPolicy, Evidence
from annotator.labeling.prepared import Prepared
from annotator.projects.queries import Member
from annotator.projects.roles import Role, sees_before_submitting
from annotator.trajectories.models import Trajectory
from annotator.trajectories.queries import NAMES_OF_A_TRAJECTORY


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

    @classmethod
    def stand_in(cls, role: Role) -> "Viewer":
        """Whoever it will be, in a query that is built once for all of a role (`compiled.py`)."""
        return cls(project_id=STAND_IN_IDS[0], role=role, annotator_id=STAND_IN_IDS[1], now=STAND_IN_TIME)

    @property
    def values(self) -> dict[str, Any]:
        """What such a query is run with; `VIEWER_TYPES` are their types."""
        return {"project": self.project_id, "annotator": self.annotator_id, "now": self.now}


VIEWER_TYPES: Final = {"project": "bigint", "annotator": "bigint", "now": "timestamptz"}
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
) -> Q:
    """The condition behind `visible_trajectories`, for a queryset whose rows lead to a trajectory.

    `trajectory` is the path to its id, `prefix` the path to its columns (`"trajectory__"` where a table points at it).
    `if_shown_on` is a draft: the answer is what would be if its annotator had been shown the evidence there.
    """
    condition = _condition(viewer.role, frozenset(evidence), is_of_draft=if_shown_on is not None)
    return condition.on(pk=trajectory, prefix=prefix, draft=if_shown_on, **viewer.values)


@cache
def _condition(role: Role, evidence: frozenset[Evidence], *, is_of_draft: bool) -> CompiledCondition:
    """Of a few that there are, each is composed when it is asked for the first time."""
    viewer, draft = Viewer.stand_in(role), STAND_IN_IDS[2]
    work = _Work(viewer, evidence, if_shown_on=draft if is_of_draft else None)
    stand_ins = {**viewer.values, "draft": draft} if is_of_draft else viewer.values
    return CompiledCondition.of(Trajectory.objects.filter(_is_visible(work)), stand_ins=stand_ins)


def _is_visible(work: "_Work") -> Q:
    if sees_before_submitting(work.viewer.role):
        return _is_uncovered(work)
    shown, finished = Q(Exists(work.shown())), Q(Exists(work.finished()))
    not_kept = ~Q(Exists(kept_back(annotator_id=work.viewer.annotator_id, trajectory="pk")))
    # Rewards that a queue shows are no feedback; gold beside a check would be its answer.
    earned = shown | finished & not_kept if work.evidence == {Evidence.REWARDS} else (shown | finished) & not_kept
    # Nothing else is earned. It is said for PostgreSQL, to begin there and not to look at the whole project.
    had = Q() if work.among is not None else Q(pk__in=work.had())
    return had & earned & _is_uncovered(work)


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
    at = [cover.values("trajectory__group_key") for cover in covers]
    clear = functools.reduce(operator.and_, (~Q(group_key__in=problems) for problems in at))
    return clear & ~_is_to_come(mine) if is_annotator else clear


def _is_to_come(work: "_Work") -> Q:
    """Whether another attempt at the problem could still be handed to the viewer.

    A problem may have thousands of attempts that are all judged. So each problem is looked up once, by one trajectory
    that stands for it, and not once for each row: of those that are asked about, or of what the viewer had.
    """
    among = work.had() if work.among is None else work.among
    named = Trajectory.objects.filter(pk__in=among).exclude(group_key="")
    one_of_each = named.values("group_key").annotate(first=Min("pk")).values("first")
    waits = replace(work, related_by=_ANY_ATTEMPT).to_come()
    problems = Trajectory.objects.filter(Exists(waits), pk__in=one_of_each)
    return Q(group_key__in=problems.values("group_key"))


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
    rows = _seen_statement(viewer.role).rows({**viewer.values, "trajectories": list(wanted)})
    found = {pk: frozenset(one for one, sees in zip(Evidence, seen, strict=True) if sees) for pk, *seen in rows}
    return {pk: found.get(pk, frozenset()) for pk in wanted}


@cache
def _seen_statement(role: Role) -> Prepared:
    """Every list and every page of a trajectory asks this: to build and to plan it takes longer than to answer it."""
    viewer, ids = Viewer.stand_in(role), [STAND_IN_IDS[2]]
    wanted = any_of(ids)
    kinds = {f"sees_{one.value}": _is_visible(_Work(viewer, frozenset({one}), among=wanted)) for one in Evidence}
    asked = Trajectory.objects.filter(project=viewer.project_id, pk__in=wanted).annotate(**kinds)
    compiled = Compiled.of(asked.values_list("pk", *kinds), stand_ins={**viewer.values, "trajectories": ids})
    types = {**VIEWER_TYPES, "trajectories": "bigint[]"}
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
    clear = _is_uncovered(_Work(viewer, frozenset({Evidence.LABELS})))
    if not sees_before_submitting(viewer.role):
        clear &= ~Q(Exists(kept_back(annotator_id=viewer.annotator_id, trajectory="pk")))
    shown = Trajectory.objects.filter(clear, project=viewer.project_id, pk__in=wanted).values_list("pk", flat=True)
    return frozenset(wanted.difference(shown))


_ANY_ATTEMPT: Final = ("group_key",)


@dataclass(frozen=True, slots=True)
class _Work:
    """The viewer's work on the trajectory of an outer row, as far as it decides about this evidence. What covers is
    work on any that is `related_by` these columns (none: on any problem); what uncovers is work on this very one."""

    viewer: Viewer
    evidence: frozenset[Evidence]
    if_shown_on: int | None = None
    related_by: tuple[str, ...] = NAMES_OF_A_TRAJECTORY
    # The ids of the trajectories that are asked about, where they are known: the answer comes sooner.
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

    def had(self) -> "QuerySet[Any, Any]":
        """Ids of all that the viewer ever had a slot of, or has work on."""
        slots = Assignment.objects.filter(annotator=self.viewer.annotator_id).values("trajectory")
        return slots.union(self._drafts().filter(closed_at__isnull=True).values("trajectory"), all=True)

    def finished(self) -> QuerySet[Assignment]:
        """Submissions that stand for good."""
        return self._submissions().filter(trajectory=OuterRef("pk"), undo_until__lte=self.viewer.now)

    def shown(self) -> QuerySet[Draft]:
        """Work in hand, or just submitted, that was shown all of it."""
        mine = Q(assignment__annotator=self.viewer.annotator_id)  # and no colleague's, who took what was given back
        waits = mine & Q(assignment__status__in=HANDED_IN, assignment__undo_until__gt=self.viewer.now)
        own = self._drafts().filter(trajectory=OuterRef("pk"))
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
        same = {f"trajectory__{column}": OuterRef(column) for column in self.related_by}
        kin = Q(trajectory__project=self.viewer.project_id, **same)
        # No group is no problem in common; and said like this the index of problems serves.
        return kin if self.related_by == NAMES_OF_A_TRAJECTORY else kin & ~Q(trajectory__group_key="")

    def _drafts(self) -> QuerySet[Draft]:
        return Draft.objects.filter(annotator=self.viewer.annotator_id)

    def _shown_drafts(self, assignment: OuterRef) -> QuerySet[Draft]:
        return Draft.objects.filter(annotator=self.viewer.annotator_id, assignment=assignment).filter(self._saw_all())

    def _submissions(self) -> QuerySet[Assignment]:
        return Assignment.objects.filter(annotator=self.viewer.annotator_id, status__in=HANDED_IN)

    def _saw_all(self) -> Q:
        saw = Q(**{SEEN[one]: True for one in self.evidence})
        return saw if self.if_shown_on is None else saw | Q(pk=self.if_shown_on)
