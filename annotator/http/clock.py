"""The one place that reads the system clock for views, tasks and commands; the domain is handed the moment."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()  # noqa: TID251 - everybody else asks here
