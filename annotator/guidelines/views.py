"""Endpoints of the guideline: read by every member, written by managers."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.guidelines import presentation, queries
from annotator.guidelines.diffs import compare
from annotator.guidelines.serializers import (
    CurrentGuidelineSerializer,
    GuidelineDiffSerializer,
    GuidelineVersionSerializer,
    GuidelineVersionsSerializer,
    NewGuidelineSerializer,
)
from annotator.guidelines.services.versions import BadExample, NewVersion, WantedExample, publish
from annotator.http.refusals import Refusal
from annotator.labeling.visibility import Viewer
from annotator.projects.access import ProjectView
from annotator.projects.models import GuidelineVersion
from annotator.projects.queries import current_guideline
from annotator.projects.roles import may_write_guideline
from annotator.projects.services import GuidelineMoved

_AGAINST = OpenApiParameter("against", int, description="The version to compare with; without it the one before.")


class GuidelineView(ProjectView):
    """What all endpoints of the guideline share."""

    write_rule = may_write_guideline

    def viewer(self) -> Viewer:
        """Who asks, and when."""
        return Viewer.of(self.member, now=self.now)

    def version(self, number: int) -> GuidelineVersion:
        """The version of that number, or 404."""
        try:
            return queries.version_of(self.member.project, number)
        except queries.NoSuchVersion as missing:
            raise exceptions.NotFound(str(missing)) from missing

    def shown(self, row: GuidelineVersion) -> dict[str, Any]:
        """A version as this person may see it."""
        current = current_guideline(self.member.project)
        examples = queries.shown_examples(row, self.viewer())
        return presentation.version(row, examples, is_in_force=current is not None and current.pk == row.pk)


class CurrentGuidelineView(GuidelineView):
    """The guideline in force."""

    @extend_schema(operation_id="guideline_current", responses=CurrentGuidelineSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Its text and its worked examples; null while there is none."""
        row = queries.versions_of(self.member.project).first()
        return Response({"guideline": None if row is None else self.shown(row)})


class VersionsView(GuidelineView):
    """All versions."""

    @extend_schema(operation_id="guideline_versions", responses=GuidelineVersionsSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Who changed what, when; the newest first."""
        return Response({"results": [presentation.head(row) for row in queries.versions_with_counts(self.viewer())]})

    @extend_schema(
        operation_id="guideline_publish", request=NewGuidelineSerializer, responses={201: GuidelineVersionSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put the next version in force; 409 `guideline_moved` where another came first."""
        sent = NewGuidelineSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        given = dict(sent.validated_data)
        given["examples"] = [WantedExample(**example) for example in given["examples"]]
        try:
            row = publish(project=self.member.project, new=NewVersion(**given), actor=self.actor, at=self.now)
        except GuidelineMoved as moved:
            raise Refusal(str(moved), code="guideline_moved", extra={"in_force": moved.in_force}) from moved
        except BadExample as bad:
            raise exceptions.ValidationError({"examples": {str(bad.place): [str(bad)]}}) from bad
        return Response(self.shown(self.version(row.version)), status=status.HTTP_201_CREATED)


class VersionView(GuidelineView):
    """One version."""

    @extend_schema(operation_id="guideline_version", responses=GuidelineVersionSerializer)
    def get(self, request: Request, slug: str, version: int) -> Response:
        """Its text and its worked examples."""
        return Response(self.shown(self.version(version)))


class DifferenceView(GuidelineView):
    """What changed between two versions."""

    asked = ("against",)

    @extend_schema(operation_id="guideline_diff", parameters=[_AGAINST], responses=GuidelineDiffSerializer)
    def get(self, request: Request, slug: str, version: int) -> Response:
        """From the version `against` to this one, line by line; edited lines with the words that differ."""
        after = self.version(version)
        before = self._against(request.query_params.get("against"), after)
        return Response(presentation.difference(before, after, compare(before.body, after.body)))

    def _against(self, text: str | None, after: GuidelineVersion) -> GuidelineVersion:
        """The first version is compared with an empty one."""
        if text is None and after.version == 1:
            return GuidelineVersion(project=self.member.project, version=0, body="")
        if text is None:
            return self.version(after.version - 1)
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise exceptions.ValidationError({"against": ["This must be the number of a version."]})
        return self.version(int(text))
