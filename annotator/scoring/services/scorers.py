"""Which scorers a project has: those that every project has, and those that were added."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from annotator.journal.services import Actor, record
from annotator.projects.models import Project
from annotator.scoring.catalogue import IMPORTED
from annotator.scoring.declarations import DeclaredScorer
from annotator.scoring.declaring import BadScorer
from annotator.scoring.models import Scorer, ScorerChannel
from annotator.scoring.presets import builtin_scorers
from annotator.scoring.queries import builtin_scorers_of, names_of_own_scorers, newest_scorer


class UnknownScorer(LookupError):
    """The project has no scorer of that name; the message says which there are."""


class CannotRun(Exception):
    """The scorer has no code here."""


@dataclass(frozen=True, slots=True)
class AddedScorer:
    """`is_new` where the project had no such revision before."""

    scorer: Scorer
    is_new: bool


@transaction.atomic
def ensure_builtin_scorers(*, project: Project, at: datetime) -> list[Scorer]:
    """The project's rows of all built-in scorers in their present revision, made where they are missing.

    Two callers at once make one set.
    """
    builtin = builtin_scorers()
    present = builtin_scorers_of(project)
    if len(present) == len(builtin):
        return present
    Scorer.objects.bulk_create(
        (_row(declared, project=project, at=at) for declared in builtin.values()), ignore_conflicts=True
    )
    made = builtin_scorers_of(project)
    channels = [channel for scorer in made for channel in _channels(scorer, builtin[scorer.name])]
    ScorerChannel.objects.bulk_create(channels, ignore_conflicts=True)
    return made


@transaction.atomic
def add_scorer(*, project: Project, declared: DeclaredScorer, actor: Actor, at: datetime) -> AddedScorer:
    """Add a scorer, or another revision of one. The same once more changes its thresholds, queue and description, which
    decide no reward, and computes nothing anew. Raises BadScorer."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # of two at once one comes first
    newest = newest_scorer(project_id=project.pk, name=declared.name)
    _check_name(declared, newest)
    if newest is not None and newest.revision == declared.revision:
        if _settle(newest, declared):
            _record(newest, "scorer.changed", actor=actor, at=at)
        return AddedScorer(newest, is_new=False)
    if Scorer.objects.filter(project=project, name=declared.name, revision=declared.revision).exists():
        raise BadScorer(
            "name",
            f"{declared.name} had exactly these settings before, as revision {declared.revision}, and others since. "
            "Choose another name for them.",
        )
    scorer = Scorer.objects.bulk_create([_row(declared, project=project, at=at)])[0]
    ScorerChannel.objects.bulk_create(_channels(scorer, declared))
    _record(scorer, "scorer.added", actor=actor, at=at)
    return AddedScorer(scorer, is_new=True)


def scorer_to_run(*, project: Project, name: str, at: datetime) -> Scorer:
    """The scorer of that name in its present revision. Raises UnknownScorer and CannotRun."""
    for scorer in ensure_builtin_scorers(project=project, at=at):
        if scorer.name == name:
            return scorer
    other = newest_scorer(project_id=project.pk, name=name)
    runnable = ", ".join(sorted(names_of_own_scorers(project.pk)))
    if other is None:
        raise UnknownScorer(f"There is no scorer {name!r}; Assay can run: {runnable}.")
    if other.adapter == IMPORTED:
        raise CannotRun(f"The rewards of {name!r} come from files; Assay can run: {runnable}.")
    return other


def _check_name(declared: DeclaredScorer, newest: Scorer | None) -> None:
    if declared.name in builtin_scorers():
        raise BadScorer("name", f"Every project has {declared.name} already. Choose another name.")
    if newest is not None and newest.adapter == IMPORTED:
        raise BadScorer("name", f"The rewards of {declared.name} come from files here. Choose another name.")


def _settle(scorer: Scorer, declared: DeclaredScorer) -> bool:
    """Whether something differed that may change within a revision; it is then as declared."""
    wanted = {channel.name: channel for channel in _channels(scorer, declared)}
    changed = []
    for channel in scorer.channels.all():
        new = wanted[channel.name]
        if (channel.threshold, channel.threshold_source) != (new.threshold, new.threshold_source):
            channel.threshold, channel.threshold_source = new.threshold, new.threshold_source
            changed.append(channel)
    ScorerChannel.objects.bulk_update(changed, ["threshold", "threshold_source"])
    about = {"queue": declared.queue, "description": declared.description}
    moved = Scorer.objects.filter(pk=scorer.pk).exclude(**about).update(**about)
    return bool(changed or moved)


def _row(declared: DeclaredScorer, *, project: Project, at: datetime) -> Scorer:
    return Scorer(
        project=project,
        name=declared.name,
        adapter=declared.adapter,
        configuration=dict(declared.configuration),
        revision=declared.revision,
        queue=declared.queue,
        description=declared.description,
        created_at=at,
    )


def _channels(scorer: Scorer, declared: DeclaredScorer) -> list[ScorerChannel]:
    return [
        ScorerChannel(
            scorer=scorer,
            name=name,
            semantics=channel.semantics.value,
            threshold=channel.threshold,
            threshold_source=channel.threshold_source,
        )
        for name, channel in declared.channels.items()
    ]


def _record(scorer: Scorer, event: str, *, actor: Actor, at: datetime) -> None:
    details: dict[str, Any] = {
        "name": scorer.name,
        "revision": scorer.revision,
        "adapter": scorer.adapter,
        "thresholds": dict(scorer.channels.values_list("name", "threshold")),
    }
    record(
        actor=actor,
        event=event,
        subject="scorer",
        subject_id=scorer.pk,
        project_id=scorer.project_id,
        happened_at=at,
        details=details,
    )
