"""Setting a project's lesson, and being through with one."""

from datetime import datetime

from django.db import transaction

from annotator.journal.services import Actor, record
from annotator.projects.models import Project
from annotator.trajectories.queries import image_sizes
from annotator.tutorials.lesson import Lesson, read_lesson
from annotator.tutorials.models import TutorialEnding, TutorialVersion, TutorialVisit
from annotator.tutorials.reading import BadLesson
from annotator.tutorials.shipped_lessons import shipped_pictures


@transaction.atomic
def set_lesson(*, project: Project, body: object, actor: Actor, at: datetime) -> TutorialVersion:
    """Put a lesson of the project's own in force. Raises BadLesson; nothing has changed then."""
    lesson = read_lesson(body)
    if lesson.protocol != project.protocol:
        raise BadLesson(
            f"The lesson teaches {lesson.protocol}, and {project.slug} labels by {project.protocol}: people would "
            "learn keys that they cannot use."
        )
    _check_pictures(lesson, project)
    return _next_version(project, body, actor=actor, at=at)


@transaction.atomic
def drop_lesson(*, project: Project, actor: Actor, at: datetime) -> TutorialVersion:
    """Go back to the lesson that comes with Assay, if its protocol has one."""
    return _next_version(project, None, actor=actor, at=at)


def end_visit(*, annotator_id: int, ending: TutorialEnding, at: datetime) -> str:
    """Offer the tutorial no more. Who went through it once is not taken for somebody who skipped it. Returns what
    stands now."""
    visit, _ = TutorialVisit.objects.get_or_create(
        annotator_id=annotator_id, defaults={"ending": ending.value, "ended_at": at}
    )
    if visit.ending != TutorialEnding.DONE and ending is TutorialEnding.DONE:
        visit.ending, visit.ended_at = ending.value, at
        visit.save(update_fields=["ending", "ended_at"])
    return str(visit.ending)


def _check_pictures(lesson: Lesson, project: Project) -> None:
    """Each has to be one that the project serves, in its own size: the desk keeps its place before it comes."""
    shipped = {sha: picture.size for sha, picture in shipped_pictures().items()}
    sizes = shipped | image_sizes(project.pk, {image.sha for _, image in lesson.images()})
    for where, image in lesson.images():
        if image.sha not in sizes:
            raise BadLesson(
                f"{where} shows a picture {image.sha[:12]}… that {project.slug} does not have: import a trajectory "
                "that shows it, and take its sha from there."
            )
        if sizes[image.sha] != (image.width, image.height):
            width, height = sizes[image.sha]
            said = f"{image.width} x {image.height}"
            raise BadLesson(f"{where} shows a picture of {width} x {height} pixels and says {said}.")


def _next_version(project: Project, body: object, *, actor: Actor, at: datetime) -> TutorialVersion:
    # The project's row stands for its lessons, so that two managers get two versions.
    Project.objects.select_for_update().get(pk=project.pk)
    before = TutorialVersion.objects.filter(project=project).order_by("-version").values_list("version", flat=True)
    row = TutorialVersion.objects.create(project=project, version=(before.first() or 0) + 1, body=body, created_at=at)
    record(
        actor=actor,
        event="tutorial.changed",
        subject="project",
        subject_id=project.pk,
        project_id=project.pk,
        happened_at=at,
        details={"version": row.version, "is_own": body is not None},
    )
    return row
