"""Rewards are stored as four-byte floats and are found again by the number that was written."""

import pytest

from annotator.scoring.models import TrajectoryRewards
from tests.factories.cast import make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lowest", [0.1, 0.7, 0.186523, 1e-9, -3.3, 0.0])
def test_finds_a_reward_by_the_number_that_was_written(lowest: float):
    team = make_team()
    make_rewards(team, make_channel(team), make_trajectory(team), [lowest, 5.0, None])

    assert TrajectoryRewards.objects.filter(lowest=lowest).exists()
    assert TrajectoryRewards.objects.filter(lowest__lte=lowest, lowest__gte=lowest).exists()
    assert not TrajectoryRewards.objects.filter(lowest__lt=lowest).exists()
    assert not TrajectoryRewards.objects.filter(lowest__gt=lowest).exists()
