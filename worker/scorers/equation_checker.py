"""The equation checker: recomputes the arithmetic that a step states, says what is false, abstains where in doubt."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from worker.scorers.arithmetic.doubts import Surroundings
from worker.scorers.arithmetic.judgement import Judgement
from worker.scorers.arithmetic.statements import Statement, statements_in
from worker.scorers.arithmetic.verdicts import judge
from worker.scorers.contract import Evidence, ScorableTrajectory, StepRewards


class _OutOfTime(Exception):
    """The step took longer than it may."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was found in a step. `is_complete`: all of it was read."""

    judged: tuple[tuple[Statement, Judgement], ...] = ()
    is_complete: bool = False

    def with_verdict(self, verdict: str) -> list[tuple[Statement, Judgement]]:
        return [pair for pair in self.judged if pair[1].verdict == verdict]

    @property
    def reward(self) -> float | None:
        if self.with_verdict("contradicts"):
            return 0.0
        return 1.0 if self.is_complete and self.judged and not self.with_verdict("doubts") else None

    @property
    def rounded(self) -> frozenset[str]:
        return frozenset().union(*(judgement.rounded for _, judgement in self.judged))


class EquationChecker:
    """Reward 0.0: a statement of the step is false; the evidence says which, and what is right. 1.0: at least one was
    checked, all that were checked hold, and none looked false. None: anything else.

    1.0 speaks of the arithmetic alone: a step may compute the wrong thing correctly.
    `max_characters` and `max_statements` bound what is read of a step, so that the verdict does not depend on the
    machine; `milliseconds_per_step` is the net under them: a step that takes longer is not judged.
    """

    batch_size: Final = 16
    provenance: Final[Mapping[str, str]] = MappingProxyType({})

    def __init__(
        self,
        *,
        max_characters: int = 100_000,
        max_statements: int = 300,
        max_evidence: int = 20,
        milliseconds_per_step: float = 2_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_characters = max_characters
        self._max_statements = max_statements
        self._max_evidence = max_evidence
        self._seconds_per_step = milliseconds_per_step / 1000
        self._clock = clock

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards]:
        """One result per trajectory; trajectories know nothing of one another."""
        return [self._score_trajectory(trajectory) for trajectory in batch]

    def _score_trajectory(self, trajectory: ScorableTrajectory) -> StepRewards:
        rewards: list[float | None] = [None] * len(trajectory.steps)
        evidence: list[Evidence] = []
        rounded: frozenset[str] = frozenset()
        for step_index in trajectory.scorable:
            reading = self._read_step(trajectory.steps[step_index].text, trajectory.problem, rounded)
            rewards[step_index] = reading.reward
            evidence.extend(self._evidence(step_index, reading))
            rounded |= reading.rounded
        return StepRewards(tuple(rewards), evidence=tuple(evidence))

    def _read_step(self, text: str, problem: str, rounded: frozenset[str]) -> _Reading:
        surroundings = Surroundings(text[: self._max_characters], problem[: self._max_characters])
        statements = statements_in(surroundings.text)
        try:
            judged = tuple(self._judge_all(islice(statements, self._max_statements), surroundings, rounded))
        except _OutOfTime:
            return _Reading()
        is_complete = len(text) <= self._max_characters and next(statements, None) is None
        return _Reading(judged, is_complete)

    def _judge_all(
        self, statements: Iterator[Statement], surroundings: Surroundings, rounded: frozenset[str]
    ) -> Iterator[tuple[Statement, Judgement]]:
        deadline = self._clock() + self._seconds_per_step
        end = -1
        in_identity = False
        for statement in statements:
            if self._clock() > deadline:
                raise _OutOfTime
            in_identity = in_identity and statement.left.end == end
            judgement = judge(statement, surroundings, rounded=rounded, in_identity=in_identity)
            end = statement.end
            if judgement:
                in_identity = in_identity or judgement.kind == "identity"
                rounded |= judgement.rounded
                yield statement, judgement

    def _evidence(self, step_index: int, reading: _Reading) -> list[Evidence]:
        """What is false first: a limit never hides it behind what holds."""
        told = [*reading.with_verdict("contradicts"), *reading.with_verdict("supports")]
        return [_tell(step_index, *pair) for pair in told[: self._max_evidence]]


def _tell(step_index: int, statement: Statement, judgement: Judgement) -> Evidence:
    return Evidence(
        step_index=step_index,
        kind=judgement.kind,
        verdict="contradicts" if judgement.verdict == "contradicts" else "supports",
        message=judgement.message,
        start=statement.start,
        end=statement.end,
        details=judgement.details,
    )
