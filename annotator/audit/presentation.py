"""Shaping experiments for an answer; serializers.py declares the same shapes for the schema."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from annotator.audit.experiments import ExperimentResult, varied_evidence
from annotator.labeling.models import Queue
from annotator.metrics.anchoring import REPLICATES, SMALLEST_N
from annotator.scoring.models import ScorerChannel


def experiment(queue: Queue) -> dict[str, Any]:
    """A queue that varies one kind of evidence."""
    return {
        "queue_id": queue.pk,
        "name": queue.name,
        "evidence": varied_evidence(queue),
        "shown_percent": queue.shown_percent,
        "seed": queue.seed,
    }


def _scorer(channel: ScorerChannel) -> dict[str, Any]:
    return {"channel_id": channel.pk, "name": channel.scorer.name, "threshold": channel.threshold}


def experiment_result(found: ExperimentResult, channels: Sequence[ScorerChannel]) -> dict[str, Any]:
    """What came of it, and the scorers that people can be compared with."""
    return {
        "experiment": experiment(found.queue),
        "scorer": _scorer(found.channel) if found.channel else None,
        "scorers": [_scorer(channel) for channel in channels],
        "smallest_n": SMALLEST_N,
        "replicates": REPLICATES,
        "comparisons": [asdict(one) for one in found.comparisons],
        "with_proposals": found.with_proposals,
        "proposals": found.proposals,
        "without_arm": found.without_arm,
        "uncontrolled": found.uncontrolled,
        "hidden_from_you": found.hidden_from_you,
        "reveals": found.reveals,
    }
