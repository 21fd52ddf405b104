"""How every endpoint says no: one shape, in words that say what to do.

`{"detail": sentence, "code": stable word, "fields"?: {name: [sentence]}, "request_id": id}`
"""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, serializers, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from annotator.http.request_id import request_id_of

logger = logging.getLogger(__name__)


class Refusal(exceptions.APIException):
    """A view's way to refuse: a status, a stable code, a sentence, and values that the page needs beside it."""

    def __init__(
        self,
        detail: str,
        *,
        code: str,
        status_code: int = status.HTTP_409_CONFLICT,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, code)
        self.status_code = status_code
        self.extra = dict(extra or {})


class RefusalSerializer(serializers.Serializer[Any]):
    """The shape of every refusal, for the schema."""

    detail = serializers.CharField()
    code = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    request_id = serializers.CharField()


def handle_exception(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. Surprises are not answered here: they go on to the log and become a 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound("There is nothing here that you may see.")
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, OperationalError):
        logger.error("the database did not answer", exc_info=error)
        error = Refusal(
            "The database does not answer. Nothing was changed; try again in a moment.",
            code="database_away",
            status_code=status.HTTP_503_SERVICE_UNAVAILABLE,
        )
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    body = _body(error)
    body["request_id"] = request_id_of(context["request"])
    return Response(body, status=error.status_code, headers=_headers(error))


def refuse_csrf(request: HttpRequest, reason: str = "") -> JsonResponse:
    """Django's CSRF_FAILURE_VIEW, in our shape."""
    logger.info("CSRF check failed: %s", reason)
    sentence = "This page is out of date. Reload it and try again; what you typed is kept where it says so."
    return plain_refusal(request, sentence, code="csrf_failed", status_code=status.HTTP_403_FORBIDDEN)


def plain_refusal(request: HttpRequest, detail: str, *, code: str, status_code: int) -> JsonResponse:
    """The same shape where Django answers and DRF is not asked: before any view, or in place of one."""
    body = {"detail": detail, "code": code, "request_id": request_id_of(request)}
    return JsonResponse(body, status=status_code)


def _body(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        fields = _fields(error.detail)
        first = next((f"{name}: {messages[0]}" for name, messages in fields.items() if messages), "")
        return {"detail": first or "The request is not valid.", "code": "invalid", "fields": fields}
    code = getattr(error.detail, "code", None) or error.default_code
    body: dict[str, Any] = {"detail": str(error.detail), "code": str(code)}
    body.update(getattr(error, "extra", {}))
    return body


def _fields(detail: Any) -> dict[str, list[str]]:
    """DRF nests details for lists and objects; a page wants a flat table of dotted names."""
    if isinstance(detail, Mapping):
        flat: dict[str, list[str]] = {}
        for name, inner in detail.items():
            for deeper, messages in _fields(inner).items():
                flat[f"{name}.{deeper}" if deeper else str(name)] = messages
        return flat
    if isinstance(detail, list) and any(isinstance(inner, Mapping) for inner in detail):
        return _fields({str(index): inner for index, inner in enumerate(detail) if inner})
    return {"": [str(message) for message in (detail if isinstance(detail, list) else [detail])]}


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers: dict[str, str] = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    return headers
