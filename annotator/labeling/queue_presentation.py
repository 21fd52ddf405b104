"""Shaping queues, slots and exclusions for those who look after them."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from annotator.labeling.board import (
    Pace,
    QueueCounts,
    counts_as_json,
    counts_of,
    declined_slots,
    exclusions_of,
    held_slots,
    late_slots,
    pace_of,
)
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.policies import POLICIES, usual_policies
from annotator.labeling.protocols import PROTOCOLS
from annotator.labeling.related_queues import RelatedQueues, related_queues
from annotator.labeling.services.queues import SETTINGS, ChangedQueue
from annotator.labeling.slot_words import SKIP_KINDS, Ending, QueueOrder
from annotator.labeling.taxonomy_queries import records_of
from annotator.labeling.visibility import Viewer, hidden_among
from annotator.projects.models import Project
from annotator.projects.queries import members


def managed_queues(rows: Sequence[Queue], *, now: datetime) -> list[dict[str, Any]]:
    """Queues with their settings, where each stands, and what it is to others: two queries, whatever their number."""
    counts, related = counts_of(rows, now=now), related_queues(rows)
    return [_managed(row, counts[row.pk], related[row.pk]) for row in rows]


def _managed(row: Queue, counts: QueueCounts, related: RelatedQueues) -> dict[str, Any]:
    return {
        "id": row.pk,
        "is_default": row.is_default,
        **asdict(related),
        "protocol_version": row.protocol_version,
        "created_at": row.created_at,
        **{name: getattr(row, name) for name in SETTINGS},
        "counts": counts_as_json(counts),
    }


def changed_queue(done: ChangedQueue, *, now: datetime) -> dict[str, Any]:
    """What came of a change."""
    (queue,) = managed_queues([done.queue], now=now)
    return {"queue": queue, "added": done.added, "closed": done.closed}


def whole_board(queue: Queue, *, viewer: Viewer | None, now: datetime) -> dict[str, Any]:
    """Who holds what until when, what was declined and why, what came late, who works how fast."""
    away = exclusions_of(queue.project).filter(queue=queue)
    (managed,) = managed_queues([queue], now=now)
    return {
        "queue": managed,
        "held": slots(held_slots(queue), viewer=viewer),
        "declined": slots(declined_slots(queue), viewer=viewer),
        "late": slots(late_slots(queue), viewer=viewer),
        "annotators": [pace(found) for found in pace_of(queue, now=now)],
        "exclusions": [exclusion(row) for row in away],
    }


def slots(rows: Iterable[Assignment], *, viewer: Viewer | None) -> list[dict[str, Any]]:
    """Slots as this viewer may see them: one more query, whatever their number. None is the shell, which owns the
    machine."""
    found = list(rows)
    asked = {row.trajectory_id for row in found if row.ending or _is_kept(row)}
    hidden = hidden_among(viewer, asked) if viewer is not None else frozenset()
    return [_slot(row, hidden) for row in found]


def _slot(row: Assignment, hidden: Container[int]) -> dict[str, Any]:
    is_hidden = (bool(row.ending) or _is_kept(row)) and row.trajectory_id in hidden
    return {
        "id": row.pk,
        "status": row.status,
        "annotator": row.annotator.name if row.annotator else None,
        "hold": row.hold if row.status == "CLAIMED" else "",
        "kept_for": row.kept_for.name if row.kept_for and _is_kept(row) and not is_hidden else None,
        "kind": None if is_hidden or not row.ending else row.ending,
        "reason": None if is_hidden or not row.reason else row.reason,
        "is_hidden": is_hidden,
        "round": row.round,
        "claimed_at": row.claimed_at,
        "lease_expires_at": row.lease_expires_at,
        "ended_at": getattr(row, "ended_at", None),
        "trajectory_id": row.trajectory_id,
        "external_id": row.trajectory.external_id,
        "source": row.trajectory.source,
    }


def _is_kept(row: Assignment) -> bool:
    """Whether somebody alone can be handed it, now or when its lease ends; of what is done it says nothing any more."""
    return row.kept_for_id is not None and row.status in ("OPEN", "CLAIMED")


def pace(found: Pace) -> dict[str, Any]:
    """What one annotator did."""
    return asdict(found)


def exclusion(row: Exclusion) -> dict[str, Any]:
    """Who is kept away from what."""
    return {
        "id": row.pk,
        "annotator": row.annotator.name,
        "queue_id": row.queue_id,
        "queue": row.queue.name if row.queue else None,
        "trajectory_id": row.trajectory_id,
        "external_id": row.trajectory.external_id if row.trajectory else None,
        "reason": row.reason,
        "created_at": row.created_at,
    }


def choices(project: Project) -> dict[str, Any]:
    """What the settings can be, as the server knows them."""
    return {
        "protocols": [
            {
                **_choice(protocol.name, protocol.title),
                "error_types": protocol.error_types.value,
                "policies": usual_policies(protocol.evidence_view),
            }
            for protocol in PROTOCOLS.values()
        ],
        "taxonomies": _taxonomies(project),
        "blind_policies": [_choice(policy.value, words.title) for policy, words in POLICIES.items()],
        "orders": [_choice(value, str(label)) for value, label in QueueOrder.choices],
        "skip_kinds": [_choice(kind, str(Ending(kind).label)) for kind in SKIP_KINDS],
        "members": [membership.user.get_username() for membership in members(project)],
    }


def _taxonomies(project: Project) -> list[dict[str, Any]]:
    found = [one.taxonomy for one in records_of(project_id=project.pk)]
    newest = {one.name: max(other.version for other in found if other.name == one.name) for one in found}
    return [
        {"name": one.name, "version": one.version, "title": one.title, "is_newest": one.version == newest[one.name]}
        for one in found
    ]


def _choice(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}
