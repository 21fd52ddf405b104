"""Reads of gold labels."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from annotator.adjudication.models import GoldLabel


def is_current() -> Q:
    """The condition that no higher version of the same trajectory's gold in the same protocol exists."""
    newer = GoldLabel.objects.filter(
        trajectory=OuterRef("trajectory"), protocol=OuterRef("protocol"), version__gt=OuterRef("version")
    )
    return ~Q(Exists(newer))


def current_gold(trajectory_ids: Iterable[int]) -> QuerySet[GoldLabel]:
    """The gold in force of these trajectories: at most one per trajectory and protocol."""
    return GoldLabel.objects.filter(is_current(), trajectory__in=trajectory_ids).order_by(
        "trajectory_id", F("protocol")
    )
