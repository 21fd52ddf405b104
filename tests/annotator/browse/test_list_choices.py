"""What the list offers: values to filter by, and the lanes of its rows."""

import pytest

from tests.factories.cast import Team, answer, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def values(team: Team, who: str) -> dict[str, list[str]]:
    found = answer(team.client(who).get(team.url("trajectories/filters")))
    return {key["key"]: key["values"] for key in found["keys"]}


def lanes(team: Team, **query: str) -> list[int]:
    shown: list[int] = answer(team.client("rita").get(team.url("trajectories"), query))["shown_channels"]
    return shown


def test_offers_a_reviewer_the_values_that_occur(team: Team):
    make_trajectory(team, "a", source="gsm8k", generator="Qwen2")
    make_trajectory(team, "b", source="math", generator="")
    make_channel(team, "prm")
    channel = make_channel(team, "implicit", "log-ratio")
    channel.threshold = None
    channel.save()

    assert values(team, "rita") == {
        "source": ["gsm8k", "math"],
        "id": [],
        "group": [],
        "steps": [],
        "generator": ["Qwen2"],
        "outcome": ["right", "wrong", "unknown"],
        "labelled": ["yes", "no"],
        "gold": ["error", "clean", "yes", "no"],
        "scorer": ["prm", "implicit"],
        "lowest": ["prm<0.5"],
        "synthetic": ["yes", "no"],
    }


def test_offers_an_annotator_only_what_does_not_touch_what_is_hidden(team: Team):
    make_trajectory(team, source="gsm8k", generator="Qwen2")
    make_channel(team)

    assert values(team, "ada") == {"source": ["gsm8k"], "id": [], "group": [], "steps": []}


def test_every_value_that_is_offered_is_a_filter_that_can_be_read(team: Team):
    row = make_trajectory(team, source="two words", generator="Qwen2")
    make_rewards(team, make_channel(team), row, [0.2, 0.9, 0.9])

    for key, offered in values(team, "max").items():
        for value in offered:
            answer(team.client("max").get(team.url("trajectories"), {"filter": f'{key}:"{value}"'}))


def test_shows_three_lanes_the_one_that_is_sorted_by_first(team: Team):
    make_trajectories(team, 1)
    one, two, three, four = (make_channel(team, name).pk for name in ("one", "two", "three", "four"))

    assert lanes(team) == [one, two, three]
    assert lanes(team, channels=f"{three},{one}") == [three, one]
    assert lanes(team, order="-lowest:four") == [four, one, two]
    assert lanes(team, order="lowest:two", channels=f"{one},{two}") == [two, one]
    assert lanes(team, channels="") == []


def test_shows_the_first_lanes_where_none_of_those_asked_for_is_left(team: Team):
    """A new revision of a scorer has a new channel; a link from yesterday still shows something."""
    make_trajectories(team, 1)
    channel = make_channel(team)

    assert lanes(team, channels="987654") == [channel.pk]


def test_shows_a_page_also_where_a_file_called_numbers_beyond_one_probabilities(team: Team):
    row = make_trajectory(team)
    make_rewards(team, make_channel(team), row, [0.5, 3.5, -1.0])

    page = answer(team.client("rita").get(team.url(f"trajectories/{row.pk}")))

    assert page["lanes"][0]["rewards"] == [0.5, 3.5, -1.0]
    assert page["lanes"][0]["posterior"] is None
