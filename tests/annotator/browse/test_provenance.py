"""Where a lane's numbers come from, and whether they are of the text that the trajectory has."""

from typing import Any

import pytest

from annotator.scoring.models import RewardStatus
from annotator.scoring.services.provenance import provenance_id
from annotator.trajectories.models import Trajectory
from tests.factories.cast import Team, answer, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db
RAN_ON = {"model": "org/prm", "revision": "0123abcd", "tokenizer_hash": "ff00", "dtype": "float32", "attention": "sdpa"}


@pytest.fixture
def team() -> Team:
    return make_team()


def lane(team: Team, trajectory: Trajectory) -> dict[str, Any]:
    page = answer(team.client("rita").get(team.url(f"trajectories/{trajectory.pk}")))
    (shown,) = page["lanes"]
    return dict(shown)


def test_a_lane_says_on_what_it_ran_when_and_how_far(team: Team) -> None:
    trajectory = make_trajectory(team, steps=3)
    row = make_rewards(team, make_channel(team), trajectory, [0.5, 0.5, None])
    row.provenance_id, row.status, row.reason = provenance_id(RAN_ON), RewardStatus.TRUNCATED, "It read two steps."
    row.save()

    shown = lane(team, trajectory)

    assert (shown["provenance"], shown["is_stale"]) == (RAN_ON, False)
    assert (shown["status"], shown["reason"]) == ("TRUNCATED", "It read two steps.")
    assert shown["run"]["scored_at"]


def test_rewards_of_an_older_text_are_stale_and_bring_no_numbers(team: Team) -> None:
    first = make_trajectory(team, "t-0", steps=3)
    make_rewards(team, make_channel(team), first, [0.5, 0.5, 0.5])
    second = make_trajectory(team, "t-0", steps=3, problem="Reworded?", revision=2, previous=first)

    shown = lane(team, second)

    assert (shown["is_stale"], shown["status"], shown["rewards"]) == (True, "STALE", [])
    assert shown["provenance"] == {}
    assert not lane(team, first)["is_stale"]
