"""Publishing versions of a guideline with their worked examples."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from annotator.guidelines.examples import Example, from_json, to_json, trajectories_of
from annotator.journal.services import Actor
from annotator.labeling.services.slots import close_open_slots
from annotator.projects.models import GuidelineVersion, Project
from annotator.projects.services import add_guideline_version
from annotator.trajectories.models import Trajectory


class BadExample(ValueError):
    """An example that shows nothing; `place` is its index in the list, the message says what is wrong."""

    def __init__(self, place: int, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class WantedExample:
    """An example as its writer sends it. `keep` is the id of one in the version before, taken over as it is: also
    where the writer may not see it."""

    keep: str = ""
    title: str = ""
    body: str = ""
    trajectory: int | None = None
    step_index: int | None = None
    label: int | None = None


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What is to come into force. `based_on` is the version that its writer had before them, 0 for none; with
    `closes_slots` nobody is handed the examples' trajectories any more."""

    body: str
    summary: str
    based_on: int
    touches: Mapping[str, Sequence[str]] = field(default_factory=dict)
    examples: Sequence[WantedExample] = ()
    closes_slots: bool = False


@transaction.atomic
def publish(*, project: Project, new: NewVersion, actor: Actor, at: datetime) -> GuidelineVersion:
    """Put a new version in force. Raises GuidelineMoved where another version came first, and BadExample."""
    before = GuidelineVersion.objects.filter(project=project, version=new.based_on).first()
    made = _settled(project, new.examples, before)
    version = add_guideline_version(
        project=project,
        body=new.body,
        summary=new.summary,
        touches=new.touches,
        examples=to_json(made),
        based_on=new.based_on,
        actor=actor,
        at=at,
    )
    if new.closes_slots and made:
        close_open_slots(trajectory_ids=trajectories_of(made))
    return version


def _settled(project: Project, wanted: Sequence[WantedExample], before: GuidelineVersion | None) -> list[Example]:
    known = {example.id: example for example in from_json(before.examples)} if before else {}
    named = {one.trajectory for one in wanted if one.trajectory is not None}
    rows = Trajectory.objects.filter(project=project).in_bulk(named)
    made = [_example(place, one, known, rows) for place, one in enumerate(wanted)]
    for place, example in enumerate(made):
        if example.id in {other.id for other in made[:place]}:
            raise BadExample(place, "This example is kept twice.")
    return made


def _example(place: int, one: WantedExample, known: Mapping[str, Example], rows: Mapping[int, Any]) -> Example:
    if one.keep:
        if one.keep not in known:
            raise BadExample(place, "The version before has no such example to keep.")
        return known[one.keep]
    if not one.body.strip():
        raise BadExample(place, "Say what the example shows.")
    if one.trajectory is not None:
        _check_step(place, one, rows.get(one.trajectory))
    return Example(str(uuid.uuid4()), one.title, one.body, one.trajectory, one.step_index, one.label)


def _check_step(place: int, one: WantedExample, row: Trajectory | None) -> None:
    if row is None:
        raise BadExample(place, f"This project has no trajectory {one.trajectory}.")
    if one.step_index not in row.scorable:
        raise BadExample(place, f"Step {one.step_index} of {row.external_id} takes no label: choose one that does.")
    if one.label not in {-1, 0, 1}:
        raise BadExample(place, "Say which label is right: 1, 0 or -1.")
