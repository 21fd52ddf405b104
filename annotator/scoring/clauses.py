"""Filter clauses over rewards: of the newest revision of a scorer, for the text that a trajectory has now."""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.scoring.catalogue import CHANNEL
from annotator.scoring.models import TrajectoryRewards
from annotator.scoring.presets import builtin_scorers
from annotator.scoring.queries import SCORED, newest_channel
from annotator.trajectories.filters import BadFilter

_BOUND = re.compile(r"(?P<scorer>.+?)(?P<sign><=|>=|<|>)(?P<number>-?\d+(?:\.\d+)?)\Z")
_LOOKUPS = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


def scorer(value: str, project_id: int) -> Q:
    """scorer:NAME"""
    return Q(Exists(_rewards(value, project_id)))


def lowest(value: str, project_id: int) -> Q:
    """lowest:NAME<0.5"""
    match = _BOUND.match(value)
    if match is None:
        raise BadFilter(f"lowest:{value} should be a scorer, a sign and a number, such as lowest:equation-checker<0.5.")
    bound = {f"lowest__{_LOOKUPS[match['sign']]}": float(match["number"])}
    return Q(Exists(_rewards(match["scorer"], project_id).filter(**bound)))


def _rewards(name: str, project_id: int) -> QuerySet[TrajectoryRewards]:
    channel = newest_channel(project_id=project_id, name=name, channel=CHANNEL)
    # A filter that names no scorer should say so, not quietly find nothing. Built-in ones exist before they ran.
    if channel is None and name not in builtin_scorers():
        raise BadFilter(f"There is no scorer {name!r} in this project.")
    return TrajectoryRewards.objects.filter(
        channel=channel,
        trajectory=OuterRef("pk"),
        content_hash=OuterRef("content_hash"),
        is_current=True,
        status__in=SCORED,
    )
