"""What a file says once its format has been read: canonical records that know no file format and no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from annotator.trajectories.steps import Step

StepLabel = Literal[-1, 0, 1]
Protocol = Literal["first-error", "ternary"]


class BadRow(Exception):
    """A row that cannot be read. `code` is stable and countable, the message is for the person who brought the file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class StepJudgement:
    """Labels of one trajectory by one party, in one protocol.

    `labels` has one entry per step of the trajectory, None where nobody said anything. A first-error judgement has
    only None there: that one step is wrong does not make the steps before it right.
    """

    protocol: Protocol
    labels: tuple[StepLabel | None, ...]
    first_error: int | None
    no_error: bool
    outcome: StepLabel | None = None


@dataclass(frozen=True, slots=True)
class TrajectoryRecord:
    """One trajectory of a file. `source` is None where the row does not name one (the caller knows the file).

    `metadata` is everything the row said that has no column of its own, so that an export can say it again.
    """

    external_id: str
    problem: str
    steps: Sequence[Step]
    source: str | None = None
    reference_answer: str | None = None
    outcome: bool | None = None
    generator: str = ""
    group_key: str = ""
    tools: Sequence[Any] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    gold: StepJudgement | None = None


@dataclass(frozen=True, slots=True)
class AnnotationRecord:
    """One judge's labels for a trajectory that is already here; keyed by message position until it is resolved.

    `labels_by_step` uses the trajectory's step indices. `failure` is set when the judge gave no usable answer: such a
    row is kept as a failure and never counts as labels.
    """

    external_id: str
    source: str | None
    annotator: str | None
    labels_by_step: Mapping[int, StepLabel]
    outcome: StepLabel | None
    comments_by_step: Mapping[int, str] = field(default_factory=dict)
    comment: str = ""
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class RewardRecord:
    """One scorer's rewards for a trajectory that is already here: one per step, or one per scorable step."""

    external_id: str
    source: str | None
    scorer: str
    rewards: tuple[float | None, ...]
