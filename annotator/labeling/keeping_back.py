"""What annotators have finished and are not shown beside gold yet: it lies in a queue that carries checks, or screens
people who are still to come."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from annotator.labeling.hidden_checks import FeedbackPolicy, HiddenChecks
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.takers import screenings_under_way, slots_to_be_taken
from annotator.projects.models import Annotator


class _IsAmong(Func):
    """Whether the first is an element of the second, a list that PostgreSQL makes once for the whole statement; what
    `IN` says would be asked anew for each trajectory of a page."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def kept_back(*, annotator_id: int, trajectory: str) -> QuerySet[Assignment]:
    """What this annotator held in queues with checks that do not give feedback yet, and in qualifications that somebody
    is still to pass, by the trajectory of an outer row.

    It holds for everything in such a queue, checks or not.
    """
    queues = _IsAmong(F("queue"), _queues_beside(annotator_id))
    silent = ArraySubquery(_silent_queues().filter(queues).values("queue"))
    screening = ArraySubquery(screenings_under_way().filter(queues).values("screening"))
    held = Assignment.objects.filter(annotator=annotator_id, trajectory=OuterRef(trajectory))
    return held.filter(Q(_IsAmong(F("queue"), silent)) | Q(_IsAmong(F("queue"), screening)))


def _queues_beside(annotator_id: int) -> ArraySubquery:
    """Those of their project: what other projects wait for is not even looked at."""
    project = Annotator.objects.filter(pk=annotator_id).values("project")
    return ArraySubquery(Queue.objects.filter(project__in=project).values("pk"))


def _silent_queues() -> QuerySet[HiddenChecks]:
    """Those that never give feedback, and those in which something waits for somebody."""
    unfinished = slots_to_be_taken().filter(queue=OuterRef("queue"))
    return HiddenChecks.objects.exclude(feedback=FeedbackPolicy.AT_ONCE).filter(
        Q(feedback=FeedbackPolicy.NEVER) | Q(Exists(unfinished))
    )
