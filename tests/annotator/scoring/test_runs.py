"""Asking for runs: what is frozen, what is left out, what is sent."""

import time
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app

from annotator.journal.models import JournalEntry
from annotator.journal.services import SHELL
from annotator.scoring.broker import connected
from annotator.scoring.models import ChunkStatus, RunStatus, ScoreChunk, Scorer, ScoreRun, TrajectoryRewards
from annotator.scoring.queries import counts_of
from annotator.scoring.services.chunks import ChunkLost, finish_chunk
from annotator.scoring.services.recording import record_failures, record_rewards
from annotator.scoring.services.runs import CannotChangeRun, cancel_run, request_run, retry_run
from annotator.trajectories.filters import BadFilter
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, Team, make_team
from tests.factories.runs import chunks_of, claimed, make_run, make_scorer, scored
from tests.factories.trajectories import make_trajectories, make_trajectory
from tests.plugins.committed import committed
from tests.plugins.queries import Asked

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def scorer(team: Team) -> Scorer:
    return make_scorer(team)


def score_all(run: ScoreRun) -> None:
    for chunk in chunks_of(run):
        claim = claimed(chunk)
        trajectories = Trajectory.objects.filter(pk__in=claim.trajectory_ids)
        record_rewards(claim=claim, scored=[scored(trajectory) for trajectory in trajectories], now=NOON)
        finish_chunk(claim=claim, now=NOON)


def test_cuts_what_fits_into_chunks_in_the_order_of_import(team: Team, scorer: Scorer) -> None:
    trajectories = make_trajectories(team, 130, with_slots=False)

    run = make_run(team, scorer)

    chunks = chunks_of(run)
    assert [len(chunk.trajectory_ids) for chunk in chunks] == [64, 64, 2]
    assert [pk for chunk in chunks for pk in chunk.trajectory_ids] == [trajectory.pk for trajectory in trajectories]
    assert (run.status, run.trajectory_count) == (RunStatus.QUEUED, 130)
    assert {chunk.status for chunk in chunks} == {ChunkStatus.UNSENT}


def test_freezes_what_the_filter_means_now(team: Team, scorer: Scorer) -> None:
    short, _ = make_trajectory(team, "short", steps=2), make_trajectory(team, "long", steps=9)

    run = make_run(team, scorer, filter_text="steps:..5")
    make_trajectory(team, "late", steps=2)

    assert chunks_of(run)[0].trajectory_ids == [short.pk]
    assert run.filter == "steps:..5"


def test_takes_the_newest_revision_of_this_project_only(team: Team, scorer: Scorer) -> None:
    first = make_trajectory(team, "t-0", problem="first wording")
    second = make_trajectory(team, "t-0", problem="second wording", revision=2, previous=first)
    make_trajectory(make_team(slug="other"), "t-9")

    assert chunks_of(make_run(team, scorer))[0].trajectory_ids == [second.pk]


def test_leaves_out_what_has_rewards_of_this_revision(team: Team, scorer: Scorer) -> None:
    make_trajectories(team, 3)
    score_all(make_run(team, scorer))
    new = make_trajectory(team, "t-new")

    requested = request_run(project=team.project, scorer=scorer, filter_text="", actor=SHELL, at=NOON)

    assert requested.run is not None
    assert (chunks_of(requested.run)[0].trajectory_ids, requested.unchanged) == ([new.pk], 3)


def test_makes_no_run_where_nothing_is_left_to_do(team: Team, scorer: Scorer) -> None:
    make_trajectories(team, 3)
    score_all(make_run(team, scorer))

    requested = request_run(project=team.project, scorer=scorer, filter_text="", actor=SHELL, at=NOON)

    assert (requested.run, requested.unchanged) == (None, 3)
    assert ScoreRun.objects.count() == 1
    nothing_fits = request_run(project=team.project, scorer=scorer, filter_text="id:no-such", actor=SHELL, at=NOON)
    assert (nothing_fits.run, nothing_fits.unchanged) == (None, 0)


def test_scores_again_with_another_revision_and_after_a_failure(team: Team, scorer: Scorer) -> None:
    whole, broken = make_trajectories(team, 2)
    run = make_run(team, scorer)
    claim = claimed(chunks_of(run)[0])
    record_rewards(claim=claim, scored=[scored(whole)], now=NOON)
    record_failures(claim=claim, reasons={broken.pk: "too long"}, now=NOON)

    assert chunks_of(make_run(team, scorer))[0].trajectory_ids == [broken.pk]
    newer = make_scorer(team, revision="2-test")
    assert chunks_of(make_run(team, newer))[0].trajectory_ids == [whole.pk, broken.pk]


def test_a_new_revision_of_a_text_has_no_rewards_yet(team: Team, scorer: Scorer) -> None:
    first = make_trajectory(team, "t-0", problem="first wording")
    score_all(make_run(team, scorer))
    second = make_trajectory(team, "t-0", problem="second wording", revision=2, previous=first)

    assert chunks_of(make_run(team, scorer))[0].trajectory_ids == [second.pk]
    assert TrajectoryRewards.objects.get(trajectory=first).is_current


