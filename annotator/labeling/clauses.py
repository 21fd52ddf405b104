"""Filter clauses over annotations."""

from django.db.models import Exists, OuterRef, Q

from annotator.labeling.models import Annotation
from annotator.trajectories.filters import BadFilter


def labelled(value: str, project_id: int) -> Q:
    """labelled:yes or labelled:no"""
    if value not in {"yes", "no"}:
        raise BadFilter(f"labelled:{value} should be labelled:yes or labelled:no.")
    present = Q(Exists(Annotation.objects.filter(trajectory=OuterRef("pk"), withdrawn_at__isnull=True)))
    return present if value == "yes" else ~present
