"""Endpoints about what a person chose for themselves: the same on every machine."""

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts import services
from annotator.accounts.queries import preferences_of, shown
from annotator.accounts.serializers import PreferenceChangesSerializer, PreferencesSerializer
from annotator.http.clock import now
from annotator.http.refusals import Refusal, RefusalSerializer


class PreferencesMovedSerializer(RefusalSerializer):
    """Something was chosen elsewhere; `preferences` is what stands now."""

    preferences = PreferencesSerializer()


class PreferencesView(APIView):
    """What the person chose: keys of their own, and light or dark."""

    @extend_schema(operation_id="preferences_read", responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        """All of it. A page needs not ask: it stands in the page, and in the answer to signing in."""
        return Response(preferences_of(request.user))

    @extend_schema(
        operation_id="preferences_change",
        request=PreferenceChangesSerializer,
        responses={200: PreferencesSerializer, 400: RefusalSerializer, 409: PreferencesMovedSerializer},
    )
    def patch(self, request: Request) -> Response:
        """Choose, or take choices back; what is not named stays as it is."""
        sent = PreferenceChangesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        changes = dict(sent.validated_data)
        _refuse_for_somebody_else(request, changes.pop("username", None))
        try:
            kept = services.change_preferences(
                user=request.user, revision=changes.pop("revision"), changes=changes, at=now()
            )
        except services.PreferencesMoved as moved:
            extra = {"preferences": shown(moved.kept, request.user)}
            raise Refusal(str(moved), code="preferences_moved", extra=extra) from moved
        except services.PreferencesRefused as refused:
            places = {command: [complaint] for command, complaint in refused.complaints.items()}
            raise exceptions.ValidationError({"keys": places}) from refused
        return Response(shown(kept, request.user))


def _refuse_for_somebody_else(request: Request, username: str | None) -> None:
    """A page that was opened by one person would write into the account of whoever signed in beside it since."""
    if username is None or username == request.user.get_username():
        return
    raise Refusal("Somebody else is signed in in this browser now. Reload the page.", code="other_person")
