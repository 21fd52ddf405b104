"""Endpoints of taxonomies."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.refusals import Refusal
from annotator.labeling import presentation, queries
from annotator.labeling.serializers import QueueSerializer
from annotator.labeling.services.taxonomies import NoSuchTaxonomy, add_taxonomy_version, choose_taxonomy
from annotator.labeling.taxonomies.checking import BadTaxonomy
from annotator.labeling.taxonomies.presets import PRESETS
from annotator.labeling.taxonomy_queries import taxonomies_of, taxonomy_of
from annotator.labeling.taxonomy_serializers import (
    NewTaxonomySerializer,
    QueueTaxonomySerializer,
    TaxonomyListSerializer,
    TaxonomySerializer,
)
from annotator.projects.access import ProjectView
from annotator.projects.roles import may_manage_members


class TaxonomiesView(ProjectView):
    """The taxonomies that a project can use."""

    write_rule = may_manage_members

    @extend_schema(operation_id="taxonomies_list", responses=TaxonomyListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The presets, then the project's own, every version."""
        found = [*PRESETS, *taxonomies_of(project_id=self.member.project.pk)]
        return Response({"results": [presentation.taxonomy_shown(one) for one in found]})

    @extend_schema(operation_id="taxonomies_add", request=NewTaxonomySerializer, responses={201: TaxonomySerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Make the next version of a taxonomy of the project's own; 400 `bad_taxonomy` with every complaint."""
        sent = NewTaxonomySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            made = add_taxonomy_version(
                project=self.member.project, actor=self.actor, at=self.now, **sent.validated_data
            )
        except BadTaxonomy as bad:
            extra = {"complaints": bad.complaints}
            raise Refusal(str(bad), code="bad_taxonomy", status_code=status.HTTP_400_BAD_REQUEST, extra=extra) from bad
        return Response(presentation.taxonomy_shown(made), status=status.HTTP_201_CREATED)


class TaxonomyView(ProjectView):
    """One version of a taxonomy."""

    @extend_schema(operation_id="taxonomies_read", responses=TaxonomySerializer)
    def get(self, request: Request, slug: str, name: str, version: int) -> Response:
        """The version with all its types, or 404."""
        found = taxonomy_of(project_id=self.member.project.pk, name=name, version=version)
        if found is None:
            raise exceptions.NotFound(f"There is no taxonomy {name} v{version} in this project.")
        return Response(presentation.taxonomy_shown(found))


class QueueTaxonomyView(ProjectView):
    """The error types that a queue offers."""

    rule = may_manage_members

    @extend_schema(operation_id="queues_choose_taxonomy", request=QueueTaxonomySerializer, responses=QueueSerializer)
    def put(self, request: Request, slug: str, queue_id: int) -> Response:
        """Choose the taxonomy that the queue goes by from now on; an empty name offers no error types."""
        queue = queries.queues_of(self.member.project).filter(pk=queue_id).first()
        if queue is None:
            raise exceptions.NotFound("There is no such queue in this project.")
        sent: Any = QueueTaxonomySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        name, version = sent.validated_data["taxonomy"], sent.validated_data["version"]
        try:
            choose_taxonomy(queue=queue, name=name, version=version, actor=self.actor, at=self.now)
        except NoSuchTaxonomy as missing:
            raise Refusal(str(missing), code="no_taxonomy", status_code=status.HTTP_400_BAD_REQUEST) from missing
        return Response(presentation.queue(queue))
