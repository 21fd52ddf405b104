"""Making a demo project and bringing the content in, in parts that each look for what is there already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from annotator.adjudication.models import GoldLabel
from annotator.demo.accounts import ROLES
from annotator.demo.labels import CONTENT, DemoLabels, guideline
from annotator.exchange.import_options import ImportOptions
from annotator.exchange.services.gold import NewGold, write_gold
from annotator.exchange.services.imports import check_file, land_file, open_import
from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.models import Queue
from annotator.labeling.services.projects import open_project
from annotator.labeling.services.slots import default_queue
from annotator.projects.models import Project
from annotator.projects.queries import current_guideline
from annotator.projects.roles import Role
from annotator.projects.services import add_guideline_version, add_member
from annotator.trajectories.models import Trajectory


@transaction.atomic
def ensure_project(*, slug: str, name: str, description: str, overlap: int, manager: Any, at: datetime) -> Project:
    """The project, made where it is missing."""
    found = Project.objects.filter(slug=slug).first()
    if found is not None:
        return found
    project = open_project(
        slug=slug,
        name=name,
        description=description,
        protocol="ternary",
        lease_minutes=settings.LEASE_MINUTES,
        actor=SHELL,
        at=at,
        manager=manager,
    )
    Queue.objects.filter(pk=default_queue(project).pk).update(overlap=overlap)
    return project


def settle(*, project: Project, people: dict[str, Any], at: datetime) -> None:
    """The people, and the rule that the gold follows."""
    for name, user in people.items():
        add_member(project=project, user=user, role=ROLES.get(name, Role.ANNOTATOR), actor=SHELL, at=at)
    if current_guideline(project) is None:
        add_guideline_version(project=project, body=guideline(), actor=SHELL, at=at)


def bring_in(*, project: Project, name: str, at: datetime) -> None:
    """One file of the content, with the figures that it names; what is here already stays."""
    options = ImportOptions(kind="trajectories", format="plain")
    file = check_file(project=project, path=CONTENT / name, name=name, options=options)
    file_import = open_import(project=project, file=file, dry_run=False, at=at)
    land_file(
        file_import=file_import,
        path=file.path,
        actor=SHELL,
        clock=now,
        tell=lambda _: None,
        images=CONTENT / "figures",
    )


@transaction.atomic
def add_gold(*, project: Project, labels: Sequence[DemoLabels], at: datetime) -> None:
    """Gold with its reasons, of what is there and has none."""
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
