"""What is answered before any view is asked, and where none is: addresses that cannot be, and accidents."""

import logging
from collections.abc import Callable
from typing import Final

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views import defaults

from annotator.http.refusals import plain_refusal

logger = logging.getLogger(__name__)
API: Final = "/api/"


class WritableAddressMiddleware:
    """Refuse an address with a null character in it: no name and no text has one, and PostgreSQL would not look."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            sentence = "The address holds a null character (%00), which no name and no text has: take it out."
            return plain_refusal(request, sentence, code="null_character", status_code=400)
        return self.get_response(request)


def no_such_address(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404. Pages are never missing here: the front end answers for them."""
    if not request.path.startswith(API):
        return defaults.page_not_found(request, exception)
    sentence = "The API has no such address; /api/ describes those there are. None of them ends with a slash."
    return plain_refusal(request, sentence, code="no_such_address", status_code=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: what was sent could not even be read, or to a host of another name."""
    logger.info("a request could not be read: %s", exception)
    if isinstance(exception, RequestDataTooBig):
        sentence = "This is more than one request may bring: send it in parts."
        return plain_refusal(request, sentence, code="too_large", status_code=413)
    if isinstance(exception, DisallowedHost):
        sentence = "This site does not answer under that host name: whoever runs it adds it to ASSAY_ALLOWED_HOSTS."
        return plain_refusal(request, sentence, code="unknown_host", status_code=400)
    sentence = "This request cannot be read: ask again with one that is well-formed."
    return plain_refusal(request, sentence, code="bad_request", status_code=400)


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: an accident of ours, which stands in the log under the request's id."""
    if not request.path.startswith(API):
        return defaults.server_error(request)
    sentence = (
        "Something went wrong here; look at what stands now before you ask again. The server's log says more under "
        "this request's id: tell it to whoever runs this site."
    )
    return plain_refusal(request, sentence, code="failed", status_code=500)
