"""Reads of anchoring experiments: what was labelled in either arm of a randomised queue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from annotator.audit.exposure import VIEWS, Dealt, exposed_people, had_seen_it, reads_by_role
from annotator.labeling.models import Annotation, Queue, Reveal
from annotator.labeling.policies import SWITCHES, Arm, BlindPolicy, Evidence
from annotator.labeling.protocols.propagation import ACCEPTED, by_hand
from annotator.labeling.queries import protocol_of, queues_of
from annotator.labeling.visibility import Viewer, is_visible_to
from annotator.metrics.anchoring import ArmRow, Comparison, LabelScale, compare_arms
from annotator.projects.models import AnnotatorKind, Project
from annotator.scoring.models import ScorerChannel, TrajectoryRewards


class NoExperiment(LookupError):
    """This queue varies nothing; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    """What came of an experiment so far. `channel` is the scorer that people are compared with, if there is one.

    Left out: annotations without an arm (claimed before the queue was randomised), in both arms those by people who may
    have seen the evidence elsewhere (`exposure.py`), and of trajectories to which whoever asks is blind. `proposals` of
    the labels that are compared are accepted proposals of the desk, which count only `with_proposals`.
    """

    queue: Queue
    evidence: Evidence
    channel: ScorerChannel | None
    comparisons: list[Comparison]
    with_proposals: bool
    proposals: int
    without_arm: int
    uncontrolled: int
    hidden_from_you: int
    reveals: int


def varied_evidence(queue: Queue) -> Evidence | None:
    """What the queue shows at random, if anything; None for labels of an experiment that a guideline sent back. They
    were dealt no arm of their own, and whoever gives one gave the one before it, so the arms would not be independent.
    """
    if queue.sent_back_from_id is not None:
        return None
    return next((one for one, name in SWITCHES.items() if getattr(queue, name) == BlindPolicy.RANDOMISED), None)


def experiments_of(project: Project) -> list[Queue]:
    """The project's randomised queues, the default one first."""
    return [queue for queue in queues_of(project) if varied_evidence(queue) is not None]


def comparable_channels(project: Project) -> list[ScorerChannel]:
    """Scorers whose threshold says which steps they hold to be wrong."""
    rows = ScorerChannel.objects.filter(scorer__project=project, threshold__isnull=False)
    return list(rows.select_related("scorer").order_by("scorer_id", "pk"))


def experiment_result(
    *, viewer: Viewer | None, queue: Queue, channel: ScorerChannel | None, with_proposals: bool = False
) -> ExperimentResult:
    """By the arm that a slot was dealt, whatever its annotator looked at; labels given by hand, and accepted proposals
    only `with_proposals`. Raises NoExperiment.

    Only what `viewer` is not blind to; None is the shell, which owns the machine. Six queries.
    """
    evidence = varied_evidence(queue)
    if evidence is None:
        raise NoExperiment(_why_none(queue))
    standing = Annotation.objects.filter(
        assignment__queue=queue, withdrawn_at__isnull=True, failure="", annotator__kind=AnnotatorKind.HUMAN
    )
    visible = standing
    if viewer is not None:
        visible = standing.filter(is_visible_to(viewer, trajectory="trajectory", prefix="trajectory__"))
    dealt = list(_dealt(visible.exclude(assignment__arm=""), evidence))
    exposed = exposed_people(dealt)
    counted = [one for one in dealt if not one.had_seen_it and one.annotator_id not in exposed]
    protocol = protocol_of(queue)
    return ExperimentResult(
        queue=queue,
        evidence=evidence,
        channel=channel,
        comparisons=compare_arms(
            _rows(counted, channel, with_proposals=with_proposals),
            scale=LabelScale(protocol.label_values, protocol.error_values),
            threshold=channel.threshold if channel else None,
            seed=queue.seed,
        ),
        with_proposals=with_proposals,
        proposals=sum(origin == ACCEPTED for one in counted for origin in one.origins),
        without_arm=visible.filter(assignment__arm="").count(),
        uncontrolled=len(dealt) - len(counted),
        hidden_from_you=0 if viewer is None else standing.count() - visible.count(),
        reveals=Reveal.objects.filter(assignment__queue=queue, annotation__in=visible).count(),
    )


def _why_none(queue: Queue) -> str:
    first = queue.sent_back_from
    if first is None:
        return "This queue runs no experiment. Randomise one of its policies to begin one."
    return (
        f"This queue judges labels of {first.name} again under a newer guideline: they are not independent of the "
        f"first ones, so it is no experiment. The experiment, if there is one, is {first.name}."
    )


def _dealt(annotations: QuerySet[Annotation], evidence: Evidence) -> Iterator[Dealt]:
    columns = (
        "annotator_id", "trajectory_id", "assignment__arm", VIEWS[evidence], "labels", "origins",
        "trajectory__scorable", "first_error", "active_ms",
    )  # fmt: skip
    known = annotations.annotate(had_seen_it=had_seen_it(evidence), reads_it=reads_by_role())
    for row in known.order_by("pk").values_list(*columns, "had_seen_it", "reads_it"):
        yield Dealt(*row)


def _rows(dealt: Sequence[Dealt], channel: ScorerChannel | None, *, with_proposals: bool) -> list[ArmRow]:
    rewards: dict[int, list[float | None]] = {}
    if channel is not None:
        current = TrajectoryRewards.objects.filter(
            channel=channel, is_current=True, trajectory__in={one.trajectory_id for one in dealt}
        )
        rewards = {pk: given for pk, given in current.values_list("trajectory_id", "rewards") if given}
    return [_row(one, rewards.get(one.trajectory_id, []), with_proposals=with_proposals) for one in dealt]


def _row(one: Dealt, rewards: Sequence[float | None], *, with_proposals: bool) -> ArmRow:
    return ArmRow(
        trajectory=one.trajectory_id,
        is_shown=one.arm == Arm.SHOWN,
        labels=one.labels if with_proposals else by_hand(one.labels, one.origins),
        scorable=one.scorable,
        first_error=one.first_error,
        seconds=_seconds(one.active_ms),
        rewards=rewards if len(rewards) == len(one.labels) else None,
    )


def _seconds(active_ms: Sequence[int | None]) -> float | None:
    """Active time over all steps; None where none was measured."""
    measured = [spent for spent in active_ms if spent is not None]
    return sum(measured) / 1000 if measured else None
