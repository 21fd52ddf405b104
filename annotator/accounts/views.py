"""Endpoints about the person who asks."""

import uuid
from typing import cast

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.models import User
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts import services
from annotator.accounts.models import AccessToken
from annotator.accounts.queries import session_of
from annotator.accounts.serializers import (
    CredentialsSerializer,
    NewTokenSerializer,
    PasswordChangeSerializer,
    SessionSerializer,
    TokenListSerializer,
    TokenRequestSerializer,
    TokenSerializer,
)
from annotator.http.refusals import Refusal


class TooManyAttempts(Refusal):
    """Signing in was throttled; `wait` becomes the Retry-After header."""

    def __init__(self, wait_seconds: int) -> None:
        minutes = max(1, round(wait_seconds / 60))
        super().__init__(
            f"Too many attempts with this name. Wait {minutes} minute{'s' if minutes > 1 else ''}, then try again.",
            code="throttled",
            status_code=status.HTTP_429_TOO_MANY_REQUESTS,
        )
        self.wait = wait_seconds


@method_decorator([ensure_csrf_cookie, csrf_protect], name="dispatch")
class SessionView(APIView):
    """The browser's session."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="session_read", responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        """Who is signed in; also sets the CSRF cookie that every change must send back."""
        return Response(session_of(request.user))

    @extend_schema(operation_id="session_sign_in", request=CredentialsSerializer, responses=SessionSerializer)
    def post(self, request: Request) -> Response:
        """Sign in."""
        sent = CredentialsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        credentials = sent.validated_data
        _refuse_when_locked(request, credentials["username"])
        user = authenticate(request._request, **credentials)  # noqa: SLF001 - axes wants Django's own request
        if user is None:
            _refuse_when_locked(request, credentials["username"])
            raise Refusal("Name and password do not fit together.", code="wrong_credentials", status_code=400)
        login(request._request, user)  # noqa: SLF001
        get_token(request._request)  # noqa: SLF001 - the cookie rotates with the session
        return Response(session_of(user))

    @extend_schema(operation_id="session_sign_out", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out."""
        logout(request._request)  # noqa: SLF001
        return Response(status=status.HTTP_204_NO_CONTENT)


class PasswordView(APIView):
    """The person's password."""

    @extend_schema(operation_id="password_change", request=PasswordChangeSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Change it; this session goes on, others end."""
        sent = PasswordChangeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            services.change_password(user=request.user, **sent.validated_data)
        except services.PasswordRefused as refusal:
            raise exceptions.ValidationError({refusal.field: refusal.messages}) from refusal
        update_session_auth_hash(request._request, cast("User", request.user))  # noqa: SLF001
        return Response(status=status.HTTP_204_NO_CONTENT)


class TokensView(APIView):
    """The person's tokens for scripts."""

    @extend_schema(operation_id="tokens_list", responses=TokenListSerializer)
    def get(self, request: Request) -> Response:
        """All of them, newest first."""
        tokens = AccessToken.objects.filter(user=request.user).order_by("-created")
        return Response({"results": TokenSerializer(tokens, many=True).data})

    @extend_schema(operation_id="tokens_create", request=TokenRequestSerializer, responses={201: NewTokenSerializer})
    def post(self, request: Request) -> Response:
        """Make one; the answer is the only place that ever shows it."""
        sent = TokenRequestSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        row, token = services.create_token(
            user=request.user,
            name=sent.validated_data["name"],
            expires_in_days=sent.validated_data.get("expires_in_days"),
        )
        shown = {**TokenSerializer(row).data, "token": token}
        return Response(shown, status=status.HTTP_201_CREATED)


class TokenView(APIView):
    """One token."""

    @extend_schema(operation_id="tokens_revoke", responses={204: None})
    def delete(self, request: Request, public_id: uuid.UUID) -> Response:
        """Revoke it."""
        if not services.revoke_token(user=request.user, public_id=public_id):
            raise exceptions.NotFound("There is no such token; it may have been revoked already.")
        return Response(status=status.HTTP_204_NO_CONTENT)


def _refuse_when_locked(request: Request, username: str) -> None:
    django_request = request._request  # noqa: SLF001
    if AxesProxyHandler.is_allowed(django_request, {"username": username}):
        return
    cool_off = get_cool_off(django_request)
    raise TooManyAttempts(int(cool_off.total_seconds()) if cool_off else 300)
