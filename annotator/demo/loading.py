"""Loads the demo project: content, gold, two colleagues' work, and runs of both rule scorers.

Every part looks for what is there already, so a load that was killed is finished by the next one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from annotator.adjudication.models import GoldLabel
from annotator.demo.accounts import ROLES, ensure_people
from annotator.demo.labels import CONTENT, TRAJECTORY_FILES, DemoLabels, demo_labels, guideline
from annotator.demo.past_work import submit_past_work
from annotator.demo.policy_queues import ensure_policy_queues
from annotator.exchange.import_options import ImportOptions
from annotator.exchange.services.gold import NewGold, write_gold
from annotator.exchange.services.imports import check_file, land_file, open_import
from annotator.http.clock import now
from annotator.journal.models import JournalEntry
from annotator.journal.services import SHELL, record
from annotator.labeling.models import Queue
from annotator.labeling.services.projects import open_project
from annotator.labeling.services.slots import default_queue
from annotator.projects.models import Project
from annotator.projects.queries import current_guideline
from annotator.projects.roles import Role
from annotator.projects.services import add_guideline_version, add_member
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
    """The demo project, whole. Cheap when it is there."""
    project = Project.objects.filter(slug=SLUG).first()
    if project is not None and JournalEntry.objects.filter(project_id=project.pk, event=_LOADED).exists():
        return Loaded(SLUG, Trajectory.objects.filter(project=project).count(), is_new=False)
    people = ensure_people()
    project = project or _open(people["manager"], at)
    _settle(project, people, at)
    for name in TRAJECTORY_FILES:
        _import(project, name, at)
    labels = list(demo_labels())
    _add_gold(project, labels, at)
    submit_past_work(project=project, labels=labels, at=at - timedelta(days=1))
    ensure_policy_queues(project=project, at=at)
    for scorer in ensure_builtin_scorers(project=project, at=at):
        if not ScoreRun.objects.filter(scorer=scorer).exists():
            request_run(project=project, scorer=scorer, filter_text="", actor=SHELL, at=at)
    record(actor=SHELL, event=_LOADED, subject="project", subject_id=project.pk, project_id=project.pk, happened_at=at)
    return Loaded(SLUG, Trajectory.objects.filter(project=project).count(), is_new=True)


def _open(manager: Any, at: datetime) -> Project:
    with transaction.atomic():
        project = open_project(
            slug=SLUG,
            name="Demo",
            description="Sixty trajectories that we wrote, with known flaws. A place to learn the keys.",
            protocol="ternary",
            lease_minutes=settings.LEASE_MINUTES,
            actor=SHELL,
            at=at,
            manager=manager,
        )
        Queue.objects.filter(pk=default_queue(project).pk).update(overlap=_OVERLAP)
    return project


def _settle(project: Project, people: dict[str, Any], at: datetime) -> None:
    for name, user in people.items():
        add_member(project=project, user=user, role=ROLES.get(name, Role.ANNOTATOR), actor=SHELL, at=at)
    if current_guideline(project) is None:
        add_guideline_version(project=project, body=guideline(), actor=SHELL, at=at)


def _import(project: Project, name: str, at: datetime) -> None:
    options = ImportOptions(kind="trajectories", format="plain")
    file = check_file(project=project, path=CONTENT / name, name=name, options=options)
    file_import = open_import(project=project, file=file, dry_run=False, at=at)
    land_file(file_import=file_import, path=file.path, actor=SHELL, clock=now, tell=lambda _: None)


@transaction.atomic
def _add_gold(project: Project, labels: list[DemoLabels], at: datetime) -> None:
    present = set(GoldLabel.objects.filter(trajectory__project=project).values_list("trajectory", flat=True))
    rows = {
        (row.source, row.external_id): row
        for row in Trajectory.objects.filter(project=project)
        if row.pk not in present
    }
    new = []
    for label in labels:
        row = rows.get((label.source, label.external_id))
        if row is not None:
            judgement = label.gold_judgement(row.scorable, row.step_count)
            new.append(NewGold(row.pk, judgement, {"file": "labels.jsonl", "reason": label.gold["reason"]}))
    write_gold(new, at=at)
