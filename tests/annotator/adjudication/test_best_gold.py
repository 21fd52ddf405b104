"""Where only one gold can stand for a trajectory, it is always the same one, and the project's own comes first."""

from typing import Any

import pytest

from annotator.adjudication.queries import current_gold
from annotator.audit.queries import predictions_against_gold
from annotator.labeling.models import Queue
from tests.factories.annotations import give_gold
from tests.factories.cast import Team, answer, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db

# In which step each says that the first error is: what a page shows tells which gold it took.
FIRST_ERRORS = {"visualprocessbench": 3, "first-error": 2, "correctable": 1, "binary": 0}


def golds(team: Team, protocols: tuple[str, ...]) -> Any:
    trajectory = make_trajectory(team, steps=4)
    for protocol in protocols:
        labels = [1, 1, 1, 1]
        labels[FIRST_ERRORS[protocol]] = -1
        give_gold(trajectory, labels, protocol=protocol)
    return trajectory


def shown(team: Team) -> str:
    """The protocol of the gold in the list."""
    (row,) = answer(team.client("max").get(team.url("trajectories")))["results"]
    found: str = row["gold"]["protocol"]
    return found


@pytest.mark.parametrize(
    ("own", "present", "best"),
    [
        ("visualprocessbench", ("binary", "correctable", "first-error", "visualprocessbench"), "visualprocessbench"),
        ("correctable", ("visualprocessbench", "binary", "correctable"), "correctable"),
        ("ternary", ("visualprocessbench", "binary", "first-error"), "first-error"),
        ("ternary", ("visualprocessbench", "correctable", "binary"), "binary"),
    ],
)
def test_the_projects_own_protocol_comes_first_then_first_error_then_by_name(
    own: str, present: tuple[str, ...], best: str
):
    team = make_team(protocol=own)
    trajectory = golds(team, present)
    channel = make_channel(team)
    make_rewards(team, channel, trajectory, [0.9, 0.9, 0.9, 0.9])

    page = answer(team.client("max").get(team.url(f"trajectories/{trajectory.pk}")))
    (case,) = predictions_against_gold(channel).cases

    assert shown(team) == best
    assert page["gold"][0]["protocol"] == best
    assert case.first_error == FIRST_ERRORS[best]


def test_the_order_in_which_gold_came_changes_nothing():
    for slug, present in (("algebra", ("binary", "correctable")), ("geometry", ("correctable", "binary"))):
        team = make_team(slug=slug)
        golds(team, present)

        assert shown(team) == "binary"


def test_another_queue_of_the_project_does_not_decide():
    team = make_team(protocol="binary")
    Queue.objects.create(project=team.project, name="second", protocol="correctable", created_at=team.queue.created_at)
    golds(team, ("correctable", "binary"))

    assert shown(team) == "binary"


def test_gold_that_says_nothing_of_errors_leaves_the_audit_to_the_next():
    team = make_team(protocol="correctable")
    trajectory = make_trajectory(team, steps=4)
    give_gold(trajectory, [1, 1, 1, -1], protocol="binary")
    own = give_gold(trajectory, [1, 1, 1, 1], protocol="correctable")
    type(own).objects.filter(pk=own.pk).update(no_error=False, labels=[None] * 4)
    channel = make_channel(team)
    make_rewards(team, channel, trajectory, [0.9] * 4)

    found = predictions_against_gold(channel)

    assert [case.first_error for case in found.cases] == [3]
    assert found.undecided == 0


def test_names_of_values_come_from_the_record_of_the_protocol_of_each_gold():
    team = make_team(protocol="correctable")
    trajectory = golds(team, ("correctable", "visualprocessbench"))

    page = answer(team.client("max").get(team.url(f"trajectories/{trajectory.pk}")))

    assert [gold["value_names"]["0"] for gold in page["gold"]] == ["correctable", "neutral"]
    assert [row.protocol for row in current_gold([trajectory.pk])] == ["correctable", "visualprocessbench"]
