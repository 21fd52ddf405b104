"""Endpoints of members. The list of projects joins other features, so it belongs to `browse`."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.http.refusals import Refusal
from annotator.projects import queries, services
from annotator.projects.access import ProjectView
from annotator.projects.roles import Role, may_manage_members
from annotator.projects.serializers import (
    AddedMemberSerializer,
    MemberListSerializer,
    MemberSerializer,
    NewMemberSerializer,
    RoleSerializer,
)


class MembersView(ProjectView):
    """The people of a project."""

    write_rule = may_manage_members

    @extend_schema(operation_id="members_list", responses=MemberListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Everybody; all members see each other."""
        rows = queries.members(self.member.project)
        return Response({"results": MemberSerializer(rows, many=True).data})

    @extend_schema(operation_id="members_add", request=NewMemberSerializer, responses={201: AddedMemberSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Add somebody who has an account, or (site staff) make the account too."""
        sent = NewMemberSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        user, first_password = _person(request, sent.validated_data)
        membership = services.add_member(
            project=self.member.project,
            user=user,
            role=Role(sent.validated_data["role"]),
            actor=self.actor,
            at=self.now,
        )
        shown = {**MemberSerializer(membership).data, "first_password": first_password}
        return Response(shown, status=status.HTTP_201_CREATED)


class MemberView(ProjectView):
    """One member."""

    write_rule = may_manage_members

    @extend_schema(operation_id="members_change", request=RoleSerializer, responses=MemberSerializer)
    def patch(self, request: Request, slug: str, username: str) -> Response:
        """Change the role."""
        sent = RoleSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            membership = services.add_member(
                project=self.member.project,
                user=self._member_user(username),
                role=Role(sent.validated_data["role"]),
                actor=self.actor,
                at=self.now,
            )
        except services.CannotChangeProject as refusal:
            raise Refusal(str(refusal), code="last_manager") from refusal
        return Response(MemberSerializer(membership).data)

    @extend_schema(operation_id="members_remove", responses={204: None})
    def delete(self, request: Request, slug: str, username: str) -> Response:
        """Take somebody out; their annotations stay."""
        try:
            services.remove_member(
                project=self.member.project, user=self._member_user(username), actor=self.actor, at=self.now
            )
        except services.CannotChangeProject as refusal:
            raise Refusal(str(refusal), code="last_manager") from refusal
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _member_user(self, username: str) -> Any:
        membership = queries.members(self.member.project).filter(user__username=username).first()
        if membership is None:
            raise exceptions.NotFound(f"{username} is not a member of this project.")
        return membership.user


def _person(request: Request, sent: dict[str, Any]) -> tuple[Any, str | None]:
    """The account of that name; made with a first password where that is asked for and allowed."""
    username = sent["username"]
    user = get_user_model().objects.filter(username=username).first()
    if user is not None:
        return user, None
    if not sent["create_account"]:
        raise Refusal(f"There is no account {username!r}.", code="no_account", status_code=status.HTTP_404_NOT_FOUND)
    if not request.user.is_staff:
        raise exceptions.PermissionDenied("Only site staff may make accounts; ask them for one.")
    first_password = secrets.token_urlsafe(12)
    try:
        return services.create_person(username=username, password=first_password), first_password
    except services.CannotChangeProject as refusal:
        raise Refusal(str(refusal), code="no_account", status_code=status.HTTP_400_BAD_REQUEST) from refusal
