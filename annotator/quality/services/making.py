"""Making a trajectory with one known error from one that has none."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from annotator.adjudication.models import GoldLabel, GoldMethod
from annotator.labeling.hidden_checks import Twin
from annotator.labeling.protocols import protocol_named
from annotator.quality.injection import Clean, Injection, InjectionKind, inject, with_error
from annotator.quality.models import SyntheticError
from annotator.quality.plausible_ids import plausible_id
from annotator.trajectories.models import Trajectory, TrajectoryText
from annotator.trajectories.steps import ImageRef, Step, content_hash, digest, from_json, to_json

# Ids that an import has reserved and not written yet must stay its own.
_SETTLED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Source:
    """A trajectory that is known to have no error, with its text and the gold that says so."""

    trajectory: Trajectory
    text: TrajectoryText
    gold: GoldLabel


def make_synthetic(
    source: Source, *, kinds: Sequence[InjectionKind], seed: int, pk: int | None, at: datetime
) -> Trajectory:
    """The trajectory with an error in it, its gold, what was done, and both as twins. `pk` is a free id among the
    project's (None: the next one). Raises CannotInject, and then nothing was made."""
    steps = [from_json(step) for step in source.text.steps]
    clean = Clean(source.text.problem, steps, source.trajectory.scorable)
    injection = inject(clean, kinds=kinds, seed=seed)
    made = _write(source, with_error(clean, injection), pk=pk, seed=seed)
    _write_gold(made, source.gold, injection, at=at)
    SyntheticError.objects.create(
        trajectory=made, kind=injection.kind.value, step_index=injection.step_index, start=injection.start,
        end=injection.end, before=injection.before, after=injection.after, explanation=injection.explanation,
        seed=seed, created_at=at,
    )  # fmt: skip
    _make_twins(made, source.trajectory)
    return made


def free_ids(*, project_id: int, count: int, before: datetime) -> list[int]:
    """Ids that nothing has and nothing will get, at random places among the project's trajectories; fewer where there
    are no more. Those of the last minute are left to imports that may be under way."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT free.id FROM (
                SELECT min(id) AS low, max(id) AS high FROM annotator_trajectory
                WHERE project_id = %s AND imported_at < %s
            ) AS ours, generate_series(ours.low, ours.high) AS free (id)
            WHERE NOT EXISTS (SELECT 1 FROM annotator_trajectory AS taken WHERE taken.id = free.id)
            ORDER BY random() LIMIT %s
            """,
            [project_id, before - _SETTLED, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _write(source: Source, steps: Sequence[Step], *, pk: int | None, seed: int) -> Trajectory:
    """Everything that is shown of it is its original's, but for the id, which looks like one of the same source."""
    old, text = source.trajectory, source.text
    taken = set(
        Trajectory.objects.filter(project=old.project_id, source=old.source).values_list("external_id", flat=True)
    )
    external_id = plausible_id(old.external_id, taken=taken, dice=random.Random(seed))  # noqa: S311 - no secret
    made = Trajectory.objects.create(
        pk=pk, project_id=old.project_id, source=old.source, external_id=external_id, made_from=old,
        generator=old.generator, group_key=old.group_key, opening=old.opening, outcome=old.outcome,
        step_count=old.step_count, scorable=old.scorable, metadata=old.metadata, imported_at=old.imported_at,
        content_hash=content_hash(problem=text.problem, steps=steps, tools=text.tools, images=_images(text)),
        record_hash=digest([external_id, text.problem, [to_json(step) for step in steps]]),
    )  # fmt: skip
    TrajectoryText.objects.create(
        trajectory=made,
        problem=text.problem,
        reference_answer=text.reference_answer,
        steps=[to_json(step) for step in steps],
        tools=text.tools,
        images=text.images,
    )
    return made


def _images(text: TrajectoryText) -> list[ImageRef]:
    """What the problem shows: without it the twin could be told apart."""
    return [ImageRef(**image) for image in text.images]


def _write_gold(made: Trajectory, gold: GoldLabel, injection: Injection, *, at: datetime) -> None:
    """The gold of the original up to the error; behind it nothing is held to be true, nor of the final result where the
    error is in the last step."""
    asks_for_labels = protocol_named(gold.protocol).asks_for_labels
    index, steps = injection.step_index, range(made.step_count)
    labels = [gold.labels[i] if i < index else -1 if i == index else None for i in steps]
    GoldLabel.objects.create(
        trajectory=made,
        protocol=gold.protocol,
        labels=labels if asks_for_labels else [None for _ in steps],
        first_error=index,
        no_error=False,
        outcome=None if index == made.scorable[-1] else gold.outcome,
        method=GoldMethod.SYNTHETIC,
        lineage={"made_from_gold": gold.pk, "kind": injection.kind.value, "reason": injection.explanation},
        created_at=at,
    )


def _make_twins(made: Trajectory, original: Trajectory) -> None:
    """With the original, and with whatever else was made from it."""
    family = {original.pk, *Trajectory.objects.filter(made_from=original).values_list("pk", flat=True)} - {made.pk}
    pairs = [(made.pk, other) for other in family] + [(other, made.pk) for other in family]
    Twin.objects.bulk_create(Twin(trajectory_id=one, other_id=other) for one, other in pairs)
