"""Filter clauses over gold labels."""

from django.db.models import Exists, OuterRef, Q

from annotator.adjudication.models import GoldLabel
from annotator.adjudication.queries import is_current
from annotator.trajectories.filters import BadFilter


def gold(value: str, project_id: int) -> Q:
    """gold:yes, gold:no, gold:error or gold:clean; only current versions count"""
    current = GoldLabel.objects.filter(is_current(), trajectory=OuterRef("pk"))
    answers = {
        "yes": Q(Exists(current)),
        "no": ~Q(Exists(current)),
        "error": Q(Exists(current.filter(first_error__isnull=False))),
        "clean": Q(Exists(current.filter(no_error=True))),
    }
    if value not in answers:
        raise BadFilter(f"gold:{value} should be one of gold:{', gold:'.join(answers)}.")
    return answers[value]
