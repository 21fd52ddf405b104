"""Shaping what is known of annotators for an answer; serializers.py declares the same shapes for the schema."""

from dataclasses import asdict
from typing import Any

from annotator.metrics.intervals import Share
from annotator.quality.accuracy import Accuracy
from annotator.quality.checks import Check, ChecksOfQueue
from annotator.quality.models import SyntheticError
from annotator.quality.report import AnnotatorQuality


def annotator_quality(found: AnnotatorQuality) -> dict[str, Any]:
    """One person, every share with its interval."""
    return {
        "annotator_id": found.annotator_id,
        "name": found.name,
        "annotations": found.annotations,
        "proposals": found.proposals,
        "uncontrolled": found.uncontrolled,
        "contested": found.contested,
        "last_submitted_at": found.last_submitted_at,
        "accuracy": _accuracy(found.accuracy),
        "drift": asdict(found.drift),
        "times": asdict(found.times),
    }


def _accuracy(found: Accuracy) -> dict[str, Any]:
    """JSON has only string keys, and labels and distances are numbers: so they become rows."""
    first = found.first_errors
    return {
        **asdict(found),
        "recalls": [{"label": label, "share": asdict(share)} for label, share in found.recalls.items()],
        "first_errors": {
            **asdict(first),
            "distances": [{"steps": steps, "trajectories": count} for steps, count in first.distances.items()],
        },
    }


def checks(found: ChecksOfQueue) -> dict[str, Any]:
    """The checks of a queue, and how many of them people saw."""
    settings = found.settings
    return {
        "share": settings.share if settings else None,
        "feedback": settings.feedback if settings else None,
        "checks": [_check(check) for check in found.checks],
        "found": [_found(name, share) for name, share in found.found],
        "found_by_part": [_found(name, share) for name, share in found.found_by_part],
        "left_clean": asdict(found.left_clean),
        "people": found.people,
        "people_needed": found.people_needed,
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "trajectory_id": check.trajectory_id,
        "external_id": check.external_id,
        "made_from_id": check.made_from_id,
        "error": None if check.error is None else synthetic_error(check.error),
        "part": check.part,
        "annotations": check.annotations,
        "right": check.right,
    }


def synthetic_error(row: SyntheticError) -> dict[str, Any]:
    """What was done to a step, and where."""
    names = ("kind", "step_index", "start", "end", "before", "after", "explanation")
    return {name: getattr(row, name) for name in names}


def _found(name: str, share: Share) -> dict[str, Any]:
    return {"name": name, "share": asdict(share)}
