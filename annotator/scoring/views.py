"""Endpoints of scorers and runs. No endpoint of this feature shows a reward: pages that do ask for visibility first."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.refusals import Refusal
from annotator.labeling.visibility import Viewer, is_visible_to
from annotator.projects.access import ProjectView
from annotator.projects.roles import may_label, may_score, sees_before_submitting
from annotator.scoring import presentation, queries
from annotator.scoring.declaring import BadScorer
from annotator.scoring.models import ScoreRun
from annotator.scoring.presets import declared, presets
from annotator.scoring.serializers import (
    NewScorerSerializer,
    NewScoreRunSerializer,
    RequestedScoreRunSerializer,
    ScorerListSerializer,
    ScorerPresetListSerializer,
    ScorerSerializer,
    ScoreRunDetailSerializer,
    ScoreRunListSerializer,
    ScoreRunPreviewSerializer,
)
from annotator.scoring.services import runs, scorers
from annotator.scoring.services.scorers import CannotRun, UnknownScorer, scorer_to_run
from annotator.trajectories.filters import BadFilter

LATEST_RUNS = 20


class ScorersView(ProjectView):
    """The project's scorers."""

    rule = may_label
    write_rule = may_score

    @extend_schema(operation_id="scorers_list", responses=ScorerListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """All scorers; an annotator gets their names alone."""
        project = self.member.project
        if not sees_before_submitting(self.member.role):
            return Response({"results": presentation.scorer_names(project)})
        return Response({"results": presentation.scorers(project)})

    @extend_schema(
        operation_id="scorers_add",
        request=NewScorerSerializer,
        responses={201: ScorerSerializer, 200: ScorerSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add a scorer, or a revision of one: other settings under the same name. 200 where it was there already;
        thresholds, queue and description are then as sent."""
        sent = NewScorerSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            added = scorers.add_scorer(
                project=self.member.project,
                declared=declared(sent.validated_data),
                actor=self.actor,
                at=self.now,
            )
        except BadScorer as error:
            raise Refusal(
                str(error),
                code="bad_scorer",
                status_code=status.HTTP_400_BAD_REQUEST,
                extra={"fields": {error.field: [error.sentence]}},
            ) from error
        is_new = status.HTTP_201_CREATED if added.is_new else status.HTTP_200_OK
        return Response(presentation.added(added.scorer), status=is_new)


class PresetsView(ProjectView):
    """What scorers can be made of."""

    rule = may_score

    @extend_schema(operation_id="scorers_presets", responses=ScorerPresetListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """All presets."""
        return Response({"results": [presentation.preset(found) for found in presets().values()]})


class RunView(ProjectView):
    """What all endpoints of runs share."""

    rule = sees_before_submitting
    write_rule = may_score

    def run(self, run_id: int) -> ScoreRun:
        """The project's run of that number, or 404."""
        found = queries.runs_of(self.member.project).filter(pk=run_id).first()
        if found is None:
            raise exceptions.NotFound("There is no such run in this project.")
        return found

    def shown(self, run: ScoreRun) -> dict[str, Any]:
        """The run as it stands now."""
        return presentation.run(run, queries.counts_of([run], now=self.now)[run.pk])

    def detail(self, run: ScoreRun) -> dict[str, Any]:
        """The run with the reasons of what failed."""
        reasons = [presentation.reason(reason) for reason in queries.reasons_of(run)]
        return {**self.shown(run), "reasons": reasons}


class RunsView(RunView):
    """The project's runs."""

    @extend_schema(operation_id="runs_list", responses=ScoreRunListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The latest twenty, newest first."""
        rows = list(queries.runs_of(self.member.project)[:LATEST_RUNS])
        counts = queries.counts_of(rows, now=self.now)
        return Response({"results": [presentation.run(row, counts[row.pk]) for row in rows]})

    @extend_schema(
        operation_id="runs_request",
        request=NewScoreRunSerializer,
        responses={201: RequestedScoreRunSerializer, 200: RequestedScoreRunSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Score what fits and has no rewards of this scorer yet; 200 without a run where nothing is left to do."""
        sent = NewScoreRunSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        requested = self._request(**sent.validated_data)
        if requested.run is None:
            return Response({"run": None, "unchanged": requested.unchanged})
        shown = {"run": self.shown(requested.run), "unchanged": requested.unchanged}
        return Response(shown, status=status.HTTP_201_CREATED)

    def _request(self, *, scorer: str, filter: str) -> runs.RequestedRun:  # noqa: A002 - the field's name
        try:
            return runs.request_run(
                project=self.member.project,
                scorer=scorer_to_run(project=self.member.project, name=scorer, at=self.now),
                filter_text=filter,
                actor=self.actor,
                at=self.now,
            )
        except UnknownScorer as error:
            raise Refusal(str(error), code="unknown_scorer", status_code=status.HTTP_400_BAD_REQUEST) from error
        except CannotRun as error:
            raise Refusal(str(error), code="cannot_run") from error
        except BadFilter as error:
            raise Refusal(str(error), code="bad_filter", status_code=status.HTTP_400_BAD_REQUEST) from error


class RunPreviewView(RunView):
    """What a run would have to do."""

    rule = may_score
    asked = ("filter", "scorer")

    @extend_schema(
        operation_id="runs_preview",
        parameters=[
            OpenApiParameter("scorer", str, required=True),
            OpenApiParameter("filter", str, description="Which trajectories; all if left out."),
        ],
        responses=ScoreRunPreviewSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        """How many trajectories it would score. Of those that the viewer is blind to, none is counted where the filter
        could give them away."""
        viewer = Viewer.of(self.member, now=self.now)
        try:
            found = queries.preview(
                project_id=self.member.project.pk,
                scorer=request.query_params.get("scorer", ""),
                filter_text=request.query_params.get("filter", ""),
                may_count=is_visible_to(viewer),
            )
        except BadFilter as error:
            raise Refusal(str(error), code="bad_filter", status_code=status.HTTP_400_BAD_REQUEST) from error
        return Response({"wanted": found.wanted, "unchanged": found.unchanged})


class RunDetailView(RunView):
    """One run."""

    @extend_schema(operation_id="runs_read", responses=ScoreRunDetailSerializer)
    def get(self, request: Request, slug: str, run_id: int) -> Response:
        """Where it stands, how fast it goes, and why what failed failed."""
        return Response(self.detail(self.run(run_id)))


class CancelRunView(RunView):
    """Stopping a run."""

    @extend_schema(operation_id="runs_cancel", request=None, responses=ScoreRunDetailSerializer)
    def post(self, request: Request, slug: str, run_id: int) -> Response:
        """What is judged stays, the rest is dropped; 409 `run_is_over`."""
        run = self.run(run_id)
        try:
            runs.cancel_run(run=run, actor=self.actor, at=self.now)
        except runs.CannotChangeRun as refusal:
            raise Refusal(str(refusal), code="run_is_over") from refusal
        return Response(self.detail(run))


class PauseRunView(RunView):
    """Letting a run rest."""

    @extend_schema(operation_id="runs_pause", request=None, responses=ScoreRunDetailSerializer)
    def post(self, request: Request, slug: str, run_id: int) -> Response:
        """Workers stop after the batch in hand; 409 `cannot_pause`."""
        run = self.run(run_id)
        try:
            runs.pause_run(run=run, actor=self.actor, at=self.now)
        except runs.CannotChangeRun as refusal:
            raise Refusal(str(refusal), code="cannot_pause") from refusal
        return Response(self.detail(run))


class ResumeRunView(RunView):
    """Going on with a paused run."""

    @extend_schema(operation_id="runs_resume", request=None, responses=ScoreRunDetailSerializer)
    def post(self, request: Request, slug: str, run_id: int) -> Response:
        """What was not judged yet waits for workers again; 409 `cannot_resume`."""
        run = self.run(run_id)
        try:
            runs.resume_run(run=run, actor=self.actor, at=self.now)
        except runs.CannotChangeRun as refusal:
            raise Refusal(str(refusal), code="cannot_resume") from refusal
        return Response(self.detail(run))


class RetryRunView(RunView):
    """Trying again what failed."""

    @extend_schema(operation_id="runs_retry", request=None, responses=ScoreRunDetailSerializer)
    def post(self, request: Request, slug: str, run_id: int) -> Response:
        """What failed or did not fit is scored again in the same run; 409 `cannot_retry`."""
        run = self.run(run_id)
        try:
            runs.retry_run(run=run, actor=self.actor, at=self.now)
        except runs.CannotChangeRun as refusal:
            raise Refusal(str(refusal), code="cannot_retry") from refusal
        return Response(self.detail(run))
