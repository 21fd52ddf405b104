"""Scorers whose rewards come from files: found by name, or made with what their name is known to mean."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import F

from annotator.exchange.known_semantics import KnownSemantics, declared, semantics_of
from annotator.projects.models import Project
from annotator.scoring.models import RunStatus, Scorer, ScorerChannel, ScoreRun
from annotator.scoring.semantics import Semantics

IMPORTED: Final = "imported"
_CHANNEL: Final = "reward"


def imported_channels(project: Project, names: Collection[str]) -> dict[str, ScorerChannel]:
    """By scorer's name, the channels that rewards from files went to before."""
    channels = ScorerChannel.objects.filter(
        scorer__project=project, scorer__name__in=names, scorer__revision=IMPORTED, name=_CHANNEL
    )
    return {channel.scorer.name: channel for channel in channels.select_related("scorer")}


def is_declared_otherwise(channel: ScorerChannel, semantics: str | None) -> bool:
    """Whether its rewards were declared to mean something else. What nobody declared can be declared later."""
    return semantics not in {None, channel.semantics} and channel.semantics != Semantics.UNDECLARED


def ensure_channel(*, project: Project, name: str, semantics: str | None, at: datetime) -> ScorerChannel:
    """The channel for a file's rewards of this scorer, declared as said. Called while the project is held."""
    scorer, _ = Scorer.objects.get_or_create(
        project=project, name=name, revision=IMPORTED, defaults={"adapter": IMPORTED, "created_at": at}
    )
    meaning = _columns(_meaning(name, semantics))
    channel, is_new = ScorerChannel.objects.get_or_create(scorer=scorer, name=_CHANNEL, defaults=meaning)
    if not is_new and semantics is not None and channel.semantics != semantics:
        ScorerChannel.objects.filter(pk=channel.pk).update(**meaning)
    return channel


def count_in_run(
    run_id: int | None, *, channel: ScorerChannel, requested_by_id: int | None, count: int, at: datetime
) -> int:
    """The id of the run that stands for this import of this scorer, with so many trajectories more.

    A run whose making was rolled back with its batch is made anew.
    """
    counted = {"trajectory_count": F("trajectory_count") + count, "finished_at": at}
    if run_id is not None and ScoreRun.objects.filter(pk=run_id).update(**counted):
        return run_id
    run = ScoreRun.objects.create(
        project_id=channel.scorer.project_id,
        scorer=channel.scorer,
        status=RunStatus.FINISHED,
        requested_by_id=requested_by_id,
        trajectory_count=count,
        created_at=at,
        finished_at=at,
    )
    return run.pk


def _meaning(name: str, semantics: str | None) -> KnownSemantics:
    if semantics is None:
        return semantics_of(name)
    return declared(Semantics(semantics), source="usual for these semantics")


def _columns(meaning: KnownSemantics) -> dict[str, object]:
    return {
        "semantics": meaning.semantics.value,
        "threshold": meaning.threshold,
        "threshold_source": meaning.threshold_source,
    }
