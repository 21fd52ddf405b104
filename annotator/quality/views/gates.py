"""Endpoints of qualifications. Each parses, makes one domain call, and shapes the answer."""

import secrets
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.refusals import Refusal
from annotator.labeling.qualification import Measure, QualificationGate
from annotator.labeling.queries import queues_of
from annotator.projects.access import ProjectView
from annotator.projects.models import Annotator
from annotator.projects.roles import may_label, may_manage_members, sees_before_submitting
from annotator.quality import gate_presentation
from annotator.quality.qualifying import Rules
from annotator.quality.serializers import AdmitSerializer, GateSerializer, NewGateSerializer
from annotator.quality.services.admission import CannotGate, admit, set_gate
from annotator.trajectories.filters import BadFilter


class GateBase(ProjectView):
    """What both endpoints share."""

    def gate(self, queue_id: int) -> QualificationGate:
        """The queue's gate, or 404."""
        gates = QualificationGate.objects.select_related("queue", "screening")
        found = gates.filter(queue=queue_id, queue__project=self.member.project).first()
        if found is None:
            raise exceptions.NotFound("This queue asks for no qualification.")
        return found

    def shown(self, gate: QualificationGate) -> dict[str, Any]:
        """The gate with everybody's standing for reviewers, and one's own for annotators."""
        everybody = gate_presentation.everybody_of(self.member.project.pk)
        sees_all = sees_before_submitting(self.member.role)
        people = everybody if sees_all else [one for one in everybody if one.pk == self.member.annotator_id]
        return gate_presentation.gate(gate, people=people, now=self.now)


class GateView(GateBase):
    """A queue's qualification."""

    rule = may_label
    write_rule = may_manage_members

    @extend_schema(operation_id="qualification_read", responses=GateSerializer)
    def get(self, request: Request, slug: str, queue_id: int) -> Response:
        """What it asks for, and where people stand."""
        return Response(self.shown(self.gate(queue_id)))

    @extend_schema(operation_id="qualification_set", request=NewGateSerializer, responses={201: GateSerializer})
    def post(self, request: Request, slug: str, queue_id: int) -> Response:
        """Close the queue until people have passed; 409 `cannot_gate` says what lacks."""
        sent = NewGateSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        queue = queues_of(self.member.project).filter(pk=queue_id).first()
        if queue is None:
            raise exceptions.NotFound("There is no such queue in this project.")
        asked = sent.validated_data
        try:
            gate = set_gate(
                queue=queue,
                measure=Measure(asked["measure"]),
                rules=Rules(asked["threshold"], asked["minimum"], asked["attempts"]),
                filter_text=asked["filter"],
                seed=asked.get("seed", secrets.randbelow(2**31)),
                actor=self.actor,
                at=self.now,
            )
        except CannotGate as refusal:
            raise Refusal(str(refusal), code="cannot_gate") from refusal
        except BadFilter as bad:
            raise Refusal(str(bad), code="bad_filter", status_code=status.HTTP_400_BAD_REQUEST) from bad
        return Response(self.shown(gate), status=status.HTTP_201_CREATED)


class AdmitView(GateBase):
    """Letting somebody in."""

    rule = may_manage_members

    @extend_schema(operation_id="qualification_admit", request=AdmitSerializer, responses=GateSerializer)
    def post(self, request: Request, slug: str, queue_id: int) -> Response:
        """Open the queue to one person by decision, whatever they reached; written down."""
        gate = self.gate(queue_id)
        sent = AdmitSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        people = Annotator.objects.filter(project=self.member.project, user__username=sent.validated_data["username"])
        person = people.first()
        if person is None:
            raise exceptions.NotFound(f"{sent.validated_data['username']} never was a member of this project.")
        admit(gate=gate, annotator=person, actor=self.actor, at=self.now)
        return Response(self.shown(gate))
