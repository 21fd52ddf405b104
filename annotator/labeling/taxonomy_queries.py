"""Reads of taxonomies: presets and the project's own, and what a draft's notes may refer to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from annotator.labeling.draft_state import Operation
from annotator.labeling.models import Draft, Queue, TaxonomyVersion
from annotator.labeling.queries import protocol_of
from annotator.labeling.step_notes import Known
from annotator.labeling.taxonomies.in_force import taxonomy_named
from annotator.labeling.taxonomies.presets import PRESETS, preset
from annotator.labeling.taxonomies.taxonomy import Taxonomy, all_types, from_body, type_ids

_LENGTHS = """
SELECT place - 1, length(step->>'text'), length(step->>'reasoning')
FROM annotator_trajectorytext AS text, jsonb_array_elements(text.steps) WITH ORDINALITY AS one (step, place)
WHERE text.trajectory_id = %s AND place - 1 = ANY(%s)
"""


class NoSuchTaxonomy(LookupError):
    """There is no such version, neither as a preset nor in this project; the message says which there are."""


@dataclass(frozen=True, slots=True)
class TaxonomyRecord:
    """A version with what is said of it. `author` and `created_at` are None for presets, `author` where a command
    wrote it."""

    taxonomy: Taxonomy
    note: str
    author: str | None
    created_at: datetime | None


def records_of(*, project_id: int) -> list[TaxonomyRecord]:
    """The presets, then the project's own by name, the newest version of each first: one query."""
    own = _rows(project_id).select_related("author").order_by("name", "-version")
    return [*(TaxonomyRecord(one, "", None, None) for one in PRESETS), *map(record_from, own)]


def record_of(*, project_id: int, name: str, version: int) -> TaxonomyRecord | None:
    """One of them, or None. Presets cost no query."""
    found = preset(name, version)
    if found is not None:
        return TaxonomyRecord(found, "", None, None)
    row = _rows(project_id).select_related("author").filter(name=name, version=version).first()
    return None if row is None else record_from(row)


def record_from(row: TaxonomyVersion) -> TaxonomyRecord:
    """The row with its author's name."""
    author = row.author
    name = None if author is None else str(author.get_full_name() or author.get_username())
    return TaxonomyRecord(_taxonomy(row), row.note, name, row.created_at)


def settled_taxonomy(*, project_id: int, name: str, version: int | None) -> tuple[str, int | None]:
    """Name and version as a queue stores them: no version means the newest one, no name means none at all.

    Raises NoSuchTaxonomy.
    """
    if not name:
        return "", None
    own = _rows(project_id).filter(name=name).values_list("version", flat=True)
    versions = sorted({*own, *(one.version for one in PRESETS if one.name == name)})
    if not versions:
        names = sorted({*(one.name for one in PRESETS), *_rows(project_id).values_list("name", flat=True)})
        raise NoSuchTaxonomy(f"There is no taxonomy {name!r} in this project; there are {', '.join(names)}.")
    if version is not None and version not in versions:
        raise NoSuchTaxonomy(f"There is no version {version} of {name}; the newest is {versions[-1]}.")
    return name, versions[-1] if version is None else version


def taxonomy_in_force(queue: Queue) -> Taxonomy | None:
    """The error types that a queue offers; None where it offers none."""
    named = taxonomy_named(protocol=protocol_of(queue), taxonomy=queue.taxonomy, version=queue.taxonomy_version)
    return named and taxonomy_of(project_id=queue.project_id, name=named[0], version=named[1])


def taxonomy_of(*, project_id: int, name: str, version: int) -> Taxonomy | None:
    """That version, a preset or the project's own; None where there is none. Presets cost no query."""
    found = preset(name, version)
    return found or next(iter(taxonomies_of(project_id=project_id, wanted=[(name, version)])), None)


def taxonomies_of(*, project_id: int, wanted: Iterable[tuple[str, int]] | None = None) -> list[Taxonomy]:
    """The project's own, every version, by name and then the newest first; or only those wanted."""
    rows = _rows(project_id).order_by("name", "-version")
    if wanted is not None:
        keys = set(wanted)
        rows = rows.filter(name__in={name for name, _ in keys}, version__in={version for _, version in keys})
        return [_taxonomy(row) for row in rows if (row.name, row.version) in keys]
    return [_taxonomy(row) for row in rows]


def type_titles(*, project_id: int, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int | None], dict[str, str]]:
    """The titles of error types by id, of each version that is wanted. One query at most, none for presets alone."""
    keys = set(wanted)
    presets = [one for key in keys if (one := preset(*key)) is not None]
    own = keys - {(each.name, each.version) for each in presets}
    found = [*presets, *(taxonomies_of(project_id=project_id, wanted=own) if own else [])]
    return {(each.name, each.version): {leaf.id: leaf.title for leaf in all_types(each)} for each in found}


def known_to(draft: Draft, operations: Sequence[Operation]) -> Known:
    """What these operations may refer to. Most refer to nothing, and then nothing is read."""
    types = {one for operation in operations if operation.field == "error_types" for one in _texts(operation.value)}
    steps = {step for operation in operations if operation.field == "spans" for step in _steps(operation.value)}
    return Known(
        error_types=_known_types(draft, types) if types else (),
        lengths=_lengths(draft.trajectory_id, steps) if steps else {},
    )


def _known_types(draft: Draft, wanted: set[str]) -> frozenset[str]:
    """Those of the queue's taxonomy. A page that was opened before the queue got another one is no reason to lose what
    is written on it: then all that the project knows count, and the submission asks for another choice."""
    queue = draft.assignment.queue
    found = type_ids(taxonomy_in_force(queue))
    if wanted <= found:
        return found
    everything = [*PRESETS, *taxonomies_of(project_id=queue.project_id)]
    return found.union(leaf.id for one in everything for leaf in all_types(one))


def _lengths(trajectory_id: int, steps: set[int]) -> dict[tuple[int, str], int]:
    with connection.cursor() as cursor:
        cursor.execute(_LENGTHS, [trajectory_id, sorted(steps)])
        rows = cursor.fetchall()
    lengths = {(step, "text"): text for step, text, _ in rows if text is not None}
    return lengths | {(step, "reasoning"): reasoning for step, _, reasoning in rows if reasoning is not None}


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _steps(value: object) -> list[int]:
    """Steps of spans whose shape was not checked yet; more than any trajectory has would not fit the database."""
    spans = value if isinstance(value, list) else []
    named = [span.get("step") for span in spans if isinstance(span, dict)]
    return [step for step in named if isinstance(step, int) and 0 <= step <= 32_767]


def _rows(project_id: int) -> QuerySet[TaxonomyVersion]:
    return TaxonomyVersion.objects.filter(project=project_id)


def _taxonomy(row: TaxonomyVersion) -> Taxonomy:
    return from_body(name=row.name, version=row.version, body=row.body)
