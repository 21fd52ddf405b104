"""Routes of the projects feature, below `projects/<slug>/`."""

from django.urls import path

from annotator.projects import views

urlpatterns = [
    path("members", views.MembersView.as_view()),
    path("members/<str:username>", views.MemberView.as_view()),
]
