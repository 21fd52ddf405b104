"""Whether a label may say that it was made blind, where its annotator had to do with the trajectory before."""

import pytest

from annotator.labeling.models import Annotation
from annotator.labeling.policies import ALL_EVIDENCE
from annotator.trajectories.models import Trajectory
from tests.annotator.labeling.test_blind_policies import (
    NOTHING,
    act,
    another_queue,
    claim,
    end_undo,
    sees,
    set_policies,
    submit,
)
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db

BLIND = ("BLIND", "BLIND", "BLIND")
UNCONTROLLED = ("UNCONTROLLED", "UNCONTROLLED", "UNCONTROLLED")


@pytest.fixture
def team() -> Team:
    return make_team()


def views_of(trajectory: Trajectory) -> tuple[str, str, str]:
    """What the label of this trajectory says that was made last."""
    row = Annotation.objects.filter(trajectory=trajectory).latest("pk")
    return row.evidence_view, row.reference_view, row.labels_view


def revised(team: Team, first: Trajectory) -> Trajectory:
    return make_trajectory(team, revision=2, previous=first, problem="Put better")


@pytest.mark.parametrize("who", ["ada", "rita"])
def test_the_revision_before_is_hidden_as_long_as_the_newer_one(team: Team, who: str):
    first = make_trajectory(team)
    held = claim(team, who)
    submit(team, who, held)
    end_undo(held)
    assert sees(team, who, first) == ALL_EVIDENCE
    second = revised(team, first)

    held = claim(team, who)
    assert held["trajectory"]["id"] == second.pk
    assert sees(team, who, first) == NOTHING
    submit(team, who, held)
    assert sees(team, who, first) == NOTHING, "it can still be taken back"
    end_undo(held)
    assert sees(team, who, first) == sees(team, who, second) == ALL_EVIDENCE


def test_a_revision_that_was_shown_shows_the_one_before(team: Team):
    first = make_trajectory(team)
    held = claim(team, "ada")
    submit(team, "ada", held)
    end_undo(held)
    set_policies(team, blind_policy="SHOWN", reference_policy="SHOWN", labels_policy="SHOWN")
    second = revised(team, first)

    claim(team, "ada")

    assert sees(team, "ada", second) == sees(team, "ada", first) == ALL_EVIDENCE


def test_never_holds_for_every_revision(team: Team):
    first = make_trajectory(team, with_slots=False)
    never = another_queue(team, first, blind_policy="NEVER", reference_policy="NEVER", labels_policy="NEVER")
    held = claim(team, "ada", never)
    submit(team, "ada", held)
    end_undo(held)

    second = revised(team, first)
    held = claim(team, "ada")
    submit(team, "ada", held)
    end_undo(held)

    assert sees(team, "ada", second) == NOTHING
    assert sees(team, "rita", second) == ALL_EVIDENCE


def test_who_saw_the_revision_before_is_not_called_blind_to_the_newer_one(team: Team):
    first = make_trajectory(team)
    held = claim(team, "ada")
    submit(team, "ada", held)
    end_undo(held)

    second = revised(team, first)
    submit(team, "ada", claim(team, "ada"))

    assert (views_of(first), views_of(second)) == (BLIND, UNCONTROLLED)


def test_who_was_shown_the_revision_before_is_not_called_blind_to_the_newer_one(team: Team):
    set_policies(team, blind_policy="ON_REQUEST")
    first = make_trajectory(team)
    held = claim(team, "ada")
    act(team, "ada", held, "reveal", 204)
    submit(team, "ada", held)

    second = revised(team, first)
    submit(team, "ada", claim(team, "ada"))

    assert views_of(second) == ("UNCONTROLLED", "BLIND", "BLIND"), "the first can still be taken back"
