"""Endpoints with which a manager changes queues."""

from collections.abc import Iterator
from contextlib import contextmanager

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.refusals import Refusal
from annotator.labeling import queue_presentation
from annotator.labeling.queue_serializers import (
    ChangedQueueSerializer,
    PrioritiesSerializer,
    PrioritisedSerializer,
    QueueChangesSerializer,
    RequeuedSerializer,
    RequeueSerializer,
)
from annotator.labeling.services import queues, requeue
from annotator.labeling.views.board import BoardView, QueueBoardView
from annotator.projects.roles import may_manage_queues
from annotator.trajectories.filters import BadFilter


@contextmanager
def refusals_of_queues() -> Iterator[None]:
    """What cannot be said of a queue, as an answer that names the field."""
    try:
        yield
    except queues.BadQueue as bad:
        raise Refusal(
            str(bad),
            code="bad_queue",
            status_code=status.HTTP_400_BAD_REQUEST,
            extra={"fields": {bad.field: [bad.sentence]}},
        ) from bad
    except BadFilter as bad:
        raise Refusal(
            str(bad),
            code="bad_filter",
            status_code=status.HTTP_400_BAD_REQUEST,
            extra={"fields": {"filter": [str(bad)]}},
        ) from bad


class ManagingView(BoardView):
    """What all of these share: only managers act."""

    rule = may_manage_queues

    def changed(self, done: queues.ChangedQueue) -> Response:
        """A queue that was changed, as it stands now."""
        return Response(queue_presentation.changed_queue(done, now=self.now))


class QueueView(QueueBoardView):
    """One queue: reviewers look, managers change."""

    @extend_schema(operation_id="queues_change", request=QueueChangesSerializer, responses=ChangedQueueSerializer)
    def patch(self, request: Request, slug: str, queue_id: int) -> Response:
        """Change what is named; 400 `bad_queue` names the field. Says how many slots were added and closed."""
        sent = QueueChangesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        with refusals_of_queues():
            done = queues.change_queue(
                queue=self.queue(queue_id), settings=sent.validated_data, actor=self.actor, at=self.now
            )
        return Response(queue_presentation.changed_queue(done, now=self.now))


class RefillView(ManagingView):
    """Bringing a queue up to date."""

    @extend_schema(operation_id="queues_refill", request=None, responses=ChangedQueueSerializer)
    def post(self, request: Request, slug: str, queue_id: int) -> Response:
        """Add what fits now, and reckon the priorities anew; nothing is closed."""
        with refusals_of_queues():
            return self.changed(queues.refill_queue(queue=self.queue(queue_id), actor=self.actor, at=self.now))


class RequeueView(ManagingView):
    """Wanting more judgements."""

    @extend_schema(operation_id="queues_requeue", request=RequeueSerializer, responses=RequeuedSerializer)
    def post(self, request: Request, slug: str, queue_id: int) -> Response:
        """New slots for what was judged; what is still waiting is left alone, and all labels stay. 409 `cannot_requeue`
        where people are screened."""
        sent = RequeueSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wanted, queue = dict(sent.validated_data), self.queue(queue_id)
        named, filter_text = wanted.pop("trajectory_ids"), wanted.pop("filter")
        if bool(named) == (filter_text is not None):
            raise exceptions.ValidationError({"trajectory_ids": ["Name trajectories, or send a filter, not both."]})
        with refusals_of_queues():
            ids = requeue.chosen(
                project_id=queue.project_id, trajectory_ids=named, filter_text=filter_text, in_queue=queue
            )
        try:
            done = requeue.requeue(queue=queue, trajectory_ids=ids, actor=self.actor, at=self.now, **wanted)
        except requeue.CannotRequeue as refusal:
            raise Refusal(str(refusal), code="cannot_requeue") from refusal
        return Response({"trajectories": done.trajectories, "slots": done.slots, "waiting": done.waiting})


class PrioritiesView(ManagingView):
    """Priorities by hand."""

    @extend_schema(operation_id="queues_priorities", request=PrioritiesSerializer, responses=PrioritisedSerializer)
    def post(self, request: Request, slug: str, queue_id: int) -> Response:
        """Set the priority of open slots; 409 `other_order` where the queue does not go by uploaded numbers."""
        sent = PrioritiesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        numbers = {row["trajectory_id"]: row["priority"] for row in sent.validated_data["priorities"]}
        try:
            done = requeue.set_priorities(queue=self.queue(queue_id), priorities=numbers, actor=self.actor, at=self.now)
        except requeue.CannotPrioritise as refusal:
            raise Refusal(str(refusal), code="other_order") from refusal
        return Response({"trajectories": done.trajectories, "unknown": done.unknown})
