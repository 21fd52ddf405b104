"""Routes of quality control, below `projects/<slug>/`."""

from django.urls import path

from annotator.quality.views import contests, gates, people

urlpatterns = [
    path("quality", people.QualityView.as_view()),
    path("queues/<int:queue_id>/checks", people.ChecksView.as_view()),
    path("quality/mine", people.OwnQualityView.as_view()),
    path("quality/feedback", contests.FeedbackView.as_view()),
    path("quality/contests", contests.ContestsView.as_view()),
    path("quality/contests/<int:contest_id>/uphold", contests.UpholdView.as_view()),
    path("quality/contests/<int:contest_id>/revise", contests.ReviseView.as_view()),
    path("queues/<int:queue_id>/qualification", gates.GateView.as_view()),
    path("queues/<int:queue_id>/qualification/admit", gates.AdmitView.as_view()),
]
