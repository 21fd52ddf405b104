"""The background work of imports. Both are harmless when they run twice, at once, or not at all."""

from celery import shared_task

from annotator.exchange.services import uploads
from annotator.http.clock import now


@shared_task(name=uploads.RUN_IMPORT, ignore_result=True)
def run_import(import_id: int, **_: object) -> None:
    """Land an uploaded file."""
    uploads.run_import(import_id=import_id, clock=now)


@shared_task(name="annotator.sweep_imports", ignore_result=True)
def sweep_imports(**_: object) -> None:
    """Lead on imports that lost their message or their worker."""
    uploads.sweep_imports(now=now())
