"""Endpoints of taxonomies."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.refusals import Refusal
from annotator.labeling import presentation, queries
from annotator.labeling.serializers import QueueSerializer
from annotator.labeling.services.queues import BadQueue, change_queue
from annotator.labeling.services.taxonomies import TaxonomyMoved, add_taxonomy_version
from annotator.labeling.taxonomies.checking import BadTaxonomy, checked_body
from annotator.labeling.taxonomies.files import read_file, written
from annotator.labeling.taxonomy_queries import TaxonomyRecord, record_from, record_of, records_of
from annotator.labeling.taxonomy_serializers import (
    NewTaxonomySerializer,
    QueueTaxonomySerializer,
    ReadTaxonomySerializer,
    TaxonomyFileKindSerializer,
    TaxonomyFileSerializer,
    TaxonomyListSerializer,
    TaxonomyRecordSerializer,
    TaxonomyUsageSerializer,
)
from annotator.labeling.taxonomy_usage import usage_of
from annotator.labeling.visibility import Viewer
from annotator.projects.access import ProjectView
from annotator.projects.roles import may_manage_queues, sees_before_submitting


@contextmanager
def refusals_of_taxonomies() -> Iterator[None]:
    """Every complaint at once; and where somebody else published meanwhile, which version that was."""
    try:
        yield
    except BadTaxonomy as bad:
        extra = {"complaints": bad.complaints}
        raise Refusal(str(bad), code="bad_taxonomy", status_code=status.HTTP_400_BAD_REQUEST, extra=extra) from bad
    except TaxonomyMoved as moved:
        raise Refusal(str(moved), code="taxonomy_moved", extra={"version": moved.version}) from moved


class TaxonomiesView(ProjectView):
    """The taxonomies that a project can use."""

    write_rule = may_manage_queues

    @extend_schema(operation_id="taxonomies_list", responses=TaxonomyListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The presets, then the project's own, every version."""
        found = records_of(project_id=self.member.project.pk)
        return Response({"results": [presentation.taxonomy_record(one) for one in found]})

    @extend_schema(
        operation_id="taxonomies_add", request=NewTaxonomySerializer, responses={201: TaxonomyRecordSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Publish the next version of a taxonomy of the project's own; 400 `bad_taxonomy` with every complaint."""
        sent = NewTaxonomySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        with refusals_of_taxonomies():
            made = add_taxonomy_version(
                project=self.member.project, actor=self.actor, at=self.now, **sent.validated_data
            )
        return Response(presentation.taxonomy_record(record_from(made)), status=status.HTTP_201_CREATED)


class ReadTaxonomyView(ProjectView):
    """Files of taxonomies, on their way in."""

    rule = may_manage_queues

    @extend_schema(
        operation_id="taxonomies_read_file", request=TaxonomyFileSerializer, responses=ReadTaxonomySerializer
    )
    def post(self, request: Request, slug: str) -> Response:
        """What a file says, checked and not stored; 400 `bad_taxonomy` says what cannot be read, and where."""
        sent = TaxonomyFileSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        with refusals_of_taxonomies():
            name, body = read_file(sent.validated_data["text"], kind=sent.validated_data["kind"])
            return Response({"name": name if isinstance(name, str) else None, "body": checked_body(body)})


class OneTaxonomyView(ProjectView):
    """What views of one version share."""

    def record(self, name: str, version: int) -> TaxonomyRecord:
        """The version, or 404."""
        found = record_of(project_id=self.member.project.pk, name=name, version=version)
        if found is None:
            raise exceptions.NotFound(f"There is no taxonomy {name} v{version} in this project.")
        return found


class TaxonomyView(OneTaxonomyView):
    """One version of a taxonomy."""

    @extend_schema(operation_id="taxonomies_read", responses=TaxonomyRecordSerializer)
    def get(self, request: Request, slug: str, name: str, version: int) -> Response:
        """The version with all its types, or 404."""
        return Response(presentation.taxonomy_record(self.record(name, version)))


class TaxonomyFileView(OneTaxonomyView):
    """One version as a file."""

    asked = ("kind",)

    @extend_schema(
        operation_id="taxonomies_file",
        parameters=[TaxonomyFileKindSerializer],
        responses={(200, "text/plain"): OpenApiTypes.STR},
    )
    def get(self, request: Request, slug: str, name: str, version: int) -> HttpResponse:
        """What the page and `import_taxonomy` read back, in TOML or JSON."""
        asked: Any = TaxonomyFileKindSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        kind = asked.validated_data["kind"]
        response = HttpResponse(
            written(self.record(name, version).taxonomy, kind=kind), content_type=f"application/{kind}; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}-v{version}.{kind}"'
        return response


class TaxonomyUsageView(ProjectView):
    """How often the types of a taxonomy were said."""

    rule = sees_before_submitting

    @extend_schema(operation_id="taxonomies_usage", responses=TaxonomyUsageSerializer)
    def get(self, request: Request, slug: str, name: str) -> Response:
        """By type and version, without drafts and what whoever asks is blind to; and the queues that go by it."""
        found = usage_of(name=name, viewer=Viewer.of(self.member, now=self.now))
        return Response(presentation.taxonomy_usage(found))


class QueueTaxonomyView(ProjectView):
    """The error types that a queue offers."""

    rule = may_manage_queues

    @extend_schema(operation_id="queues_choose_taxonomy", request=QueueTaxonomySerializer, responses=QueueSerializer)
    def put(self, request: Request, slug: str, queue_id: int) -> Response:
        """Choose the taxonomy that the queue goes by from now on; an empty name offers no error types."""
        queue = queries.queues_of(self.member.project).filter(pk=queue_id).first()
        if queue is None:
            raise exceptions.NotFound("There is no such queue in this project.")
        sent: Any = QueueTaxonomySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        settings = {"taxonomy": sent.validated_data["taxonomy"], "taxonomy_version": sent.validated_data["version"]}
        try:
            done = change_queue(queue=queue, settings=settings, actor=self.actor, at=self.now)
        except BadQueue as bad:
            raise Refusal(bad.sentence, code="no_taxonomy", status_code=status.HTTP_400_BAD_REQUEST) from bad
        return Response(presentation.queue(done.queue))
