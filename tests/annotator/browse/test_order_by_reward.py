"""The list by lowest reward: its first pages are prepared, what is filtered is not, and both say the same."""

import base64
import json
from typing import Any

import pytest

from annotator.browse import listing
from annotator.scoring.models import Scorer, ScorerChannel
from annotator.trajectories.models import Trajectory
from tests.annotator.labeling.test_blind_policies import claim, end_undo, submit
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

FITS_ALL = "steps:1.."
LOWEST = [0.1, 0.7, 0.1, 0.30000001, 0.0, 0.1, 1.0]


@pytest.fixture
def team() -> Team:
    """Seven trajectories, some with one reward in common; Ada and Rita have one behind them and one in hand."""
    team = make_team()
    channel = make_channel(team)
    rows = make_trajectories(team, len(LOWEST))
    for row, lowest in zip(rows, LOWEST, strict=True):
        make_rewards(team, channel, row, [lowest, 1.0, 1.0])
    make_trajectory(team, "without rewards")
    for who in ("ada", "rita"):
        done = claim(team, who)
        submit(team, who, done)
        end_undo(done)
        claim(team, who)
    return team


def page(team: Team, who: str, **query: str) -> Any:
    return answer(team.client(who).get(team.url("trajectories"), query))


def walked(team: Team, who: str, **query: str) -> list[int]:
    """The whole list, page by page."""
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        got = page(team, who, **query, **({"cursor": cursor} if cursor else {}))
        found += [row["id"] for row in got["results"]]
        cursor = got["next_cursor"]
        assert len(found) < 20, "the pages go round in a circle"
    return found


@pytest.mark.parametrize("who", ["ada", "rita", "max"])
@pytest.mark.parametrize("order", ["lowest:prm", "-lowest:prm"])
@pytest.mark.parametrize("length", ["2", "60"])
def test_is_the_same_with_a_filter_that_everything_fits(team: Team, who: str, order: str, length: str):
    plain = walked(team, who, order=order, length=length)

    assert plain == walked(team, who, order=order, length=length, filter=FITS_ALL)
    assert len(plain) == {"ada": 1, "rita": 6, "max": 7}[who]


def test_is_in_the_order_of_the_numbers(team: Team):
    by_id = dict(Trajectory.objects.filter(external_id__startswith="t-").values_list("pk", "external_id"))
    numbered = sorted(by_id, key=lambda pk: (LOWEST[int(by_id[pk].removeprefix("t-"))], pk))

    assert walked(team, "max", order="lowest:prm", length="3") == numbered
    assert walked(team, "max", order="-lowest:prm", length="3") == numbered[::-1]


def test_what_one_begins_with_leaves_the_order_at_once(team: Team):
    assert len(walked(team, "max", order="lowest:prm")) == 7

    held = claim(team, "max")

    left = walked(team, "max", order="lowest:prm")
    assert len(left) == 6
    assert held["trajectory"]["id"] not in left


def test_each_project_has_its_own(team: Team):
    other = make_team(slug="geometry")
    (row,) = make_trajectories(other, 1)
    make_rewards(other, make_channel(other), row, [0.5, 0.5, 0.5])

    assert walked(other, "max", order="lowest:prm") == [row.pk]
    assert row.pk not in walked(team, "max", order="lowest:prm")


def test_goes_by_the_newest_revision_of_the_scorer(team: Team):
    (row,) = Trajectory.objects.filter(external_id="without rewards")
    newer = Scorer.objects.create(project=team.project, name="prm", adapter="imported", revision="2", created_at=NOON)
    make_rewards(team, ScorerChannel.objects.create(scorer=newer, semantics="probability"), row, [0.5, 0.5, 0.5])

    assert walked(team, "max", order="lowest:prm") == [row.pk]
    assert walked(team, "max", order="lowest:prm", filter=FITS_ALL) == [row.pk]


def test_costs_as_many_queries_for_few_rows_as_for_many(team: Team, django_assert_num_queries: Any):
    client = team.client("max")
    for length in ("1", "7"):
        client.get(team.url("trajectories"), {"order": "lowest:prm", "length": length})
        # Session, person, member; channels; the page, its rows, what is seen; rewards, gold, labels.
        with django_assert_num_queries(10):
            client.get(team.url("trajectories"), {"order": "lowest:prm", "length": length})


@pytest.mark.parametrize("order", ["lowest:prm", "id"])
@pytest.mark.parametrize("place", [["a", 1], [0.5, "a"], [None, 1], [0.5, 2**70], [0.5, 1.5], [[0.5], 1], [10**400, 1]])
def test_refuses_a_place_that_is_none(team: Team, order: str, place: list[Any]):
    token = base64.urlsafe_b64encode(json.dumps([order, place]).encode()).decode()

    refusal = answer(team.client("max").get(team.url("trajectories"), {"order": order, "cursor": token}), 400)

    assert refusal["code"] == "bad_filter"
    assert "damaged" in refusal["detail"]


@pytest.mark.parametrize("length", ["1", "2", "3", "999"])
def test_is_the_same_whichever_length_was_prepared(team: Team, length: str, monkeypatch: pytest.MonkeyPatch):
    whole = walked(team, "rita", order="lowest:prm")
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "MAX_PAGE", 4)

    assert len(page(team, "rita", order="lowest:prm", length=length)["results"]) == min(int(length), 4)
    assert walked(team, "rita", order="lowest:prm", length=length) == whole
