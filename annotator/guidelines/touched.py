"""Which standing annotations a guideline version touches."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from annotator.guidelines.models import RequeuedAnnotation
from annotator.labeling.hidden_checks import HiddenChecks, Twin
from annotator.labeling.models import Annotation, StepNote
from annotator.labeling.qualification import QualificationGate
from annotator.labeling.visibility import Viewer, is_visible_to
from annotator.projects.models import AnnotatorKind, GuidelineVersion, Membership
from annotator.trajectories.filters import apply_filter
from annotator.trajectories.queries import latest_trajectories


@dataclass(frozen=True, slots=True)
class Choice:
    """How annotations are chosen; what is empty does not narrow. `up_to_version`: None takes all older ones."""

    filter: str = ""
    label: int | None = None
    error_type: str = ""
    up_to_version: int | None = None


def newest_asked(guideline: GuidelineVersion, choice: Choice) -> int:
    """The newest version whose annotations are meant: never the guideline's own."""
    older = guideline.version - 1
    return older if choice.up_to_version is None else min(choice.up_to_version, older)


def touched_annotations(guideline: GuidelineVersion, choice: Choice, viewer: Viewer | None) -> QuerySet[Annotation]:
    """People's latest standing annotations of the latest revisions that fit and were not sent back for this version.

    `viewer` is who asks: what they are blind to is left out, since a count would tell. What tests people is left out,
    too (`_tests_people`). Raises BadFilter.
    """
    project_id = guideline.project_id
    fitting = apply_filter(latest_trajectories(project_id), choice.filter, project_id=project_id)
    if viewer is not None:
        fitting = fitting.filter(is_visible_to(viewer))
    made_under = Q(guideline__isnull=True) | Q(guideline__version__lte=newest_asked(guideline, choice))
    rows = (
        Annotation.objects.filter(made_under, trajectory__in=fitting, withdrawn_at__isnull=True, failure="")
        .filter(annotator__kind=AnnotatorKind.HUMAN)
        .exclude(_tests_people())
        .exclude(Exists(_later()))
        .exclude(Exists(RequeuedAnnotation.objects.filter(before=OuterRef("pk"), requeue__guideline=guideline)))
    )
    return _narrowed(rows, choice).order_by("pk")


def _tests_people() -> Q:
    """Checks and labels of a qualification: what they are for is over, and judged outside their queue their gold would
    lie open at once, whatever that queue says of feedback."""
    checked = Exists(HiddenChecks.objects.filter(queue=OuterRef("assignment__queue")))
    has_twin = Exists(Twin.objects.filter(trajectory=OuterRef("trajectory")))
    screens = Exists(QualificationGate.objects.filter(screening=OuterRef("assignment__queue")))
    return Q(trajectory__made_from__isnull=False) | (Q(checked) & Q(has_twin)) | Q(screens)


def _later() -> QuerySet[Annotation]:
    """The same annotator's next word on it, in the same protocol."""
    return Annotation.objects.filter(
        trajectory=OuterRef("trajectory"),
        annotator=OuterRef("annotator"),
        protocol=OuterRef("protocol"),
        withdrawn_at__isnull=True,
        failure="",
        pk__gt=OuterRef("pk"),
    )


def _narrowed(rows: QuerySet[Annotation], choice: Choice) -> QuerySet[Annotation]:
    if choice.label is not None:
        has_it = Q(labels__contains=[choice.label])
        # A protocol that asks for the first error alone has no labels, and its first error is a step that is wrong.
        rows = rows.filter(has_it | Q(first_error__isnull=False) if choice.label == -1 else has_it)
    if choice.error_type:
        notes = StepNote.objects.filter(annotation=OuterRef("pk"), error_types__contains=[choice.error_type])
        rows = rows.filter(Exists(notes))
    return rows


def count_touched(found: QuerySet[Annotation], project_id: int) -> dict[str, int]:
    """How much that is, in one query."""
    gone = ~Q(annotator__user__in=Membership.objects.filter(project=project_id).values("user"))
    return found.order_by().aggregate(
        annotations=Count("pk"),
        trajectories=Count("trajectory", distinct=True),
        annotators=Count("annotator", distinct=True),
        without_annotator=Count("pk", filter=gone | Q(annotator__user__isnull=True)),
    )
