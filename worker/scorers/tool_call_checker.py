"""The tool-call checker: arguments and schemas, ignored errors, repeated failures, outputs and numbers from nowhere."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from worker.scorers.contract import Evidence, ScorableStep, ScorableTrajectory, StepRewards
from worker.scorers.tool_calls.answer_checks import check_error_handling, check_made_up_output, check_numbers
from worker.scorers.tool_calls.call_checks import FailedCalls, check_calls
from worker.scorers.tool_calls.findings import Finding
from worker.scorers.tool_calls.quoted_numbers import KnownNumbers
from worker.scorers.tool_calls.schemas import ToolSchemas


class ToolCallChecker:
    """Reward 0.0: a check has found something wrong; the evidence says what. 1.0: at least one check applied and all
    that applied found nothing. None: no check applied, or one could not decide.

    A call is judged together with the output that answers it. `max_characters` bounds what is read of one text,
    `max_calls` how many calls of one step; a step beyond them is not called right. `milliseconds_per_step` is the net
    under them: a step that takes longer is not judged.
    """

    batch_size: Final = 16
    provenance: Final[Mapping[str, str]] = MappingProxyType({})

    def __init__(
        self,
        *,
        max_characters: int = 200_000,
        max_calls: int = 50,
        max_evidence: int = 20,
        milliseconds_per_step: float = 2_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_characters = max_characters
        self._max_calls = max_calls
        self._max_evidence = max_evidence
        self._seconds_per_step = milliseconds_per_step / 1000
        self._clock = clock

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards]:
        """One result per trajectory; trajectories know nothing of one another."""
        return [self._score_trajectory(trajectory) for trajectory in batch]

    def _score_trajectory(self, trajectory: ScorableTrajectory) -> StepRewards:
        rewards: list[float | None] = [None] * len(trajectory.steps)
        evidence: list[Evidence] = []
        for step_index, findings in self._findings(trajectory):
            rewards[step_index] = _reward(findings)
            told = sorted((finding for finding in findings if finding.verdict != "doubts"), key=_contradictions_first)
            evidence.extend(_tell(step_index, finding) for finding in told[: self._max_evidence])
        return StepRewards(tuple(rewards), evidence=tuple(evidence))

    def _findings(self, trajectory: ScorableTrajectory) -> Iterator[tuple[int, list[Finding]]]:
        steps = [self._bounded(step) for step in trajectory.steps]
        told = _Told(ToolSchemas(trajectory.tools), trajectory.problem[: self._max_characters])
        scorable = frozenset(trajectory.scorable)
        for step_index, step in enumerate(steps):
            is_whole = step is trajectory.steps[step_index]
            if step_index in scorable:
                yield step_index, self._within_time(_checks(steps, step_index, told), is_whole=is_whole)
            told.learn(steps, step_index, is_whole=is_whole)

    def _within_time(self, checks: Iterator[Finding], *, is_whole: bool) -> list[Finding]:
        deadline = self._clock() + self._seconds_per_step
        findings: list[Finding] = []
        for finding in checks:
            findings.append(finding)
            if self._clock() > deadline:
                return []
        cut = [] if is_whole else [Finding("length", "doubts", "The step is longer than what is read of it.")]
        return findings + cut

    def _bounded(self, step: ScorableStep) -> ScorableStep:
        calls = step.tool_calls[: self._max_calls]
        if len(step.text) <= self._max_characters and len(calls) == len(step.tool_calls):
            return step
        return replace(step, text=step.text[: self._max_characters], tool_calls=calls)


class _Told:
    """What the model has been told so far: tools, the outcome of its calls, numbers."""

    def __init__(self, tools: ToolSchemas, problem: str) -> None:
        self.tools = tools
        self.problem = problem
        self.failed_calls = FailedCalls()
        self.numbers = KnownNumbers()
        self.numbers.learn(problem)
        self.numbers.learn(tools.text)

    def learn(self, steps: Sequence[ScorableStep], step_index: int, *, is_whole: bool) -> None:
        """Takes in a step. Its own words count too: only the first to state a number is asked where it comes from."""
        self.failed_calls.learn(steps, step_index)
        self.numbers.learn(steps[step_index].text)
        for call in steps[step_index].tool_calls:
            self.numbers.learn(call.arguments)
        self.numbers.is_complete = self.numbers.is_complete and is_whole


def _checks(steps: Sequence[ScorableStep], step_index: int, told: _Told) -> Iterator[Finding]:
    yield from check_calls(steps, step_index, told.tools)
    yield from told.failed_calls.check(steps[step_index])
    yield from check_error_handling(steps, step_index)
    yield from check_made_up_output(steps[step_index])
    yield from check_numbers(steps, step_index, known=told.numbers, problem=told.problem)


def _reward(findings: Sequence[Finding]) -> float | None:
    verdicts = {finding.verdict for finding in findings}
    if "contradicts" in verdicts:
        return 0.0
    return 1.0 if verdicts == {"supports"} else None


def _contradictions_first(finding: Finding) -> bool:
    return finding.verdict != "contradicts"


def _tell(step_index: int, finding: Finding) -> Evidence:
    return Evidence(
        step_index=step_index,
        kind=finding.kind,
        verdict="contradicts" if finding.verdict == "contradicts" else "supports",
        message=finding.message,
        start=finding.start,
        end=finding.end,
        details=finding.details,
    )
