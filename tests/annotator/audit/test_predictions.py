"""What a scorer predicts beside gold, and `manage.py evaluate`."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.adjudication.models import GoldLabel, GoldMethod
from annotator.audit.queries import PredictionState, predictions_against_gold
from annotator.metrics.processbench import Case
from annotator.scoring.models import RewardStatus, ScorerChannel, TrajectoryRewards
from annotator.trajectories.models import Trajectory
from annotator.trajectories.steps import Step
from tests.factories.cast import NOON, Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory
from tests.plugins.queries import Asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def channel(team: Team) -> ScorerChannel:
    return make_channel(team)


def add_gold(
    trajectory: Trajectory, first_error: int | None, *, protocol: str = "first-error", version: int = 1, **values: Any
) -> None:
    labels: list[int | None] = [None] * trajectory.step_count
    if protocol == "ternary" and first_error is not None:
        labels[first_error] = -1
    given = {"no_error": first_error is None, **values}
    GoldLabel.objects.create(
        trajectory=trajectory, protocol=protocol, version=version, labels=labels, first_error=first_error,
        method=GoldMethod.IMPORTED, created_at=NOON, **given,
    )  # fmt: skip


def make_judged(
    team: Team, name: str, gold: int | None, rewards: list[float | None], channel: ScorerChannel, **columns: Any
) -> Trajectory:
    trajectory = make_trajectory(team, name, steps=len(rewards), with_slots=False, **columns)
    add_gold(trajectory, gold)
    make_rewards(team, channel, trajectory, rewards)
    return trajectory


def evaluate(*arguments: str) -> str:
    out = StringIO()
    call_command("evaluate", "algebra", "--scorer", "prm", *arguments, stdout=out)
    return out.getvalue()


def test_takes_the_current_gold_and_that_of_the_projects_own_protocol_first(team: Team, channel: ScorerChannel) -> None:
    steps = [Step(text="hello", role="user"), Step(text="one"), Step(text="two")]
    both = make_trajectory(team, "both", steps=steps)
    add_gold(both, 1)
    add_gold(both, 1, protocol="ternary")
    add_gold(both, 2, protocol="ternary", version=2)
    ternary = make_trajectory(team, "ternary", steps=steps)
    add_gold(ternary, 1, protocol="ternary")
    for trajectory in (both, ternary):
        make_rewards(team, channel, trajectory, [None, 0.75, 0.25])

    found = predictions_against_gold(channel)

    assert found.cases == [Case("tests", 2, [None, 0.75, 0.25], 1), Case("tests", 1, [None, 0.75, 0.25], 1)]


def test_what_was_not_judged_is_a_case_of_its_own_kind(team: Team, channel: ScorerChannel) -> None:
    make_judged(team, "judged", 1, [0.75, 0.25], channel)
    make_judged(team, "abstained", None, [None, None], channel)
    failed = make_judged(team, "failed", None, [None, None], channel)
    truncated = make_judged(team, "truncated", 0, [0.25, None], channel)
    add_gold(make_trajectory(team, "missing", steps=2), None)
    TrajectoryRewards.objects.filter(trajectory=failed).update(status=RewardStatus.FAILED)
    TrajectoryRewards.objects.filter(trajectory=truncated).update(status=RewardStatus.TRUNCATED)

    found = predictions_against_gold(channel)

    assert found.states == dict.fromkeys(PredictionState, 1)
    assert [case.rewards for case in found.cases] == [[0.75, 0.25], None, None, [0.25, None], None]
    told = evaluate()
    for sentence in ("1 trajectories judged no step", "1 trajectories failed", "1 trajectories have no rewards"):
        assert f"{sentence}; they count as wrong." in told
    assert "1 trajectories were not read to the end." in told


def test_rewards_of_an_older_text_do_not_count(team: Team, channel: ScorerChannel) -> None:
    first = make_judged(team, "t-0", 1, [0.75, 0.25], channel)
    second = make_trajectory(team, "t-0", steps=2, problem="Reworded?", revision=2, previous=first)
    add_gold(second, 1)
    make_judged(team, "t-1", 0, [0.25, 0.5], channel)

    found = predictions_against_gold(channel)

    assert [(case.first_error, case.rewards) for case in found.cases] == [(1, None), (0, [0.25, 0.5])]


def test_a_source_that_nobody_had_scored_is_left_out_and_named(team: Team, channel: ScorerChannel) -> None:
    make_judged(team, "t-0", 1, [0.75, 0.25], channel, source="gsm8k")
    add_gold(make_trajectory(team, "t-1", source="math"), 1)

    assert predictions_against_gold(channel).untouched == {"math": 1}
    assert list(json.loads(evaluate("--json"))["sources"]) == ["gsm8k"]
    assert "math: 1 trajectories left out, never scored." in evaluate()


def test_gold_that_says_neither_is_no_case_and_is_counted(team: Team, channel: ScorerChannel) -> None:
    make_judged(team, "t-0", 1, [0.75, 0.25], channel)
    add_gold(make_trajectory(team, "t-1"), None, protocol="ternary", no_error=False)

    found = predictions_against_gold(channel)

    assert (len(found.cases), found.undecided) == (1, 1)


def test_two_queries_whatever_the_number(team: Team, channel: ScorerChannel) -> None:
    make_judged(team, "t-0", 1, [0.75, 0.25], channel)
    loaded = ScorerChannel.objects.select_related("scorer").get(pk=channel.pk)
    with Asked() as few:
        predictions_against_gold(loaded)
    for index in range(1, 9):
        make_judged(team, f"t-{index}", 1, [0.75, 0.25], channel)
    with Asked() as many:
        predictions_against_gold(loaded)

    assert len(few) == len(many) == 2


def test_evaluates_in_percent_with_the_first_reward_strictly_below(team: Team, channel: ScorerChannel) -> None:
    # With an error: found, found at the wrong step, missed as 0.5 is not below 0.5 -> 1/3. Clean: 1 of 2.
    make_judged(team, "t-0", 1, [0.75, 0.25, 0.25], channel)
    make_judged(team, "t-1", 1, [0.25, 0.25, 0.75], channel)
    make_judged(team, "t-2", 1, [0.75, 0.5, 0.75], channel)
    make_judged(team, "t-3", None, [0.75, 0.75, 0.75], channel)
    make_judged(team, "t-4", None, [0.75, 0.75, 0.25], channel)

    expected = {"f1": 40.0, "accuracy_error": 33.33, "accuracy_correct": 50.0, "n": 5}
    assert json.loads(evaluate("--json")) == {"mean_f1": 40.0, "sources": {"tests": expected}}
    # At 0.6 the third is found: 2/3, and F1 = 2 * (2/3 * 1/2) / (2/3 + 1/2) = 4/7.
    assert json.loads(evaluate("--json", "--threshold", "0.6"))["mean_f1"] == 57.14


def test_the_table_for_people_has_the_baselines(team: Team, channel: ScorerChannel) -> None:
    make_judged(team, "t-0", 1, [0.75, 0.25], channel)
    make_judged(team, "t-1", None, [0.75, 0.75], channel)

    told = evaluate()

    assert "prm (revision 1) against gold, first reward below 0.5, in percent" in told
    for name in ("prm", "always no error", "always the first step", "most frequent answer"):
        assert name in told


def test_says_what_is_missing(team: Team) -> None:
    with pytest.raises(CommandError, match="no scorer 'prm' with rewards in 'algebra'; there are: none yet"):
        evaluate()
    channel = make_channel(team)
    with pytest.raises(CommandError, match="There is no gold"):
        evaluate()
    add_gold(make_trajectory(team), None)
    with pytest.raises(CommandError, match="prm has no rewards for any trajectory with gold"):
        evaluate()
    ScorerChannel.objects.filter(pk=channel.pk).update(threshold=None)
    with pytest.raises(CommandError, match="declares no threshold; say one with --threshold"):
        evaluate()
