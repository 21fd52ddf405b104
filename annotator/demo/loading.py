"""Loads the demo: two projects with content, gold, two colleagues' work, and runs of the scorers.

Every part looks for what is there already, so a load that was killed is finished by the next one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from annotator.demo.accounts import ensure_people
from annotator.demo.filling import add_gold, bring_in, ensure_project, settle
from annotator.demo.labels import TRAJECTORY_FILES, demo_labels
from annotator.demo.past_work import submit_past_work
from annotator.demo.policy_queues import ensure_policy_queues, ensure_source_queues
from annotator.demo.quality_project import ensure_quality_project
from annotator.journal.models import JournalEntry
from annotator.journal.services import SHELL, record
from annotator.projects.models import Project
from annotator.scoring.models import ScoreRun
from annotator.scoring.services.runs import request_run
from annotator.scoring.services.scorers import ensure_builtin_scorers
from annotator.trajectories.models import Trajectory

SLUG = "demo"
_LOADED = "demo.loaded"
# Two opinions on every trajectory, so that there is something to agree on.
_OVERLAP = 2


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is there; `is_new` where this call finished it."""

    slug: str
    trajectory_count: int
    is_new: bool


def load_demo(*, at: datetime) -> Loaded:
    """The demo, whole. Cheap when it is there."""
    project = Project.objects.filter(slug=SLUG).first()
    if project is not None and JournalEntry.objects.filter(project_id=project.pk, event=_LOADED).exists():
        return Loaded(SLUG, Trajectory.objects.filter(project=project).count(), is_new=False)
    people = ensure_people()
    project = ensure_project(
        slug=SLUG,
        name="Demo",
        description="Sixty-two trajectories that we wrote, with known flaws. A place to learn the keys.",
        overlap=_OVERLAP,
        manager=people["manager"],
        at=at,
    )
    settle(project=project, people=people, at=at)
    for name in TRAJECTORY_FILES:
        bring_in(project=project, name=name, at=at)
    labels = list(demo_labels())
    add_gold(project=project, labels=labels, at=at)
    submit_past_work(project=project, labels=labels, at=at - timedelta(days=1))
    ensure_policy_queues(project=project, at=at)
    ensure_source_queues(project=project, at=at)
    _score(project, at)
    ensure_quality_project(people=people, labels=labels, at=at)
    record(actor=SHELL, event=_LOADED, subject="project", subject_id=project.pk, project_id=project.pk, happened_at=at)
    return Loaded(SLUG, Trajectory.objects.filter(project=project).count(), is_new=True)


def _score(project: Project, at: datetime) -> None:
    for scorer in ensure_builtin_scorers(project=project, at=at):
        if not ScoreRun.objects.filter(scorer=scorer).exists():
            request_run(project=project, scorer=scorer, filter_text="", actor=SHELL, at=at)
