"""Making and changing queues."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from annotator.journal.services import Actor
from annotator.labeling.hidden_checks import carries_checks
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.policies import SHOWS_BEFORE, SWITCHES, BlindPolicy, usual_policies
from annotator.labeling.priorities import BadPriority, parse_priority
from annotator.labeling.protocols import UnknownProtocol, protocol_named
from annotator.labeling.services.arms import deal_arms
from annotator.labeling.services.queue_journal import record_queue
from annotator.labeling.services.slots import close_surplus, close_unfitting, fill, reorder
from annotator.labeling.slot_words import QueueOrder
from annotator.labeling.taxonomy_queries import NoSuchTaxonomy, settled_taxonomy
from annotator.projects.models import Project
from annotator.trajectories.filters import BadFilter, parse

# What a manager may say of a queue, by the names of its columns.
SETTINGS: Final = (
    "name", "filter", "overlap", "order", "seed", "priority_by", "lease_minutes", "protocol", "blind_policy",
    "reference_policy", "labels_policy", "shown_percent",
    "one_per_problem", "bad_after", "takes_imports", "is_paused", "taxonomy", "taxonomy_version",
)  # fmt: skip
MOST_OVERLAP: Final = 20
_LONGEST: Final = {"name": 200, "filter": 2_000, "priority_by": 300}
_ORDERING: Final = {"order", "seed", "priority_by"}


class BadQueue(ValueError):
    """A setting that cannot be: `field` names it, `sentence` says what would be right."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class ChangedQueue:
    """A queue that was made, changed or filled: how many slots came to it, and how many were closed."""

    queue: Queue
    added: int
    closed: int


@transaction.atomic
def create_queue(*, project: Project, settings: Mapping[str, Any], actor: Actor, at: datetime) -> ChangedQueue:
    """Make a queue and give every trajectory that fits its slots. Raises BadQueue; nothing has changed then."""
    settings = _of(settings, project_id=project.pk)
    queue = Queue(project=project, created_at=at, **settings)
    if not queue.protocol:
        queue.protocol = project.protocol
    _check(queue, changed=set(SETTINGS))
    protocol = protocol_named(queue.protocol)
    queue.protocol_version = protocol.version
    for switch, policy in usual_policies(protocol.evidence_view).items():
        setattr(queue, switch, settings.get(switch, policy))
    _save(queue)
    added = _filled(queue)
    record_queue(
        queue, "queue.created", actor=actor, at=at, added=added, **{name: getattr(queue, name) for name in settings}
    )
    return ChangedQueue(queue, added=added, closed=0)


@transaction.atomic
def change_queue(*, queue: Queue, settings: Mapping[str, Any], actor: Actor, at: datetime) -> ChangedQueue:
    """Change what is named, and the open slots with it; what is held or submitted stays as it is.

    A higher overlap adds slots, a lower one closes open ones; another filter closes what no longer fits and adds what
    fits now; another order moves the open slots. Raises BadQueue; nothing has changed then.
    """
    queue = Queue.objects.select_for_update().get(pk=queue.pk)
    given = _of(settings, project_id=queue.project_id, queue=queue)
    before = {name: getattr(queue, name) for name in given}
    changed = {name for name, value in given.items() if value != before[name]}
    if not changed:
        return ChangedQueue(queue, added=0, closed=0)
    for name in changed:
        setattr(queue, name, given[name])
    _check(queue, changed=changed)
    queue.protocol_version = protocol_named(queue.protocol).version if "protocol" in changed else queue.protocol_version
    if changed.intersection(SWITCHES.values()):
        queue.policies_changed_at = at
    _save(queue)
    added, closed = _follow(queue, changed, was_overlap=before.get("overlap", queue.overlap))
    details = {name: {"before": before[name], "after": given[name]} for name in sorted(changed)}
    record_queue(queue, "queue.changed", actor=actor, at=at, added=added, closed=closed, **details)
    return ChangedQueue(queue, added=added, closed=closed)


@transaction.atomic
def refill_queue(*, queue: Queue, actor: Actor, at: datetime) -> ChangedQueue:
    """Add what fits now and has no slots yet (rewards or labels came since), and reckon its priorities anew.

    Nothing is closed: what no longer fits was wanted when the queue was made. Raises BadQueue.
    """
    queue = Queue.objects.select_for_update().get(pk=queue.pk)
    added = _filled(queue)
    if queue.order == QueueOrder.PRIORITY.value:
        reorder(queue)
    record_queue(queue, "queue.filled", actor=actor, at=at, added=added)
    return ChangedQueue(queue, added=added, closed=0)


def _follow(queue: Queue, changed: set[str], *, was_overlap: int) -> tuple[int, int]:
    closed = close_unfitting(queue) if "filter" in changed else 0
    if queue.overlap < was_overlap:
        closed += close_surplus(queue)
    added = _filled(queue) if "filter" in changed or queue.overlap > was_overlap else 0
    if changed & _ORDERING:
        reorder(queue)
    deal_arms(queue=queue)
    return added, closed


