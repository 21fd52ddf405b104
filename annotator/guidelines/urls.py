"""Routes of the guideline, below `projects/<slug>/`."""

from django.urls import path

from annotator.guidelines import requeue_views, views

urlpatterns = [
    path("guideline", views.CurrentGuidelineView.as_view()),
    path("guideline/versions", views.VersionsView.as_view()),
    path("guideline/versions/<int:version>", views.VersionView.as_view()),
    path("guideline/versions/<int:version>/diff", views.DifferenceView.as_view()),
    path("guideline/versions/<int:version>/touched", requeue_views.TouchedView.as_view()),
    path("guideline/versions/<int:version>/requeues", requeue_views.RequeuesView.as_view()),
    path("guideline/requeues/<int:requeue_id>", requeue_views.ReportView.as_view()),
]
