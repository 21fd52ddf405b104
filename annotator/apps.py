"""The one Django app of the domain."""

from django.apps import AppConfig


class AnnotatorConfig(AppConfig):
    """Feature folders live below; `annotator/models.py` lists their tables for Django."""

    name = "annotator"
    default_auto_field = "django.db.models.BigAutoField"
