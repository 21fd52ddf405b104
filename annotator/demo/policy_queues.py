"""Queues beside the default one, with trajectories of their own: for each blind policy, and for what is worth a look.

Of their own: the strictest queue that could still hand a trajectory out wins, so one that the default queue holds too
would stay hidden in all of them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from annotator.labeling.assignment_status import AssignmentStatus
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.policies import BlindPolicy
from annotator.labeling.protocols import VISUALPROCESSBENCH, Protocol
from annotator.labeling.services.slots import add_slots, close_open_slots, default_queue
from annotator.projects.models import Project
from annotator.trajectories.models import Trajectory

# Enough to see what a policy does, few enough to leave the default queue its work.
_EACH: Final = 4
_OVERLAP: Final = 2
_SEED: Final = 2026
_QUEUES: Final[Mapping[str, BlindPolicy]] = {
    "Rewards on request": BlindPolicy.ON_REQUEST,
    "Rewards shown": BlindPolicy.SHOWN,
    "Anchoring experiment": BlindPolicy.RANDOMISED,
    "Rewards never": BlindPolicy.NEVER,
}
# What is worth seeing: its queue, the source of its trajectories, and their protocol where it is not the project's.
_SHOWN: Final[Sequence[tuple[str, str, Protocol | None]]] = (
    ("Figures", "demo-figures", VISUALPROCESSBENCH),
    ("Sub-agents", "demo-teams", None),
)


@transaction.atomic
def ensure_policy_queues(*, project: Project, at: datetime) -> None:
    """Make those that are missing, with trajectories that nobody has touched, from the end of the default queue."""
    for name, policy in _QUEUES.items():
        if Queue.objects.filter(project=project, name=name).exists():
            continue
        ids = _untouched(project)
        close_open_slots(trajectory_ids=ids)
        add_slots(queue=_make(project, name, policy, at), trajectory_ids=ids)


@transaction.atomic
def ensure_source_queues(*, project: Project, at: datetime) -> None:
    """A queue of its own for what shows images and for what sub-agents wrote, so that nobody has to look for them."""
    for name, source, protocol in _SHOWN:
        if Queue.objects.filter(project=project, name=name).exists():
            continue
        ids = list(Trajectory.objects.filter(project=project, source=source).values_list("pk", flat=True))
        close_open_slots(trajectory_ids=ids)
        queue = _make(project, name, BlindPolicy.UNTIL_SUBMITTED, at)
        queue.filter = f"source:{source}"
        if protocol is not None:
            queue.protocol, queue.protocol_version = protocol.name, protocol.version
        queue.save(update_fields=["filter", "protocol", "protocol_version"])
        add_slots(queue=queue, trajectory_ids=ids)


def _make(project: Project, name: str, policy: BlindPolicy, at: datetime) -> Queue:
    default = default_queue(project)
    values: dict[str, Any] = {"protocol": default.protocol, "protocol_version": default.protocol_version}
    return Queue.objects.create(
        project=project,
        name=name,
        overlap=_OVERLAP,
        seed=_SEED,
        lease_minutes=default.lease_minutes,
        blind_policy=policy.value,
        created_at=at,
        **values,
    )


def _untouched(project: Project) -> list[int]:
    """The latest trajectories of which every slot is open, in the order of the queue."""
    taken = Assignment.objects.filter(trajectory=OuterRef("pk")).exclude(status=AssignmentStatus.OPEN.value)
    rows = Trajectory.objects.filter(~Exists(taken), project=project).order_by("-pk").values_list("pk", flat=True)
    return sorted(rows[:_EACH])
