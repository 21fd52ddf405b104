"""What a file says once its format has been read: canonical records that know no file format and no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from annotator.trajectories.steps import Step

StepLabel = Literal[-1, 0, 1]
# The name of a protocol; files themselves bring labels of `first-error` and `ternary` only.
Protocol = str


class BadRow(Exception):
    """A row that cannot be read. `code` is stable and countable, the message is for the person who brought the file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class CannotExport(Exception):
    """A trajectory whose labels the wanted format cannot say. `code` is stable and countable, as with `BadRow`."""

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

    `metadata` is everything the row said that has no column of its own, so that an export can say it again. It may
    repeat the reference answer or hint at the outcome, so whoever is blind to those is blind to the metadata.
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
    """One judge's labels for a trajectory that is already here.

    Keys of `labels_by_step` and `comments_by_step` are positions as the file counts them;
    `alignment.judgement_of` turns them into step indices of the trajectory. `failure` is set when the judge gave no
    usable answer: such a row is kept as a failure and never counts as labels. Files of annotations are append-only:
    of several rows of one trajectory and annotator the one with the latest `updated_at` holds, and the last in the
    file where they are equal or absent.
    """

    external_id: str
    source: str | None
    annotator: str | None
    labels_by_step: Mapping[int, StepLabel]
    outcome: StepLabel | None
    comments_by_step: Mapping[int, str] = field(default_factory=dict)
    comment: str = ""
    failure: str | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RewardRecord:
    """One scorer's rewards for a trajectory that is already here: one per step, or one per scorable step."""

    external_id: str
    source: str | None
    scorer: str
    rewards: tuple[float | None, ...]


Record = TrajectoryRecord | AnnotationRecord | RewardRecord


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A trajectory with one judgement of it, as an export hands it to a format's `write`."""

    external_id: str
    source: str
    problem: str
    steps: Sequence[Step]
    judgement: StepJudgement
    reference_answer: str | None = None
    outcome: bool | None = None
    generator: str = ""
    group_key: str = ""
    tools: Sequence[Any] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
