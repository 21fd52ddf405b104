"""Endpoints of quality control. Each parses, makes one domain call, and shapes the answer."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.labeling.visibility import Viewer
from annotator.projects.access import ProjectView
from annotator.projects.roles import may_label, sees_before_submitting
from annotator.quality import presentation
from annotator.quality.report import own_quality, quality_of_people
from annotator.quality.serializers import (
    AnnotatorQualityListSerializer,
    AnnotatorQualitySerializer,
    ReadingSpeedSerializer,
)


class QualityView(ProjectView):
    """Everybody against gold."""

    rule = sees_before_submitting

    @extend_schema(
        operation_id="quality_list", parameters=[ReadingSpeedSerializer], responses=AnnotatorQualityListSerializer
    )
    def get(self, request: Request, slug: str) -> Response:
        """Accuracy, drift and time of every person, over what whoever asks is not blind to."""
        speed = reading_speed(request)
        viewer = Viewer.of(self.member, now=self.now)
        people = quality_of_people(project_id=self.member.project.pk, viewer=viewer, reading_speed=speed)
        shown = [presentation.annotator_quality(person) for person in people]
        return Response({"results": shown, "reading_speed": speed})


class OwnQualityView(ProjectView):
    """One's own work against gold."""

    rule = may_label

    @extend_schema(
        operation_id="quality_mine", parameters=[ReadingSpeedSerializer], responses=AnnotatorQualitySerializer
    )
    def get(self, request: Request, slug: str) -> Response:
        """The same of the person who asks, over the trajectories whose gold they may see by now."""
        viewer = Viewer.of(self.member, now=self.now)
        found = own_quality(member=self.member, viewer=viewer, reading_speed=reading_speed(request))
        return Response(presentation.annotator_quality(found))


def reading_speed(request: Request) -> float:
    """Characters per second, as asked for in the address."""
    sent = ReadingSpeedSerializer(data=request.query_params)
    sent.is_valid(raise_exception=True)
    return float(sent.validated_data["reading_speed"])
