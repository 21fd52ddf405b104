"""Routes of the labelling desk, below `projects/<slug>/`."""

from django.urls import path

from annotator.labeling import views

urlpatterns = [
    path("queues", views.QueuesView.as_view()),
    path("queues/<int:queue_id>/claim", views.ClaimView.as_view()),
    path("assignments", views.HistoryView.as_view()),
    path("assignments/<int:assignment_id>", views.AssignmentView.as_view()),
    path("assignments/<int:assignment_id>/heartbeat", views.HeartbeatView.as_view()),
    path("assignments/<int:assignment_id>/draft", views.DraftView.as_view()),
    path("assignments/<int:assignment_id>/submit", views.SubmitView.as_view()),
    path("assignments/<int:assignment_id>/undo", views.UndoView.as_view()),
    path("assignments/<int:assignment_id>/reveal", views.RevealView.as_view()),
    path("assignments/<int:assignment_id>/skip", views.SkipView.as_view()),
    path("assignments/<int:assignment_id>/release", views.ReleaseView.as_view()),
]
