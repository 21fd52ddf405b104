"""Scoring a chunk: what a worker does with one message."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.scoring.models import (
    ChunkStatus,
    RewardEvidence,
    RewardStatus,
    RunStatus,
    ScoreChunk,
    ScorerChannel,
    ScoreRun,
    TrajectoryRewards,
)
from annotator.scoring.queries import counts_of
from annotator.scoring.services.runs import pause_run, resume_run
from annotator.scoring.services.scorers import scorer_to_run
from annotator.scoring.services.sweeping import sweep
from annotator.trajectories.models import TrajectoryText
from annotator.trajectories.steps import Step, ToolCall
from tests.factories.cast import NOON, Team, make_team
from tests.factories.runs import chunks_of, claimed, make_run, make_scorer
from tests.factories.trajectories import make_trajectories, make_trajectory
from tests.plugins.queries import Asked
from tests.worker.adapters import ADAPTERS, Counting
from worker.scorers import registry
from worker.scorers.contract import ScorableTrajectory, StepRewards, Unscored
from worker.tasks import score_chunk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known_to_the_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(registry, "ADAPTERS", {**registry.ADAPTERS, **ADAPTERS})
        yield


@pytest.fixture
def team() -> Team:
    return make_team()


def work(run: ScoreRun) -> ScoreRun:
    """Every chunk of the run, once."""
    for chunk in chunks_of(run):
        score_chunk(chunk_id=chunk.pk)
    run.refresh_from_db()
    return run


def make_different_ones(team: Team, count: int) -> None:
    """Trajectories of which no text is that of another."""
    for index in range(count):
        make_trajectory(team, f"t-{index}", problem=f"What is {index}?")


def counts(run: ScoreRun) -> tuple[int, int, int]:
    found = counts_of([run], now=now())[run.pk]
    return found.ok, found.failed, found.unchanged


def test_the_equation_checker_finds_the_wrong_step_and_says_why(team: Team) -> None:
    steps = [Step(text="There are 3 + 4 = 7 apples."), Step(text="Twice as many are 2 * 7 = 15."), Step(text="Done.")]
    make_trajectory(team, problem="How many apples?", steps=steps)

    run = work(make_run(team, scorer_to_run(project=team.project, name="equation-checker", at=NOON)))

    row = TrajectoryRewards.objects.get()
    assert (run.status, row.status, row.rewards) == (RunStatus.FINISHED, RewardStatus.OK, [1.0, 0.0, None])
    contradiction = RewardEvidence.objects.get(rewards=row, verdict="contradicts")
    assert contradiction.step_index == 1
    assert steps[1].text[contradiction.start : contradiction.end].startswith("2 * 7")


def test_a_scorer_gets_tool_calls_reasoning_and_tools(team: Team) -> None:
    steps = [
        Step(text="Find it.", role="user"),
        Step(text="", tool_calls=(ToolCall("search", '{"question": "x"}', "c1"),), reasoning="I search."),
        Step(text="Error: unknown argument question", role="tool", tool_name="search", tool_call_id="c1"),
        Step(text="The answer is 4711."),
    ]
    schema = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
    tools = [{"type": "function", "function": {"name": "search", "parameters": schema}}]
    make_trajectory(team, steps=steps, tools=tools)

    work(make_run(team, scorer_to_run(project=team.project, name="tool-call-checker", at=NOON)))

    rewards = TrajectoryRewards.objects.get().rewards
    assert (rewards[0], rewards[1], rewards[2]) == (None, 0.0, None)


def test_a_message_that_comes_twice_changes_nothing(team: Team, tmp_path: Path) -> None:
    log = tmp_path / "read.txt"
    make_different_ones(team, 3)
    run = work(make_run(team, make_scorer(team, "counting", configuration={"log": str(log)})))
    before = list(TrajectoryRewards.objects.order_by("pk").values())

    work(run)

    assert list(TrajectoryRewards.objects.order_by("pk").values()) == before
    assert len(log.read_text(encoding="utf-8").splitlines()) == 3


def test_a_message_for_a_chunk_that_is_gone_or_held_does_nothing(team: Team) -> None:
    make_trajectories(team, 1)
    chunk = chunks_of(make_run(team, make_scorer(team, "counting")))[0]
    claimed(chunk, now=now())

    score_chunk(chunk_id=chunk.pk)
    score_chunk(chunk_id=987_654, from_a_newer_publisher=True)

    assert not TrajectoryRewards.objects.exists()


def test_a_poisoned_trajectory_fails_alone_with_its_reason(team: Team) -> None:
    problems = [f"problem {index}" for index in range(20)]
    problems[7] = "poison"
    for index, problem in enumerate(problems):
        make_trajectory(team, f"t-{index}", problem=problem, with_slots=False)

    run = work(make_run(team, make_scorer(team, "counting")))

    assert (run.status, counts(run)) == (RunStatus.FINISHED, (19, 1, 0))
    failed = TrajectoryRewards.objects.get(status=RewardStatus.FAILED)
    assert failed.trajectory.external_id == "t-7"
    assert failed.reason == "ValueError: cannot bear \ufffd this: poison"


def test_a_trajectory_that_cannot_be_read_fails_alone_too(team: Team) -> None:
    damaged, _ = make_trajectories(team, 2)
    TrajectoryText.objects.filter(pk=damaged.pk).update(steps=[{"text": "a step without a role"}] * 3)

    run = work(make_run(team, make_scorer(team, "counting")))

    assert counts(run) == (1, 1, 0)
    assert TrajectoryRewards.objects.get(status=RewardStatus.FAILED).reason == "KeyError: 'role'"


def test_a_scorer_that_breaks_its_contract_leaves_mismatches_not_rewards(team: Team) -> None:
    make_trajectories(team, 2)

    run = work(make_run(team, make_scorer(team, "short")))

    assert counts(run) == (0, 2, 0)
    reasons = set(TrajectoryRewards.objects.values_list("status", "reason"))
    assert reasons == {("MISMATCH", "The scorer gave 2 rewards for 3 steps.")}


def test_a_scorer_that_cannot_be_built_is_tried_three_times_and_then_says_why(team: Team) -> None:
    make_trajectories(team, 2)
    run = make_run(team, make_scorer(team, "broken"))

    for attempt in range(1, 4):
        work(run)
        chunk = chunks_of(run)[0]
        assert (chunk.status, chunk.attempts) == (ChunkStatus.UNSENT, attempt)
    work(run)
    sweep(now=now())

    run.refresh_from_db()
    assert (run.status, counts(run)) == (RunStatus.FAILED, (0, 2, 0))
    assert set(TrajectoryRewards.objects.values_list("reason", flat=True)) == {"FileNotFoundError: no weights here"}


def test_a_server_that_is_away_sends_the_chunk_back_instead_of_failing_its_trajectories(team: Team) -> None:
    make_trajectories(team, 2)
    run = make_run(team, make_scorer(team, "away"))

    work(run)

    chunk = chunks_of(run)[0]
    assert (chunk.status, chunk.error) == (ChunkStatus.UNSENT, "The server is away: start it.")
    assert not TrajectoryRewards.objects.exists()


def test_a_chunk_that_was_half_done_is_only_finished(team: Team, tmp_path: Path) -> None:
    log = tmp_path / "read.txt"
    for index in range(3):
        make_trajectory(team, f"t-{index}", problem=f"problem {index}")
    run = work(make_run(team, make_scorer(team, "counting", configuration={"log": str(log)})))
    TrajectoryRewards.objects.filter(trajectory__external_id="t-1").delete()
    ScoreChunk.objects.update(status=ChunkStatus.SENT)
    ScoreRun.objects.update(status=RunStatus.RUNNING)

    work(run)

    assert counts(run) == (3, 0, 0)
    assert log.read_text(encoding="utf-8").splitlines() == [
        "problem 0", "problem 1", "problem 2", "problem 1",
    ]  # fmt: skip


def test_a_run_that_is_paused_in_the_middle_of_a_chunk_rests_after_the_batch_in_hand(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_different_ones(team, 40)
    log = tmp_path / "read.txt"
    run = make_run(team, make_scorer(team, "counting", configuration={"log": str(log)}))
    read = Counting.score

    def read_and_pause(scorer: Counting, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        pause_run(run=run, actor=SHELL, at=now())
        return read(scorer, batch)

    with monkeypatch.context() as patched:
        patched.setattr(Counting, "score", read_and_pause)
        work(run)

    assert (run.status, counts(run)) == (RunStatus.PAUSED, (16, 0, 0))
    chunk = chunks_of(run)[0]
    assert (chunk.status, chunk.attempts) == (ChunkStatus.UNSENT, 0)
    work(run)
    assert counts(run) == (16, 0, 0)

    resume_run(run=run, actor=SHELL, at=now())
    work(run)

    assert (run.status, counts(run)) == (RunStatus.FINISHED, (40, 0, 0))
    assert len(log.read_text(encoding="utf-8").splitlines()) == 40


def test_an_older_revision_is_scored_as_itself(team: Team) -> None:
    first = make_trajectory(team, "t-0", problem="first wording", steps=2)
    run = make_run(team, make_scorer(team, "counting"))
    second = make_trajectory(team, "t-0", problem="second wording", steps=5, revision=2, previous=first)

    work(run)

    row = TrajectoryRewards.objects.get()
    assert (row.trajectory_id, row.rewards) == (first.pk, [1.0, 1.0])
    assert bytes(row.content_hash) == bytes(first.content_hash) != bytes(second.content_hash)


def test_two_runs_of_one_scorer_judge_each_trajectory_once(team: Team) -> None:
    make_trajectories(team, 3)
    scorer = make_scorer(team, "counting")
    first, second = make_run(team, scorer), make_run(team, scorer)

    work(first)
    work(second)

    assert (counts(first), counts(second)) == ((3, 0, 0), (0, 0, 3))
    assert TrajectoryRewards.objects.count() == 3
    assert second.status == RunStatus.FINISHED


def test_a_text_is_read_once_under_however_many_ids(team: Team, tmp_path: Path) -> None:
    log = tmp_path / "read.txt"
    scorer = make_scorer(team, "counting", configuration={"log": str(log)})
    for index, problem in enumerate(("one", "one", "two", "one")):
        make_trajectory(team, f"t-{index}", problem=problem)
    work(make_run(team, scorer))
    make_trajectory(team, "later", problem="two")

    assert counts(work(make_run(team, scorer))) == (1, 0, 0)

    assert log.read_text(encoding="utf-8").split() == ["one", "two"]
    assert TrajectoryRewards.objects.filter(status=RewardStatus.OK).count() == 5
    assert RewardEvidence.objects.count() == 5


def test_asks_the_database_per_batch_and_not_per_trajectory(team: Team) -> None:
    def queries(count: int, name: str) -> int:
        for index in range(count):
            make_trajectory(team, f"{name}-{index}", problem=f"{name} {index}", with_slots=False)
        chunk = chunks_of(make_run(team, scorer, filter_text=f"id:{name}-*"))[0]
        with Asked() as captured:
            score_chunk(chunk_id=chunk.pk)
        return len(captured)

    scorer = make_scorer(team, "counting")

    assert queries(2, "few") == queries(16, "many")


def test_the_same_text_gets_the_same_rewards_alone_and_in_a_chunk(team: Team) -> None:
    for index in range(5):
        steps = [Step(text=f"{index} + {index} = {2 * index}"), Step(text=f"so {index} * 3 = {3 * index + index % 2}")]
        make_trajectory(team, f"t-{index}", problem=f"number {index}", steps=steps)
    scorer = make_scorer(team, "equation-checker")

    def digest() -> str:
        rows = TrajectoryRewards.objects.order_by("trajectory__external_id").values_list("rewards", flat=True)
        return hashlib.sha256(repr(list(rows)).encode()).hexdigest()

    work(make_run(team, scorer))
    together = digest()
    TrajectoryRewards.objects.all().delete()
    for index in range(5):
        work(make_run(team, scorer, filter_text=f"id:t-{index}"))

    assert digest() == together


def test_keeps_every_channel_what_was_truncated_and_why_something_was_left_out(team: Team) -> None:
    make_trajectory(team, "short", steps=[Step(text="a"), Step(text="b")], problem="a short one")
    make_trajectory(team, "cut", problem="one of three steps")
    make_trajectory(team, "out", problem="a long one")
    scorer = make_scorer(team, "choosy")
    ScorerChannel.objects.create(scorer=scorer, name="redundancy", semantics="probability")

    run = work(make_run(team, scorer))

    rows = TrajectoryRewards.objects.filter(channel__name="reward").order_by("trajectory")
    assert [(row.status, row.reason) for row in rows] == [
        (RewardStatus.OK, ""),
        (RewardStatus.TRUNCATED, "It read two steps."),
        (RewardStatus.FAILED, "4,097 tokens \ufffd are more than 4,096."),
    ]
    assert run.status == RunStatus.FINISHED
    assert TrajectoryRewards.objects.filter(channel__name="redundancy", rewards__0=0.5).count() == 2
    assert {row.provenance.content["dtype"] for row in rows if row.provenance} == {"float32"}


def test_a_scorer_gets_the_reference_answer_or_is_told_that_there_is_none(team: Team) -> None:
    steps = [Step(text="6"), Step(text="5")]
    make_trajectory(team, "known", steps=steps, reference_answer="5")
    make_trajectory(team, "unknown", steps=steps)

    work(make_run(team, make_scorer(team, "examiner")))

    found = TrajectoryRewards.objects.values_list("trajectory__external_id", "rewards", "reason")
    assert sorted(found) == [("known", [0.0, 1.0], ""), ("unknown", [None, None], "There is no reference answer.")]
