"""What annotators have finished and are not shown beside gold yet: it lies in a queue that carries checks."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from annotator.labeling.hidden_checks import FeedbackPolicy, HiddenChecks
from annotator.labeling.models import Assignment
from annotator.labeling.takers import slots_to_be_taken
from annotator.projects.models import Annotator


class _IsAmong(Func):
    """Whether the first is an element of the second, a list that PostgreSQL makes once for the whole statement; what
    `IN` says would be asked anew for each trajectory of a page."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def kept_back(*, annotator_id: int, trajectory: str) -> QuerySet[Assignment]:
    """What this annotator held in queues with checks that do not give feedback yet, by the trajectory of an outer row.

    It holds for everything in such a queue, checks or not.
    """
    queues = ArraySubquery(_silent_queues(annotator_id).values("queue"))
    return Assignment.objects.filter(
        _IsAmong(F("queue"), queues), annotator=annotator_id, trajectory=OuterRef(trajectory)
    )


def _silent_queues(annotator_id: int) -> QuerySet[HiddenChecks]:
    """Those that never give feedback, and those in which something waits for somebody."""
    unfinished = slots_to_be_taken().filter(queue=OuterRef("queue"))
    return HiddenChecks.objects.exclude(feedback=FeedbackPolicy.AT_ONCE).filter(
        Q(feedback=FeedbackPolicy.NEVER) | Q(Exists(unfinished)),
        queue__project__in=Annotator.objects.filter(pk=annotator_id).values("project"),
    )
