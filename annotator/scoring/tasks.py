"""The background work of scoring that needs no scorer."""

from celery import shared_task

from annotator.http.clock import now
from annotator.scoring.services.sweeping import sweep


@shared_task(name="annotator.sweep_score_chunks", ignore_result=True)
def sweep_score_chunks(**_: object) -> None:
    """Lead on whatever was lost, doubled or left behind."""
    sweep(now=now())
