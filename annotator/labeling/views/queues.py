"""Endpoints of queues for whoever labels: which there are, and the next trajectory of one. Managers make more."""

from collections.abc import Callable
from dataclasses import replace

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.labeling import presentation, queries, queue_presentation
from annotator.labeling.held_work import HeldWork
from annotator.labeling.qualification import knock
from annotator.labeling.queue_serializers import ChangedQueueSerializer, NewQueueSerializer
from annotator.labeling.serializers import ClaimSerializer, QueueListSerializer
from annotator.labeling.services import claims, queues
from annotator.labeling.services.beginning import give_back_reserved
from annotator.labeling.views.base import LabelingView
from annotator.labeling.views.managing import refusals_of_queues
from annotator.projects.roles import may_manage_queues


class QueuesView(LabelingView):
    """The project's queues."""

    write_rule = may_manage_queues

    @extend_schema(operation_id="queues_list", responses=QueueListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """All queues that hand something out, each with where it stands for the person who asks."""
        rows = [
            {
                **presentation.queue(queue),
                "state": presentation.state(
                    queries.queue_state(queue=queue, annotator_id=self.member.annotator_id, now=self.now)
                ),
            }
            for queue in queries.offered_queues(self.member.project)
        ]
        return Response({"results": rows})

    @extend_schema(operation_id="queues_create", request=NewQueueSerializer, responses={201: ChangedQueueSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Make a queue; 400 `bad_queue` names the field. Every trajectory that fits gets its slots at once."""
        sent = NewQueueSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        with refusals_of_queues():
            done = queues.create_queue(
                project=self.member.project, settings=sent.validated_data, actor=self.actor, at=self.now
            )
        return Response(queue_presentation.changed_queue(done, now=self.now), status=status.HTTP_201_CREATED)


class HandingOutView(LabelingView):
    """What a claim and a reservation share."""

    def handed_out(self, hand_out: Callable[..., HeldWork | None], queue_id: int) -> Response:
        """What was handed out, else the queue's state and why there is nothing; 404 for a queue of another project."""
        held = hand_out(queue_id=queue_id, member=self.member, now=self.now)
        if held is not None:
            return self.something(held)
        queue = queries.queues_of(self.member.project).filter(pk=queue_id).first()
        if queue is None:
            raise exceptions.NotFound("There is no such queue in this project.")
        admission = knock(queue=queue, member=self.member, now=self.now)
        if admission.ask_again:
            held = hand_out(queue_id=queue_id, member=self.member, now=self.now)
            if held is not None:
                return self.something(held)
        state = queries.queue_state(queue=queue, annotator_id=self.member.annotator_id, now=self.now)
        if admission.why_nothing:
            state = replace(state, available=0)
        nothing = admission.why_nothing or presentation.why_nothing(queue, state)
        stands = presentation.before_the_gate(admission.stands)
        return Response(
            {"assignment": None, "state": presentation.state(state), "why_nothing": nothing, "qualification": stands}
        )

    def something(self, held: HeldWork) -> Response:
        """The answer where something was handed out."""
        return Response({"assignment": self.shape(held), "state": None, "why_nothing": None, "qualification": None})


class ClaimView(HandingOutView):
    """Handing out the next trajectory."""

    @extend_schema(operation_id="queues_claim", request=None, responses=ClaimSerializer)
    def post(self, request: Request, slug: str, queue_id: int) -> Response:
        """The trajectory this person holds already, else the next that nobody holds, else why there is none."""
        return self.handed_out(claims.claim_next, queue_id)


class ReserveView(HandingOutView):
    """Fetching the next trajectory ahead of its claim."""

    @extend_schema(operation_id="queues_reserve", request=None, responses=ClaimSerializer)
    def post(self, request: Request, slug: str, queue_id: int) -> Response:
        """What the next claim will hand out, held for two minutes; the person is blind to it from now on."""
        return self.handed_out(claims.reserve_next, queue_id)

    @extend_schema(operation_id="queues_give_back_reserved", request=None, responses={204: None})
    def delete(self, request: Request, slug: str, queue_id: int) -> Response:
        """Give back what was fetched ahead; what was begun stays. Nothing reserved is no mistake."""
        give_back_reserved(queue_id=queue_id, member=self.member, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)
