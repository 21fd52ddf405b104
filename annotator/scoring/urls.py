"""Routes of scoring, below `projects/<slug>/`."""

from django.urls import path

from annotator.scoring import views

urlpatterns = [
    path("scorers", views.ScorersView.as_view()),
    path("scorers/presets", views.PresetsView.as_view()),
    path("runs/preview", views.RunPreviewView.as_view()),
    path("runs", views.RunsView.as_view()),
    path("runs/<int:run_id>", views.RunDetailView.as_view()),
    path("runs/<int:run_id>/cancel", views.CancelRunView.as_view()),
    path("runs/<int:run_id>/pause", views.PauseRunView.as_view()),
    path("runs/<int:run_id>/resume", views.ResumeRunView.as_view()),
    path("runs/<int:run_id>/retry", views.RetryRunView.as_view()),
]
