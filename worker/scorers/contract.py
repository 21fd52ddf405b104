"""What every scorer is: trajectories in, one reward per step out. No Django, no Celery, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class ScorableToolCall:
    """One tool call of a step. `arguments` is the text as the model wrote it, valid JSON or not."""

    name: str
    arguments: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class ScorableStep:
    """One step, context steps (system, user, tool) included: they are the evidence the model had."""

    text: str
    role: str = "assistant"
    reasoning: str | None = None
    tool_calls: tuple[ScorableToolCall, ...] = ()
    tool_name: str | None = None
    tool_call_id: str | None = None


@dataclass(frozen=True, slots=True)
class ScorableTrajectory:
    """A trajectory as a scorer sees it. `scorable` are the indices of the steps that may get a reward, ascending;
    `tools` are tool schemas in the OpenAI form.

    `reference_answer` is the right final answer, None where the file gave none. People may not see it while they label,
    so a scorer that reads it writes nothing of it into its evidence.
    """

    problem: str
    steps: tuple[ScorableStep, ...]
    scorable: tuple[int, ...]
    tools: tuple[Mapping[str, Any], ...] = ()
    reference_answer: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a step got its reward, for people to read.

    `start` and `end` are character offsets into the step's text (None where the evidence is about a call).
    """

    step_index: int
    kind: str
    verdict: Literal["supports", "contradicts"]
    message: str
    start: int | None = None
    end: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepRewards:
    """`rewards[i]` belongs to step `i` of *all* steps; None where the step is context or the scorer abstains.

    `margins` are differences of logits before any squashing, `reliability` is the scorer's own spread; both as long as
    `rewards`. `truncated_because` says why the later steps were not read; empty when all were. `further` are the
    scorer's other kinds of number for the same trajectory, by channel ("redundancy", "reversed"): `rewards` are its
    main one, and the evidence is for all of them.
    """

    rewards: tuple[float | None, ...]
    margins: tuple[float | None, ...] | None = None
    reliability: tuple[float | None, ...] | None = None
    evidence: tuple[Evidence, ...] = ()
    truncated_because: str = ""
    further: Mapping[str, "StepRewards"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unscored:
    """This trajectory gets no rewards, for a reason that people can read: too long, an answer that made no sense."""

    reason: str


class ScorerUnavailable(Exception):
    """What the scorer needs is away or refuses it (a server, a key): no trajectory's fault. The message is a sentence.

    The worker gives the whole chunk back, and it is tried again; the trajectories fail only after the last try.
    """


class Scorer(Protocol):
    """Whatever a scorer needs it gets when it is built."""

    @property
    def batch_size(self) -> int:
        """How many trajectories it likes to get at once."""
        ...

    @property
    def provenance(self) -> Mapping[str, str]:
        """What else than the text decided its numbers, as found when it was built: model revision, hashes of tokenizer
        and template, dtype, attention kernel. Empty where the scorer's own revision says it all."""
        ...

    def score(self, batch: Sequence[ScorableTrajectory]) -> Sequence[StepRewards | Unscored]:
        """Score a batch, in order; one result per trajectory, one reward per step. The same trajectory gets the same
        rewards alone and in a batch. Raises ScorerUnavailable where it can score nothing at the moment; any other
        exception is held against a trajectory of the batch."""
        ...
