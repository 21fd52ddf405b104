"""Writing rewards."""

from collections.abc import Sequence

import pytest

from annotator.journal.services import SHELL
from annotator.scoring.models import (
    RewardEvidence,
    RewardProvenance,
    RewardStatus,
    ScorerChannel,
    ScoreRun,
    TrajectoryRewards,
)
from annotator.scoring.queries import waiting_for_rewards
from annotator.scoring.results import StepEvidence
from annotator.scoring.services.chunks import LEASE, ChunkLost, ClaimedChunk, finish_chunk
from annotator.scoring.services.recording import record_failures, record_rewards
from annotator.scoring.services.runs import retry_run
from annotator.trajectories.models import Trajectory
from annotator.trajectories.steps import Step
from tests.factories.cast import NOON, Team, make_team
from tests.factories.runs import chunks_of, claimed, make_run, make_scorer, scored
from tests.factories.trajectories import make_trajectories, make_trajectory
from tests.plugins.queries import Asked

pytestmark = pytest.mark.django_db
EVIDENCE = StepEvidence(
    step_index=1, kind="equation", verdict="contradicts", message="2 + 3 is 5", start=4, end=9, details={"right": "5"}
)


@pytest.fixture
def team() -> Team:
    return make_team()


def claim_all(team: Team) -> ClaimedChunk:
    return claimed(chunks_of(make_run(team, make_scorer(team)))[0])


def test_keeps_rewards_margins_and_evidence_in_line_with_the_steps(team: Team) -> None:
    steps = [Step(text="hello", role="user"), Step(text="2 + 3 = 6"), Step(text="so 6")]
    trajectory = make_trajectory(team, steps=steps)
    claim = claim_all(team)

    given = scored(trajectory, [None, 0.0, 1e-60], margins=[None, -3.25, 2.5], evidence=[EVIDENCE])
    record_rewards(claim=claim, scored=[given], now=NOON)

    row = TrajectoryRewards.objects.get()
    assert (row.rewards, row.margins, row.reliability) == ([None, 0.0, 0.0], [None, -3.25, 2.5], None)
    assert (row.status, row.is_current, row.lowest) == (RewardStatus.OK, True, 0.0)
    assert bytes(row.content_hash) == bytes(trajectory.content_hash)
    found = RewardEvidence.objects.get()
    assert (found.rewards_id, found.step_index, found.kind, found.verdict) == (row.pk, 1, "equation", "contradicts")
    assert (found.message, found.start, found.end, found.details) == ("2 + 3 is 5", 4, 9, {"right": "5"})


def test_a_result_of_the_wrong_length_lands_as_a_mismatch_without_rewards_or_evidence(team: Team) -> None:
    right, wrong = make_trajectories(team, 2)
    claim = claim_all(team)

    record_rewards(claim=claim, scored=[scored(right), scored(wrong, [1.0], evidence=[EVIDENCE])], now=NOON)

    row = TrajectoryRewards.objects.get(trajectory=wrong)
    assert (row.status, row.reason) == (RewardStatus.MISMATCH, "The scorer gave 1 rewards for 3 steps.")
    assert row.rewards == [None, None, None]
    assert TrajectoryRewards.objects.get(trajectory=right).status == RewardStatus.OK
    assert not RewardEvidence.objects.exists()


def test_what_could_not_be_read_to_the_end_keeps_its_rewards_and_the_reason(team: Team) -> None:
    trajectory = make_trajectory(team)
    claim = claim_all(team)

    given = scored(trajectory, [0.5, None, None], truncated_because="Longer than 4096 tokens.")
    record_rewards(claim=claim, scored=[given], now=NOON)

    row = TrajectoryRewards.objects.get()
    assert (row.status, row.reason, row.rewards) == (
        RewardStatus.TRUNCATED, "Longer than 4096 tokens.", [0.5, None, None],
    )  # fmt: skip


