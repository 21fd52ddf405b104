"""A trajectory of a file beside what the project has under its id: new, the same, or something else."""

from dataclasses import dataclass
from typing import Any, Final

from annotator.exchange.image_marks import column_images
from annotator.exchange.records import BadRow, StepJudgement, TrajectoryRecord
from annotator.exchange.tally import Verdict
from annotator.trajectories.steps import ImageRef, content_hash, digest, images_to_json, scorable_indices, to_json

# Lists show how a problem begins; the problem itself is kept whole elsewhere.
OPENING: Final = 200
# An index entry has at most 2,704 bytes in PostgreSQL, and this one holds two numbers more.
LONGEST_NAME_BYTES: Final = 2_500


@dataclass(frozen=True, slots=True)
class PreparedTrajectory:
    """A record with everything about it that can be worked out without the database."""

    line: int
    source: str
    record: TrajectoryRecord
    steps: list[dict[str, Any]]
    images: list[dict[str, Any]]
    scorable: list[int]
    content_hash: bytes
    record_hash: bytes

    @property
    def key(self) -> tuple[str, str]:
        """What no two trajectories of a project share."""
        return self.source, self.record.external_id

    @property
    def content(self) -> tuple[bytes, StepJudgement | None]:
        """Everything that the row said."""
        return self.record_hash, self.record.gold

    @property
    def opening(self) -> str:
        """How the problem begins, on one line."""
        return " ".join(self.record.problem[: 4 * OPENING].split())[:OPENING]


@dataclass(frozen=True, slots=True)
class KnownTrajectory:
    """The latest revision in the project. `gold` is its last imported one in the protocol of the record's gold."""

    id: int
    revision: int
    record_hash: bytes
    gold: StepJudgement | None


def prepare(record: TrajectoryRecord, *, source: str, line: int) -> PreparedTrajectory:
    """Hashes and stored forms. `source` is where the record belongs if it does not say so itself. Raises BadRow."""
    source = record.source or source
    _check_name(source, record.external_id)
    images = _problem_images(record)
    hashed = content_hash(problem=record.problem, steps=record.steps, tools=record.tools, images=images)
    beside = {
        "content": hashed.hex(),
        "reference_answer": record.reference_answer,
        "outcome": record.outcome,
        "generator": record.generator,
        "group_key": record.group_key,
        # A null says nothing, so a row without the key is the same row.
        "metadata": {key: value for key, value in record.metadata.items() if value is not None},
    }
    return PreparedTrajectory(
        line=line,
        source=source,
        record=record,
        steps=[to_json(step) for step in record.steps],
        images=images_to_json(images),
        scorable=scorable_indices(record.steps),
        content_hash=hashed,
        record_hash=digest(beside),
    )


def _problem_images(record: TrajectoryRecord) -> tuple[ImageRef, ...]:
    """Those of the row's own columns; without any, those of the message that states the problem."""
    if found := column_images(record.metadata):
        return found
    asked = next((step for step in record.steps if step.role == "user" and step.text), None)
    return asked.images if asked is not None and asked.text == record.problem else ()


def _check_name(source: str, external_id: str) -> None:
    """Characters are counted by the columns; the index that finds a trajectory by its name counts bytes."""
    size = len(source.encode()) + len(external_id.encode())
    if size > LONGEST_NAME_BYTES:
        message = f"id and source have {size:,} bytes together; at most {LONGEST_NAME_BYTES:,} can be looked up."
        raise BadRow("too_long", message)


def verdict_on(prepared: PreparedTrajectory, known: KnownTrajectory | None, *, revise: bool) -> Verdict:
    """What is to be done with it. Raises BadRow where it differs from what is here and nobody asked to revise.

    A row without gold says nothing about gold, so it agrees with any.
    """
    if known is None:
        return Verdict.IMPORTED
    if has_other_content(prepared, known):
        if not revise:
            message = f"Revision {known.revision} of it says something else; with --revise this becomes the next one."
            raise BadRow("changed_content", message)
        return Verdict.REVISED
    if prepared.record.gold is None or prepared.record.gold == known.gold:
        return Verdict.UNCHANGED
    if not revise:
        raise BadRow("changed_gold", _other_gold(prepared.record.gold, known.gold))
    return Verdict.REVISED


def has_other_content(prepared: PreparedTrajectory, known: KnownTrajectory) -> bool:
    """Whether anything but the gold differs."""
    return prepared.record_hash != known.record_hash


def _other_gold(given: StepJudgement, known: StepJudgement | None) -> str:
    if known is None:
        begin = f"It brings a {given.protocol} gold label, and none was imported with it before"
    else:
        begin = f"Its {given.protocol} gold label is another than the one imported before"
    return f"{begin}; with --revise it becomes the next version."
