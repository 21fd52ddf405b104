"""Which scorers a project has."""

from datetime import datetime

from django.db import transaction

from annotator.projects.models import Project
from annotator.scoring.catalogue import BUILTIN_SCORERS, CHANNEL, IMPORTED
from annotator.scoring.models import Scorer, ScorerChannel
from annotator.scoring.queries import builtin_scorers_of, newest_scorer


class UnknownScorer(LookupError):
    """The project has no scorer of that name; the message says which there are."""


class CannotRun(Exception):
    """The scorer has no code here."""


@transaction.atomic
def ensure_builtin_scorers(*, project: Project, at: datetime) -> list[Scorer]:
    """The project's rows of all built-in scorers in their present revision, made where they are missing.

    Two callers at once make one set.
    """
    present = builtin_scorers_of(project)
    if len(present) == len(BUILTIN_SCORERS):
        return present
    Scorer.objects.bulk_create(
        (
            Scorer(
                project=project,
                name=builtin.name,
                adapter=builtin.name,
                configuration=dict(builtin.configuration),
                revision=builtin.revision,
                created_at=at,
            )
            for builtin in BUILTIN_SCORERS.values()
        ),
        ignore_conflicts=True,
    )
    made = builtin_scorers_of(project)
    ScorerChannel.objects.bulk_create((_channel(scorer) for scorer in made), ignore_conflicts=True)
    return made


def scorer_to_run(*, project: Project, name: str, at: datetime) -> Scorer:
    """The scorer of that name in its present revision. Raises UnknownScorer and CannotRun."""
    for scorer in ensure_builtin_scorers(project=project, at=at):
        if scorer.name == name:
            return scorer
    other = newest_scorer(project_id=project.pk, name=name)
    if other is None:
        raise UnknownScorer(f"There is no scorer {name!r}; Assay can run: {', '.join(BUILTIN_SCORERS)}.")
    if other.adapter == IMPORTED:
        raise CannotRun(f"The rewards of {name!r} come from files; Assay can run: {', '.join(BUILTIN_SCORERS)}.")
    return other


def _channel(scorer: Scorer) -> ScorerChannel:
    builtin = BUILTIN_SCORERS[scorer.name]
    return ScorerChannel(
        scorer=scorer,
        name=CHANNEL,
        semantics=builtin.semantics.value,
        threshold=builtin.threshold,
        threshold_source=builtin.threshold_source,
    )