def test_failures_have_a_reason_and_one_null_per_step(team: Team) -> None:
    trajectory = make_trajectory(team, steps=4)
    claim = claim_all(team)

    record_failures(claim=claim, reasons={trajectory.pk: "ValueError: poison"}, now=NOON)

    row = TrajectoryRewards.objects.get()
    assert (row.status, row.reason, row.rewards) == (RewardStatus.FAILED, "ValueError: poison", [None] * 4)


def test_a_lost_chunk_writes_nothing(team: Team) -> None:
    trajectory = make_trajectory(team)
    run = make_run(team, make_scorer(team))
    old = claimed(chunks_of(run)[0])
    claimed(chunks_of(run)[0], now=NOON + 2 * LEASE)

    with pytest.raises(ChunkLost):
        record_rewards(claim=old, scored=[scored(trajectory)], now=NOON + 2 * LEASE)
    with pytest.raises(ChunkLost):
        record_failures(claim=old, reasons={trajectory.pk: "late"}, now=NOON + 2 * LEASE)

    assert not TrajectoryRewards.objects.exists()


def test_writing_renews_the_lease(team: Team) -> None:
    trajectory = make_trajectory(team)
    claim = claim_all(team)

    record_rewards(claim=claim, scored=[scored(trajectory)], now=NOON + LEASE)

    assert chunks_of(ScoreRun.objects.get())[0].lease_expires_at == NOON + 2 * LEASE


def test_rewards_replace_a_failure_of_an_earlier_run(team: Team) -> None:
    trajectory = make_trajectory(team)
    scorer = make_scorer(team)
    first, second = make_run(team, scorer), make_run(team, scorer)
    record_failures(claim=claimed(chunks_of(first)[0]), reasons={trajectory.pk: "out of memory"}, now=NOON)

    record_rewards(claim=claimed(chunks_of(second)[0]), scored=[scored(trajectory)], now=NOON)

    current = TrajectoryRewards.objects.get(is_current=True)
    assert (current.run_id, current.status) == (second.pk, RewardStatus.OK)
    assert TrajectoryRewards.objects.get(is_current=False).run_id == first.pk


def test_of_two_runs_that_meet_the_first_one_stands(team: Team) -> None:
    trajectory = make_trajectory(team)
    scorer = make_scorer(team)
    first, second = (claimed(chunks_of(make_run(team, scorer))[0]) for _ in range(2))
    record_rewards(claim=first, scored=[scored(trajectory, evidence=[EVIDENCE])], now=NOON)

    record_rewards(claim=second, scored=[scored(trajectory, evidence=[EVIDENCE])], now=NOON)
    record_failures(claim=second, reasons={trajectory.pk: "out of memory"}, now=NOON)

    assert TrajectoryRewards.objects.get().run_id == first.run_id
    assert RewardEvidence.objects.count() == 1


def test_what_is_judged_no_longer_waits(team: Team) -> None:
    done, failed, elsewhere, waiting = make_trajectories(team, 4)
    scorer = make_scorer(team)
    claim, other = (claimed(chunks_of(make_run(team, scorer))[0]) for _ in range(2))
    record_rewards(claim=claim, scored=[scored(done)], now=NOON)
    record_failures(claim=claim, reasons={failed.pk: "too long"}, now=NOON)
    record_rewards(claim=other, scored=[scored(elsewhere)], now=NOON)

    def left(held: ClaimedChunk) -> Sequence[int]:
        return waiting_for_rewards(run_id=held.run_id, channel_id=held.channel_id, trajectory_ids=held.trajectory_ids)

    assert left(claim) == [waiting.pk]
    assert left(other) == [failed.pk, waiting.pk]


def test_asks_the_database_as_often_for_many_as_for_few(team: Team) -> None:
    trajectories = make_trajectories(team, 24, with_slots=False)
    claim = claim_all(team)

    def queries(some: Sequence[Trajectory]) -> int:
        with Asked() as captured:
            record_rewards(claim=claim, scored=[scored(one, evidence=[EVIDENCE]) for one in some], now=NOON)
        return len(captured)

    assert queries(trajectories[:2]) == queries(trajectories[2:]) <= 10


