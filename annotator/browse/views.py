"""Endpoints of the pages that join features."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.browse import lanes, listing, project_cards, rows, trajectory_page
from annotator.browse.filter_choices import filter_choices
from annotator.browse.neighbours import neighbours
from annotator.browse.serializers import (
    CountSerializer,
    DeskEvidenceSerializer,
    FilterChoicesSerializer,
    NeighboursSerializer,
    ProjectHeadSerializer,
    ProjectListSerializer,
    TrajectoryListSerializer,
    TrajectoryPageSerializer,
)
from annotator.http.clock import now
from annotator.http.keyset import BadCursor
from annotator.http.refusals import Refusal
from annotator.journal.services import Actor
from annotator.labeling.protocols import UnknownProtocol
from annotator.labeling.queries import own_drafts
from annotator.labeling.services.projects import open_project
from annotator.labeling.visibility import Viewer
from annotator.projects.access import ProjectView
from annotator.projects.models import Project
from annotator.projects.roles import Role, may_label
from annotator.projects.serializers import NewProjectSerializer
from annotator.projects.services import CannotChangeProject
from annotator.scoring.models import ScorerChannel
from annotator.trajectories.filters import BadFilter
from annotator.tutorials.queries import offers_to

# More lanes than this do not fit into a row.
STRIPS_PER_ROW = 3

_FILTER = OpenApiParameter("filter", str, description="Terms such as `source:gsm8k steps:2..24 words`; see filters.")
_ORDER = OpenApiParameter("order", str, description="id, steps or lowest:SCORER; with - in front descending.")
_LIST_PARAMETERS = [
    _FILTER,
    _ORDER,
    OpenApiParameter("cursor", str, description="`next_cursor` of the page before."),
    OpenApiParameter("length", int, description=f"Rows per page, at most {listing.MAX_PAGE}."),
    OpenApiParameter("channels", str, description="Ids of the channels whose strips to show, with commas between."),
]


class ProjectsView(APIView):
    """The projects of the person who asks."""

    @extend_schema(operation_id="projects_list", responses=ProjectListSerializer)
    def get(self, request: Request) -> Response:
        """All of them, with how far they are."""
        return Response({"results": project_cards.project_cards(request.user), "may_create": request.user.is_staff})

    @extend_schema(operation_id="projects_create", request=NewProjectSerializer, responses={201: ProjectHeadSerializer})
    def post(self, request: Request) -> Response:
        """Make one and become its manager; site staff only."""
        if not request.user.is_staff:
            raise exceptions.PermissionDenied("Only site staff may make projects; ask them for one.")
        sent = NewProjectSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            project = open_project(
                **sent.validated_data,
                lease_minutes=settings.LEASE_MINUTES,
                actor=Actor(name=request.user.get_username(), user_id=request.user.pk),
                at=now(),
                manager=request.user,
            )
        except UnknownProtocol as refusal:
            raise exceptions.ValidationError({"protocol": [str(refusal)]}) from refusal
        except CannotChangeProject as refusal:
            raise exceptions.ValidationError({"slug": [str(refusal)]}) from refusal
        return Response(_head(project, Role.MANAGER, request.user.pk), status=status.HTTP_201_CREATED)


class ProjectHeadView(ProjectView):
    """One project."""

    @extend_schema(operation_id="projects_read", responses=ProjectHeadSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """What every page of the project shows of it."""
        return Response(_head(self.member.project, self.member.role, self.member.user_id))


def _head(project: Project, role: Role, user_id: int) -> dict[str, Any]:
    offer = offers_to(user_id, [project]).get(project.pk)
    return project_cards.project_head(project=project, role=role, tutorial=offer)


class TrajectoriesView(ProjectView):
    """The list of trajectories."""

    asked = ("channels", "cursor", "filter", "length", "order")

    @extend_schema(operation_id="trajectories_list", parameters=_LIST_PARAMETERS, responses=TrajectoryListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """One page. Filters and orders over what is hidden range over the trajectories that the viewer may see."""
        viewer = Viewer.of(self.member, now=self.now)
        channels = lanes.channels_of(self.member.project.pk)
        try:
            order = listing.parse_order(request.query_params.get("order", "id"))
            page = listing.list_trajectories(
                viewer=viewer,
                filter_text=request.query_params.get("filter", ""),
                order=order,
                channels=channels,
                cursor=request.query_params.get("cursor"),
                length=_number(request.query_params.get("length"), listing.PAGE),
            )
        except (BadFilter, BadCursor) as refusal:
            raise _bad_request(refusal) from refusal
        shown = _chosen(request.query_params.get("channels"), channels, sorted_by=order.scorer)
        return Response(
            {
                "results": rows.shown_rows(viewer=viewer, trajectories=page.trajectories, channels=shown),
                "next_cursor": page.next_cursor,
                "channels": [lanes.channel(channel) for channel in channels],
                "shown_channels": shown,
            }
        )


class TrajectoryCountView(ProjectView):
    """How many trajectories fit; apart from the list, which never has to count."""

    asked = ("filter",)

    @extend_schema(operation_id="trajectories_count", parameters=[_FILTER], responses=CountSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The number."""
        try:
            fits = listing.fitting(
                viewer=Viewer.of(self.member, now=self.now), filter_text=request.query_params.get("filter", "")
            )
            return Response({"count": fits.count()})
        except BadFilter as refusal:
            raise _bad_request(refusal) from refusal


