"""The one HTML page there is, and the health check."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import json_script
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from annotator.accounts.queries import session_of
from webapp.chunks import Chunks

# Pages of a project, and of those the labelling desk.
PROJECT_PAGE: Final = re.compile(r"/p/(?P<slug>[-a-z0-9]+)(?P<desk>/label/?$)?")


@require_safe
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """The front end's shell, for every address that is a page. Never cached: the names of its files change.

    It says who one is and what one chose for oneself, before its first script: the first paint is in one's own theme.
    And it has the browser ask for what every page of the project needs while the code is on its way.
    """
    shell = _shell()
    if shell is None:
        return HttpResponse("The front end is not built: run `make install`.", status=503, content_type="text/plain")
    session = session_of(request.user)
    files = shell.chunks if session["user"] is not None else Chunks({})
    before, after = files.early_tags(request.path), files.tags(request.path)
    html = shell.title + json_script(session, "session") + before + shell.head + after + shell.body
    response = HttpResponse(html, headers={"Cache-Control": "private, no-cache"})
    if session["user"] is not None and (asked := list(_asked_first(request.path))):
        response["Link"] = ", ".join(f"</api/v1/{path}>; rel=preload; as=fetch; crossorigin" for path in asked)
    return response


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site and its database answer; 500 when they do not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def _asked_first(path: str) -> Iterator[str]:
    """What the front end will ask the API for, whatever else it does on this page."""
    found = PROJECT_PAGE.match(path)
    if found is None:
        return
    yield f"projects/{found['slug']}"
    if found["desk"]:
        yield f"projects/{found['slug']}/queues"


@dataclass(frozen=True)
class _Shell:
    """The page in three parts: between the first two goes the session, before the third the files that it will need."""

    title: str
    head: str
    body: str
    chunks: Chunks


@cache
def _shell() -> _Shell | None:
    path = settings.FRONTEND / "index.html"
    if not path.is_file():
        return None
    title, titled, rest = path.read_text(encoding="utf-8").partition("</title>")
    head, end, body = rest.partition("</head>")
    return _Shell(title + titled, head, end + body, Chunks.of(settings.FRONTEND))
