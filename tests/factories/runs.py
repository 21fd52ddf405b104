"""Score runs for tests: a scorer with an adapter, and a run over what is there."""

from datetime import datetime
from typing import Any

from annotator.journal.services import SHELL
from annotator.scoring.models import ScoreChunk, Scorer, ScorerChannel, ScoreRun
from annotator.scoring.results import ScoredTrajectory
from annotator.scoring.services.chunks import ClaimedChunk, claim_chunk
from annotator.scoring.services.runs import request_run
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, Team


def make_scorer(team: Team, adapter: str = "equation-checker", *, revision: str = "1-test", **columns: Any) -> Scorer:
    """A scorer that can be run, with its one channel."""
    scorer = Scorer.objects.create(
        project=team.project, name=adapter, adapter=adapter, revision=revision, created_at=NOON, **columns
    )
    ScorerChannel.objects.create(scorer=scorer, semantics="verdict", threshold=0.5, threshold_source="by definition")
    return scorer


def make_run(team: Team, scorer: Scorer, *, filter_text: str = "", at: datetime = NOON) -> ScoreRun:
    """A run over everything that fits; it must have something to do."""
    run = request_run(project=team.project, scorer=scorer, filter_text=filter_text, actor=SHELL, at=at).run
    assert run is not None
    return run


def chunks_of(run: ScoreRun) -> list[ScoreChunk]:
    """The run's chunks, in order."""
    return list(ScoreChunk.objects.filter(run=run).order_by("pk"))


def claimed(chunk: ScoreChunk, *, now: datetime = NOON) -> ClaimedChunk:
    """The chunk in a worker's hands."""
    claim = claim_chunk(chunk_id=chunk.pk, now=now)
    assert claim is not None
    return claim


def scored(trajectory: Trajectory, rewards: list[float | None] | None = None, **values: Any) -> ScoredTrajectory:
    """What a scorer gave for a trajectory: 1.0 for every step that can be judged, unless said otherwise."""
    judged = [1.0 if index in trajectory.scorable else None for index in range(trajectory.step_count)]
    return ScoredTrajectory(
        trajectory_id=trajectory.pk,
        content_hash=bytes(trajectory.content_hash),
        rewards=judged if rewards is None else rewards,
        **values,
    )
