"""Rewards of files: found by id, laid over all steps, kept with what they mean."""

from pathlib import Path
from typing import Any

import pytest

from annotator.exchange.import_options import CannotImport
from annotator.exchange.models import QuarantinedRow
from annotator.scoring.models import Scorer, ScorerChannel, ScoreRun, TrajectoryRewards
from annotator.trajectories.models import Trajectory
from tests.annotator.exchange.importing import bench_row, bring, bring_file, counts, quarantine, talk_row, write_rows
from tests.factories.cast import NOON, Team, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """Two sums of two steps, and a talk in which the second and fourth message are the model's."""
    team = make_team()
    bring(team, write_rows(tmp_path / "sums.jsonl", [bench_row(0), bench_row(1)]))
    bring(team, write_rows(tmp_path / "talks.jsonl", [talk_row()]))
    return team


def reward_row(number: int = 0, **changes: Any) -> dict[str, Any]:
    return {"id": f"sum-{number}", "scorer": "prm", "scores": [0.9, 0.25], **changes}


def current() -> dict[str, list[float | None]]:
    rows = TrajectoryRewards.objects.filter(is_current=True).select_related("trajectory").order_by("pk")
    return {row.trajectory.external_id: row.rewards for row in rows}


def test_one_run_stands_for_the_import_and_holds_a_row_per_trajectory(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "r.jsonl", [reward_row(0), reward_row(1, scores=[1, None])])

    assert bring(team, path, "rewards") == counts(imported=2)

    run, scorer = ScoreRun.objects.get(), Scorer.objects.get()
    assert (run.status, run.trajectory_count, run.finished_at, run.scorer) == ("FINISHED", 2, NOON, scorer)
    assert (scorer.name, scorer.adapter, scorer.revision) == ("prm", "imported", "imported")
    assert current() == {"sum-0": [0.9, 0.25], "sum-1": [1.0, None]}
    stored = TrajectoryRewards.objects.get(trajectory__external_id="sum-1")
    assert (stored.status, stored.lowest, stored.margins, stored.reason) == ("OK", 1.0, None, "")
    assert bytes(stored.content_hash) == bytes(stored.trajectory.content_hash)


def test_rewards_of_the_scorable_steps_alone_are_laid_over_all(team: Team, tmp_path: Path) -> None:
    rows = [
        reward_row(id="talks:0:0", scores=[0.5, 0.125]),
        reward_row(id="talks:0:0", scorer="b", scores=[1, 2, 3, 4]),
    ]

    bring(team, write_rows(tmp_path / "r.jsonl", rows), "rewards")

    found = TrajectoryRewards.objects.values_list("channel__scorer__name", "rewards")
    assert dict(found) == {"prm": [None, 0.5, None, 0.125], "b": [None, 2.0, None, 4.0]}


def test_another_count_is_quarantined_with_both_numbers(team: Team, tmp_path: Path) -> None:
    rows = [reward_row(scores=[0.1]), reward_row(id="talks:0:0", scores=[0.1] * 3)]

    assert bring(team, write_rows(tmp_path / "r.jsonl", rows), "rewards") == counts(wrong_score_count=2)

    first, second = QuarantinedRow.objects.order_by("line")
    assert (first.external_id, "1 entries" in first.reason, "2 steps" in first.reason) == ("sum-0", True, True)
    assert "3 entries" in second.reason
    assert "4 steps, 2 of them scorable" in second.reason
    assert not Scorer.objects.exists()


def test_the_same_rewards_again_change_nothing(team: Team, tmp_path: Path) -> None:
    """Also numbers that a four-byte float holds only nearly."""
    row = reward_row(scores=[0.1, 0.30000001])
    path = write_rows(tmp_path / "r.jsonl", [row, row])
    assert bring(team, path, "rewards") == counts(imported=1, unchanged=1)

    assert bring(team, path, "rewards") == counts(unchanged=2)

    assert (ScoreRun.objects.count(), TrajectoryRewards.objects.count()) == (1, 1)


def test_other_rewards_are_quarantined_or_replace_what_stood(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    bring(team, write_rows(path, [reward_row(0), reward_row(1)]), "rewards")
    changed = write_rows(path, [reward_row(0, scores=[0.9, 0.26]), reward_row(1)])

    assert bring(team, changed, "rewards") == counts(unchanged=1, changed_rewards=1)
    assert current()["sum-0"] == [0.9, 0.25]
    assert bring(team, changed, "rewards", revise=True) == counts(unchanged=1, revised=1)
    assert bring(team, changed, "rewards") == counts(unchanged=2)

    assert current() == {"sum-1": [0.9, 0.25], "sum-0": [0.9, 0.26]}
    assert TrajectoryRewards.objects.filter(is_current=False).count() == 1
    assert list(ScoreRun.objects.order_by("pk").values_list("trajectory_count", flat=True)) == [2, 1]


def test_a_contradiction_within_a_file_is_no_revision(team: Team, tmp_path: Path) -> None:
    rows = [reward_row(), reward_row(scores=[0, 0]), reward_row(scorer="other", scores=[0, 0])]

    found = bring(team, write_rows(tmp_path / "r.jsonl", rows), "rewards", revise=True)

    assert found == counts(imported=2, duplicate_id=1)
    assert quarantine() == [(2, "duplicate_id")]


def test_unknown_trajectories_are_quarantined(team: Team, tmp_path: Path) -> None:
    rows = [reward_row(7), reward_row(0, source="elsewhere"), reward_row(0, source="talks")]

    assert bring(team, write_rows(tmp_path / "r.jsonl", rows), "rewards") == counts(unknown_trajectory=3)

    assert [row.reason for row in QuarantinedRow.objects.order_by("line")] == [
        "The project has no trajectory sum-7.",
        "The project has no source elsewhere.",
        "The source talks has no trajectory sum-0.",
    ]


def test_an_id_in_two_sources_needs_a_source(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "sums.hard.jsonl", [bench_row(0, problem="Harder?")]))
    row = reward_row()

    assert bring(team, write_rows(tmp_path / "r.jsonl", [row]), "rewards") == counts(ambiguous_id=1)
    assert "is in sums, sums.hard" in QuarantinedRow.objects.get().reason
    path = write_rows(tmp_path / "sums.hard.scores.prm.jsonl", [row])
    assert bring(team, path, "rewards") == counts(imported=1)
    assert bring(team, write_rows(tmp_path / "r.jsonl", [row]), "rewards", source="sums") == counts(imported=1)
    assert bring(team, write_rows(tmp_path / "r.jsonl", [{**row, "source": "sums"}]), "rewards") == counts(unchanged=1)

    found = TrajectoryRewards.objects.order_by("pk").values_list("trajectory__source", flat=True)
    assert list(found) == ["sums.hard", "sums"]


