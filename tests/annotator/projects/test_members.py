"""Projects and members over the API."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.journal.models import JournalEntry
from annotator.labeling.models import Queue
from annotator.projects.models import Annotator, Membership
from tests.factories.cast import Team, answer, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def add(team: Team, who: str, username: str, role: str = "ANNOTATOR", **more: Any):
    return team.client(who).post(team.url("members"), {"username": username, "role": role, **more}, format="json")


def test_a_manager_adds_somebody_who_has_an_account(team: Team):
    added = answer(add(team, "max", "sam", "REVIEWER"), 201)

    assert (added["username"], added["role"], added["first_password"]) == ("sam", "REVIEWER", None)
    assert answer(team.client("sam").get(team.url()))["role"] == "REVIEWER"
    assert JournalEntry.objects.filter(event="member.added", actor="max").count() == 1


def test_only_site_staff_make_accounts(team: Team):
    refused = answer(add(team, "max", "newcomer", create_account=True), 403)
    unknown = answer(add(team, "max", "newcomer"), 404)
    User.objects.filter(username="max").update(is_staff=True)
    made = answer(add(team, "max", "newcomer", create_account=True), 201)

    assert "site staff" in refused["detail"]
    assert unknown["code"] == "no_account"
    assert User.objects.get(username="newcomer").check_password(made["first_password"])


def test_a_project_never_loses_its_last_manager(team: Team):
    demoted = answer(team.client("max").patch(team.url("members/max"), {"role": "REVIEWER"}, format="json"), 409)
    removed = answer(team.client("max").delete(team.url("members/max")), 409)

    assert demoted["code"] == removed["code"] == "last_manager"
    assert Membership.objects.get(user__username="max").role == "MANAGER"


def test_a_removed_member_is_a_stranger_and_stays_an_author(team: Team):
    answer(team.client("max").delete(team.url("members/ada")), 204)

    answer(team.client("ada").get(team.url()), 404)
    assert Annotator.objects.filter(project=team.project, name="ada").exists()


def test_site_staff_make_projects_and_manage_them(team: Team):
    body = {"slug": "geometry", "name": "Geometry", "protocol": "first-error"}
    answer(team.client("sam").post("/api/v1/projects", body, format="json"), 403)
    User.objects.filter(username="sam").update(is_staff=True)

    made = answer(team.client("sam").post("/api/v1/projects", body, format="json"), 201)
    taken = answer(team.client("sam").post("/api/v1/projects", body, format="json"), 400)
    unknown = answer(
        team.client("sam").post("/api/v1/projects", {**body, "slug": "other", "protocol": "guess"}, format="json"), 400
    )

    assert (made["role"], made["protocol"], made["protocol_title"]) == ("MANAGER", "first-error", "First error")
    assert Queue.objects.get(project__slug="geometry").is_default
    assert "already is a project" in taken["fields"]["slug"][0]
    assert "ternary, first-error" in unknown["fields"]["protocol"][0]


def test_the_list_of_projects_counts_for_each_and_asks_once(team: Team, django_assert_max_num_queries):
    from tests.factories.trajectories import make_trajectories

    make_trajectories(team, 3)
    make_team(slug="empty")
    client = team.client("rita")

    with django_assert_max_num_queries(5):  # session, person, projects with their counts, lessons, who is through
        listed = answer(client.get("/api/v1/projects"))["results"]

    assert {row["slug"]: (row["trajectory_count"], row["wanted"], row["submitted"]) for row in listed} == {
        "algebra": (3, 3, 0),
        "empty": (0, 0, 0),
    }
