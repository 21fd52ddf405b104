"""Endpoints of one assignment on the desk. Each parses, makes one domain call, and shapes the answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.refusals import Refusal
from annotator.labeling import presentation, queries
from annotator.labeling.draft_state import BadOperation
from annotator.labeling.serializers import (
    AssignmentSerializer,
    DraftSerializer,
    HistorySerializer,
    LeaseSerializer,
    OperationsSerializer,
    ReasonSerializer,
    StepTextSerializer,
    SubmissionSerializer,
    SubmitSerializer,
    operations_of,
)
from annotator.labeling.services import beginning, claims, drafts, submissions
from annotator.labeling.services.giving_back import release
from annotator.labeling.services.guideline_shown import NewerGuideline, NoSuchGuideline, Shown
from annotator.labeling.services.moves import AssignmentMoved
from annotator.labeling.services.showing import CannotReveal, reveal
from annotator.labeling.services.skips import skip
from annotator.labeling.views.base import LabelingView
from annotator.trajectories.queries import text_of_step


class AssignmentView(LabelingView):
    """One assignment of the person who asks."""

    @extend_schema(operation_id="assignments_read", responses=AssignmentSerializer)
    def get(self, request: Request, slug: str, assignment_id: int) -> Response:
        """The trajectory's text, the draft, and how long it is held."""
        return Response(self.shown(assignment_id))


class StepTextView(LabelingView):
    """The rest of a long step."""

    @extend_schema(operation_id="assignments_step_text", responses=StepTextSerializer)
    def get(self, request: Request, slug: str, assignment_id: int, step_index: int) -> Response:
        """The whole text of one step, of which the assignment itself gives the beginning only."""
        text = text_of_step(self.draft(assignment_id).trajectory_id, step_index)
        if text is None:
            raise exceptions.NotFound(f"This trajectory has no step {step_index}.")
        return Response({"text": text})


class HeartbeatView(LabelingView):
    """Keeping a lease alive while a tab is at work."""

    @extend_schema(operation_id="assignments_heartbeat", request=None, responses=LeaseSerializer)
    def post(self, request: Request, slug: str, assignment_id: int) -> Response:
        """Renew the lease; 409 `lease_lost` when the slot was handed on. The first one of what was reserved or given
        claims it, and answers what its queue shows beside it."""
        draft = self.draft(assignment_id)
        assignment = draft.assignment
        if assignment.annotator_id != draft.annotator_id or assignment.fence != draft.fence:
            raise _lease_lost()
        try:
            if beginning.is_ahead(assignment):
                held = beginning.begin(assignment=assignment, member=self.member, now=self.now)
                return Response(presentation.begun(held))
            expires_at = claims.renew(assignment=assignment, lease_minutes=assignment.queue.lease_minutes, now=self.now)
        except AssignmentMoved as moved:
            raise _lease_lost() from moved
        return Response({"lease_expires_at": expires_at, "evidence": None})


class DraftView(LabelingView):
    """Keeping a draft."""

    @extend_schema(operation_id="assignments_save_draft", request=OperationsSerializer, responses=DraftSerializer)
    def post(self, request: Request, slug: str, assignment_id: int) -> Response:
        """Apply operations; each is applied once, however often it is sent. 409 `draft_conflict` shows the other
        version, `draft_closed` what was submitted."""
        sent = OperationsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        with refusals_of_drafts():
            draft = drafts.save_draft(
                member=self.member, assignment_id=assignment_id, now=self.now, **operations_of(sent.validated_data)
            )
        return Response(presentation.draft(draft))


class SubmitView(LabelingView):
    """Submitting an annotation."""

    @extend_schema(operation_id="assignments_submit", request=SubmitSerializer, responses=SubmissionSerializer)
    def post(self, request: Request, slug: str, assignment_id: int) -> Response:
        """Save what is new and submit; twice is once. 409 `incomplete` names every gap with its place, 409
        `guideline_moved` the version that came into force meanwhile, 409 `draft_closed` what was submitted before."""
        sent = SubmitSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        with refusals_of_drafts():
            done = submissions.submit(
                member=self.member,
                assignment_id=assignment_id,
                now=self.now,
                undo_seconds=settings.UNDO_SECONDS,
                shown=shown_guideline(sent.validated_data),
                **operations_of(sent.validated_data),
            )
        if isinstance(done, submissions.Incomplete):
            missing = [{"kind": g.kind, "message": g.message, "step_index": g.step_index} for g in done.gaps]
            raise Refusal(done.gaps[0].message, code="incomplete", extra={"gaps": missing})
        return Response(presentation.submission(done))


