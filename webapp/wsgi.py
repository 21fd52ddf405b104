"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webapp.settings")

application = get_wsgi_application()

# Publishing a task must find the configured application whichever module asks first.
from webapp.celery import app as celery_app  # noqa: E402

__all__ = ["application", "celery_app"]
