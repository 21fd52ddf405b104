"""Reads of gold labels."""

from collections.abc import Iterable

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from annotator.adjudication.models import GoldLabel
from annotator.labeling.models import Queue
from annotator.labeling.protocols import FIRST_ERROR


def is_current() -> Q:
    """The condition that no higher version of the same trajectory's gold in the same protocol exists."""
    newer = GoldLabel.objects.filter(
        trajectory=OuterRef("trajectory"), protocol=OuterRef("protocol"), version__gt=OuterRef("version")
    )
    return ~Q(Exists(newer))


def current_gold(trajectory_ids: Iterable[int]) -> QuerySet[GoldLabel]:
    """The gold in force of these trajectories: at most one of each per protocol, in the order of `best_first`."""
    return best_first(GoldLabel.objects.filter(is_current(), trajectory__in=trajectory_ids))


def best_first(gold: QuerySet[GoldLabel]) -> QuerySet[GoldLabel]:
    """By trajectory, and of each the gold that stands for it first where only one can: that of the protocol of the
    project's default queue, then `first-error`, which says where and no more, then the others by name."""
    own = Queue.objects.filter(project=OuterRef("trajectory__project"), is_default=True, protocol=OuterRef("protocol"))
    rank = Case(
        When(Exists(own), then=Value(0)),
        When(protocol=FIRST_ERROR.name, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return gold.annotate(rank=rank).order_by("trajectory_id", "rank", "protocol")
