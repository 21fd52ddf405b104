"""Reads of what an export takes: trajectories with their texts and their labels, in one statement each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from annotator.adjudication.models import GoldLabel
from annotator.exchange.records import Protocol, StepJudgement
from annotator.labeling.models import Annotation
from annotator.labeling.protocols.propagation import by_hand as by_hand_only
from annotator.labeling.visibility import Viewer, is_visible_to
from annotator.trajectories.filters import apply_filter, touches_hidden
from annotator.trajectories.models import Trajectory
from annotator.trajectories.queries import latest_trajectories, without_synthetic
from annotator.trajectories.steps import Step, from_json

Labels = Literal["gold", "annotations"]

# Rows that the cursor hands over at once; one can have 16 MB.
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class ExportScope:
    """What is exported: the latest revisions that fit the filter, with gold or with one annotator's labels.

    `viewer` is who asks: what they are blind to is not in it. None is the shell, which owns the machine. `by_hand`
    leaves accepted proposals out of annotations: those steps count as unlabelled.
    """

    project_id: int
    labels: Labels = "gold"
    annotator_id: int | None = None
    filter: str = ""
    viewer: Viewer | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class LabelledTrajectory:
    """A trajectory with all judgements of it in this scope, the latest of each protocol. Without texts, its steps are
    empty ones of the right roles."""

    external_id: str
    source: str
    problem: str
    steps: list[Step]
    judgements: dict[Protocol, StepJudgement]
    reference_answer: str | None = None
    outcome: bool | None = None
    generator: str = ""
    group_key: str = ""
    tools: list[Any] | tuple[Any, ...] = ()
    metadata: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class LabelAuthor:
    """An annotator with standing labels, and of how many trajectories."""

    id: int
    name: str
    kind: str
    trajectory_count: int


def trajectories_in(scope: ExportScope) -> QuerySet[Trajectory]:
    """The trajectories of the scope, labelled or not. Raises BadFilter."""
    rows = apply_filter(_real(scope), scope.filter, project_id=scope.project_id)
    return rows if scope.viewer is None else rows.filter(is_visible_to(scope.viewer))


def _real(scope: ExportScope) -> QuerySet[Trajectory]:
    """What was made here to check people is no data, unless the filter asks for it."""
    return without_synthetic(latest_trajectories(scope.project_id), filter_text=scope.filter)


def count_hidden(scope: ExportScope) -> int:
    """How many trajectories are left out because whoever asks is blind to them.

    Under a filter that asks for what is hidden the number would be an answer, so then it is that of all trajectories.
    """
    if scope.viewer is None:
        return 0
    rows = _real(scope)
    if not touches_hidden(scope.filter):
        rows = apply_filter(rows, scope.filter, project_id=scope.project_id)
    return rows.exclude(is_visible_to(scope.viewer)).count()


def labelled_trajectories(scope: ExportScope) -> Iterator[LabelledTrajectory]:
    """In order of import, from a server-side cursor: call it inside a transaction."""
    columns = (
        "external_id", "source", "text__problem", "steps_text", "judgements", "text__reference_answer", "outcome",
        "generator", "group_key", "tools_text", "metadata_text",
    )  # fmt: skip
    rows = (
        trajectories_in(scope)
        .annotate(
            # As text, because orjson alone reads back every number that an import let in.
            steps_text=Cast("text__steps", TextField()),
            tools_text=Cast("text__tools", TextField()),
            metadata_text=Cast("metadata", TextField()),
            judgements=_judgements(scope),
        )
        .order_by("pk")
        .values_list(*columns)
    )
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield _with_texts(row, by_hand=scope.by_hand)


def labelled_outlines(scope: ExportScope) -> Iterator[LabelledTrajectory]:
    """The same without texts: enough to see which can be said in a format."""
    rows = (
        trajectories_in(scope)
        .annotate(judgements=_judgements(scope))
        .order_by("pk")
        .values_list("step_count", "scorable", "judgements")
    )
    for step_count, scorable, judgements in rows.iterator(chunk_size=10 * _AT_ONCE):
        labelled = frozenset(scorable)
        steps = [Step(text="", role="assistant" if index in labelled else "user") for index in range(step_count)]
        yield LabelledTrajectory("", "", "", steps, _read_judgements(judgements, by_hand=scope.by_hand))


def label_authors(scope: ExportScope) -> list[LabelAuthor]:
    """Whose labels there are in the scope, by name."""
    rows = (
        Annotation.objects.filter(trajectory__in=trajectories_in(scope), withdrawn_at__isnull=True, failure="")
        .values("annotator", "annotator__name", "annotator__kind")
        .annotate(trajectory_count=Count("trajectory", distinct=True))
        .order_by("annotator__name", "annotator__kind")
    )
    return [
        LabelAuthor(row["annotator"], row["annotator__name"], row["annotator__kind"], row["trajectory_count"])
        for row in rows
    ]


def _judgements(scope: ExportScope) -> ArraySubquery:
    """The latest first."""
    said: dict[str, Any] = {"protocol": "protocol", "labels": "labels"}
    said |= {"first_error": "first_error", "no_error": "no_error"}
    if scope.labels == "gold":
        gold = GoldLabel.objects.filter(trajectory=OuterRef("pk")).order_by("-version")
        return ArraySubquery(gold.values(said=JSONObject(**said, outcome="outcome")))
    annotations = Annotation.objects.filter(
        trajectory=OuterRef("pk"), annotator=scope.annotator_id, withdrawn_at__isnull=True, failure=""
    ).order_by("-submitted_at", "-pk")
    return ArraySubquery(annotations.values(said=JSONObject(**said, outcome="outcome_label", origins="origins")))


def _with_texts(row: tuple[Any, ...], *, by_hand: bool) -> LabelledTrajectory:
    external_id, source, problem, steps, judgements, reference, outcome, generator, group, tools, metadata = row
    return LabelledTrajectory(
        external_id=external_id,
        source=source,
        problem=problem,
        steps=[from_json(step) for step in orjson.loads(steps)],
        judgements=_read_judgements(judgements, by_hand=by_hand),
        reference_answer=reference,
        outcome=outcome,
        generator=generator,
        group_key=group,
        tools=orjson.loads(tools),
        metadata=orjson.loads(metadata),
    )


def _read_judgements(stored: list[dict[str, Any]], *, by_hand: bool) -> dict[Protocol, StepJudgement]:
    found: dict[Protocol, StepJudgement] = {}
    for said in stored:
        origins = said.pop("origins", None)
        labels = tuple(by_hand_only(said["labels"], origins if by_hand else None))
        judgement = StepJudgement(**{**said, "labels": labels})
        found.setdefault(judgement.protocol, judgement)
    return found
