"""Which lesson a project teaches, and whether somebody is through with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.projects.models import Project
from annotator.tutorials.lesson import Lesson, read_lesson
from annotator.tutorials.models import TutorialVersion, TutorialVisit
from annotator.tutorials.shipped_lessons import shipped_lessons


@dataclass(frozen=True, slots=True)
class Taught:
    """The lesson in force. `version` is 0 where it is the one that comes with Assay."""

    version: int
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class TutorialOffer:
    """What a page offers: the lesson by its title, and how the person's own visit ended (None: it has not)."""

    title: str
    minutes: int
    ending: str | None


def lesson_of(project: Project) -> Taught | None:
    """The project's own lesson, else the one that comes with its protocol, else None: one query."""
    row = TutorialVersion.objects.filter(project=project).order_by("-version").first()
    return _taught(project, row)


def offers_to(user_id: int, projects: Sequence[Project]) -> Mapping[int, TutorialOffer]:
    """What each of these projects offers the person, by project: two queries, whatever their number."""
    ids = [project.pk for project in projects]
    rows = TutorialVersion.objects.filter(project__in=ids).order_by("project", "-version").distinct("project")
    own = {row.project_id: row for row in rows}
    endings = dict(
        TutorialVisit.objects.filter(annotator__project__in=ids, annotator__user=user_id).values_list(
            "annotator__project", "ending"
        )
    )
    taught = {project.pk: _taught(project, own.get(project.pk)) for project in projects}
    return {
        pk: TutorialOffer(found.lesson.title, found.lesson.minutes, endings.get(pk))
        for pk, found in taught.items()
        if found is not None
    }


def ending_of(annotator_id: int) -> str | None:
    """How the annotator's visit ended; None where it has not."""
    return TutorialVisit.objects.filter(annotator=annotator_id).values_list("ending", flat=True).first()


def _taught(project: Project, row: TutorialVersion | None) -> Taught | None:
    if row is not None and row.body is not None:
        return Taught(row.version, read_lesson(row.body))
    lesson = shipped_lessons().get(project.protocol)
    return None if lesson is None else Taught(0, lesson)
