"""The rows behind imported annotations: their queue, assignments, annotations and notes on steps."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from annotator.exchange import copy_text
from annotator.exchange.records import StepJudgement
from annotator.exchange.services.copying import copy_rows, reserve_ids
from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Annotation, Assignment, EvidenceView, Queue, StepNote
from annotator.labeling.protocols import protocol_named
from annotator.projects.models import Project

# The column is for lists; the whole of a longer one is in the note, where the format put it.
_LONGEST_FAILURE: Final = 500

_ASSIGNMENT_COLUMNS: Final = (
    "id", "queue_id", "trajectory_id", "annotator_id", "status", "priority", "position", "why", "fence", "undo_until",
    "reason",
)  # fmt: skip
_ANNOTATION_COLUMNS: Final = (
    "id", "assignment_id", "annotator_id", "trajectory_id", "protocol", "protocol_version", "evidence_view", "labels",
    "unsure", "origins", "active_ms", "first_error", "no_error", "first_error_reason", "outcome_label", "note",
    "failure", "submitted_at",
)  # fmt: skip
_NOTE_COLUMNS: Final = ("annotation_id", "step_index", "error_types", "flags", "comment", "correction", "spans")


@dataclass(frozen=True, slots=True)
class AnnotationContent:
    """What a judge said of a trajectory. `failure` says why there are no labels; it is empty where there are."""

    judgement: StepJudgement
    comments: tuple[tuple[int, str], ...]
    note: str
    failure: str


@dataclass(frozen=True, slots=True)
class StandingAnnotation:
    """What stands in the project from an earlier file."""

    id: int
    assignment_id: int
    content: AnnotationContent


@dataclass(frozen=True, slots=True)
class NewAnnotation:
    """What is to be written, in the place of `replaces` where that is set."""

    annotator: str
    trajectory_id: int
    content: AnnotationContent
    judged_at: datetime
    replaces: StandingAnnotation | None


def standing_annotations(
    *, project: Project, kind: str, names: Collection[str], trajectory_ids: Collection[int]
) -> dict[tuple[str, int], StandingAnnotation]:
    """By annotator's name and trajectory, what was imported before and not replaced."""
    rows = (
        Annotation.objects.filter(
            trajectory__in=trajectory_ids,
            annotator__project=project,
            annotator__kind=kind,
            annotator__name__in=names,
            withdrawn_at__isnull=True,
        )
        .select_related("annotator")
        .prefetch_related("notes")
        .order_by("pk")
    )
    return {(row.annotator.name, row.trajectory_id): _standing(row) for row in rows}


def write_annotations(
    new: Sequence[NewAnnotation], *, project: Project, annotator_ids: Mapping[str, int], at: datetime
) -> None:
    """What is replaced stands withdrawn; its assignment carries the new annotation."""
    if not new:
        return
    replaced = [one.replaces.id for one in new if one.replaces is not None]
    Annotation.objects.filter(pk__in=replaced).update(withdrawn_at=at)
    placed = _placed(new, project, annotator_ids, at)
    copy_rows(Assignment, _ASSIGNMENT_COLUMNS, (_assignment_line(one, at) for one in placed if one.is_first))
    copy_rows(Annotation, _ANNOTATION_COLUMNS, map(_annotation_line, placed))
    copy_rows(StepNote, _NOTE_COLUMNS, (line for one in placed for line in _note_lines(one)))


def shortened(failure: str) -> str:
    """A failure as the column holds it."""
    return failure if len(failure) <= _LONGEST_FAILURE else failure[: _LONGEST_FAILURE - 1] + "…"


@dataclass(frozen=True, slots=True)
class _Placed:
    """An annotation with the ids of everything that its rows point at."""

    new: NewAnnotation
    id: int
    assignment_id: int
    annotator_id: int
    queue_id: int

    @property
    def is_first(self) -> bool:
        return self.new.replaces is None


def _placed(
    new: Sequence[NewAnnotation], project: Project, annotator_ids: Mapping[str, int], at: datetime
) -> list[_Placed]:
    queues = {name: _queue_id(project, name, at) for name in {one.content.judgement.protocol for one in new}}
    numbers = zip(reserve_ids(Annotation, len(new)), reserve_ids(Assignment, len(new)), strict=True)
    return [
        _Placed(
            new=one,
            id=annotation_id,
            assignment_id=one.replaces.assignment_id if one.replaces else assignment_id,
            annotator_id=annotator_ids[one.annotator],
            queue_id=queues[one.content.judgement.protocol],
        )
        for one, (annotation_id, assignment_id) in zip(new, numbers, strict=True)
    ]


def _queue_id(project: Project, protocol: str, at: datetime) -> int:
    """A queue that hands nothing out: what it holds is done. docs/decisions/imported-annotations.md says why."""
    queue, _ = Queue.objects.get_or_create(
        project=project,
        name=f"Imported annotations ({protocol})",
        defaults={
            "is_paused": True,
            "protocol": protocol,
            "protocol_version": protocol_named(protocol).version,
            "created_at": at,
        },
    )
    return queue.pk


def _standing(row: Annotation) -> StandingAnnotation:
    judgement = StepJudgement(
        protocol=row.protocol,
        labels=tuple(row.labels),  # type: ignore[arg-type]
        first_error=row.first_error,
        no_error=row.no_error,
        outcome=row.outcome_label,  # type: ignore[arg-type]
    )
    comments = tuple(sorted((note.step_index, note.comment) for note in row.notes.all()))
    return StandingAnnotation(row.pk, row.assignment_id, AnnotationContent(judgement, comments, row.note, row.failure))


def _assignment_line(placed: _Placed, at: datetime) -> bytes:
    return copy_text.row(
        copy_text.number(placed.assignment_id),
        copy_text.number(placed.queue_id),
        copy_text.number(placed.new.trajectory_id),
        copy_text.number(placed.annotator_id),
        copy_text.text(AssignmentStatus.SUBMITTED.value),
        copy_text.number(0),
        copy_text.number(0),
        copy_text.json({}),
        copy_text.number(0),
        copy_text.moment(at),
        copy_text.text(""),
    )


def _annotation_line(placed: _Placed) -> bytes:
    content, judgement = placed.new.content, placed.new.content.judgement
    origins = [None if label is None else 0 for label in judgement.labels]
    return copy_text.row(
        copy_text.number(placed.id),
        copy_text.number(placed.assignment_id),
        copy_text.number(placed.annotator_id),
        copy_text.number(placed.new.trajectory_id),
        copy_text.text(judgement.protocol),
        copy_text.number(protocol_named(judgement.protocol).version),
        # Nobody here knows what a judge elsewhere was shown.
        copy_text.text(EvidenceView.UNCONTROLLED.value),
        copy_text.array(judgement.labels),
        copy_text.boolean_array(False for _ in judgement.labels),
        copy_text.array(origins),
        copy_text.array([None] * len(origins)),
        copy_text.number(judgement.first_error),
        copy_text.boolean(judgement.no_error),
        copy_text.text(""),
        copy_text.number(judgement.outcome),
        copy_text.text(content.note),
        copy_text.text(content.failure),
        copy_text.moment(placed.new.judged_at),
    )


def _note_lines(placed: _Placed) -> Iterator[bytes]:
    for step_index, comment in placed.new.content.comments:
        yield copy_text.row(
            copy_text.number(placed.id),
            copy_text.number(step_index),
            copy_text.array([]),
            copy_text.array([]),
            copy_text.text(comment),
            copy_text.text(""),
            copy_text.json([]),
        )