def _filled(queue: Queue) -> int:
    try:
        return fill(queue)
    except BadFilter as bad:
        raise BadQueue("filter", str(bad)) from bad


def _of(settings: Mapping[str, Any], *, project_id: int, queue: Queue | None = None) -> dict[str, Any]:
    """What was said, with the version of a taxonomy that was named without one."""
    unknown = set(settings) - set(SETTINGS)
    if unknown:
        raise BadQueue(min(unknown), f"There is no such setting; there are {', '.join(SETTINGS)}.")
    if not settings.keys() & {"taxonomy", "taxonomy_version"}:
        return dict(settings)
    name = settings.get("taxonomy", queue.taxonomy if queue else "")
    try:
        found = settled_taxonomy(project_id=project_id, name=name, version=settings.get("taxonomy_version"))
    except NoSuchTaxonomy as bad:
        raise BadQueue("taxonomy", str(bad)) from bad
    return {**settings, "taxonomy": found[0], "taxonomy_version": found[1]}


def _check(queue: Queue, *, changed: set[str]) -> None:
    """What the database would refuse as well, in words, and what only we know."""
    queue.name = queue.name.strip()
    if not queue.name:
        raise BadQueue("name", "A queue needs a name.")
    _check_measures(queue)
    policies = [policy.value for policy in BlindPolicy]
    for name, choices in (("order", QueueOrder.values), *((name, policies) for name in SWITCHES.values())):
        if getattr(queue, name) not in choices:
            raise BadQueue(name, f"This is one of {', '.join(choices)}.")
    if [getattr(queue, name) for name in SWITCHES.values()].count(BlindPolicy.RANDOMISED.value) > 1:
        raise BadQueue("blind_policy", "An experiment varies one thing: randomise one of the three at most.")
    _check_texts(queue)
    _check_checks(queue, changed)
    _check_judged_again(queue, changed)
    if "protocol" in changed and queue.pk and Assignment.objects.filter(queue=queue, claimed_at__isnull=False).exists():
        raise BadQueue("protocol", "Work in this queue has begun. Make another queue for another protocol.")


def _check_measures(queue: Queue) -> None:
    for name, most in _LONGEST.items():
        if len(getattr(queue, name)) > most:
            raise BadQueue(name, f"This has at most {most:,} characters.")
    for name, low, high in (
        ("seed", 0, 2**31 - 1),
        ("overlap", 1, MOST_OVERLAP),
        ("lease_minutes", 1, 24 * 60),
        ("bad_after", 1, MOST_OVERLAP),
        ("shown_percent", 1, 99),
    ):
        number = getattr(queue, name)
        if number is not None and not low <= number <= high:
            raise BadQueue(name, f"This is a number from {low} to {high}.")


def _check_checks(queue: Queue, changed: set[str]) -> None:
    """A check has no rewards where others have some, and its gold is its answer: in view, either gives it away."""
    opened = [name for name in SWITCHES.values() if name in changed and getattr(queue, name) in SHOWS_BEFORE]
    if opened and queue.pk and carries_checks(queue):
        raise BadQueue(
            opened[0],
            "Checks are hidden in this queue, and what is seen while judging would tell them from the rest. "
            "Keep it hidden until submitted, or never shown; to show it, make another queue.",
        )


def _check_judged_again(queue: Queue, changed: set[str]) -> None:
    """What was sent back is judged with what was in view the first time: of no experiment, there is nothing to vary."""
    varied = [name for name in SWITCHES.values() if name in changed and getattr(queue, name) == BlindPolicy.RANDOMISED]
    if varied and queue.sent_back_from_id and not Assignment.objects.filter(queue=queue).exclude(arm="").exists():
        raise BadQueue(
            varied[0],
            "Labels that a guideline sent back are judged again here, with what was in view the first time. "
            "For an experiment, make another queue.",
        )


def _check_texts(queue: Queue) -> None:
    try:
        parse(queue.filter)
        protocol_named(queue.protocol)
        if queue.priority_by:
            parse_priority(queue.priority_by, project_id=queue.project_id)
    except BadFilter as bad:
        raise BadQueue("filter", str(bad)) from bad
    except UnknownProtocol as bad:
        raise BadQueue("protocol", str(bad)) from bad
    except BadPriority as bad:
        raise BadQueue("priority_by", str(bad)) from bad


def _save(queue: Queue) -> None:
    try:
        with transaction.atomic():
            queue.save()
    except IntegrityError as error:
        if "queue_once_per_name" not in str(error):
            raise
        raise BadQueue("name", f"There already is a queue {queue.name!r}: choose another name.") from error
