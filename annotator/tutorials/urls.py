"""Routes of tutorials, below `projects/<slug>/`."""

from django.urls import path

from annotator.tutorials import views

urlpatterns = [
    path("tutorial", views.TutorialView.as_view()),
    path("tutorial/visit", views.TutorialVisitView.as_view()),
]
