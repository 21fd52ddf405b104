"""What is answered before any view is asked, and where none is: addresses that cannot be, and accidents."""

import logging
from collections.abc import Callable
from typing import Final

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views import defaults

from annotator.http.request_id import request_id_of

logger = logging.getLogger(__name__)
API: Final = "/api/"


class WritableAddressMiddleware:
    """Refuse an address with a null character in it: no name and no text has one, and PostgreSQL would not look."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            sentence = "The address holds a null character (%00), which no name and no text has: take it out."
            return _refusal(request, 400, "null_character", sentence)
        return self.get_response(request)


def no_such_address(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404. Pages are never missing here: the front end answers for them."""
    if not request.path.startswith(API):
        return defaults.page_not_found(request, exception)
    sentence = "The API has no such address; /api/ describes those there are. None of them ends with a slash."
    return _refusal(request, 404, "no_such_address", sentence)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: what was sent could not even be read, or to a host of another name."""
    logger.info("a request could not be read: %s", exception)
    if isinstance(exception, RequestDataTooBig):
        return _refusal(request, 413, "too_large", "This is more than one request may bring: send it in parts.")
    if isinstance(exception, DisallowedHost):
        sentence = "This site does not answer under that host name: whoever runs it adds it to ASSAY_ALLOWED_HOSTS."
        return _refusal(request, 400, "unknown_host", sentence)
    return _refusal(request, 400, "bad_request", "This request cannot be read: ask again with one that is well-formed.")


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: an accident of ours, which stands in the log under the request's id."""
    if not request.path.startswith(API):
        return defaults.server_error(request)
    sentence = (
        "Something went wrong here; look at what stands now before you ask again. The server's log says more under "
        "this request's id: tell it to whoever runs this site."
    )
    return _refusal(request, 500, "failed", sentence)


def _refusal(request: HttpRequest, status: int, code: str, sentence: str) -> JsonResponse:
    body = {"detail": sentence, "code": code, "request_id": request_id_of(request)}
    return JsonResponse(body, status=status)
