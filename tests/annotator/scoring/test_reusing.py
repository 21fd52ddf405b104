"""The same text under another id is not computed twice."""

from typing import Any

import pytest

from annotator.scoring.models import RewardEvidence, RewardStatus, ScorerChannel, ScoreRun, TrajectoryRewards
from annotator.scoring.results import StepEvidence
from annotator.scoring.services.chunks import LEASE, ChunkLost, ClaimedChunk
from annotator.scoring.services.recording import record_failures, record_rewards
from annotator.scoring.services.reusing import reuse_rewards
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, Team, make_team
from tests.factories.runs import chunks_of, claimed, make_run, make_scorer, scored
from tests.factories.trajectories import make_trajectory
from tests.plugins.queries import Asked

pytestmark = pytest.mark.django_db
EVIDENCE = StepEvidence(step_index=1, kind="equation", verdict="contradicts", message="2 + 3 is 5", start=0, end=4)


@pytest.fixture
def team() -> Team:
    return make_team()


def claim_of(run: ScoreRun) -> ClaimedChunk:
    return claimed(chunks_of(run)[0])


def score_first(team: Team, first: Trajectory, **result: Any) -> tuple[Any, ClaimedChunk]:
    """A scorer with two channels that has judged this one; what it gave, and its claim."""
    scorer = make_scorer(team)
    ScorerChannel.objects.create(scorer=scorer, name="redundancy", semantics="probability")
    claim = claim_of(make_run(team, scorer))
    given = scored(first, **result)
    record_rewards(claim=claim, scored=[given], provenance={"dtype": "float32"}, now=NOON)
    return scorer, claim


def reuse(team: Team, scorer: Any, *trajectories: Trajectory) -> set[int]:
    claim = claim_of(make_run(team, scorer))
    return reuse_rewards(claim=claim, trajectory_ids=[one.pk for one in trajectories], now=NOON)


def test_takes_over_rewards_channels_evidence_and_provenance(team: Team) -> None:
    first = make_trajectory(team, "first")
    further = {"redundancy": scored(first, [0.25, None, 0.5])}
    scorer, _ = score_first(
        team, first, rewards=[1.0, 0.0, 0.5], margins=[2.0, -3.0, 0.0], evidence=[EVIDENCE], further=further
    )
    second = make_trajectory(team, "second")

    assert reuse(team, scorer, second) == {second.pk}

    rows = {row.channel.name: row for row in TrajectoryRewards.objects.filter(trajectory=second)}
    assert (rows["reward"].rewards, rows["reward"].margins) == ([1.0, 0.0, 0.5], [2.0, -3.0, 0.0])
    assert rows["redundancy"].rewards == [0.25, None, 0.5]
    assert rows["reward"].provenance is not None
    assert rows["reward"].provenance.content == {"dtype": "float32"}
    found = RewardEvidence.objects.get(rewards__trajectory=second)
    assert (found.step_index, found.message, found.start, found.end) == (1, "2 + 3 is 5", 0, 4)


def test_what_was_not_read_to_its_end_stays_so(team: Team) -> None:
    first = make_trajectory(team, "first")
    scorer, _ = score_first(team, first, rewards=[1.0, None, None], truncated_because="It was too long.")
    second = make_trajectory(team, "second")

    reuse(team, scorer, second)

    row = TrajectoryRewards.objects.get(trajectory=second)
    assert (row.status, row.reason) == (RewardStatus.TRUNCATED, "It was too long.")


def test_another_text_or_another_reference_answer_is_no_twin(team: Team) -> None:
    first = make_trajectory(team, "first", reference_answer="5")
    scorer, _ = score_first(team, first)
    others = [
        make_trajectory(team, "problem", problem="What is 2 + 4?", reference_answer="5"),
        make_trajectory(team, "steps", steps=2, reference_answer="5"),
        make_trajectory(team, "answer", reference_answer="6"),
        make_trajectory(team, "no-answer"),
        make_trajectory(team, "judged", reference_answer="5", scorable=[0, 2]),
    ]

    assert reuse(team, scorer, *others) == set()
    assert TrajectoryRewards.objects.count() == 1


def test_a_failure_another_scorer_and_another_project_are_nothing_to_take_over(team: Team) -> None:
    first = make_trajectory(team, "first")
    failing = make_scorer(team, "failing")
    record_failures(claim=claim_of(make_run(team, failing)), reasons={first.pk: "no"}, now=NOON)
    elsewhere = make_team(slug="geometry")
    score_first(elsewhere, make_trajectory(elsewhere, "first"))
    second = make_trajectory(team, "second")

    assert reuse(team, failing, second) == set()
    assert reuse(team, make_scorer(team, "another"), second) == set()


def test_of_an_earlier_revision_only_what_still_is_its_text_counts(team: Team) -> None:
    first = make_trajectory(team, "first")
    scorer, _ = score_first(team, first)
    changed = make_trajectory(team, "first", problem="What is 3 + 3?", revision=2, previous=first)
    back = make_trajectory(team, "first", revision=3, previous=changed)

    assert reuse(team, scorer, changed, back) == {back.pk}  # the text that it had before is the text that was scored


def test_a_worker_that_lost_its_chunk_takes_nothing_over(team: Team) -> None:
    scorer, _ = score_first(team, make_trajectory(team, "first"))
    second = make_trajectory(team, "second")
    run = make_run(team, scorer)
    old = claim_of(run)
    claimed(chunks_of(run)[0], now=NOON + 2 * LEASE)

    with pytest.raises(ChunkLost):
        reuse_rewards(claim=old, trajectory_ids=[second.pk], now=NOON)
    assert not TrajectoryRewards.objects.filter(trajectory=second).exists()


def test_asks_once_where_there_is_no_twin(team: Team) -> None:
    scorer, _ = score_first(team, make_trajectory(team, "first"))
    others = [make_trajectory(team, f"t-{index}", problem=f"What is {index}?") for index in range(5)]
    claim = claim_of(make_run(team, scorer))

    with Asked() as captured:
        reuse_rewards(claim=claim, trajectory_ids=[one.pk for one in others], now=NOON)

    assert len(captured) == 1
