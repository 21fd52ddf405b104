"""An annotation names the guideline that its desk showed; a newer one is said before anything is submitted."""

from typing import Any

import pytest

from annotator.labeling.models import Annotation, Assignment
from tests.annotator.guidelines.publishing import published
from tests.annotator.labeling.desk_calls import claim, operation, send
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    team = make_team()
    make_trajectory(team, steps=1)
    return team


def publish(team: Team, *, after: int) -> None:
    assert published(team, based_on=after, body=f"Rules, edition {after + 1}.").status_code == 201


def hand_in(team: Team, held: dict[str, Any], status: int = 200, **more: Any) -> dict[str, Any]:
    operations = [operation("label", 1, 0), operation("outcome", 1)]
    body = {"base_revision": held["draft"]["revision"], "operations": operations, **more}
    answered: dict[str, Any] = send(team, "ada", "post", f"assignments/{held['id']}/submit", body, status)
    return answered


def stored() -> int | None:
    guideline = Annotation.objects.get().guideline
    return None if guideline is None else guideline.version


def test_what_was_shown_is_stored(team: Team):
    publish(team, after=0)
    held = claim(team, "ada")

    hand_in(team, held, guideline_version=held["guideline"]["version"])

    assert stored() == 1


def test_a_newer_version_is_said_first_and_nothing_is_submitted(team: Team):
    publish(team, after=0)
    held = claim(team, "ada")
    publish(team, after=1)

    refused = hand_in(team, held, 409, guideline_version=1)

    assert (refused["code"], refused["guideline_version"]) == ("guideline_moved", 2)
    assert "Version 2 of the guideline came into force while you judged by version 1." in refused["detail"]
    assert not Annotation.objects.exists()
    assert Assignment.objects.get().status == "CLAIMED"


@pytest.mark.parametrize(("version", "keeps"), [(1, True), (2, False)])
def test_whoever_knows_of_it_submits_under_the_one_they_went_by(team: Team, version: int, keeps: bool):
    publish(team, after=0)
    held = claim(team, "ada")
    publish(team, after=1)
    hand_in(team, held, 409, guideline_version=1)

    hand_in(team, held, guideline_version=version, keeps_guideline=keeps)

    assert stored() == version


def test_submitting_twice_is_once_also_when_a_version_came_between(team: Team):
    publish(team, after=0)
    held = claim(team, "ada")
    first = hand_in(team, held, guideline_version=1)
    publish(team, after=1)

    again = hand_in(team, held, guideline_version=1)

    assert again["annotation_id"] == first["annotation_id"]
    assert stored() == 1


@pytest.mark.parametrize("version", [2, 99])
def test_a_version_that_this_project_never_published_is_refused(team: Team, version: int):
    other = make_team(slug="geometry")
    publish(team, after=0)
    publish(other, after=0)
    publish(other, after=1)
    held = claim(team, "ada")

    refused = hand_in(team, held, 400, guideline_version=version, keeps_guideline=True)

    assert refused["code"] == "bad_guideline"
    assert not Annotation.objects.exists()


def test_a_version_of_a_project_without_a_guideline_is_refused(team: Team):
    held = claim(team, "ada")

    assert hand_in(team, held, 400, guideline_version=1)["code"] == "bad_guideline"


def test_a_script_that_names_none_submits_under_the_one_in_force(team: Team):
    publish(team, after=0)
    held = claim(team, "ada")
    publish(team, after=1)

    hand_in(team, held)

    assert stored() == 2


def test_without_a_guideline_none_is_stored(team: Team):
    hand_in(team, claim(team, "ada"))

    assert stored() is None
