"""The report over real rows: who is counted, against which gold, and what a person who is blind does not learn."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.labeling.models import Annotation, Assignment
from annotator.labeling.services import claims
from annotator.trajectories.steps import Step
from tests.factories.annotations import annotate, give_gold
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


def quality(team: Team, who: str = "rita", query: str = "") -> dict[str, Any]:
    body = answer(team.client(who).get(team.url(f"quality{query}")))
    return {person["name"]: person for person in body["results"]}


def test_holds_everybody_against_gold_by_name():
    team = make_team(overlap=2)
    right, wrong = make_trajectory(team, "t-0"), make_trajectory(team, "t-1")
    give_gold(right, [1, -1, 1])
    give_gold(wrong, [1, 1, 1])
    annotate(team, "ada", right, [1, -1, 1])
    annotate(team, "ada", wrong, [1, 1, -1])
    annotate(team, "grace", right, [-1, 1, 1])

    found = quality(team)

    assert list(found) == ["ada", "grace"]
    ada = found["ada"]["accuracy"]
    assert (ada["steps"]["hits"], ada["steps"]["count"], ada["first_errors"]["right"]["value"]) == (5, 6, 0.5)
    assert ada["first_errors"]["invented"] == 1
    assert {one["label"]: one["share"]["value"] for one in ada["recalls"]} == {-1: 1.0, 0: None, 1: 0.8}
    assert found["grace"]["accuracy"]["first_errors"]["distances"] == [{"steps": -1, "trajectories": 1}]


@pytest.mark.parametrize("method", ["UNANIMOUS", "MAJORITY", "DAWID_SKENE"])
def test_gold_that_is_made_of_annotations_measures_nobody(method: str):
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, 1, 1], method=method)
    annotate(team, "ada", trajectory, [1, 1, 1])

    assert quality(team)["ada"]["accuracy"]["trajectories"] == 0


def test_only_the_version_in_force_counts():
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, 1, 1])
    give_gold(trajectory, [1, -1, 1], method="ADJUDICATED")
    annotate(team, "ada", trajectory, [1, -1, 1])

    assert quality(team)["ada"]["accuracy"]["steps"]["value"] == 1.0


def test_gold_of_another_protocol_still_says_where_the_first_error_is():
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, -1, 1], protocol="first-error")
    annotate(team, "ada", trajectory, [1, -1, 1])

    accuracy = quality(team)["ada"]["accuracy"]

    assert (accuracy["first_errors"]["right"]["value"], accuracy["steps"]["count"]) == (1.0, 0)


@pytest.mark.parametrize("view", ["SHOWN", "UNCONTROLLED"])
def test_work_of_somebody_who_may_have_read_the_gold_is_counted_and_held_against_nothing(view: str):
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, 1, 1])
    annotate(team, "max", trajectory, [1, 1, 1], labels_view=view)

    found = quality(team)["max"]

    assert (found["annotations"], found["uncontrolled"], found["accuracy"]["trajectories"]) == (1, 1, 0)


@pytest.mark.parametrize("view", ["SCORES_SHOWN", "UNCONTROLLED"])
def test_rewards_in_view_are_no_gold(view: str):
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, 1, 1])
    annotate(team, "ada", trajectory, [1, 1, 1], evidence_view=view)

    found = quality(team)["ada"]

    assert (found["uncontrolled"], found["accuracy"]["trajectories"]) == (0, 1)


def test_withdrawn_work_does_not_count():
    team = make_team()
    trajectory = make_trajectory(team)
    annotate(team, "ada", trajectory, [1, 1, 1], withdrawn_at=NOON)

    assert quality(team) == {}


def test_times_come_from_the_desk_and_too_fast_from_the_text():
    team = make_team()
    trajectory = make_trajectory(team, steps=[Step("q", role="user"), Step("x" * 600), Step("y" * 600)])
    annotate(team, "ada", trajectory, [None, 1, 1], active_ms=[None, 9_000, 11_000])

    times = quality(team)["ada"]["times"]

    assert (times["active_s"], times["idle_s"], times["per_step_s"]) == (20, 40, 10)
    assert (times["too_fast"]["hits"], times["too_fast"]["count"]) == (1, 2)
    assert quality(team, query="?reading_speed=100")["ada"]["times"]["too_fast"]["hits"] == 0


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        ([None, -1, None], {}),  # the protocol stops at the first error
        ([None, None, None], {"protocol": "first-error", "first_error": 1, "no_error": False}),
        ([None, -1, -1], {"origins": [None, 0, 1]}),  # an accepted proposal
    ],
)
def test_steps_behind_the_first_error_that_nobody_judged_are_not_too_fast(
    labels: list[int | None], columns: dict[str, Any]
):
    team = make_team()
    trajectory = make_trajectory(team, steps=[Step("q", role="user"), Step("x" * 600), Step("y" * 600)])
    annotate(team, "ada", trajectory, labels, active_ms=[None, 11_000, 300], **columns)

    times = quality(team)["ada"]["times"]

    assert (times["measured_steps"], times["too_fast"]["hits"], times["too_fast"]["count"]) == (1, 0, 1)
    assert times["active_s"] == 11.3


def test_refuses_a_reading_speed_that_is_none():
    team = make_team()

    assert "reading_speed" in answer(team.client("rita").get(team.url("quality?reading_speed=0")), 400)["fields"]


def test_a_reviewer_learns_nothing_of_a_trajectory_that_they_hold():
    team = make_team(overlap=2)
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, -1, 1])
    annotate(team, "ada", trajectory, [1, -1, 1])
    assert quality(team, "rita")["ada"]["accuracy"]["trajectories"] == 1

    claims.claim_next(queue_id=team.queue.pk, member=team.member("rita"), now=NOON)

    assert quality(team, "rita") == {}
    assert quality(team, "max")["ada"]["accuracy"]["trajectories"] == 1


def test_annotators_see_their_own_work_once_they_may_see_its_gold():
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, -1, 1])
    annotation = annotate(team, "ada", trajectory, [1, 1, -1])
    mine = answer(team.client("ada").get(team.url("quality/mine")))
    assert (mine["name"], mine["accuracy"]["first_errors"]["distances"]) == ("ada", [{"steps": 1, "trajectories": 1}])

    Assignment.objects.filter(pk=annotation.assignment_id).update(undo_until=NOON.replace(year=2999))

    assert answer(team.client("ada").get(team.url("quality/mine")))["annotations"] == 0


def test_asks_the_database_as_often_for_many_people_as_for_one(django_assert_num_queries: Any):
    team = make_team(overlap=2)
    client = team.client("rita")
    for number in range(3):
        trajectory = make_trajectory(team, f"t-{number}")
        give_gold(trajectory, [1, -1, 1])
        annotate(team, "ada", trajectory, [1, -1, 1])
        annotate(team, "grace", trajectory, [1, 1, 1])

    with django_assert_num_queries(6):  # session, user, member, annotations, gold, contests
        client.get(team.url("quality"))


def test_the_command_prints_what_the_page_shows():
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, -1, 1])
    annotate(team, "ada", trajectory, [1, -1, 0])
    out = io.StringIO()

    call_command("annotator_quality", "algebra", "--json", stdout=out)

    (ada,) = json.loads(out.getvalue())["annotators"]
    assert ada["accuracy"]["steps"]["hits"] == 2
    text = io.StringIO()
    call_command("annotator_quality", "algebra", stdout=text)
    assert "67 % [21, 94] n=3" in text.getvalue()


def test_accepted_proposals_are_held_against_nobody_unless_asked_for():
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, -1, 1])
    annotate(team, "ada", trajectory, [1, -1, -1])
    Annotation.objects.update(origins=[0, 0, 1])

    def steps(*options: str) -> dict[str, Any]:
        out = io.StringIO()
        call_command("annotator_quality", "algebra", "--json", *options, stdout=out)
        found: dict[str, Any] = json.loads(out.getvalue())["annotators"][0]["accuracy"]["steps"]
        return found

    assert (steps()["hits"], steps()["count"]) == (2, 2)
    assert (steps("--with-proposals")["hits"], steps("--with-proposals")["count"]) == (2, 3)
    assert quality(team)["ada"]["accuracy"]["steps"]["count"] == 2


@pytest.mark.parametrize("speed", ["0", "nan", "inf", "3000"])
def test_the_command_refuses_a_speed_at_which_nobody_reads(speed: str):
    make_team()

    with pytest.raises(CommandError, match="from 5 to 2000"):
        call_command("annotator_quality", "algebra", "--reading-speed", speed)


def test_the_command_says_which_projects_there_are():
    make_team()

    with pytest.raises(CommandError, match="algebra"):
        call_command("annotator_quality", "geometry")


def test_accepted_proposals_are_counted_and_left_out_unless_the_address_asks_for_them():
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, -1, -1])
    annotate(team, "ada", trajectory, [1, -1, -1], origins=[0, 0, 1])

    without, asked = quality(team)["ada"], quality(team, query="?with_proposals=true")["ada"]
    own = answer(team.client("ada").get(team.url("quality/mine?with_proposals=true")))

    assert (without["proposals"], without["accuracy"]["steps"]["count"]) == (1, 2)
    assert (asked["proposals"], asked["accuracy"]["steps"]["count"]) == (1, 3)
    assert own["accuracy"]["steps"]["count"] == 3