class UndoView(LabelingView):
    """Taking a submission back."""

    @extend_schema(operation_id="assignments_undo", request=None, responses=AssignmentSerializer)
    def post(self, request: Request, slug: str, assignment_id: int) -> Response:
        """The assignment again, with its draft as it was; 409 `too_late` when the time is over."""
        draft = self.draft(assignment_id)
        try:
            submissions.undo(assignment=draft.assignment, member=self.member, now=self.now)
        except submissions.CannotUndo as refusal:
            raise Refusal(str(refusal), code="too_late") from refusal
        return Response(self.shown(assignment_id))


class RevealView(LabelingView):
    """Seeing what is hidden before its time."""

    @extend_schema(operation_id="assignments_reveal", request=None, responses={204: None})
    def post(self, request: Request, slug: str, assignment_id: int) -> Response:
        """Before submitting: see what the queue lets be revealed. Afterwards: give up the right to undo and see it now.
        Written down with the labels that stood; 409 `cannot_reveal` where the queue keeps it."""
        try:
            reveal(draft=self.draft(assignment_id), member=self.member, now=self.now)
        except CannotReveal as refusal:
            raise Refusal(str(refusal), code="cannot_reveal") from refusal
        return Response(status=status.HTTP_204_NO_CONTENT)


class SkipView(LabelingView):
    """Declining a trajectory."""

    @extend_schema(operation_id="assignments_skip", request=ReasonSerializer, responses={204: None})
    def post(self, request: Request, slug: str, assignment_id: int) -> Response:
        """Decline it for good, with a kind and a reason; somebody else gets it."""
        draft = self.draft(assignment_id)
        sent = ReasonSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        if draft.assignment.annotator_id != draft.annotator_id:
            raise _lease_lost()
        try:
            skip(assignment=draft.assignment, member=self.member, now=self.now, **sent.validated_data)
        except AssignmentMoved as moved:
            raise Refusal(str(moved), code="moved") from moved
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReleaseView(LabelingView):
    """Giving a trajectory back."""

    @extend_schema(operation_id="assignments_release", request=None, responses={204: None})
    def post(self, request: Request, slug: str, assignment_id: int) -> Response:
        """Let go of it with nothing said; what was said is dropped."""
        draft = self.draft(assignment_id)
        if draft.closed_at is not None:
            raise Refusal("This work was submitted already.", code="draft_closed")
        try:
            release(assignment=draft.assignment, annotator_id=self.member.annotator_id, now=self.now)
        except AssignmentMoved as moved:
            raise Refusal(str(moved), code="moved") from moved
        return Response(status=status.HTTP_204_NO_CONTENT)


class HistoryView(LabelingView):
    """The person's own work."""

    @extend_schema(operation_id="assignments_mine", responses=HistorySerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The latest hundred assignments of the person, newest first."""
        rows = queries.history_of(self.member)
        return Response({"results": [presentation.history_entry(row) for row in rows]})


@contextmanager
def refusals_of_drafts() -> Iterator[None]:
    """What the draft's services refuse, as answers."""
    try:
        yield
    except drafts.NoSuchDraft as missing:
        raise exceptions.NotFound(str(missing)) from missing
    except BadOperation as bad:
        raise Refusal(str(bad), code="bad_operation", status_code=status.HTTP_400_BAD_REQUEST) from bad
    except drafts.DraftClosed as closed:
        raise Refusal(str(closed), code="draft_closed", extra={"draft": presentation.draft(closed.draft)}) from closed
    except drafts.DraftConflict as conflict:
        theirs = presentation.draft(conflict.draft)
        raise Refusal(str(conflict), code="draft_conflict", extra={"draft": theirs}) from conflict
    except NoSuchGuideline as missing:
        raise Refusal(str(missing), code="bad_guideline", status_code=status.HTTP_400_BAD_REQUEST) from missing
    except NewerGuideline as newer:
        raise Refusal(str(newer), code="guideline_moved", extra={"guideline_version": newer.in_force}) from newer


def shown_guideline(sent: dict[str, Any]) -> Shown | None:
    """What the page says of the guideline; None where it says nothing."""
    version = sent["guideline_version"]
    return None if version is None else Shown(version, keeps=sent["keeps_guideline"])


def _lease_lost() -> Refusal:
    return Refusal(
        "Your lease ran out and the trajectory was handed on. Your work is kept: submit it as an extra opinion.",
        code="lease_lost",
    )
