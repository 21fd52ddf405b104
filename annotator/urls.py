"""The API's routes: one line per feature."""

from django.urls import include, path

from annotator.browse.views import ProjectHeadView, ProjectsView
from annotator.labeling.protocol_views import ProtocolsView

_BELOW_A_PROJECT = [
    path("", include("annotator.projects.urls")),
    path("", include("annotator.labeling.urls")),
    path("", include("annotator.guidelines.urls")),
    path("", include("annotator.tutorials.urls")),
    path("", include("annotator.scoring.urls")),
    path("", include("annotator.quality.urls")),
    path("", include("annotator.browse.urls")),
    path("", include("annotator.audit.urls")),
    path("", include("annotator.exchange.urls")),
]

urlpatterns = [
    path("", include("annotator.accounts.urls")),
    path("protocols", ProtocolsView.as_view()),
    path("projects", ProjectsView.as_view()),
    path("projects/<slug:slug>", ProjectHeadView.as_view()),
    path("projects/<slug:slug>/", include(_BELOW_A_PROJECT)),
]
