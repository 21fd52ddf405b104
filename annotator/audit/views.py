"""Endpoints of the audit: experiments."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.audit import presentation
from annotator.audit.experiments import NoExperiment, comparable_channels, experiment_result, experiments_of
from annotator.audit.serializers import ExperimentListSerializer, ExperimentResultSerializer
from annotator.labeling.proposal_serializers import ProposalsQuerySerializer
from annotator.labeling.queries import queues_of
from annotator.labeling.visibility import Viewer
from annotator.projects.access import ProjectView
from annotator.projects.roles import sees_before_submitting


class ExperimentsView(ProjectView):
    """The project's experiments."""

    rule = sees_before_submitting

    @extend_schema(operation_id="experiments_list", responses=ExperimentListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Queues that show one kind of evidence at random."""
        return Response({"results": [presentation.experiment(queue) for queue in experiments_of(self.member.project)]})


class ExperimentView(ProjectView):
    """One experiment."""

    rule = sees_before_submitting
    asked = ("channel", "with_proposals")

    @extend_schema(
        operation_id="experiments_read",
        parameters=[
            OpenApiParameter("channel", int, description="The scorer to compare with; the first if left out."),
            ProposalsQuerySerializer,
        ],
        responses=ExperimentResultSerializer,
    )
    def get(self, request: Request, slug: str, queue_id: int) -> Response:
        """Labels, time and agreement with a scorer in both arms, each with n and its interval."""
        asked = ProposalsQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        channels = comparable_channels(self.member.project)
        wanted = request.query_params.get("channel", "")
        queue = queues_of(self.member.project).filter(pk=queue_id).first()
        if queue is None:
            raise exceptions.NotFound("There is no such queue in this project.")
        chosen = [channel for channel in channels if str(channel.pk) == wanted]
        if wanted and not chosen:
            raise exceptions.NotFound("There is no scorer with a threshold under this number in this project.")
        try:
            result = experiment_result(
                viewer=Viewer.of(self.member, now=self.now),
                queue=queue,
                channel=next(iter(chosen or channels), None),
                **asked.validated_data,
            )
        except NoExperiment as missing:
            raise exceptions.NotFound(str(missing)) from missing
        return Response(presentation.experiment_result(result, channels))