def claim_with_a_second_channel(team: Team) -> ClaimedChunk:
    scorer = make_scorer(team)
    ScorerChannel.objects.create(scorer=scorer, name="redundancy", semantics="probability")
    return claimed(chunks_of(make_run(team, scorer))[0])


def by_channel(trajectory: Trajectory) -> dict[str, TrajectoryRewards]:
    rows = TrajectoryRewards.objects.filter(trajectory=trajectory, is_current=True).select_related("channel")
    return {row.channel.name: row for row in rows}


def test_every_channel_has_a_row_of_its_own(team: Team) -> None:
    trajectory = make_trajectory(team)
    claim = claim_with_a_second_channel(team)

    given = scored(trajectory, further={"redundancy": scored(trajectory, [0.25, None, 0.5])})
    record_rewards(claim=claim, scored=[given], now=NOON)

    found = by_channel(trajectory)
    assert found["reward"].rewards == [1.0, 1.0, 1.0]
    assert found["redundancy"].rewards == [0.25, None, 0.5]


def test_a_channel_that_the_scorer_never_declared_is_a_mismatch(team: Team) -> None:
    trajectory = make_trajectory(team)
    claim = claim_all(team)

    record_rewards(claim=claim, scored=[scored(trajectory, further={"mood": scored(trajectory)})], now=NOON)

    row = TrajectoryRewards.objects.get()
    assert (row.status, row.rewards) == (RewardStatus.MISMATCH, [None, None, None])
    assert row.reason == "The scorer gave a channel 'mood', which it never declared."


def test_further_channels_keep_the_rewards_of_the_run_that_was_faster(team: Team) -> None:
    trajectory = make_trajectory(team)
    scorer = make_scorer(team)
    ScorerChannel.objects.create(scorer=scorer, name="redundancy", semantics="probability")
    first, second = (claimed(chunks_of(make_run(team, scorer))[0]) for _ in range(2))

    def give(claim: ClaimedChunk, number: float) -> None:
        other = scored(trajectory, [number] * 3)
        given = scored(trajectory, [number] * 3, further={"redundancy": other})
        record_rewards(claim=claim, scored=[given], now=NOON)

    give(first, 0.25)
    give(second, 0.75)

    assert {name: row.rewards for name, row in by_channel(trajectory).items()} == {
        "reward": [0.25] * 3,
        "redundancy": [0.25] * 3,
    }


def test_what_decided_rewards_is_kept_once_for_all_of_them(team: Team) -> None:
    trajectories = make_trajectories(team, 3)
    claim = claim_all(team)
    seen = {"dtype": "bfloat16", "attention": "sdpa"}

    for trajectory in trajectories[:2]:
        record_rewards(claim=claim, scored=[scored(trajectory)], provenance=seen, now=NOON)
    record_rewards(claim=claim, scored=[scored(trajectories[2])], now=NOON)

    kept = RewardProvenance.objects.get()
    assert kept.content == seen
    assert list(TrajectoryRewards.objects.order_by("trajectory").values_list("provenance", flat=True)) == [
        kept.pk,
        kept.pk,
        None,
    ]


def test_a_channel_that_does_not_fit_spoils_the_trajectory_where_failures_are_counted_and_tried_again(
    team: Team,
) -> None:
    trajectory = make_trajectory(team)
    claim = claim_with_a_second_channel(team)

    record_rewards(
        claim=claim, scored=[scored(trajectory, further={"redundancy": scored(trajectory, [0.5])})], now=NOON
    )

    row = TrajectoryRewards.objects.get()
    assert (row.channel.name, row.status, row.rewards) == ("reward", RewardStatus.MISMATCH, [None, None, None])
    assert row.reason == "Channel 'redundancy': The scorer gave 1 rewards for 3 steps."

    def waiting() -> list[int]:
        return waiting_for_rewards(
            run_id=claim.run_id, channel_id=claim.channel_id, trajectory_ids=claim.trajectory_ids
        )

    assert waiting() == []
    finish_chunk(claim=claim, now=NOON)
    assert retry_run(run=ScoreRun.objects.get(), actor=SHELL, at=NOON) == 1
    assert waiting() == [trajectory.pk]
