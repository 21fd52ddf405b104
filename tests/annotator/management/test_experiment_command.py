"""What an experiment came to, read from the shell."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotator.labeling.models import Annotation, Queue
from tests.annotator.audit.test_experiments import result, run
from tests.factories.cast import Team, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    made = make_team(overlap=2)
    Queue.objects.filter(pk=made.queue.pk).update(blind_policy="RANDOMISED", seed=5)
    made.queue.refresh_from_db()
    return made


def said(*words: str) -> str:
    out = StringIO()
    call_command("experiment", "algebra", *words, stdout=out)
    return out.getvalue()


def test_answers_what_the_page_shows(team: Team):
    run(team, 3)

    found = json.loads(said("--json"))

    shown = result(team)
    del shown["by_name"]
    assert found == shown


def test_says_both_arms_with_n_and_interval(team: Team):
    run(team, 3)

    head, incorrect, *_, left_out = said("--queue", "All trajectories", "--scorer", "prm").strip().splitlines()

    assert head == "All trajectories: rewards shown for 50 % of the slots"
    assert incorrect.startswith("incorrect_share      shown 0.333 [0.333, 0.333] n=3, hidden 0.000 [0.000, 0.000] n=3")
    assert incorrect.endswith("too-few")
    assert left_out.startswith("left out: 0 by people who may have seen it elsewhere")


def test_counts_accepted_proposals_only_where_that_is_asked_for(team: Team):
    run(team, 2)
    Annotation.objects.filter(assignment__arm="SHOWN").update(labels=[1, -1, -1], origins=[0, 0, 1])

    without, asked = said(), said("--with-proposals")

    assert "shown 0.500" in without
    assert "shown 0.667" in asked
    assert without.splitlines()[-1] == "accepted proposals: 2 labels, left out"
    assert asked.splitlines()[-1] == "accepted proposals: 2 labels, counted"
    assert json.loads(said("--with-proposals", "--json"))["with_proposals"] is True


def test_says_what_to_do_where_it_cannot_know_what_is_meant(team: Team):
    with pytest.raises(CommandError, match="There is no scorer 'other' with a threshold; there are: none"):
        said("--scorer", "other")
    Queue.objects.update(blind_policy="UNTIL_SUBMITTED")
    with pytest.raises(CommandError, match=r"runs 0 experiments\. Name one queue"):
        said()
    with pytest.raises(CommandError, match="Randomise one of its policies"):
        said("--queue", "All trajectories")
