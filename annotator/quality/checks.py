"""The checks of a queue, and how many of them people saw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.labeling.hidden_checks import HiddenChecks
from annotator.labeling.models import Annotation, Queue, SeenView
from annotator.labeling.takers import people_who_label
from annotator.labeling.visibility import Viewer, is_visible_to
from annotator.metrics.intervals import Share, wilson_share
from annotator.projects.models import AnnotatorKind
from annotator.quality.models import PlantedCheck, SyntheticError


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `error` is None for an unmodified twin. `annotations` are by people, `right` of them found the error
    at its step, or said that there is none."""

    trajectory_id: int
    external_id: str
    made_from_id: int | None
    error: SyntheticError | None
    part: str | None
    annotations: int
    right: int


@dataclass(frozen=True, slots=True)
class ChecksOfQueue:
    """`settings` is None where the queue carries none. `found` says for each kind of error how often it was marked at
    its step, `found_by_part` the same by where in the trajectory it stands, `left_clean` how often unmodified twins
    were called clean. `people` could be handed something of the queue, and all of its checks are judged as often as it
    wants only by `people_needed`."""

    settings: HiddenChecks | None
    checks: Sequence[Check]
    found: Sequence[tuple[str, Share]]
    found_by_part: Sequence[tuple[str, Share]]
    left_clean: Share
    people: int
    people_needed: int


PARTS = ("first third", "middle", "last third")


def checks_of(*, queue: Queue, viewer: Viewer) -> ChecksOfQueue:
    """Five queries, whatever the number of checks; of trajectories that the viewer is blind to nothing is said."""
    planted = list(
        PlantedCheck.objects.filter(
            is_visible_to(viewer, trajectory="trajectory", prefix="trajectory__"), queue=queue
        ).select_related("trajectory").order_by("trajectory")
    )  # fmt: skip
    ids = [row.trajectory_id for row in planted]
    errors = {row.trajectory_id: row for row in SyntheticError.objects.filter(trajectory__in=ids)}
    said = _said(ids)
    checks = [_check(row, errors.get(row.trajectory_id), said.get(row.trajectory_id, [])) for row in planted]
    made = [(check, check.error) for check in checks if check.error is not None]
    return ChecksOfQueue(
        settings=HiddenChecks.objects.filter(queue=queue).first(),
        checks=checks,
        found=_by((error.kind, check) for check, error in made),
        found_by_part=_by((check.part or "", check) for check, _ in made),
        left_clean=_share([check for check in checks if check.error is None]),
        people=people_who_label(queue).count(),
        people_needed=people_needed(queue),
    )


def people_needed(queue: Queue) -> int:
    """How many it takes until both of a pair are judged as often as the queue wants: nobody is handed both."""
    return 2 * queue.overlap


def _said(trajectory_ids: Sequence[int]) -> dict[int, list[tuple[int | None, bool]]]:
    rows = Annotation.objects.filter(
        trajectory__in=trajectory_ids,
        withdrawn_at__isnull=True,
        failure="",
        annotator__kind=AnnotatorKind.HUMAN,
        labels_view=SeenView.BLIND,
    )
    found: dict[int, list[tuple[int | None, bool]]] = {}
    for trajectory_id, first_error, no_error in rows.values_list("trajectory_id", "first_error", "no_error"):
        found.setdefault(trajectory_id, []).append((first_error, no_error))
    return found


def _check(row: PlantedCheck, error: SyntheticError | None, said: Sequence[tuple[int | None, bool]]) -> Check:
    right = [no_error if error is None else first == error.step_index for first, no_error in said]
    trajectory = row.trajectory
    return Check(
        trajectory_id=trajectory.pk,
        external_id=trajectory.external_id,
        made_from_id=trajectory.made_from_id,
        error=error,
        part=None if error is None else _part(error.step_index, trajectory.scorable),
        annotations=len(said),
        right=sum(right),
    )


def _part(index: int, scorable: Sequence[int]) -> str:
    return PARTS[3 * list(scorable).index(index) // len(scorable)]


def _by(checks: Iterable[tuple[str, Check]]) -> list[tuple[str, Share]]:
    groups: dict[str, list[Check]] = {}
    for name, check in checks:
        groups.setdefault(name, []).append(check)
    order = {name: place for place, name in enumerate(PARTS)}
    return [(name, _share(groups[name])) for name in sorted(groups, key=lambda name: (order.get(name, 0), name))]


def _share(checks: Sequence[Check]) -> Share:
    return wilson_share(sum(check.right for check in checks), sum(check.annotations for check in checks))
