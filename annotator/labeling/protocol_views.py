"""The endpoint of the protocols, which belong to no project."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.labeling import presentation
from annotator.labeling.protocols import ALL_VERSIONS
from annotator.labeling.serializers import ProtocolListSerializer


class ProtocolsView(APIView):
    """What can be asked of annotators."""

    @extend_schema(operation_id="protocols_list", responses=ProtocolListSerializer)
    def get(self, request: Request) -> Response:  # noqa: ARG002 - every view has it
        """All protocols in all versions, older ones too: labels name the version they were given under."""
        return Response({"results": [presentation.protocol(found) for found in ALL_VERSIONS.values()]})
