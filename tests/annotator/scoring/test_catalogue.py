"""The tables of adapters and rule scorers, and what every project has by itself."""

from dataclasses import replace

import pytest

from annotator.scoring.catalogue import ADAPTERS, RULE_SCORERS, queue_of
from annotator.scoring.models import Scorer, ScorerChannel
from annotator.scoring.presets import builtin_scorers
from annotator.scoring.services.scorers import CannotRun, UnknownScorer, ensure_builtin_scorers, scorer_to_run
from tests.factories.cast import NOON, make_team
from tests.factories.scoring import make_channel
from webapp.env import REPOSITORY
from worker.scorers import registry


def test_knows_every_adapter_that_the_worker_has() -> None:
    assert set(registry.ADAPTERS) == set(ADAPTERS)


def test_every_rule_scorer_is_built_by_its_configuration() -> None:
    for name, builtin in RULE_SCORERS.items():
        assert registry.load(name, builtin.configuration).score([]) == []


def test_another_version_or_configuration_is_another_revision() -> None:
    builtin = RULE_SCORERS["equation-checker"]

    revisions = {
        builtin.revision,
        replace(builtin, version="2").revision,
        replace(builtin, configuration={"max_statements": 5}).revision,
    }

    assert len(revisions) == 3
    assert (
        replace(builtin, configuration={"b": 1, "a": 2}).revision
        == replace(builtin, configuration={"a": 2, "b": 1}).revision
    )


def test_an_adapter_that_the_table_no_longer_names_goes_to_the_usual_queue() -> None:
    assert queue_of("gone") == "cpu"


def test_a_queue_that_was_chosen_for_a_scorer_goes_before_its_adapters() -> None:
    assert (queue_of("step-reader"), queue_of("step-reader", "gpu-large")) == ("gpu", "gpu-large")


@pytest.mark.django_db
def test_makes_the_built_in_scorers_once_with_what_their_numbers_mean() -> None:
    team = make_team()

    first = ensure_builtin_scorers(project=team.project, at=NOON)
    again = ensure_builtin_scorers(project=team.project, at=NOON)

    assert [scorer.pk for scorer in first] == [scorer.pk for scorer in again]
    assert Scorer.objects.count() == len(builtin_scorers())
    channels = set(ScorerChannel.objects.values_list("scorer__name", "name", "semantics", "threshold"))
    assert {channel for channel in channels if channel[0] in RULE_SCORERS} == {
        ("equation-checker", "reward", "verdict", 0.5),
        ("tool-call-checker", "reward", "verdict", 0.5),
    }


@pytest.mark.django_db
def test_an_older_revision_stays_beside_the_present_one() -> None:
    team = make_team()
    old = Scorer.objects.create(
        project=team.project, name="equation-checker", adapter="equation-checker", revision="0-old", created_at=NOON
    )

    present = scorer_to_run(project=team.project, name="equation-checker", at=NOON)

    assert present.pk != old.pk
    assert present.revision == RULE_SCORERS["equation-checker"].revision


@pytest.mark.django_db
def test_refuses_to_run_what_came_from_a_file() -> None:
    team = make_team()
    make_channel(team, "prm")

    with pytest.raises(CannotRun, match="come from files"):
        scorer_to_run(project=team.project, name="prm", at=NOON)


@pytest.mark.django_db
def test_says_which_scorers_there_are() -> None:
    with pytest.raises(UnknownScorer, match="equation-checker, tool-call-checker"):
        scorer_to_run(project=make_team().project, name="oracle", at=NOON)


def test_every_scorer_and_event_is_described() -> None:
    page = (REPOSITORY / "docs" / "scoring.md").read_text(encoding="utf-8")

    runs = [f"score_run.{event}" for event in ("requested", "paused", "resumed", "cancelled", "retried")]
    named = [*builtin_scorers(), *ADAPTERS, *runs, "scorer.added", "scorer.changed"]
    assert [name for name in named if f"`{name}`" not in page] == []
