"""The API's routes: one line per feature."""

from django.urls import include, path

_BELOW_A_PROJECT = [
    path("", include("annotator.projects.urls")),
    path("", include("annotator.labeling.urls")),
]

urlpatterns = [
    path("", include("annotator.accounts.urls")),
    path("projects/<slug:slug>/", include(_BELOW_A_PROJECT)),
]
