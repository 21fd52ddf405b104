"""Routes of the pages that join features, below `projects/<slug>/`."""

from django.urls import path

from annotator.browse import image_views, views

urlpatterns = [
    path("assignments/<int:assignment_id>/evidence", views.DeskEvidenceView.as_view()),
    path("images/<str:sha>", image_views.ImageView.as_view()),
    path("trajectories", views.TrajectoriesView.as_view()),
    path("trajectories/count", views.TrajectoryCountView.as_view()),
    path("trajectories/filters", views.FilterChoicesView.as_view()),
    path("trajectories/<int:trajectory_id>", views.TrajectoryView.as_view()),
    path("trajectories/<int:trajectory_id>/neighbours", views.NeighboursView.as_view()),
]
