"""Filter clauses over rewards."""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.scoring.models import ScorerChannel, TrajectoryRewards
from annotator.trajectories.filters import BadFilter

_BOUND = re.compile(r"(?P<scorer>.+?)(?P<sign><=|>=|<|>)(?P<number>-?\d+(?:\.\d+)?)\Z")
_LOOKUPS = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


def scorer(value: str, project_id: int) -> Q:
    """scorer:NAME"""
    return Q(Exists(_current(value, project_id)))


def lowest(value: str, project_id: int) -> Q:
    """lowest:NAME<0.5"""
    match = _BOUND.match(value)
    if match is None:
        raise BadFilter(f"lowest:{value} should be a scorer, a sign and a number, such as lowest:equation-checker<0.5.")
    bound = {f"lowest__{_LOOKUPS[match['sign']]}": float(match["number"])}
    return Q(Exists(_current(match["scorer"], project_id).filter(**bound)))


def _current(name: str, project_id: int) -> QuerySet[TrajectoryRewards]:
    # Resolved to ids first: a filter that names no scorer should say so, not quietly find nothing.
    channels = list(
        ScorerChannel.objects.filter(scorer__project=project_id, scorer__name=name).values_list("pk", flat=True)
    )
    if not channels:
        raise BadFilter(f"There is no scorer {name!r} in this project.")
    return TrajectoryRewards.objects.filter(channel__in=channels, trajectory=OuterRef("pk"), is_current=True)
