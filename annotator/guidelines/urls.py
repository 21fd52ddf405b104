"""Routes of the guideline, below `projects/<slug>/`."""

from django.urls import path

from annotator.guidelines import views

urlpatterns = [
    path("guideline", views.CurrentGuidelineView.as_view()),
    path("guideline/versions", views.VersionsView.as_view()),
    path("guideline/versions/<int:version>", views.VersionView.as_view()),
    path("guideline/versions/<int:version>/diff", views.DifferenceView.as_view()),
]
