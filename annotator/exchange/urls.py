"""Routes of imports and exports, below `projects/<slug>/`."""

from django.urls import path

from annotator.exchange import export_views, views

urlpatterns = [
    path("imports", views.ImportsView.as_view()),
    path("imports/<int:import_id>", views.ImportView.as_view()),
    path("imports/<int:import_id>/quarantine", views.QuarantineView.as_view()),
    path("imports/<int:import_id>/quarantine.jsonl", views.QuarantineFileView.as_view()),
    path("quarantine.jsonl", views.ProjectQuarantineFileView.as_view()),
    path("export", export_views.ExportView.as_view()),
    path("export/preview", export_views.ExportPreviewView.as_view()),
]
