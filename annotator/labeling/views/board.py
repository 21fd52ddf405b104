"""Endpoints that show queues to those who look after them: reviewers look, managers also act (views/managing.py)."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.keyset import BadCursor
from annotator.http.refusals import Refusal
from annotator.labeling import board, queries, queue_presentation
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Queue
from annotator.labeling.queue_serializers import (
    ManagedQueueListSerializer,
    QueueBoardSerializer,
    QueueChoicesSerializer,
    SlotPageSerializer,
)
from annotator.labeling.visibility import Viewer
from annotator.projects.access import ProjectView
from annotator.projects.roles import may_manage_queues, sees_before_submitting
from annotator.trajectories.filters import BadFilter


class BoardView(ProjectView):
    """What all endpoints about queues share."""

    rule = sees_before_submitting
    write_rule = may_manage_queues

    def queue(self, queue_id: int) -> Queue:
        """The project's queue of that number, or 404."""
        found = queries.queues_of(self.member.project).filter(pk=queue_id).first()
        if found is None:
            raise exceptions.NotFound("There is no such queue in this project.")
        return found


class QueueBoardsView(BoardView):
    """All queues of the project."""

    @extend_schema(operation_id="queues_board", responses=ManagedQueueListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Each with its settings and where it stands; also those that hand nothing out."""
        rows = list(queries.queues_of(self.member.project))
        return Response({"results": queue_presentation.managed_queues(rows, now=self.now)})


class QueueBoardView(BoardView):
    """One queue as it stands now."""

    @extend_schema(operation_id="queues_read", responses=QueueBoardSerializer)
    def get(self, request: Request, slug: str, queue_id: int) -> Response:
        """Who holds what until when, what was declined and why, what came late, who works how fast."""
        viewer = Viewer.of(self.member, now=self.now)
        return Response(queue_presentation.whole_board(self.queue(queue_id), viewer=viewer, now=self.now))


class SlotsView(BoardView):
    """The slots of a queue."""

    asked = ("cursor", "filter", "status")

    @extend_schema(
        operation_id="queues_slots",
        parameters=[
            OpenApiParameter("status", str, enum=[one.value for one in AssignmentStatus]),
            OpenApiParameter("filter", str, description="Of trajectories that fit."),
            OpenApiParameter("cursor", str, description="`next_cursor` of the page before."),
        ],
        responses=SlotPageSerializer,
    )
    def get(self, request: Request, slug: str, queue_id: int) -> Response:
        """One page, in the order in which they were made."""
        viewer, asked = Viewer.of(self.member, now=self.now), request.query_params
        try:
            page = board.slot_page(
                queue=self.queue(queue_id),
                viewer=viewer,
                status=asked.get("status"),
                filter_text=asked.get("filter", ""),
                cursor=asked.get("cursor"),
            )
        except (BadFilter, BadCursor) as bad:
            code = "bad_filter" if isinstance(bad, BadFilter) else "bad_cursor"
            raise Refusal(str(bad), code=code, status_code=status.HTTP_400_BAD_REQUEST) from bad
        shown = queue_presentation.slots(page.slots, viewer=viewer)
        return Response({"results": shown, "next_cursor": page.next_cursor})


class QueueChoicesView(BoardView):
    """What the settings of a queue can be."""

    rule = may_manage_queues

    @extend_schema(operation_id="queues_choices", responses=QueueChoicesSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Protocols, blind policies, orders, kinds of declining, and members."""
        return Response(queue_presentation.choices(self.member.project))
