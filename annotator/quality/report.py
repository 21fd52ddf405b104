"""What is known of every annotator's quality, as one value: a page, a command and a person's own view read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotator.labeling.visibility import Viewer
from annotator.projects.queries import Member
from annotator.quality.accuracy import Accuracy, measure
from annotator.quality.drift import Drift, watch
from annotator.quality.queries import AnnotatorWork, work_of_people
from annotator.quality.step_times import READING_SPEED, Times, time_work


@dataclass(frozen=True, slots=True)
class AnnotatorQuality:
    """One person. `uncontrolled` annotations were made by somebody who read the gold, or could have, and are held
    against nothing, nor are `contested` ones while nobody has answered; `last_submitted_at` is None where nothing may
    be seen. `proposals` of their labels are accepted ones, which count against gold only where they are asked for."""

    annotator_id: int
    name: str
    annotations: int
    proposals: int
    uncontrolled: int
    contested: int
    last_submitted_at: datetime | None
    accuracy: Accuracy
    drift: Drift
    times: Times


def quality_of_people(
    *,
    project_id: int,
    viewer: Viewer | None,
    reading_speed: float = READING_SPEED,
    with_proposals: bool = False,
) -> list[AnnotatorQuality]:
    """Everybody by name, over what `viewer` may see; None is the shell. Proposals that people accepted are held against
    them only `with_proposals`: they say little of who gives labels by hand."""
    people = work_of_people(project_id=project_id, viewer=viewer, with_proposals=with_proposals)
    return [_quality(work, reading_speed=reading_speed) for work in people]


def own_quality(
    *, member: Member, viewer: Viewer, reading_speed: float = READING_SPEED, with_proposals: bool = False
) -> AnnotatorQuality:
    """The same of the person who asks, over what they may see; with nothing in it where that is nothing."""
    found = work_of_people(
        project_id=member.project.pk, viewer=viewer, annotator_id=member.annotator_id, with_proposals=with_proposals
    )
    work: Sequence[AnnotatorWork] = found or [AnnotatorWork(member.annotator_id, member.username)]
    return _quality(work[0], reading_speed=reading_speed)


def _quality(work: AnnotatorWork, *, reading_speed: float) -> AnnotatorQuality:
    verdicts = (comparison.is_right() for comparison in work.comparisons)
    return AnnotatorQuality(
        annotator_id=work.annotator_id,
        name=work.name,
        annotations=work.annotations,
        proposals=work.proposals,
        uncontrolled=work.uncontrolled,
        contested=work.contested,
        last_submitted_at=work.last_submitted_at,
        accuracy=measure(work.comparisons, seed=work.annotator_id),
        drift=watch([verdict for verdict in verdicts if verdict is not None]),
        times=time_work(work.timed, reading_speed=reading_speed),
    )
