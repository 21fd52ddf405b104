"""Routes of the account feature."""

from django.urls import path

from annotator.accounts import preference_views, views

urlpatterns = [
    path("session", views.SessionView.as_view()),
    path("account/password", views.PasswordView.as_view()),
    path("account/preferences", preference_views.PreferencesView.as_view()),
    path("account/tokens", views.TokensView.as_view()),
    path("account/tokens/<uuid:public_id>", views.TokenView.as_view()),
]
