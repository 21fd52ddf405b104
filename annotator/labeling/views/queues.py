"""Endpoints of queues for whoever labels: which there are, and the next trajectory of one."""

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.labeling import presentation, queries
from annotator.labeling.qualification import knock
from annotator.labeling.serializers import ClaimSerializer, QueueListSerializer
from annotator.labeling.services import claims
from annotator.labeling.views.base import LabelingView


class QueuesView(LabelingView):
    """The project's queues."""

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


class ClaimView(LabelingView):
    """Handing out the next trajectory."""

    @extend_schema(operation_id="queues_claim", request=None, responses=ClaimSerializer)
    def post(self, request: Request, slug: str, queue_id: int) -> Response:
        """The trajectory this person holds already, else the next that nobody holds, else why there is none."""
        held = claims.claim_next(queue_id=queue_id, member=self.member, now=self.now)
        if held is not None:
            return Response({"assignment": self.shape(held), "state": None, "why_nothing": None})
        queue = queries.queues_of(self.member.project).filter(pk=queue_id).first()
        if queue is None:
            raise exceptions.NotFound("There is no such queue in this project.")
        admission = knock(queue=queue, member=self.member, now=self.now)
        if admission.ask_again:
            held = claims.claim_next(queue_id=queue_id, member=self.member, now=self.now)
            if held is not None:
                return Response({"assignment": self.shape(held), "state": None, "why_nothing": None})
        state = queries.queue_state(queue=queue, annotator_id=self.member.annotator_id, now=self.now)
        nothing = admission.why_nothing or presentation.why_nothing(queue, state)
        return Response({"assignment": None, "state": presentation.state(state), "why_nothing": nothing})
