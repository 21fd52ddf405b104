"""Routes of queues and of the labelling desk, below `projects/<slug>/`."""

from django.urls import path

from annotator.labeling.views import board, desk, managing, queues, reveals, slots, taxonomies

urlpatterns = [
    path("queues", queues.QueuesView.as_view()),
    path("queues/board", board.QueueBoardsView.as_view()),
    path("queues/choices", board.QueueChoicesView.as_view()),
    path("queues/<int:queue_id>", managing.QueueView.as_view()),
    path("queues/<int:queue_id>/claim", queues.ClaimView.as_view()),
    path("queues/<int:queue_id>/taxonomy", taxonomies.QueueTaxonomyView.as_view()),
    path("taxonomies", taxonomies.TaxonomiesView.as_view()),
    path("taxonomies/read", taxonomies.ReadTaxonomyView.as_view()),
    path("taxonomies/<slug:name>/usage", taxonomies.TaxonomyUsageView.as_view()),
    path("taxonomies/<slug:name>/<int:version>", taxonomies.TaxonomyView.as_view()),
    path("taxonomies/<slug:name>/<int:version>/file", taxonomies.TaxonomyFileView.as_view()),
    path("queues/<int:queue_id>/reserve", queues.ReserveView.as_view()),
    path("queues/<int:queue_id>/refill", managing.RefillView.as_view()),
    path("queues/<int:queue_id>/requeue", managing.RequeueView.as_view()),
    path("queues/<int:queue_id>/priorities", managing.PrioritiesView.as_view()),
    path("queues/<int:queue_id>/reveals", reveals.RevealsView.as_view()),
    path("queues/<int:queue_id>/slots", board.SlotsView.as_view()),
    path("queues/<int:queue_id>/slots/close", slots.CloseSlotsView.as_view()),
    path("slots/<int:slot_id>/reassign", slots.ReassignView.as_view()),
    path("slots/<int:slot_id>/take-back", slots.TakeBackView.as_view()),
    path("exclusions", slots.ExclusionsView.as_view()),
    path("exclusions/<int:exclusion_id>", slots.ExclusionView.as_view()),
    path("assignments", desk.HistoryView.as_view()),
    path("assignments/<int:assignment_id>", desk.AssignmentView.as_view()),
    path("assignments/<int:assignment_id>/steps/<int:step_index>", desk.StepTextView.as_view()),
    path("assignments/<int:assignment_id>/heartbeat", desk.HeartbeatView.as_view()),
    path("assignments/<int:assignment_id>/draft", desk.DraftView.as_view()),
    path("assignments/<int:assignment_id>/submit", desk.SubmitView.as_view()),
    path("assignments/<int:assignment_id>/undo", desk.UndoView.as_view()),
    path("assignments/<int:assignment_id>/reveal", desk.RevealView.as_view()),
    path("assignments/<int:assignment_id>/skip", desk.SkipView.as_view()),
    path("assignments/<int:assignment_id>/release", desk.ReleaseView.as_view()),
]
