"""Routes of the audit, below `projects/<slug>/`."""

from django.urls import path

from annotator.audit import views

urlpatterns = [
    path("experiments", views.ExperimentsView.as_view()),
    path("experiments/<int:queue_id>", views.ExperimentView.as_view()),
]
