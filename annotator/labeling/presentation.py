"""Shaping rows of the labelling desk for an answer; serializers.py declares the same shapes for the schema."""

from dataclasses import asdict
from typing import Any

from annotator.labeling.draft_state import from_json, to_json
from annotator.labeling.held_work import HeldWork
from annotator.labeling.models import Assignment, Draft, Queue
from annotator.labeling.policies import SWITCHES, BlindPolicy, Evidence
from annotator.labeling.protocols import PROTOCOLS, Protocol, first_error_reasons, protocol_at
from annotator.labeling.qualification import BeforeTheGate
from annotator.labeling.queries import QueueState
from annotator.labeling.services.submissions import Submission
from annotator.labeling.shown_steps import shown_step
from annotator.labeling.slot_words import QueueOrder
from annotator.labeling.taxonomies.flags import FLAGS
from annotator.labeling.taxonomies.presets import preset
from annotator.labeling.taxonomies.taxonomy import Taxonomy, to_body
from annotator.labeling.taxonomy_queries import TaxonomyRecord
from annotator.labeling.taxonomy_usage import TaxonomyUsage


def queue(row: Queue) -> dict[str, Any]:
    """A queue and what it asks for."""
    return {
        "id": row.pk,
        "name": row.name,
        "is_default": row.is_default,
        "protocol": row.protocol,
        "protocol_version": row.protocol_version,
        "taxonomy": row.taxonomy,
        "taxonomy_version": row.taxonomy_version,
        "overlap": row.overlap,
        "lease_minutes": row.lease_minutes,
        "blind_policy": row.blind_policy,
        "reference_policy": row.reference_policy,
        "labels_policy": row.labels_policy,
        "is_paused": row.is_paused,
        "order": row.order,
    }


def state(found: QueueState) -> dict[str, Any]:
    """Where a queue stands."""
    return {
        "wanted": found.wanted,
        "submitted": found.submitted,
        "available": found.available,
        "held_by_others": found.held_by_others,
        "next_lapse_at": found.next_lapse_at,
        "done_by_you": found.done_by_you,
        "is_kept_away": found.is_kept_away,
    }


def why_nothing(row: Queue, found: QueueState) -> str:
    """Why an annotator gets nothing, in words."""
    if row.is_paused:
        return f"The queue {row.name} is paused: its manager hands nothing out at the moment."
    if found.is_kept_away:
        return f"A manager keeps you away from the queue {row.name}: ask them for another one."
    if found.wanted == 0:
        return "This queue is empty: nothing was imported into it yet."
    if found.available and row.one_per_problem and found.held_by_others:
        return "What is left belongs to problems of which somebody holds a trajectory now; it comes back after that."
    if found.available:
        return "Somebody took the last free trajectory a moment ago; ask again."
    if found.held_by_others:
        return "Everything left is being labelled by others; what they let go of comes back to the queue."
    if found.submitted < found.wanted:
        return "You have done your part of this queue: what is left waits for somebody else."
    return "Everything in this queue is labelled."


def draft(row: Draft) -> dict[str, Any]:
    """Its revision and the whole state, also where the stored one is still empty."""
    return {"revision": row.revision, "state": to_json(from_json(row.state))}


def before_the_gate(found: BeforeTheGate | None) -> dict[str, Any] | None:
    """What a qualification asks for, where somebody stands in it, and the two queues between which it stands."""
    if found is None:
        return None
    gate = found.gate
    return {
        "queue": {"id": gate.queue_id, "name": gate.queue.name},
        "screening": {"id": gate.screening_id, "name": gate.screening.name},
        "measure": gate.measure,
        "threshold": gate.threshold,
        "minimum": gate.minimum,
        "attempts": gate.attempts,
        "attempt": found.attempt,
        "done": found.done,
        "shares": list(found.shares),
        "has_passed": found.has_passed,
        "has_failed": found.has_failed,
    }


def held_work(held: HeldWork, *, taxonomy: Taxonomy | None) -> dict[str, Any]:
    """An assignment with the text of its trajectory and the person's draft; nothing hidden is in it."""
    has_guideline = held.guideline_version is not None
    return {
        "id": held.assignment_id,
        "status": held.status,
        "fence": held.fence,
        "is_mine": held.is_mine,
        "lease_expires_at": held.lease_expires_at,
        "undo_until": held.undo_until,
        "why": why_this_one(held),
        "evidence": _evidence_states(held),
        "queue": held.queue,
        "protocol": protocol(protocol_at(held.queue["protocol"], held.queue["protocol_version"])),
        "taxonomy": None if taxonomy is None else taxonomy_shown(taxonomy),
        "flags": [asdict(flag) for flag in FLAGS.values()],
        "guideline": {"version": held.guideline_version, "body": held.guideline_body} if has_guideline else None,
        "trajectory": _labelled_trajectory(held),
        "draft": {"revision": held.revision, "state": to_json(from_json(held.state))},
    }


