"""Whoever had a trajectory is never handed its twin, however they lost the first one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from annotator.labeling.hidden_checks import NOT_A_TWIN_OF_MINE, Twin, had_its_twin
from annotator.labeling.models import Assignment, Draft
from annotator.trajectories.models import Trajectory
from tests.annotator.labeling.desk_calls import ask, claim, lapse, name_of, operation, send, submit
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db

Held = dict[str, Any]


@pytest.fixture
def team() -> Team:
    """Two twins; the first one comes first."""
    made = make_team()
    one, other = (make_trajectory(made, name) for name in ("plain", "flawed"))
    Twin.objects.create(trajectory=one, other=other)
    Twin.objects.create(trajectory=other, other=one)
    return made


def _lapses_and_a_colleague_takes_it(team: Team, held: Held) -> None:
    lapse(held["id"])
    assert name_of(ask(team, "grace")) == "plain"


def _is_taken_back(team: Team, held: Held) -> None:
    send(team, "max", "post", f"slots/{held['id']}/take-back", status=200)
    _a_colleague_gets_it(team, held)


def _is_closed(team: Team, held: Held) -> None:
    send(team, "max", "post", f"queues/{team.queue.pk}/slots/close", {"slots": [held["id"]]})


def _is_given_to_a_colleague(team: Team, held: Held) -> None:
    send(team, "max", "post", f"slots/{held['id']}/reassign", {"username": "grace"})


def _is_given_back(team: Team, held: Held) -> None:
    send(team, "ada", "post", f"assignments/{held['id']}/release", status=204)
    _a_colleague_gets_it(team, held)


def _is_given_back_and_was_fetched_ahead_again(team: Team, held: Held) -> None:
    send(team, "ada", "post", f"assignments/{held['id']}/release", status=204)
    assert name_of(ask(team, "ada", action="reserve")) == "plain"
    send(team, "ada", "delete", f"queues/{team.queue.pk}/reserve", status=204)
    _a_colleague_gets_it(team, held)


def _is_given_back_and_lapsed_when_fetched_ahead_again(team: Team, held: Held) -> None:
    send(team, "ada", "post", f"assignments/{held['id']}/release", status=204)
    assert name_of(ask(team, "ada", action="reserve")) == "plain"
    _lapses_and_a_colleague_takes_it(team, held)


def _a_colleague_gets_it(team: Team, held: Held) -> None:
    assert claim(team, "grace")["id"] == held["id"]


WAYS = [
    _lapses_and_a_colleague_takes_it,
    _is_taken_back,
    _is_closed,
    _is_given_to_a_colleague,
    _is_given_back,
    _is_given_back_and_was_fetched_ahead_again,
    _is_given_back_and_lapsed_when_fetched_ahead_again,
]


@pytest.mark.parametrize("lost", WAYS)
@pytest.mark.parametrize("began", [False, True])
def test_whoever_had_one_is_not_handed_the_other(team: Team, lost: Callable[[Team, Held], None], began: bool):
    held = claim(team, "ada")
    assert held["trajectory"]["external_id"] == "plain"
    if began:
        body = {"base_revision": 0, "operations": [operation("label", 1, 0)]}
        send(team, "ada", "post", f"assignments/{held['id']}/draft", body)

    lost(team, held)

    assert Assignment.objects.get(trajectory__external_id="flawed").status == "OPEN"
    assert name_of(ask(team, "ada")) is None
    assert name_of(ask(team, "ada", action="reserve")) is None
    slot = Assignment.objects.get(trajectory__external_id="flawed")
    refused = send(team, "max", "post", f"slots/{slot.pk}/reassign", {"username": "ada"}, 409)
    assert "a single step" in refused["detail"]
    assert name_of(ask(team, "rita")) == "flawed"


def test_what_was_only_fetched_ahead_leaves_nothing(team: Team):
    assert name_of(ask(team, "ada", action="reserve")) == "plain"
    send(team, "ada", "delete", f"queues/{team.queue.pk}/reserve", status=204)
    submit(team, "grace", claim(team, "grace"))

    assert not Draft.objects.filter(annotator=team.member("ada").annotator_id).exists()
    assert name_of(ask(team, "ada")) == "flawed"


def test_what_lapsed_unbegun_leaves_nothing(team: Team):
    ahead = ask(team, "ada", action="reserve")["assignment"]
    lapse(ahead["id"])
    submit(team, "grace", claim(team, "grace"))

    assert name_of(ask(team, "ada")) == "flawed"


def asks_the_same(team: Team, who: str) -> set[bool]:
    """What the claim's statement and the rows of a manager's gift say of the twin."""
    annotator_id, flawed = team.member(who).annotator_id, Trajectory.objects.get(external_id="flawed")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT NOT {NOT_A_TWIN_OF_MINE} FROM annotator_assignment AS slot "  # noqa: S608 - a constant of ours
            "WHERE slot.trajectory_id = %(flawed)s",
            {"annotator": annotator_id, "flawed": flawed.pk},
        )
        said = {bool(row[0]) for row in cursor.fetchall()}
    return said | {had_its_twin(annotator_id=annotator_id, trajectory_id=flawed.pk)}


def test_the_statement_and_the_rows_agree(team: Team):
    assert asks_the_same(team, "ada") == {False}
    ahead = ask(team, "ada", action="reserve")["assignment"]
    assert asks_the_same(team, "ada") == {True}
    send(team, "ada", "delete", f"queues/{team.queue.pk}/reserve", status=204)
    assert asks_the_same(team, "ada") == {False}
    held = claim(team, "ada")
    assert held["id"] == ahead["id"]
    send(team, "ada", "post", f"assignments/{held['id']}/release", status=204)
    assert asks_the_same(team, "ada") == {True}
    assert asks_the_same(team, "grace") == {False}


def test_looks_only_where_there_is_a_twin_and_by_the_trajectory():
    """A claim looks at many slots: neither all of an annotator's work may be read for each, nor a whole table."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"EXPLAIN SELECT 1 FROM annotator_assignment AS slot WHERE {NOT_A_TWIN_OF_MINE}",  # noqa: S608 - as above
            {"annotator": 1},
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "annotator_draft" in plan
    assert "Index Cond: (trajectory_id = twin.other_id)" in plan
