"""Reads of anchoring experiments: what was labelled in either arm of a randomised queue."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from annotator.labeling.models import Annotation, Queue, Reveal, SeenView
from annotator.labeling.policies import SWITCHES, Arm, BlindPolicy, Evidence
from annotator.labeling.queries import queues_of
from annotator.labeling.visibility import Viewer, is_visible_to
from annotator.metrics.anchoring import ArmRow, Comparison, compare_arms
from annotator.projects.models import AnnotatorKind, Project
from annotator.scoring.models import ScorerChannel, TrajectoryRewards

_VIEWS: Mapping[Evidence, str] = {
    Evidence.REWARDS: "evidence_view",
    Evidence.REFERENCE: "reference_view",
    Evidence.LABELS: "labels_view",
}


class NoExperiment(LookupError):
    """This queue varies nothing, or there is no such queue; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    """What came of an experiment so far. `channel` is the scorer that people are compared with, if there is one.

    Left out: annotations without an arm (claimed before the queue was randomised), by people who may have seen the
    evidence elsewhere, and of trajectories to which whoever asks is blind.
    """

    queue: Queue
    evidence: Evidence
    channel: ScorerChannel | None
    comparisons: list[Comparison]
    without_arm: int
    uncontrolled: int
    hidden_from_you: int
    reveals: int


def varied_evidence(queue: Queue) -> Evidence | None:
    """What the queue shows at random, if anything."""
    return next((one for one, name in SWITCHES.items() if getattr(queue, name) == BlindPolicy.RANDOMISED), None)


def experiments_of(project: Project) -> list[Queue]:
    """The project's randomised queues, the default one first."""
    return [queue for queue in queues_of(project) if varied_evidence(queue) is not None]


def experiment_result(*, viewer: Viewer, queue_id: int, channel: ScorerChannel | None) -> ExperimentResult:
    """By the arm that a slot was dealt, whatever its annotator looked at. Six queries. Raises NoExperiment."""
    queue = Queue.objects.filter(project=viewer.project_id, pk=queue_id).first()
    evidence = varied_evidence(queue) if queue is not None else None
    if queue is None or evidence is None:
        raise NoExperiment("This queue runs no experiment. Randomise one of its policies to begin one.")
    standing = Annotation.objects.filter(
        assignment__queue=queue, withdrawn_at__isnull=True, failure="", annotator__kind=AnnotatorKind.HUMAN
    )
    visible = standing.filter(is_visible_to(viewer, trajectory="trajectory", prefix="trajectory__"))
    dealt = visible.exclude(assignment__arm="")
    doubtful = {_VIEWS[evidence]: SeenView.UNCONTROLLED.value}
    rows = _rows(dealt.exclude(**doubtful), channel)
    return ExperimentResult(
        queue=queue,
        evidence=evidence,
        channel=channel,
        comparisons=compare_arms(rows, threshold=channel.threshold if channel else None, seed=queue.seed),
        without_arm=visible.filter(assignment__arm="").count(),
        uncontrolled=dealt.filter(**doubtful).count(),
        hidden_from_you=standing.count() - visible.count(),
        reveals=Reveal.objects.filter(assignment__queue=queue, annotation__in=visible).count(),
    )


def _rows(annotations: QuerySet[Annotation], channel: ScorerChannel | None) -> list[ArmRow]:
    found = list(
        annotations.values_list(
            "trajectory_id", "assignment__arm", "labels", "trajectory__scorable", "first_error", "active_ms"
        )
    )
    rewards: dict[int, list[float | None]] = {}
    if channel is not None:
        current = TrajectoryRewards.objects.filter(
            channel=channel, is_current=True, trajectory__in={pk for pk, *_ in found}
        )
        rewards = {pk: given for pk, given in current.values_list("trajectory_id", "rewards") if given}
    return [
        ArmRow(
            trajectory=pk,
            is_shown=arm == Arm.SHOWN,
            labels=labels,
            scorable=scorable,
            first_error=first_error,
            seconds=_seconds(active_ms),
            rewards=rewards.get(pk) if len(rewards.get(pk, ())) == len(labels) else None,
        )
        for pk, arm, labels, scorable, first_error, active_ms in found
    ]


def _seconds(active_ms: list[int | None]) -> float | None:
    """Active time over all steps; None where none was measured."""
    measured = [spent for spent in active_ms if spent is not None]
    return sum(measured) / 1000 if measured else None
