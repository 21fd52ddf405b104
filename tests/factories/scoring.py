"""Scorers and rewards for tests."""

from collections.abc import Sequence

from annotator.scoring.models import (
    RewardEvidence,
    RunStatus,
    Scorer,
    ScorerChannel,
    ScoreRun,
    TrajectoryRewards,
)
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, Team


def make_channel(team: Team, name: str = "prm", semantics: str = "probability") -> ScorerChannel:
    """A scorer with one channel."""
    scorer = Scorer.objects.create(project=team.project, name=name, adapter="imported", revision="1", created_at=NOON)
    return ScorerChannel.objects.create(scorer=scorer, semantics=semantics, threshold=0.5, threshold_source="default")


def make_rewards(
    team: Team, channel: ScorerChannel, trajectory: Trajectory, rewards: Sequence[float | None], *, evidence: str = ""
) -> TrajectoryRewards:
    """Current rewards of one trajectory; `evidence` is a message on its first step."""
    run, _ = ScoreRun.objects.get_or_create(
        project=team.project,
        scorer=channel.scorer,
        defaults={"status": RunStatus.FINISHED, "trajectory_count": 1, "created_at": NOON},
    )
    row = TrajectoryRewards.objects.create(
        run=run,
        trajectory=trajectory,
        channel=channel,
        rewards=list(rewards),
        content_hash=trajectory.content_hash,
        scored_at=NOON,
    )
    if evidence:
        RewardEvidence.objects.create(
            rewards=row, step_index=trajectory.scorable[0], kind="arithmetic", verdict="contradicts", message=evidence
        )
    return row
