"""The filter's words for rewards."""

import pytest

from annotator.scoring.models import RewardStatus, ScorerChannel, TrajectoryRewards
from annotator.trajectories.filters import BadFilter, apply_filter
from annotator.trajectories.models import Trajectory
from tests.factories.cast import Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def channel(team: Team) -> ScorerChannel:
    """t-0 and t-1 have rewards, t-2 failed, t-3 has none."""
    channel = make_channel(team, "my prm")
    trajectories = make_trajectories(team, 4)
    make_rewards(team, channel, trajectories[0], [0.75, 0.25, None])
    make_rewards(team, channel, trajectories[1], [0.75, 0.5, None])
    make_rewards(team, channel, trajectories[2], [None, None, None])
    TrajectoryRewards.objects.filter(trajectory=trajectories[2]).update(status=RewardStatus.FAILED)
    return channel


def found(team: Team, text: str) -> list[str]:
    rows = apply_filter(Trajectory.objects.all(), text, project_id=team.project.pk)
    return list(rows.order_by("pk").values_list("external_id", flat=True))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ('scorer:"my prm"', ["t-0", "t-1"]),
        ('-scorer:"my prm"', ["t-2", "t-3"]),
        ('lowest:"my prm<0.5"', ["t-0"]),
        ('lowest:"my prm<=0.5"', ["t-0", "t-1"]),
        ('lowest:"my prm>=0.5"', ["t-1"]),
        ('lowest:"my prm>-1"', ["t-0", "t-1"]),
    ],
)
def test_finds_by_rewards(team: Team, channel: ScorerChannel, text: str, ids: list[str]) -> None:
    assert found(team, text) == ids


def test_rewards_for_another_text_are_none(team: Team, channel: ScorerChannel) -> None:
    TrajectoryRewards.objects.filter(trajectory__external_id="t-0").update(content_hash=b"x" * 32)

    assert found(team, 'scorer:"my prm"') == ["t-1"]


def test_a_checker_that_never_ran_has_judged_nothing(team: Team, channel: ScorerChannel) -> None:
    assert found(team, "scorer:equation-checker") == []
    assert found(team, "-scorer:equation-checker") == ["t-0", "t-1", "t-2", "t-3"]


@pytest.mark.parametrize("text", ["scorer:oracle", "lowest:oracle<0.5", "lowest:equation-checker", "lowest:x<y"])
def test_says_what_it_cannot_read(team: Team, text: str) -> None:
    with pytest.raises(BadFilter):
        found(team, text)
