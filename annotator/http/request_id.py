"""A request id on every answer, so that what a person reports can be found in the log."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


class RequestIdMiddleware:
    """Take over the proxy's id where it looks like one, else make one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        request_id = given if _ACCEPTABLE.match(given) else uuid.uuid4().hex[:16]
        request.META["ASSAY_REQUEST_ID"] = request_id
        response = self.get_response(request)
        response[HEADER] = request_id
        return response


def request_id_of(request: HttpRequest) -> str:
    """The id that the middleware gave this request; empty outside of it (a test that calls a view directly)."""
    return str(request.META.get("ASSAY_REQUEST_ID", ""))
