"""Endpoints of quality control. Each parses, makes one domain call, and shapes the answer."""

import secrets
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.refusals import Refusal
from annotator.labeling.hidden_checks import FeedbackPolicy
from annotator.labeling.models import Queue
from annotator.labeling.queries import queues_of
from annotator.labeling.visibility import Viewer
from annotator.projects.access import ProjectView
from annotator.projects.roles import may_label, may_manage_members, sees_before_submitting
from annotator.quality import presentation
from annotator.quality.checks import checks_of
from annotator.quality.injection import InjectionKind
from annotator.quality.report import own_quality, quality_of_people
from annotator.quality.serializers import (
    AnnotatorQualityListSerializer,
    AnnotatorQualitySerializer,
    ChecksSerializer,
    NewChecksSerializer,
    PlantedSerializer,
    QualityQuerySerializer,
)
from annotator.quality.services.planting import CannotPlant, plant_checks


class QualityView(ProjectView):
    """Everybody against gold."""

    rule = sees_before_submitting
    asked = ("reading_speed", "with_proposals")

    @extend_schema(
        operation_id="quality_list", parameters=[QualityQuerySerializer], responses=AnnotatorQualityListSerializer
    )
    def get(self, request: Request, slug: str) -> Response:
        """Accuracy, drift and time of every person, over what whoever asks is not blind to."""
        asked = asked_of(request)
        viewer = Viewer.of(self.member, now=self.now)
        people = quality_of_people(project_id=self.member.project.pk, viewer=viewer, **asked)
        shown = [presentation.annotator_quality(person) for person in people]
        return Response({"results": shown, **asked})


class OwnQualityView(ProjectView):
    """One's own work against gold."""

    rule = may_label
    asked = ("reading_speed", "with_proposals")

    @extend_schema(
        operation_id="quality_mine", parameters=[QualityQuerySerializer], responses=AnnotatorQualitySerializer
    )
    def get(self, request: Request, slug: str) -> Response:
        """The same of the person who asks, over the trajectories whose gold they may see by now."""
        viewer = Viewer.of(self.member, now=self.now)
        found = own_quality(member=self.member, viewer=viewer, **asked_of(request))
        return Response(presentation.annotator_quality(found))


class ChecksView(ProjectView):
    """The hidden checks of a queue."""

    rule = sees_before_submitting
    write_rule = may_manage_members

    @extend_schema(operation_id="checks_list", responses=ChecksSerializer)
    def get(self, request: Request, slug: str, queue_id: int) -> Response:
        """Which trajectories they are, what was done to them, and how many people saw it."""
        viewer = Viewer.of(self.member, now=self.now)
        return Response(presentation.checks(checks_of(queue=self._queue(queue_id), viewer=viewer)))

    @extend_schema(operation_id="checks_plant", request=NewChecksSerializer, responses={201: PlantedSerializer})
    def post(self, request: Request, slug: str, queue_id: int) -> Response:
        """Hide checks among what waits; 409 `cannot_plant` says what lacks."""
        sent = NewChecksSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        asked = sent.validated_data
        try:
            planted = plant_checks(
                queue=self._queue(queue_id),
                share=asked["share"],
                kinds=[InjectionKind(kind) for kind in sorted(set(asked["kinds"]))],
                feedback=FeedbackPolicy(asked["feedback"]),
                seed=asked.get("seed", secrets.randbelow(2**31)),
                actor=self.actor,
                at=self.now,
            )
        except CannotPlant as refusal:
            raise Refusal(str(refusal), code="cannot_plant") from refusal
        return Response(asdict(planted), status=status.HTTP_201_CREATED)

    def _queue(self, queue_id: int) -> Queue:
        queue = queues_of(self.member.project).filter(pk=queue_id).first()
        if queue is None:
            raise exceptions.NotFound("There is no such queue in this project.")
        return queue


def asked_of(request: Request) -> dict[str, Any]:
    """What the address asks for: `reading_speed`, and `with_proposals`."""
    sent = QualityQuerySerializer(data=request.query_params)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)
