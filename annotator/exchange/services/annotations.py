"""Landing annotations of judges from files: each an assignment of its own that asks nobody for anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from annotator.exchange.alignment import comments_of, judgement_of
from annotator.exchange.annotation_survey import AnnotationSurvey
from annotator.exchange.queries import Reference, Target, targets_of
from annotator.exchange.records import AnnotationRecord, BadRow
from annotator.exchange.references import SourceChoice
from annotator.exchange.seen_rows import SeenRows
from annotator.exchange.services.annotation_rows import (
    AnnotationContent,
    NewAnnotation,
    StandingAnnotation,
    shortened,
    standing_annotations,
    write_annotations,
)
from annotator.exchange.tally import Outcome, Verdict
from annotator.projects.models import Annotator, Project

_YEARS: Final = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class PreparedAnnotation:
    """A row, the trajectory that it names, and whose it is. `is_superseded`: a row of the same file says it anew."""

    line: int
    reference: Reference
    annotator: str
    record: AnnotationRecord
    is_superseded: bool


Standing = Mapping[tuple[str, int], StandingAnnotation]


@dataclass(frozen=True, slots=True)
class AnnotationLander:
    """`annotator` is the name that the labels go under; None leaves it to the rows."""

    project: Project
    choice: SourceChoice
    survey: AnnotationSurvey
    annotator: str | None
    annotator_kind: str
    revise: bool
    seen: SeenRows

    def prepare(self, record: AnnotationRecord, *, line: int) -> PreparedAnnotation:
        """Raises BadRow where it cannot be told whose labels these are, or of what."""
        reference = Reference(self.choice.of_row(record.source), record.external_id)
        _check_moment(record.updated_at)
        is_superseded = self.survey.is_superseded(record, line=line)
        return PreparedAnnotation(line, reference, self._annotator_of(record), record, is_superseded)

    def external_id_of(self, row: PreparedAnnotation) -> str:
        """The trajectory's id."""
        return row.reference.external_id

    def land(self, rows: Sequence[PreparedAnnotation], *, at: datetime, is_rehearsal: bool) -> list[Outcome]:
        """A row that another row of the file supersedes changes nothing."""
        targets = targets_of(self.project.pk, [row.reference for row in rows])
        standing = standing_annotations(
            project=self.project,
            kind=self.annotator_kind,
            names={row.annotator for row in rows},
            trajectory_ids=[target.id for target in targets.values() if isinstance(target, Target)],
        )
        found = [self._found(row, targets[row.reference], standing, at) for row in rows]
        if not is_rehearsal:
            self._write(found, at=at)
        return [one[0] if isinstance(one, tuple) else one for one in found]

    def _annotator_of(self, record: AnnotationRecord) -> str:
        """A file of several annotators brings only the named one's rows; of one annotator, all under the name."""
        own = record.annotator
        if self.annotator is None:
            if own is None:
                raise BadRow("no_annotator", "The row does not say whose labels these are; name the annotator.")
            return own
        if own not in {None, self.annotator} and len(self.survey.annotators) > 1:
            raise BadRow("other_annotator", f"This is a row of {own}, not of {self.annotator}.")
        return self.annotator

    def _found(
        self, row: PreparedAnnotation, target: Target | BadRow, standing: Standing, at: datetime
    ) -> tuple[Verdict, NewAnnotation | None] | BadRow:
        if isinstance(target, BadRow):
            return target
        try:
            content = _content(row.record, target)
            if row.is_superseded:
                return Verdict.UNCHANGED, None
            key = row.annotator, target.id
            if self.seen.came_before(key, content, line=row.line):
                return Verdict.UNCHANGED, None
            verdict = self._verdict(content, standing.get(key))
        except BadRow as refusal:
            return refusal
        self.seen.add(key, content, line=row.line)
        if verdict is Verdict.UNCHANGED:
            return verdict, None
        return verdict, NewAnnotation(*key, content, row.record.updated_at or at, standing.get(key))

    def _verdict(self, content: AnnotationContent, known: StandingAnnotation | None) -> Verdict:
        if known is None:
            return Verdict.IMPORTED
        if known.content == content:
            return Verdict.UNCHANGED
        if not self.revise:
            message = "Other labels of this annotator are here; with --revise these replace them."
            raise BadRow("changed_annotation", message)
        return Verdict.REVISED

    def _write(self, found: Sequence[tuple[Verdict, NewAnnotation | None] | BadRow], *, at: datetime) -> None:
        new = [one[1] for one in found if isinstance(one, tuple) and one[1] is not None]
        names = sorted({one.annotator for one in new})
        ids = {name: self._annotator_id(name) for name in names}
        write_annotations(new, project=self.project, annotator_ids=ids, at=at)

    def _annotator_id(self, name: str) -> int:
        annotator, _ = Annotator.objects.get_or_create(project=self.project, kind=self.annotator_kind, name=name)
        return annotator.pk


def _check_moment(moment: datetime | None) -> None:
    """A time zone can push the first and last years of the calendar out of what a database gives back."""
    if moment is not None and moment.year not in _YEARS:
        raise BadRow("not_a_time", f"updated_at is in the year {moment.year}; nothing was judged then.")


def _content(record: AnnotationRecord, target: Target) -> AnnotationContent:
    """Raises BadRow for labels and comments on steps that are not there or cannot be labelled."""
    judgement = judgement_of(record, step_count=target.step_count, scorable=target.scorable)
    comments = comments_of(record, step_count=target.step_count, scorable=target.scorable)
    return AnnotationContent(
        judgement=judgement,
        comments=tuple(sorted(comments.items())),
        note=record.comment,
        failure=shortened(record.failure or ""),
    )
