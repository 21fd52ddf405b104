"""Endpoints of feedback and of contested gold. Each parses, makes one domain call, and shapes the answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.adjudication.services import CannotDecide
from annotator.http.refusals import Refusal
from annotator.labeling.visibility import Viewer
from annotator.projects.access import ProjectView
from annotator.projects.roles import may_label, sees_before_submitting
from annotator.quality import contest_presentation
from annotator.quality.feedback import contests_for, feedback_for
from annotator.quality.models import GoldContest
from annotator.quality.proposals import BadProposal, Proposal
from annotator.quality.serializers import (
    AnswerSerializer,
    ContestListSerializer,
    ContestSerializer,
    FeedbackListSerializer,
    NewContestSerializer,
    RevisionSerializer,
)
from annotator.quality.services.contests import CannotContest, NoSuchGold, contest_gold, revise, uphold


class FeedbackView(ProjectView):
    """One's own labels beside gold."""

    rule = may_label

    @extend_schema(operation_id="quality_feedback", responses=FeedbackListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """What is past undo, what the queue gives feedback on, and what nobody could be handed any more."""
        found = feedback_for(member=self.member, viewer=Viewer.of(self.member, now=self.now))
        return Response({"results": [contest_presentation.feedback(one) for one in found]})


class ContestsView(ProjectView):
    """Contested gold."""

    rule = may_label

    @extend_schema(operation_id="contests_list", responses=ContestListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Everybody's for reviewers, one's own for annotators; open ones first."""
        rows = contests_for(member=self.member, viewer=Viewer.of(self.member, now=self.now))
        return Response({"results": [contest_presentation.contest(row) for row in rows]})

    @extend_schema(operation_id="contests_file", request=NewContestSerializer, responses={201: ContestSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Object to a gold label that one may see, with a reason and with what it should say."""
        sent = NewContestSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        with refusals_of_contests():
            contest = contest_gold(
                member=self.member,
                viewer=Viewer.of(self.member, now=self.now),
                gold_id=sent.validated_data["gold_id"],
                reason=sent.validated_data["reason"],
                proposal=Proposal(**sent.validated_data["proposal"]),
                at=self.now,
            )
        return Response(contest_presentation.contest(contest), status=status.HTTP_201_CREATED)


class DecisionView(ProjectView):
    """What both answers to a contest share."""

    rule = sees_before_submitting

    def visible(self, contest_id: int) -> int:
        """The contest, for somebody who is not blind to its trajectory; else 404."""
        rows = contests_for(member=self.member, viewer=Viewer.of(self.member, now=self.now))
        if not rows.filter(pk=contest_id).exists():
            raise exceptions.NotFound("There is no such contest that you may see.")
        return contest_id

    def shown(self, contest: GoldContest) -> Response:
        """The contest as it stands now."""
        rows = contests_for(member=self.member, viewer=Viewer.of(self.member, now=self.now))
        return Response(contest_presentation.contest(rows.get(pk=contest.pk)))


class UpholdView(DecisionView):
    """Leaving gold as it is."""

    @extend_schema(operation_id="contests_uphold", request=AnswerSerializer, responses=ContestSerializer)
    def post(self, request: Request, slug: str, contest_id: int) -> Response:
        """Gold stays, for a reason."""
        pk = self.visible(contest_id)
        sent = AnswerSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        with refusals_of_contests():
            contest = uphold(contest_id=pk, member=self.member, answer=sent.validated_data["answer"], at=self.now)
        return self.shown(contest)


class ReviseView(DecisionView):
    """Changing gold."""

    @extend_schema(operation_id="contests_revise", request=RevisionSerializer, responses=ContestSerializer)
    def post(self, request: Request, slug: str, contest_id: int) -> Response:
        """Write the next version: as was proposed, or as the answer has it."""
        pk = self.visible(contest_id)
        sent = RevisionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        asked: dict[str, Any] = sent.validated_data
        proposal = Proposal(**asked["proposal"]) if asked["proposal"] else None
        with refusals_of_contests():
            contest = revise(contest_id=pk, member=self.member, answer=asked["answer"], proposal=proposal, at=self.now)
        return self.shown(contest)


@contextmanager
def refusals_of_contests() -> Iterator[None]:
    """What the services refuse, as answers."""
    try:
        yield
    except NoSuchGold as missing:
        raise exceptions.NotFound(str(missing)) from missing
    except BadProposal as bad:
        raise Refusal(str(bad), code="bad_proposal", status_code=status.HTTP_400_BAD_REQUEST) from bad
    except (CannotContest, CannotDecide) as refusal:
        raise Refusal(str(refusal), code="cannot_contest") from refusal
