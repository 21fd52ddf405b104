"""Writing labels out in a file's format: streamed, counted, and never half a file."""

import gzip
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Final

import orjson
from django.db import transaction

from annotator.exchange.export_left_out import accepted_proposals, notes_left_out
from annotator.exchange.export_queries import (
    ExportScope,
    LabelAuthor,
    LabelledTrajectory,
    count_hidden,
    label_authors,
    labelled_outlines,
    labelled_trajectories,
)
from annotator.exchange.formats.contract import Format
from annotator.exchange.formats.registry import export_formats
from annotator.exchange.image_rows import marks_in, said_again
from annotator.exchange.records import CannotExport, ExportRow, StepJudgement
from annotator.labeling.protocols import FIRST_ERROR
from annotator.trajectories.queries import image_bytes

_COMPRESSION: Final = 6


class CannotWrite(Exception):
    """The export cannot begin, or its file cannot be written. `code` is stable, the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class AnnotatorNeeded(CannotWrite):
    """Labels of several annotators do not fit into one row."""


@dataclass(slots=True)
class ExportTally:
    """What an export came to so far: rows written, trajectories without labels, and those whose labels the format
    cannot say, by reason."""

    rows: int = 0
    without_labels: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """The stable keys of `--json`."""
        return {"rows": self.rows, "without_labels": self.without_labels, "reasons": dict(sorted(self.reasons.items()))}


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What an export would come to, and how many trajectories are not in it because whoever asks is blind to them;
    `notes` says what no format has a place for, `proposals` how many labels are accepted ones."""

    tally: ExportTally
    hidden: int
    notes: Mapping[str, int]
    proposals: int


def format_to_write(name: str) -> Format:
    """The format of that name, if it can be written. Raises CannotWrite."""
    formats = {made.name: made for made in export_formats()}
    if name not in formats:
        raise CannotWrite(
            "unknown_format", f"There is no export in the format {name!r}; there are {', '.join(formats)}."
        )
    return formats[name]


def usual_format(protocol: str) -> str:
    """The format that was made for labels of this protocol, else the one that says the first error of any."""
    formats = {made.protocol: made.name for made in reversed(export_formats())}
    return formats.get(protocol, formats[FIRST_ERROR.name])


def with_author(scope: ExportScope, name: str | None) -> tuple[ExportScope, LabelAuthor | None]:
    """The scope with the annotator whose labels are meant: the named one, or the only one there is; gold has none.

    Where a person and a model share a name, `human:NAME` or `model:NAME` says which. Raises CannotWrite.
    """
    if scope.labels == "gold":
        if name is not None:
            raise CannotWrite("annotator_of_gold", "Gold has no annotator; ask for annotations instead.")
        return scope, None
    author = _author(label_authors(scope), name)
    return replace(scope, annotator_id=author.id), author


def rows_of(scope: ExportScope, chosen: Format, tally: ExportTally) -> Iterator[bytes]:
    """One line per trajectory, counted in `tally` as it goes. All of it is one moment's state of the database."""
    with transaction.atomic():
        for row in labelled_trajectories(scope):
            made = _written(row, chosen, tally)
            if made is not None:
                yield orjson.dumps(_with_images(made, scope)) + b"\n"


def preview(scope: ExportScope, chosen: Format) -> ExportPreview:
    """What `rows_of` would come to; reads no texts."""
    tally = ExportTally()
    with transaction.atomic():
        for row in labelled_outlines(scope):
            _written(row, chosen, tally)
        return ExportPreview(tally, count_hidden(scope), notes_left_out(scope), accepted_proposals(scope))


def write_export(scope: ExportScope, *, chosen: Format, path: Path, tell: Callable[[ExportTally], None]) -> ExportTally:
    """Write the file, compressed where its name ends in `.gz`. It appears whole or not at all. Raises CannotWrite."""
    tally = ExportTally()
    try:
        with _appearing_whole(path) as file:
            for line in rows_of(scope, chosen, tally):
                file.write(line)
                tell(tally)
    except OSError as error:
        raise CannotWrite("cannot_write", f"{path} cannot be written: {error.strerror or error}.") from error
    return tally


def _author(authors: list[LabelAuthor], name: str | None) -> LabelAuthor:
    known = ", ".join(f"{author.kind.lower()}:{author.name}" for author in authors)
    fitting = authors if name is None else _named(authors, name)
    if len(fitting) == 1:
        return fitting[0]
    if not authors:
        raise CannotWrite("no_annotations", "There are no annotations to export.")
    if not fitting:
        raise CannotWrite("unknown_annotator", f"There are no annotations of {name!r}; there are some of {known}.")
    raise AnnotatorNeeded("annotator_needed", f"There are labels of several annotators; name one of {known}.")


def _named(authors: list[LabelAuthor], name: str) -> list[LabelAuthor]:
    kind, _, rest = name.partition(":")
    exact = [author for author in authors if author.name == name]
    return exact or [author for author in authors if author.kind == kind.upper() and author.name == rest]


def _written(row: LabelledTrajectory, chosen: Format, tally: ExportTally) -> dict[str, Any] | None:
    """The row in the format, from the first of its judgements that the format can say."""
    if not row.judgements:
        tally.without_labels += 1
        return None
    write = chosen.write
    if write is None:
        raise CannotWrite("unknown_format", f"{chosen.name} can be read only.")
    refusals = []
    for judgement in _by_preference(row.judgements, chosen):
        try:
            made = write(_export_row(row, judgement))
        except CannotExport as refusal:
            refusals.append(refusal.code)
        else:
            tally.rows += 1
            return made
    tally.reasons[refusals[0]] += 1
    return None


def _with_images(made: dict[str, Any], scope: ExportScope) -> dict[str, Any]:
    """The row with every image as its file brought it; most rows have none and cost nothing."""
    marks = marks_in(made)
    if not marks:
        return made
    # A name is said again as it was; only what came as bytes needs them.
    return said_again(made, image_bytes(scope.project_id, {mark.sha for mark in marks if mark.how != "name"}))


def _by_preference(judgements: Mapping[Any, StepJudgement], chosen: Format) -> list[StepJudgement]:
    return sorted(judgements.values(), key=lambda judgement: judgement.protocol != chosen.protocol)


def _export_row(row: LabelledTrajectory, judgement: StepJudgement) -> ExportRow:
    return ExportRow(
        external_id=row.external_id,
        source=row.source,
        problem=row.problem,
        steps=row.steps,
        judgement=judgement,
        reference_answer=row.reference_answer,
        outcome=row.outcome,
        generator=row.generator,
        group_key=row.group_key,
        tools=row.tools,
        metadata=row.metadata or {},
    )


@contextmanager
def _appearing_whole(path: Path) -> Iterator[IO[bytes]]:
    """A file beside the wanted one, which takes its name once everything is on the disk."""
    if path.exists() and not path.is_file():
        raise CannotWrite("cannot_write", f"{path} is no file that could be replaced.")
    draft = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            with _compressed(file, path) as stream:
                yield stream
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _compressed(file: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    """The same labels make the same file: no time and no name goes into it."""
    if path.suffix != ".gz":
        yield file
        return
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=_COMPRESSION, mtime=0) as stream:
        yield stream  # type: ignore[misc]
