"""Contesting gold, and answering: it stays, or it gets a new version."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from annotator.adjudication.models import GoldLabel
from annotator.adjudication.queries import is_current
from annotator.adjudication.services import supersede
from annotator.journal.services import Actor, record
from annotator.labeling.protocols import Judgement, protocol_named
from annotator.labeling.visibility import Viewer, is_hidden
from annotator.projects.queries import Member
from annotator.quality.models import ContestStatus, GoldContest
from annotator.quality.proposals import Proposal, revised


class NoSuchGold(LookupError):
    """There is no such gold that this person may see."""


class CannotContest(Exception):
    """Refused; the message says why."""


@transaction.atomic
def contest_gold(
    *, member: Member, viewer: Viewer, gold_id: int, reason: str, proposal: Proposal, at: datetime
) -> GoldContest:
    """File an objection. Raises NoSuchGold for what the person may not see, BadProposal and CannotContest."""
    gold = (
        GoldLabel.objects.filter(is_current(), pk=gold_id, trajectory__project=member.project)
        .select_related("trajectory").first()
    )  # fmt: skip
    if gold is None or is_hidden(viewer, gold.trajectory_id):
        raise NoSuchGold("There is no such gold that you may see.")
    revision_of(gold, proposal)
    try:
        with transaction.atomic():
            contest = GoldContest.objects.create(
                gold=gold, raised_by_id=member.annotator_id, reason=reason, proposed_first_error=proposal.first_error,
                proposed_no_error=proposal.no_error, proposed_step=proposal.step_index, proposed_label=proposal.label,
                created_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise CannotContest("You have contested this version of the gold already.") from error
    _record("gold.contested", contest, member, at)
    return contest


@transaction.atomic
def uphold(*, contest_id: int, member: Member, answer: str, at: datetime) -> GoldContest:
    """Gold stays as it is. Raises CannotContest where it was decided meanwhile."""
    contest = _open_contest(contest_id, member)
    return _decide(contest, ContestStatus.UPHELD, member=member, answer=answer, at=at)


@transaction.atomic
def revise(*, contest_id: int, member: Member, answer: str, proposal: Proposal | None, at: datetime) -> GoldContest:
    """Write the next version of the gold: as was proposed, or as this proposal has it.

    Raises CannotContest, BadProposal and CannotDecide; then nothing has changed.
    """
    contest = _open_contest(contest_id, member)
    gold = contest.gold
    lineage = {"contest": contest.pk, "reason": answer, "decided_by": member.username}
    judgement = revision_of(gold, proposal or proposal_of(contest))
    contest.revision = supersede(gold=gold, judgement=judgement, lineage=lineage, at=at)
    return _decide(contest, ContestStatus.REVISED, member=member, answer=answer, at=at)


def proposal_of(contest: GoldContest) -> Proposal:
    """What the person who contested would rather have."""
    return Proposal(
        contest.proposed_first_error, contest.proposed_no_error, contest.proposed_step, contest.proposed_label
    )


def revision_of(gold: GoldLabel, proposal: Proposal) -> Judgement:
    """The gold, fetched with its trajectory, as it would be. Raises BadProposal."""
    judgement = Judgement(
        labels=tuple(gold.labels),
        first_error=gold.first_error,
        no_error=gold.no_error,
        first_error_reason=gold.first_error_reason,
        outcome=gold.outcome,
    )
    protocol = protocol_named(gold.protocol)
    return revised(judgement, proposal, protocol=protocol, scorable=gold.trajectory.scorable)


def _open_contest(contest_id: int, member: Member) -> GoldContest:
    contest = (
        GoldContest.objects.select_for_update(of=("self",))
        .select_related("gold__trajectory")
        .get(pk=contest_id, gold__trajectory__project=member.project)
    )
    if contest.status != ContestStatus.OPEN:
        raise CannotContest("This was decided already.")
    return contest


def _decide(contest: GoldContest, status: ContestStatus, *, member: Member, answer: str, at: datetime) -> GoldContest:
    contest.status, contest.answer, contest.decided_at = status, answer, at
    contest.decided_by_id = member.annotator_id
    contest.save(update_fields=["status", "answer", "decided_at", "decided_by", "revision"])
    _record(f"gold.{status.lower()}", contest, member, at)
    return contest


def _record(event: str, contest: GoldContest, member: Member, at: datetime) -> None:
    gold = contest.gold
    details: dict[str, Any] = {"gold": gold.pk, "trajectory": gold.trajectory_id, "revision": contest.revision_id}
    record(
        actor=Actor(name=member.username, user_id=member.user_id),
        event=event,
        subject="gold_contest",
        subject_id=contest.pk,
        project_id=member.project.pk,
        happened_at=at,
        details=details,
    )