class FilterChoicesView(ProjectView):
    """What can be filtered by."""

    @extend_schema(operation_id="filters_list", responses=FilterChoicesSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The grammar's keys, and the values that this project knows."""
        return Response(filter_choices(Viewer.of(self.member, now=self.now)))


class DeskEvidenceView(ProjectView):
    """What may be seen beside the work in hand."""

    rule = may_label

    @extend_schema(operation_id="assignments_evidence", responses=DeskEvidenceSerializer)
    def get(self, request: Request, slug: str, assignment_id: int) -> Response:
        """Rewards, reference answer and colleagues' labels of a trajectory that this person holds or has submitted, as
        far as they may see them now."""
        draft = own_drafts(self.member).filter(assignment=assignment_id).first()
        if draft is None:
            raise exceptions.NotFound("You do not hold this assignment.")
        viewer = Viewer.of(self.member, now=self.now)
        return Response(trajectory_page.desk_evidence(viewer=viewer, trajectory_id=draft.trajectory_id))


class NeighboursView(ProjectView):
    """A trajectory's place in a list."""

    asked = ("filter", "order")

    @extend_schema(operation_id="trajectories_neighbours", parameters=[_FILTER, _ORDER], responses=NeighboursSerializer)
    def get(self, request: Request, slug: str, trajectory_id: int) -> Response:
        """What comes before and after it in the list with this filter and order."""
        try:
            found = neighbours(
                viewer=Viewer.of(self.member, now=self.now),
                trajectory_id=trajectory_id,
                filter_text=request.query_params.get("filter", ""),
                order=listing.parse_order(request.query_params.get("order", "id")),
            )
        except BadFilter as refusal:
            raise _bad_request(refusal) from refusal
        return Response(NeighboursSerializer(found).data)


class TrajectoryView(ProjectView):
    """One trajectory's page."""

    @extend_schema(operation_id="trajectories_read", responses=TrajectoryPageSerializer)
    def get(self, request: Request, slug: str, trajectory_id: int) -> Response:
        """The text, and whatever the viewer is not blind to."""
        try:
            return Response(
                trajectory_page.trajectory_page(
                    viewer=Viewer.of(self.member, now=self.now), trajectory_id=trajectory_id
                )
            )
        except trajectory_page.NoSuchTrajectory as missing:
            raise exceptions.NotFound(str(missing)) from missing


def _chosen(text: str | None, channels: list[ScorerChannel], *, sorted_by: str | None) -> list[int]:
    """The channels to show: those asked for that exist, else the first few; the one that the list is sorted by comes
    first, since its rewards explain the order."""
    known = [channel.pk for channel in channels]
    wanted = [int(part) for part in (text or "").split(",") if part.isascii() and part.isdigit()]
    found = [pk for pk in wanted if pk in known] or ([] if text == "" else known)
    explains = lanes.sorting_channel(channels, sorted_by) if sorted_by else None
    return list(dict.fromkeys([*([explains.pk] if explains else []), *found]))[:STRIPS_PER_ROW]


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default


def _bad_request(refusal: Exception) -> Refusal:
    return Refusal(str(refusal), code="bad_filter", status_code=status.HTTP_400_BAD_REQUEST)
