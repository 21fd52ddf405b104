"""The lander for an import: what it brings decides which, what was asked decides how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from annotator.exchange.annotation_survey import AnnotationSurvey
from annotator.exchange.file_names import stem_of
from annotator.exchange.formats.contract import Format, Kind, ReadContext
from annotator.exchange.formats.fields import LONGEST_NAME
from annotator.exchange.import_options import CannotImport, ImportOptions
from annotator.exchange.models import FileImport
from annotator.exchange.queries import sources_of
from annotator.exchange.references import SourceChoice
from annotator.exchange.rows import read_rows
from annotator.exchange.seen_rows import SeenRows
from annotator.exchange.services.annotations import AnnotationLander
from annotator.exchange.services.lander import Lander
from annotator.exchange.services.rewards import RewardLander
from annotator.exchange.services.trajectories import TrajectoryLander
from annotator.projects.models import Project
from annotator.scoring.queries import names_of_own_scorers


@dataclass(frozen=True, slots=True)
class Reading:
    """One import and how its file is read."""

    file_import: FileImport
    options: ImportOptions
    path: Path
    format: Format | None
    context: ReadContext


def lander_for(reading: Reading) -> Lander[Any, Any]:
    """Raises CannotImport where the person named a source that the project does not have."""
    return _MAKERS[reading.options.kind](reading)


def check_source(*, project: Project, name: str, options: ImportOptions) -> None:
    """Raises CannotImport where no row could come to a source."""
    if options.kind != "trajectories":
        _choice(project, name, options)
    elif options.source is None and len(stem_of(name)) > LONGEST_NAME:
        message = f"The file's name is too long to be a source: name one of at most {LONGEST_NAME} characters."
        raise CannotImport("too_long", message)


def _trajectories(reading: Reading) -> TrajectoryLander:
    return TrajectoryLander(
        project=reading.file_import.project,
        source=reading.options.source or stem_of(reading.file_import.file_name),
        file=reading.file_import.file_name,
        revise=reading.options.revise,
        seen=SeenRows(),
    )


def _rewards(reading: Reading) -> RewardLander:
    return RewardLander(
        project=reading.file_import.project,
        file_import=reading.file_import,
        choice=_choice(reading.file_import.project, reading.file_import.file_name, reading.options),
        semantics=reading.options.semantics,
        revise=reading.options.revise,
        seen=SeenRows(),
        reserved=names_of_own_scorers(reading.file_import.project_id),
    )


def _annotations(reading: Reading) -> AnnotationLander:
    """Reads the file once from end to end: which row of a trajectory is the last word is known only then."""
    with read_rows(reading.path, name=reading.file_import.file_name) as rows:
        survey = AnnotationSurvey.of(rows, format=reading.format, context=reading.context)
    return AnnotationLander(
        project=reading.file_import.project,
        choice=_choice(reading.file_import.project, reading.file_import.file_name, reading.options),
        survey=survey,
        annotator=reading.options.annotator,
        annotator_kind=reading.options.annotator_kind,
        revise=reading.options.revise,
        seen=SeenRows(),
    )


def _choice(project: Project, name: str, options: ImportOptions) -> SourceChoice:
    return SourceChoice.for_file(name, named=options.source, sources=sources_of(project.pk))


_MAKERS: Final[Mapping[Kind, Callable[[Reading], Lander[Any, Any]]]] = {
    "trajectories": _trajectories,
    "rewards": _rewards,
    "annotations": _annotations,
}
