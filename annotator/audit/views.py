"""Endpoints of the audit: experiments."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.audit.experiments import (
    ExperimentResult,
    NoExperiment,
    experiment_result,
    experiments_of,
    varied_evidence,
)
from annotator.audit.serializers import ExperimentListSerializer, ExperimentResultSerializer
from annotator.labeling.models import Queue
from annotator.labeling.queries import queues_of
from annotator.labeling.visibility import Viewer
from annotator.metrics.anchoring import REPLICATES, SMALLEST_N
from annotator.projects.access import ProjectView
from annotator.projects.roles import sees_before_submitting
from annotator.scoring.models import ScorerChannel


class ExperimentsView(ProjectView):
    """The project's experiments."""

    rule = sees_before_submitting

    @extend_schema(operation_id="experiments_list", responses=ExperimentListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Queues that show one kind of evidence at random."""
        return Response({"results": [_experiment(queue) for queue in experiments_of(self.member.project)]})


class ExperimentView(ProjectView):
    """One experiment."""

    rule = sees_before_submitting

    @extend_schema(
        operation_id="experiments_read",
        parameters=[OpenApiParameter("channel", int, description="The scorer to compare with; the first if left out.")],
        responses=ExperimentResultSerializer,
    )
    def get(self, request: Request, slug: str, queue_id: int) -> Response:
        """Labels, time and agreement with a scorer in both arms, each with n and its interval."""
        channels = self._channels()
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
            )
        except NoExperiment as missing:
            raise exceptions.NotFound(str(missing)) from missing
        return Response(_result(result, channels))

    def _channels(self) -> list[ScorerChannel]:
        """Scorers whose threshold says which steps they hold to be wrong."""
        rows = ScorerChannel.objects.filter(scorer__project=self.member.project, threshold__isnull=False)
        return list(rows.select_related("scorer").order_by("scorer_id", "pk"))


def _experiment(queue: Queue) -> dict[str, Any]:
    return {
        "queue_id": queue.pk,
        "name": queue.name,
        "evidence": varied_evidence(queue),
        "shown_percent": queue.shown_percent,
        "seed": queue.seed,
    }


def _scorer(channel: ScorerChannel) -> dict[str, Any]:
    return {"channel_id": channel.pk, "name": channel.scorer.name, "threshold": channel.threshold}


def _result(result: ExperimentResult, channels: list[ScorerChannel]) -> dict[str, Any]:
    return {
        "experiment": _experiment(result.queue),
        "scorer": _scorer(result.channel) if result.channel else None,
        "scorers": [_scorer(channel) for channel in channels],
        "smallest_n": SMALLEST_N,
        "replicates": REPLICATES,
        "comparisons": [asdict(one) for one in result.comparisons],
        "without_arm": result.without_arm,
        "uncontrolled": result.uncontrolled,
        "hidden_from_you": result.hidden_from_you,
        "reveals": result.reveals,
    }
