"""Endpoints of tutorials: every member takes them, managers write them."""

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.projects.access import ProjectView
from annotator.projects.queries import current_guideline
from annotator.projects.roles import may_label, may_write_guideline
from annotator.tutorials import presentation, queries, services
from annotator.tutorials.models import TutorialEnding
from annotator.tutorials.reading import BadLesson
from annotator.tutorials.serializers import (
    NewLessonSerializer,
    TutorialChangeSerializer,
    TutorialEndingSerializer,
    TutorialSerializer,
)


class TutorialView(ProjectView):
    """The project's tutorial."""

    rule = may_label
    write_rule = may_write_guideline

    @extend_schema(operation_id="tutorial_read", responses=TutorialSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The lesson with its worked answers; 404 where the protocol has none and nobody wrote one."""
        project = self.member.project
        taught = queries.lesson_of(project)
        if taught is None:
            raise exceptions.NotFound(f"There is no tutorial for {project.protocol} yet; a manager can set one.")
        ending = queries.ending_of(self.member.annotator_id)
        shown = presentation.tutorial(taught, ending=ending, guideline=current_guideline(project), now=self.now)
        return Response(shown)

    @extend_schema(operation_id="tutorial_set", request=NewLessonSerializer, responses=TutorialChangeSerializer)
    def put(self, request: Request, slug: str) -> Response:
        """Put a lesson of the project's own in force; 400 names what is wrong with it."""
        sent = NewLessonSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            row = services.set_lesson(
                project=self.member.project, body=sent.validated_data["lesson"], actor=self.actor, at=self.now
            )
        except BadLesson as bad:
            raise exceptions.ValidationError({"lesson": [str(bad)]}) from bad
        return Response({"version": row.version})

    @extend_schema(operation_id="tutorial_drop", responses=TutorialChangeSerializer)
    def delete(self, request: Request, slug: str) -> Response:
        """Go back to the lesson that comes with Assay."""
        row = services.drop_lesson(project=self.member.project, actor=self.actor, at=self.now)
        return Response({"version": row.version})


class TutorialVisitView(ProjectView):
    """Being through with it."""

    rule = may_label

    @extend_schema(operation_id="tutorial_end", request=TutorialEndingSerializer, responses=TutorialEndingSerializer)
    def post(self, request: Request, slug: str) -> Response:
        """Offer it to this person no more: they went through it, or skip it. It stays open to them."""
        sent = TutorialEndingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        ending = TutorialEnding(sent.validated_data["ending"])
        stands = services.end_visit(annotator_id=self.member.annotator_id, ending=ending, at=self.now)
        return Response({"ending": stands})
