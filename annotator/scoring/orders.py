"""Orders over rewards, for queues: of the newest revision of a scorer, for the text that a trajectory has now."""

from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable

from annotator.labeling.priorities import BadPriority
from annotator.scoring.catalogue import CHANNEL
from annotator.scoring.models import TrajectoryRewards
from annotator.scoring.presets import builtin_scorers
from annotator.scoring.queries import SCORED, newest_channel


def lowest(value: str, project_id: int) -> Combinable:
    """lowest:SCORER"""
    channel = newest_channel(project_id=project_id, name=value, channel=CHANNEL)
    if channel is None and value not in builtin_scorers():
        raise BadPriority(f"There is no scorer {value!r} in this project.")
    current = TrajectoryRewards.objects.filter(
        channel=channel,
        trajectory=OuterRef("pk"),
        content_hash=OuterRef("content_hash"),
        is_current=True,
        status__in=SCORED,
    )
    return Subquery(current.values("lowest")[:1])
