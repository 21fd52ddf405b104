"""The one HTML page there is, and the health check."""

from functools import cache

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe


@require_safe
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """The front end's shell, for every address that is a page. Never cached: the names of its files change."""
    html = _shell()
    if html is None:
        return HttpResponse("The front end is not built: run `make install`.", status=503, content_type="text/plain")
    return HttpResponse(html, headers={"Cache-Control": "no-cache"})


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site and its database answer; 500 when they do not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@cache
def _shell() -> str | None:
    path = settings.FRONTEND / "index.html"
    return path.read_text(encoding="utf-8") if path.is_file() else None
