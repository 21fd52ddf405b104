"""Filter clauses over annotations."""

from django.db.models import Exists, OuterRef, Q

from annotator.labeling.models import Annotation
from annotator.projects.models import AnnotatorKind
from annotator.trajectories.filters import BadFilter


def labelled(value: str, project_id: int) -> Q:
    """labelled:yes or labelled:no, by people of the project: a judge's imported labels leave the work to be done"""
    if value not in {"yes", "no"}:
        raise BadFilter(f"labelled:{value} should be labelled:yes or labelled:no.")
    by_people = Annotation.objects.filter(
        trajectory=OuterRef("pk"), withdrawn_at__isnull=True, failure="", annotator__kind=AnnotatorKind.HUMAN
    )
    present = Q(Exists(by_people))
    return present if value == "yes" else ~present