def test_refuses_a_filter_that_cannot_be_read(team: Team, scorer: Scorer) -> None:
    make_trajectory(team)

    with pytest.raises(BadFilter):
        request_run(project=team.project, scorer=scorer, filter_text="colour:red", actor=SHELL, at=NOON)

    assert not ScoreRun.objects.exists()


def test_asks_the_database_as_often_for_many_as_for_few(team: Team, scorer: Scorer) -> None:
    make_trajectories(team, 2, with_slots=False)
    with Asked() as few:
        make_run(team, scorer)
    for index in range(200):
        make_trajectory(team, f"more-{index}", with_slots=False)
    with Asked() as many:
        run = make_run(team, scorer)

    assert run.trajectory_count == 202
    assert len(many) == len(few) <= 8


def test_is_written_down(team: Team, scorer: Scorer) -> None:
    make_trajectories(team, 2)

    run = make_run(team, scorer, filter_text="id:t-*")

    entry = JournalEntry.objects.get(event="score_run.requested")
    assert (entry.subject_id, entry.actor, entry.project_id) == (run.pk, "shell", team.project.pk)
    assert entry.details == {
        "scorer": "equation-checker", "revision": "1-test", "filter": "id:t-*", "trajectories": 2,
    }  # fmt: skip


@committed
def test_sends_ids_only_and_after_the_commit(services: Any, team: Team, scorer: Scorer) -> None:
    make_trajectories(team, 70, with_slots=False)
    with connected() as broker:
        before = broker.count_waiting("cpu")

        run = make_run(team, scorer)

        assert broker.count_waiting("cpu") == before + 2
    assert {(chunk.status, chunk.sent_at) for chunk in chunks_of(run)} == {(ChunkStatus.SENT, NOON)}


@committed
def test_answers_soon_while_the_broker_is_away_and_keeps_the_chunks(
    services: Any, team: Team, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    make_trajectories(team, 3)

    started = time.monotonic()
    run = make_run(team, scorer)

    assert time.monotonic() - started < 30
    assert chunks_of(run)[0].status == ChunkStatus.UNSENT


def test_cancelling_drops_what_waits_and_stops_what_is_under_way(team: Team, scorer: Scorer) -> None:
    trajectories = make_trajectories(team, 66, with_slots=False)
    run = make_run(team, scorer)
    claim = claimed(chunks_of(run)[0])
    record_rewards(claim=claim, scored=[scored(trajectories[0])], now=NOON)

    cancel_run(run=run, actor=SHELL, at=LATER)

    with pytest.raises(ChunkLost):
        record_rewards(claim=claim, scored=[scored(trajectories[1])], now=LATER)
    run.refresh_from_db()
    assert (run.status, run.finished_at) == (RunStatus.CANCELLED, LATER)
    assert {chunk.status for chunk in chunks_of(run)} == {ChunkStatus.CANCELLED}
    assert TrajectoryRewards.objects.count() == 1
    assert JournalEntry.objects.filter(event="score_run.cancelled", subject_id=run.pk).exists()


def test_a_run_that_is_over_cannot_be_cancelled(team: Team, scorer: Scorer) -> None:
    make_trajectories(team, 1)
    run = make_run(team, scorer)
    score_all(run)

    with pytest.raises(CannotChangeRun, match="over already"):
        cancel_run(run=run, actor=SHELL, at=LATER)


def test_tries_again_what_failed_and_only_that(team: Team, scorer: Scorer) -> None:
    whole, broken = make_trajectories(team, 2)
    run = make_run(team, scorer)
    claim = claimed(chunks_of(run)[0])
    record_rewards(claim=claim, scored=[scored(whole)], now=NOON)
    record_failures(claim=claim, reasons={broken.pk: "too long"}, now=NOON)
    finish_chunk(claim=claim, now=NOON)

    assert retry_run(run=run, actor=SHELL, at=LATER) == 1

    run.refresh_from_db()
    assert (run.status, run.finished_at) == (RunStatus.QUEUED, None)
    again = claimed(chunks_of(run)[0], now=LATER)
    record_rewards(claim=again, scored=[scored(broken)], now=LATER)
    finish_chunk(claim=again, now=LATER)
    counts = counts_of([run], now=LATER)[run.pk]
    assert (counts.ok, counts.failed, counts.unchanged) == (2, 0, 0)
    assert ScoreRun.objects.get(pk=run.pk).status == RunStatus.FINISHED


def test_refuses_to_try_again_what_goes_on_or_went_well(team: Team, scorer: Scorer) -> None:
    make_trajectories(team, 1)
    run = make_run(team, scorer)

    with pytest.raises(CannotChangeRun, match="has ended"):
        retry_run(run=run, actor=SHELL, at=LATER)

    score_all(run)
    with pytest.raises(CannotChangeRun, match="Nothing failed"):
        retry_run(run=run, actor=SHELL, at=LATER)
    assert ScoreRun.objects.get(pk=run.pk).status == RunStatus.FINISHED
    assert ScoreChunk.objects.get(run=run).status == ChunkStatus.DONE
