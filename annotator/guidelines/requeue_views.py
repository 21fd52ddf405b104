"""Endpoints of sending labels back: managers ask, reviewers read what came of it."""

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.guidelines import requeue_presentation as shape
from annotator.guidelines.models import Relabeller
from annotator.guidelines.reports import report_of, requeues_of
from annotator.guidelines.requeue_serializers import (
    ChoiceSerializer,
    GuidelineRequeueSerializer,
    GuidelineRequeuesSerializer,
    NewRequeueSerializer,
    RequeueReportSerializer,
    TouchedSerializer,
)
from annotator.guidelines.services.requeues import NothingTouched, send_back
from annotator.guidelines.touched import Choice, count_touched, touched_annotations
from annotator.guidelines.views import GuidelineView
from annotator.http.refusals import Refusal
from annotator.labeling.proposal_serializers import ProposalsQuerySerializer
from annotator.projects.roles import may_write_guideline, sees_before_submitting
from annotator.trajectories.filters import BadFilter


class TouchedView(GuidelineView):
    """What a version touches."""

    rule = may_write_guideline
    asked = ("error_type", "filter", "label", "up_to_version")

    @extend_schema(operation_id="guideline_touched", parameters=[ChoiceSerializer], responses=TouchedSerializer)
    def get(self, request: Request, slug: str, version: int) -> Response:  # noqa: ARG002 - the route's values
        """How many standing annotations would be sent back."""
        asked = ChoiceSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        row = self.version(version)
        try:
            found = touched_annotations(row, Choice(**asked.validated_data), self.viewer())
        except BadFilter as bad:
            raise _bad_filter(bad) from bad
        return Response(count_touched(found, row.project_id))


class RequeuesView(GuidelineView):
    """Sending labels back."""

    rule = sees_before_submitting

    @extend_schema(operation_id="guideline_requeues", responses=GuidelineRequeuesSerializer)
    def get(self, request: Request, slug: str, version: int) -> Response:  # noqa: ARG002 - the route's values
        """What was sent back for this version, the newest first."""
        rows = requeues_of(self.member.project.pk).filter(guideline=self.version(version))
        return Response({"results": [shape.requeue(row) for row in rows]})

    @extend_schema(
        operation_id="guideline_requeue", request=NewRequeueSerializer, responses={201: GuidelineRequeueSerializer}
    )
    def post(self, request: Request, slug: str, version: int) -> Response:  # noqa: ARG002
        """Ask again for what fits, in queues made for it; 409 `nothing_touched`."""
        sent = NewRequeueSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        given = dict(sent.validated_data)
        relabeller = Relabeller(given.pop("relabeller"))
        try:
            made = send_back(
                guideline=self.version(version),
                choice=Choice(**given),
                relabeller=relabeller,
                viewer=self.viewer(),
                actor=self.actor,
                at=self.now,
            )
        except NothingTouched as nothing:
            raise Refusal(str(nothing), code="nothing_touched") from nothing
        except BadFilter as bad:
            raise _bad_filter(bad) from bad
        return Response(shape.requeue(made), status=status.HTTP_201_CREATED)


class ReportView(GuidelineView):
    """What became of one."""

    rule = sees_before_submitting
    asked = ("with_proposals",)

    @extend_schema(
        operation_id="guideline_report", parameters=[ProposalsQuerySerializer], responses=RequeueReportSerializer
    )
    def get(self, request: Request, slug: str, requeue_id: int) -> Response:  # noqa: ARG002 - the route's values
        """Labels before and after, flips, the first error moved, unchanged, still open; of what the viewer may see."""
        asked = ProposalsQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        row = requeues_of(self.member.project.pk).filter(pk=requeue_id).first()
        if row is None:
            raise exceptions.NotFound("Nothing was sent back under that number in this project.")
        return Response(shape.report(report_of(row, self.viewer(), **asked.validated_data)))


def _bad_filter(bad: BadFilter) -> Refusal:
    return Refusal(str(bad), code="bad_filter", status_code=status.HTTP_400_BAD_REQUEST)
