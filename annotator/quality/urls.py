"""Routes of quality control, below `projects/<slug>/`."""

from django.urls import path

from annotator.quality import views

urlpatterns = [
    path("quality", views.QualityView.as_view()),
    path("queues/<int:queue_id>/checks", views.ChecksView.as_view()),
    path("quality/mine", views.OwnQualityView.as_view()),
]
