"""Endpoints of exports."""

from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.exchange import presentation
from annotator.exchange.downloads import JSON_LINES, download
from annotator.exchange.export_queries import ExportScope, count_hidden, label_authors
from annotator.exchange.formats.contract import Format
from annotator.exchange.serializers import ExportPreviewSerializer, ExportQuerySerializer
from annotator.exchange.services import exports
from annotator.http.refusals import Refusal
from annotator.labeling.visibility import Viewer
from annotator.projects.access import ProjectView
from annotator.projects.roles import may_export
from annotator.trajectories.filters import BadFilter


class ExportBaseView(ProjectView):
    """What both endpoints of exports share."""

    rule = may_export
    asked = ("annotator", "by_hand", "filter", "format", "labels")

    def handle_exception(self, exc: Exception) -> Response:
        """What cannot be exported, said as every refusal is."""
        if isinstance(exc, exports.CannotWrite):
            exc = Refusal(str(exc), code=exc.code, status_code=status.HTTP_400_BAD_REQUEST)
        elif isinstance(exc, BadFilter):
            exc = Refusal(str(exc), code="bad_filter", status_code=status.HTTP_400_BAD_REQUEST)
        return super().handle_exception(exc)

    def wanted(self, request: Request) -> tuple[Format, ExportScope, str | None]:
        """The format, what is asked for as far as this person may see it, and whose labels. Raises CannotWrite."""
        query = ExportQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        sent: dict[str, Any] = query.validated_data
        scope = ExportScope(
            project_id=self.member.project.pk,
            labels=sent["labels"],
            filter=sent["filter"],
            by_hand=sent["by_hand"],
            viewer=Viewer.of(self.member, now=self.now),
        )
        name = sent["format"] or exports.usual_format(self.member.project.protocol)
        return exports.format_to_write(name), scope, sent["annotator"] or None


class ExportView(ExportBaseView):
    """Taking labels out."""

    @extend_schema(operation_id="export", parameters=[ExportQuerySerializer], responses=JSON_LINES)
    def get(self, request: Request, slug: str) -> StreamingHttpResponse:
        """The file. Trajectories that the person is blind to are not in it; `X-Assay-Hidden` says how many."""
        chosen, wanted, annotator = self.wanted(request)
        scope, _ = exports.with_author(wanted, annotator)
        hidden = count_hidden(scope)
        lines = exports.rows_of(scope, chosen, exports.ExportTally())
        response = download(lines, name=f"{slug}-{scope.labels}-{chosen.name}.jsonl")
        response["X-Assay-Hidden"] = str(hidden)
        return response


class ExportPreviewView(ExportBaseView):
    """Seeing first what would come out."""

    @extend_schema(operation_id="export_preview", parameters=[ExportQuerySerializer], responses=ExportPreviewSerializer)
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002 - the route's value
        """How many rows the file would have, what is left out and why, and whose labels there are."""
        chosen, wanted, annotator = self.wanted(request)
        authors = label_authors(wanted)
        try:
            scope, author = exports.with_author(wanted, annotator)
        except exports.AnnotatorNeeded:
            return Response(presentation.preview(chosen, None, authors, None))
        return Response(presentation.preview(chosen, exports.preview(scope, chosen), authors, author))
