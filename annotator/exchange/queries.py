"""Reads of what an import meets in the project: trajectories by their names, a batch at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from annotator.adjudication.models import GoldLabel, GoldMethod
from annotator.exchange.records import BadRow, StepJudgement
from annotator.exchange.trajectory_changes import KnownTrajectory
from annotator.trajectories.models import Trajectory

# One index look-up per name: a join would make the planner read the whole project for every batch.
_LATEST_BY_NAME = """
SELECT found.source, found.external_id, found.id, found.revision, found.record_hash
FROM unnest(%(sources)s::text[], %(ids)s::text[]) AS wanted (source, external_id)
CROSS JOIN LATERAL (
    SELECT stored.source, stored.external_id, stored.id, stored.revision, stored.record_hash
    FROM annotator_trajectory AS stored
    WHERE stored.project_id = %(project)s
      AND stored.source = wanted.source AND stored.external_id = wanted.external_id
    ORDER BY stored.revision DESC LIMIT 1
) AS found
"""

_LATEST_BY_ID = """
SELECT DISTINCT ON (stored.source, stored.external_id)
    stored.source, stored.external_id, stored.id, stored.step_count, stored.scorable, stored.content_hash
FROM annotator_trajectory AS stored
WHERE stored.project_id = %(project)s AND stored.external_id = ANY (%(ids)s::text[])
ORDER BY stored.source, stored.external_id, stored.revision DESC
"""


@dataclass(frozen=True, slots=True)
class Target:
    """The trajectory that a row of rewards or labels is about: its latest revision."""

    id: int
    step_count: int
    scorable: list[int]
    content_hash: bytes


def known_trajectories(
    project_id: int, wanted: Mapping[tuple[str, str], str | None]
) -> dict[tuple[str, str], KnownTrajectory]:
    """What the project has under these names. A name maps to the protocol of the gold to find, None for no gold."""
    with connection.cursor() as cursor:
        names = {"sources": [source for source, _ in wanted], "ids": [external_id for _, external_id in wanted]}
        cursor.execute(_LATEST_BY_NAME, {"project": project_id, **names})
        rows = cursor.fetchall()
    gold = _imported_gold([row[2] for row in rows])
    found = {}
    for source, external_id, trajectory_id, revision, record_hash in rows:
        protocol = wanted[source, external_id] or ""
        imported = gold.get((trajectory_id, protocol))
        found[source, external_id] = KnownTrajectory(trajectory_id, revision, bytes(record_hash), imported)
    return found


def _imported_gold(trajectory_ids: Collection[int]) -> dict[tuple[int, str], StepJudgement]:
    """The last imported gold of each in each protocol: what people decided since does not make a file another one."""
    if not trajectory_ids:
        return {}
    rows = GoldLabel.objects.filter(trajectory__in=trajectory_ids, method=GoldMethod.IMPORTED).order_by("version")
    return {(row.trajectory_id, row.protocol): judgement_of_gold(row) for row in rows}


def judgement_of_gold(row: GoldLabel) -> StepJudgement:
    """A stored gold label as files know it."""
    return StepJudgement(
        protocol=row.protocol,
        labels=tuple(row.labels),  # type: ignore[arg-type]
        first_error=row.first_error,
        no_error=row.no_error,
        outcome=row.outcome,  # type: ignore[arg-type]
    )


def latest_gold_versions(trajectory_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """The highest version of each trajectory's gold in each protocol, however it was made."""
    rows = GoldLabel.objects.filter(trajectory__in=trajectory_ids).order_by("version")
    return {(row[0], row[1]): row[2] for row in rows.values_list("trajectory_id", "protocol", "version")}


def sources_of(project_id: int) -> frozenset[str]:
    """All sources of the project's trajectories."""
    return frozenset(Trajectory.objects.filter(project=project_id).values_list("source", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Reference:
    """How a row names a trajectory. Without a source the id alone must be enough."""

    source: str | None
    external_id: str


def targets_of(project_id: int, references: Sequence[Reference]) -> dict[Reference, Target | BadRow]:
    """The trajectory behind each reference, or why there is none or more than one."""
    by_id = _targets_by_id(project_id, {reference.external_id for reference in references})
    return {reference: _target(reference, by_id.get(reference.external_id, {})) for reference in references}


def _targets_by_id(project_id: int, external_ids: Iterable[str]) -> dict[str, dict[str, Target]]:
    with connection.cursor() as cursor:
        cursor.execute(_LATEST_BY_ID, {"project": project_id, "ids": list(external_ids)})
        rows = cursor.fetchall()
    found: dict[str, dict[str, Target]] = {}
    for source, external_id, trajectory_id, step_count, scorable, content_hash in rows:
        target = Target(trajectory_id, step_count, scorable, bytes(content_hash))
        found.setdefault(external_id, {})[source] = target
    return found


def _target(reference: Reference, by_source: Mapping[str, Target]) -> Target | BadRow:
    if reference.source is not None:
        if reference.source in by_source:
            return by_source[reference.source]
        return BadRow("unknown_trajectory", f"The source {reference.source} has no trajectory {reference.external_id}.")
    if len(by_source) == 1:
        return next(iter(by_source.values()))
    if not by_source:
        return BadRow("unknown_trajectory", f"The project has no trajectory {reference.external_id}.")
    sources = ", ".join(sorted(by_source))
    message = f"{reference.external_id} is in {sources}: name one with --source, or begin the file's name with it."
    return BadRow("ambiguous_id", message)
