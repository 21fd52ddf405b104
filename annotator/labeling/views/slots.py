"""Endpoints with which a manager decides who is handed what: single slots, and exclusions."""

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.refusals import Refusal
from annotator.labeling import board, queue_presentation
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.models import Assignment
from annotator.labeling.queue_serializers import (
    AddedExclusionsSerializer,
    ClosedSlotsSerializer,
    ExclusionListSerializer,
    NewExclusionSerializer,
    ReassignSerializer,
    SlotIdsSerializer,
    SlotSerializer,
)
from annotator.labeling.services import exclusions, requeue, upkeep
from annotator.labeling.services.moves import AssignmentMoved
from annotator.labeling.views.managing import ManagingView, refusals_of_queues
from annotator.labeling.visibility import Viewer
from annotator.projects.models import Annotator
from annotator.projects.queries import members
from annotator.projects.roles import sees_before_submitting


class SlotView(ManagingView):
    """What all of these share."""

    def annotator(self, username: str) -> Annotator:
        """The annotator that a member is; 400 where nobody of that name is one."""
        if not members(self.member.project).filter(user__username=username).exists():
            raise exceptions.ValidationError({"username": [f"{username} is not a member of this project."]})
        return Annotator.objects.get(project=self.member.project, user__username=username)

    def slot(self, slot_id: int) -> Assignment:
        """The project's slot of that number, or 404."""
        rows = Assignment.objects.select_related("queue", "annotator", "trajectory")
        found = rows.filter(pk=slot_id, queue__project=self.member.project).first()
        if found is None:
            raise exceptions.NotFound("There is no such slot in this project.")
        return found

    def shown_slot(self, slot: Assignment) -> Response:
        """The slot as it stands now."""
        viewer = Viewer.of(self.member, now=self.now)
        return Response(queue_presentation.slots([self.slot(slot.pk)], viewer=viewer)[0])


class CloseSlotsView(SlotView):
    """Wanting judgements no longer."""

    @extend_schema(operation_id="queues_close_slots", request=SlotIdsSerializer, responses=ClosedSlotsSerializer)
    def post(self, request: Request, slug: str, queue_id: int) -> Response:
        """Close these slots of the queue, open or held; what is done stays."""
        sent = SlotIdsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        queue = self.queue(queue_id)
        rows = Assignment.objects.select_related("queue").filter(queue=queue, pk__in=sent.validated_data["slots"])
        return Response({"closed": upkeep.close_slots(slots=list(rows), actor=self.actor, at=self.now)})


class ReassignView(SlotView):
    """Giving a slot to somebody."""

    @extend_schema(operation_id="slots_reassign", request=ReassignSerializer, responses=SlotSerializer)
    def post(self, request: Request, slug: str, slot_id: int) -> Response:
        """Their next claim hands it out; 409 `cannot_reassign` says why not."""
        sent = ReassignSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        slot, to = self.slot(slot_id), self.annotator(sent.validated_data["username"])
        try:
            upkeep.reassign(slot=slot, to=to, hours=sent.validated_data["hours"], actor=self.actor, at=self.now)
        except upkeep.CannotReassign as refusal:
            raise Refusal(str(refusal), code="cannot_reassign") from refusal
        return self.shown_slot(slot)


class TakeBackView(SlotView):
    """Taking a held slot back."""

    @extend_schema(operation_id="slots_take_back", request=None, responses=SlotSerializer)
    def post(self, request: Request, slug: str, slot_id: int) -> Response:
        """It is open again; what its annotator submits all the same is an extra opinion. 409 `moved`."""
        slot = self.slot(slot_id)
        try:
            upkeep.take_back(slot=slot, actor=self.actor, at=self.now)
        except AssignmentMoved as moved:
            raise Refusal(str(moved), code="moved") from moved
        return self.shown_slot(slot)


class ExclusionsView(SlotView):
    """Who is kept away from what."""

    rule = sees_before_submitting

    @extend_schema(operation_id="exclusions_list", responses=ExclusionListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """All exclusions of the project, the latest first."""
        rows = board.exclusions_of(self.member.project)[: board.MOST_ROWS]
        return Response({"results": [queue_presentation.exclusion(row) for row in rows]})

    @extend_schema(operation_id="exclusions_add", request=NewExclusionSerializer, responses=AddedExclusionsSerializer)
    def post(self, request: Request, slug: str) -> Response:
        """Keep somebody away from a queue, or from trajectories; what they hold they may finish."""
        sent = NewExclusionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wanted = sent.validated_data
        if sum((wanted["queue_id"] is not None, bool(wanted["trajectory_ids"]), wanted["filter"] is not None)) != 1:
            raise exceptions.ValidationError({"queue_id": ["Name a queue, or trajectories, or a filter: one of them."]})
        annotator = self.annotator(wanted["username"])
        queue = None if wanted["queue_id"] is None else self.queue(wanted["queue_id"])
        with refusals_of_queues():
            ids = requeue.chosen(
                project_id=self.member.project.pk,
                trajectory_ids=wanted["trajectory_ids"],
                filter_text=wanted["filter"],
            )
        added = exclusions.exclude(
            annotator=annotator, queue=queue, trajectory_ids=ids, reason=wanted["reason"], actor=self.actor, at=self.now
        )
        return Response({"added": added})


class ExclusionView(SlotView):
    """One exclusion."""

    @extend_schema(operation_id="exclusions_remove", request=None, responses={204: None})
    def delete(self, request: Request, slug: str, exclusion_id: int) -> Response:
        """End it."""
        row = Exclusion.objects.select_related("annotator").filter(annotator__project=self.member.project)
        found = row.filter(pk=exclusion_id).first()
        if found is None:
            raise exceptions.NotFound("There is no such exclusion in this project.")
        exclusions.readmit(exclusion=found, actor=self.actor, at=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)