_ORDERS = {
    QueueOrder.FIXED.value: "The next one in the order of the queue.",
    QueueOrder.RANDOM.value: "Drawn at random: this queue is shuffled.",
    QueueOrder.PRIORITY.value: "The next one by the priorities that a manager set for this queue.",
}


def why_this_one(held: HeldWork) -> str:
    """Strategy and slice behind the choice, never a number: whoever reads it may be blind."""
    if "given_by" in held.why:
        return f"{held.why['given_by']} gave it to you."
    if "strategy" in held.why:
        return str(held.why["strategy"])
    if "queued_again" in held.why:
        reason = held.why["queued_again"]
        return f"It was queued again{': ' + reason if reason else '.'}"
    return _ORDERS[held.queue["order"]]


def taxonomy_shown(taxonomy: Taxonomy) -> dict[str, Any]:
    """A version of a taxonomy with all its types."""
    is_preset = preset(taxonomy.name, taxonomy.version) is not None
    return {"name": taxonomy.name, "version": taxonomy.version, "is_preset": is_preset, **to_body(taxonomy)}


def taxonomy_record(found: TaxonomyRecord) -> dict[str, Any]:
    """A version with what is said of it."""
    about = {"note": found.note, "author": found.author, "created_at": found.created_at}
    return {**taxonomy_shown(found.taxonomy), **about}


def taxonomy_usage(found: TaxonomyUsage) -> dict[str, Any]:
    """How often its types were said, and which queues go by it."""
    return {
        "types": [asdict(one) for one in found.types],
        "annotations": [{"version": version, "count": count} for version, count in found.annotations],
        "queues": [{"id": row.pk, "name": row.name, "version": row.taxonomy_version} for row in found.queues],
    }


def begun(held: HeldWork) -> dict[str, Any]:
    """What changes for the desk when it begins with what was fetched ahead."""
    return {"lease_expires_at": held.lease_expires_at, "evidence": _evidence_states(held)}


def _evidence_states(held: HeldWork) -> dict[str, str]:
    return {one.value: _evidence_state(held, one) for one in Evidence}


def _evidence_state(held: HeldWork, evidence: Evidence) -> str:
    """What the desk draws: shown, or hidden until submitted, until asked for, or for good."""
    policy = held.queue[SWITCHES[evidence]]
    if evidence in held.saw:
        return "SHOWN"
    return policy if policy in {BlindPolicy.ON_REQUEST, BlindPolicy.NEVER} else "HIDDEN"


def protocol(found: Protocol) -> dict[str, Any]:
    """What a protocol asks for, in its own words and with its own keys."""
    return {
        "name": found.name,
        "version": found.version,
        "is_current": PROTOCOLS[found.name].version == found.version,
        "title": found.title,
        "summary": found.summary,
        "values": [{**asdict(value), "keys": list(value.keys)} for value in found.values],
        "completeness": found.completeness.value,
        "after_first_error": found.after_first_error.value,
        "asks_for_labels": found.asks_for_labels,
        "asks_for_outcome": found.asks_for_outcome,
        "error_types": found.error_types.value,
        "asks_for_alternatives": found.asks_for_alternatives,
        "evidence_view": found.evidence_view,
        "proposes": found.proposes,
        "first_error_reasons": first_error_reasons(found),
    }


def _labelled_trajectory(held: HeldWork) -> dict[str, Any]:
    return {
        "id": held.trajectory_id,
        "external_id": held.external_id,
        "source": held.source,
        "revision": held.trajectory_revision,
        "step_count": held.step_count,
        "scorable": held.scorable,
        "problem": held.problem,
        "problem_images": held.problem_images,
        "steps": [shown_step(step) for step in held.steps],
        "tools": held.tools,
    }


def submission(done: Submission) -> dict[str, Any]:
    """What came of a submit."""
    return {
        "annotation_id": done.annotation.pk,
        "assignment_id": done.assignment.pk,
        "is_late": done.is_late,
        "undo_until": done.assignment.undo_until,
        "first_error": done.annotation.first_error,
        "no_error": done.annotation.no_error,
    }


def history_entry(row: Assignment) -> dict[str, Any]:
    """One of a person's own assignments."""
    return {
        "id": row.pk,
        "status": row.status,
        "trajectory_id": row.trajectory_id,
        "external_id": row.trajectory.external_id,
        "source": row.trajectory.source,
        "submitted_at": getattr(row, "submitted_at", None),
        "undo_until": row.undo_until,
    }
