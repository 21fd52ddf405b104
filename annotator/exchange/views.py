"""Endpoints of imports and their quarantine."""

from typing import Any, TypeVar

import orjson
from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.exchange import presentation
from annotator.exchange.downloads import JSON_LINES, download
from annotator.exchange.import_options import CannotImport
from annotator.exchange.models import FileImport, QuarantinedRow
from annotator.exchange.quarantine_queries import every_shown_row, imports_of, quarantined_rows, shown_to
from annotator.exchange.serializers import (
    FileImportListSerializer,
    FileImportSerializer,
    NewImportSerializer,
    QuarantineSerializer,
    options_of,
)
from annotator.exchange.services import uploads
from annotator.http.keyset import BadCursor, decode_cursor, encode_cursor
from annotator.http.refusals import Refusal
from annotator.labeling.visibility import Viewer
from annotator.projects.access import ProjectView
from annotator.projects.roles import may_import

PAGE = 50

_CURSOR = OpenApiParameter("cursor", str, description="The `next_cursor` of the page before.")

M = TypeVar("M", bound=Model)


class ImportsView(ProjectView):
    """Bringing files in."""

    rule = may_import
    asked = ("cursor",)
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="imports_list", parameters=[_CURSOR], responses=FileImportListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The project's imports, the newest first."""
        rows = imports_of(self.member.project)
        if (last := _after(request, "imports")) is not None:
            rows = rows.filter(pk__lt=last)
        page, following = _page(rows, "imports")
        return Response({"results": [presentation.file_import(row) for row in page], "next_cursor": following})

    @extend_schema(operation_id="imports_create", request=NewImportSerializer, responses={201: FileImportSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Hand a file to a worker; ask `imports/<id>` how far it is. 400 says why a file cannot be read at all."""
        sent = NewImportSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            file_import = self._requested(sent.validated_data, request.user)
        except CannotImport as refusal:
            raise Refusal(refusal.message, code=refusal.code, status_code=status.HTTP_400_BAD_REQUEST) from refusal
        except OSError as error:
            message = f"The server cannot store the file: {error.strerror}. Nothing was imported."
            raise Refusal(message, code="cannot_store", status_code=status.HTTP_507_INSUFFICIENT_STORAGE) from error
        return Response(presentation.file_import(file_import), status=status.HTTP_201_CREATED)

    def _requested(self, sent: dict[str, Any], user: Any) -> FileImport:
        return uploads.request_import(
            project=self.member.project,
            name=sent["file"].name,
            chunks=sent["file"].chunks(),
            options=options_of(sent),
            dry_run=sent["dry_run"],
            requested_by=user,
            at=self.now,
            images=sent["images"].chunks() if sent["images"] else None,
        )


class ImportBelowView(ProjectView):
    """What all endpoints of one import share."""

    rule = may_import

    def file_import(self, import_id: int) -> FileImport:
        """The project's import of that number, or 404."""
        found = imports_of(self.member.project).filter(pk=import_id).first()
        if found is None:
            raise exceptions.NotFound("There is no such import in this project.")
        return found


class ImportView(ImportBelowView):
    """One import."""

    @extend_schema(operation_id="imports_read", responses=FileImportSerializer)
    def get(self, request: Request, slug: str, import_id: int) -> Response:
        """How far it is, and what came of it."""
        return Response(presentation.file_import(self.file_import(import_id)))

    @extend_schema(operation_id="imports_cancel", responses={204: None})
    def delete(self, request: Request, slug: str, import_id: int) -> Response:
        """Take it back while no worker has begun; 409 once one has."""
        try:
            uploads.cancel_import(self.file_import(import_id))
        except uploads.CannotCancel as refusal:
            raise Refusal(str(refusal), code="has_begun") from refusal
        return Response(status=status.HTTP_204_NO_CONTENT)


class QuarantineView(ImportBelowView):
    """What one import could not take."""

    asked = ("cursor",)

    @extend_schema(operation_id="imports_quarantine", parameters=[_CURSOR], responses=QuarantineSerializer)
    def get(self, request: Request, slug: str, import_id: int) -> Response:
        """Its rows, in the order in which they came. A row that a later import of the same file met again is there."""
        rows = quarantined_rows(self.member.project, import_id=self.file_import(import_id).pk)
        if (last := _after(request, "quarantine")) is not None:
            rows = rows.filter(pk__gt=last)
        page, following = _page(rows, "quarantine")
        shown = shown_to(Viewer.of(self.member, now=self.now), page)
        return Response({"results": [presentation.quarantined_row(row) for row in shown], "next_cursor": following})


class QuarantineFileView(ImportBelowView):
    """The same as a file."""

    @extend_schema(operation_id="imports_quarantine_file", responses=JSON_LINES)
    def get(self, request: Request, slug: str, import_id: int) -> StreamingHttpResponse:
        """All rows of the import, one JSON object per line, with what is kept of each."""
        rows = quarantined_rows(self.member.project, import_id=self.file_import(import_id).pk)
        return _downloaded(self, rows, f"{slug}-import-{import_id}-quarantine.jsonl")


class ProjectQuarantineFileView(ProjectView):
    """What no import of the project could take."""

    rule = may_import

    @extend_schema(operation_id="quarantine_file", responses=JSON_LINES)
    def get(self, request: Request, slug: str) -> StreamingHttpResponse:
        """All quarantined rows of the project."""
        return _downloaded(self, quarantined_rows(self.member.project), f"{slug}-quarantine.jsonl")


def _after(request: Request, order: str) -> int | None:
    token = request.query_params.get("cursor")
    if not token:
        return None
    try:
        (last,) = decode_cursor(token, order=order, length=1)
        return int(last)
    except (BadCursor, TypeError, ValueError) as bad:
        raise Refusal(str(bad), code="bad_cursor", status_code=status.HTTP_400_BAD_REQUEST) from bad


def _page(rows: QuerySet[M], order: str) -> tuple[list[M], str | None]:
    found = list(rows[: PAGE + 1])
    following = encode_cursor(order=order, values=[found[PAGE - 1].pk]) if len(found) > PAGE else None
    return found[:PAGE], following


def _downloaded(view: ProjectView, rows: QuerySet[QuarantinedRow], name: str) -> StreamingHttpResponse:
    """These rows as this person may see them."""
    shown = every_shown_row(Viewer.of(view.member, now=view.now), rows)
    return download((orjson.dumps(presentation.downloaded_row(row)) + b"\n" for row in shown), name=name)
