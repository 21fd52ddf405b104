"""The endpoint of what was revealed in a queue: who, when, and what they changed after it."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.keyset import BadCursor
from annotator.http.refusals import Refusal
from annotator.labeling import reveal_presentation
from annotator.labeling.reveal_serializers import RevealPageSerializer
from annotator.labeling.reveals import reveal_page
from annotator.labeling.views.board import BoardView
from annotator.labeling.visibility import Viewer


class RevealsView(BoardView):
    """What people had revealed to them."""

    asked = ("cursor",)

    @extend_schema(
        operation_id="queues_reveals",
        parameters=[OpenApiParameter("cursor", str, description="`next_cursor` of the page before.")],
        responses=RevealPageSerializer,
    )
    def get(self, request: Request, slug: str, queue_id: int) -> Response:
        """One page with labels before and after, and how many changed any; not of what the reader is blind to."""
        viewer = Viewer.of(self.member, now=self.now)
        try:
            found = reveal_page(queue=self.queue(queue_id), viewer=viewer, cursor=request.query_params.get("cursor"))
        except BadCursor as bad:
            raise Refusal(str(bad), code="bad_cursor", status_code=status.HTTP_400_BAD_REQUEST) from bad
        return Response(reveal_presentation.page(found))