def test_refuses_a_named_source_that_is_not_there(team: Team, tmp_path: Path) -> None:
    with pytest.raises(CannotImport, match="has no source 'math'; it has sums, talks"):
        bring(team, write_rows(tmp_path / "r.jsonl", [reward_row()]), "rewards", source="math")


def test_rewards_belong_to_the_latest_revision(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "r.jsonl", [reward_row()])
    bring(team, path, "rewards")
    bring(team, write_rows(tmp_path / "sums.jsonl", [bench_row(0, problem="Now?")]), revise=True)
    latest = Trajectory.objects.get(external_id="sum-0", revision=2)

    assert bring(team, path, "rewards") == counts(imported=1)

    stored = TrajectoryRewards.objects.get(trajectory=latest)
    assert bytes(stored.content_hash) == bytes(latest.content_hash)
    assert TrajectoryRewards.objects.filter(is_current=True).count() == 2


@pytest.mark.parametrize(
    ("scorer", "semantics", "threshold"),
    [
        ("Qwen2.5-Math-PRM-7B", "probability", 0.5),
        ("Skywork-o1-Open-PRM-Qwen-2.5-7B", "value", 0.5),
        ("EurusPRM-Stage2", "log-ratio", None),
        ("ours", "undeclared", None),
    ],
)
def test_published_scorers_carry_their_semantics(
    team: Team, tmp_path: Path, scorer: str, semantics: str, threshold: float | None
) -> None:
    bring(team, write_rows(tmp_path / "r.jsonl", [reward_row(scorer=scorer)]), "rewards")

    channel = ScorerChannel.objects.get()
    assert (channel.name, channel.semantics, channel.threshold) == ("reward", semantics, threshold)


def test_what_nobody_declared_can_be_declared_later_and_what_was_stays(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "r.jsonl", [reward_row()])
    bring(team, path, "rewards")

    assert bring(team, path, "rewards", semantics="vote-share") == counts(unchanged=1)
    channel = ScorerChannel.objects.get()
    assert (channel.semantics, channel.threshold) == ("vote-share", 0.5)
    assert bring(team, path, "rewards", semantics="value") == counts(other_semantics=1)
    assert bring(team, path, "rewards") == counts(unchanged=1)
    channel.refresh_from_db()
    assert channel.semantics == "vote-share"


def test_a_dry_run_declares_nothing(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "r.jsonl", [reward_row()])

    assert bring(team, path, "rewards", dry_run=True, semantics="value") == counts(imported=1)

    assert not Scorer.objects.exists()
    assert not ScoreRun.objects.exists()


def test_no_reward_at_all_is_a_failure_and_not_a_reward(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "r.jsonl", [reward_row(scores=[None, None])]), "rewards")

    stored = TrajectoryRewards.objects.get()
    assert (stored.status, stored.reason, stored.lowest) == ("FAILED", "The file has no reward for any step.", None)


def test_numbers_at_the_ends_of_a_float_are_stored_or_refused(team: Team, tmp_path: Path) -> None:
    rows = [
        reward_row(0, scores=[3.4e38, -1e-60]),
        reward_row(1, scores=[1e39, 0]),
        '{"id": "sum-1", "scorer": "prm", "scores": [NaN, 0]}',
    ]

    found = bring(team, write_rows(tmp_path / "r.jsonl", rows), "rewards")

    assert found == counts(imported=1, score_out_of_range=1, not_a_number=1)
    assert current()["sum-0"] == [pytest.approx(3.4e38), 0.0]


def test_an_import_in_several_batches_is_one_run(team: Team, tmp_path: Path) -> None:
    bring(
        team, write_rows(tmp_path / "many.jsonl", [bench_row(number, steps=["a"], label=0) for number in range(1500)])
    )
    rows = [reward_row(number, scores=[number / 1500]) for number in range(1500)]

    made = bring_file(team, write_rows(tmp_path / "many.scores.jsonl", rows), "rewards")

    assert made.imported == 1500
    assert ScoreRun.objects.get().trajectory_count == TrajectoryRewards.objects.count() == 1500


def test_the_names_of_built_in_scorers_are_theirs(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "r.jsonl", [reward_row(0, scorer="equation-checker"), reward_row(1)])

    assert bring(team, path, "rewards") == counts(imported=1, reserved_scorer=1)

    assert current().keys() == {"sum-1"}
    assert Scorer.objects.get().name == "prm"
