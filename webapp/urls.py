"""All addresses: the API, its reference, health, and the front end for everything else."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from webapp.pages import health, page

urlpatterns = [
    path("api/v1/", include("annotator.urls")),
    path("api/v1/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/", SpectacularSwaggerSplitView.as_view(url_name="schema")),
    path("health", health),
    # Whatever else is asked for is a page: the front end knows its own addresses and shows its own "not found".
    re_path(r"^(?!api/|static/).*$", page),
]

handler400 = "annotator.http.addresses.bad_request"
handler404 = "annotator.http.addresses.no_such_address"
handler500 = "annotator.http.addresses.failed"
