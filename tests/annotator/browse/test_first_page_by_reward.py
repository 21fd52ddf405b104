"""The first pages by lowest reward ask about each row by itself: the answer is that of the whole, and nothing is sorted."""

import random

import pytest
from django.db import connection

from annotator.browse.listing import _by_reward, _page_by_reward, _rewards, _rewards_row_by_row
from annotator.http.clock import now
from annotator.labeling.visibility import Viewer
from annotator.projects.roles import Role
from annotator.scoring.models import ScorerChannel, TrajectoryRewards
from annotator.trajectories.models import Trajectory
from tests.annotator.labeling.test_composed_once import PEOPLE, some_world
from tests.factories.cast import NOON, Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

MANY = 1_000


def many_rewards(team: Team) -> ScorerChannel:
    """Copies of one trajectory, each with rewards of its own, as PostgreSQL knows them after a while."""
    channel = make_channel(team)
    model = make_trajectory(team, "model")
    make_rewards(team, channel, model, [0.5, 0.5, 0.5])
    rows = Trajectory.objects.bulk_create(
        Trajectory(
            project=team.project,
            source=model.source,
            external_id=f"copy-{number}",
            step_count=model.step_count,
            scorable=model.scorable,
            content_hash=model.content_hash,
            record_hash=model.record_hash,
            imported_at=NOON,
        )
        for number in range(MANY)
    )
    first = TrajectoryRewards.objects.get()
    TrajectoryRewards.objects.bulk_create(
        TrajectoryRewards(
            run_id=first.run_id,
            trajectory=row,
            channel=channel,
            rewards=[number / MANY, 1.0, 1.0],
            content_hash=row.content_hash,
            scored_at=NOON,
        )
        for number, row in enumerate(rows)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return channel


@pytest.mark.parametrize("seed", range(3))
def test_everybody_is_answered_as_if_all_rows_had_been_joined(seed: int):
    team = some_world(random.Random(seed))
    channel = ScorerChannel.objects.get()
    met = set()
    for who in PEOPLE:
        viewer = Viewer.of(team.member(who), now=now())
        for is_descending in (False, True):
            row_by_row, joined = (
                _by_reward(form(viewer, channel.pk), is_descending=is_descending).first(50)
                for form in (_rewards_row_by_row, _rewards)
            )
            assert row_by_row == joined
            met.add(len(joined))

    assert len(met) > 1, "the test can fail: not everybody sees the same"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MANAGER])
@pytest.mark.parametrize("is_continued", [False, True])
def test_reads_the_beginning_of_the_order_and_sorts_nothing(role: Role, is_continued: bool):
    team = make_team()
    channel = many_rewards(team)
    viewer = Viewer.of(team.member("max"), now=now())
    statement = _page_by_reward(role, is_descending=False, is_continued=is_continued, length=51)
    place = {"value": 0.25, "after": 0} if is_continued else {}

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE) {statement.sql}", {**viewer.values, "channel": channel.pk, **place})
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Sort" not in plan, plan
    assert "rewards_by_lowest" in plan, plan
