"""Shaping what is known of annotators for an answer; serializers.py declares the same shapes for the schema."""

from dataclasses import asdict
from typing import Any

from annotator.quality.accuracy import Accuracy
from annotator.quality.report import AnnotatorQuality


def annotator_quality(found: AnnotatorQuality) -> dict[str, Any]:
    """One person, every share with its interval."""
    return {
        "annotator_id": found.annotator_id,
        "name": found.name,
        "annotations": found.annotations,
        "uncontrolled": found.uncontrolled,
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
