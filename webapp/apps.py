"""Loads the Celery application with Django, so that whoever publishes a task first finds the configured broker."""

from django.apps import AppConfig


class WebappConfig(AppConfig):
    """No tables: wiring only."""

    name = "webapp"

    def ready(self) -> None:
        """Importing makes it Celery's current application."""
        from webapp import celery  # noqa: F401
