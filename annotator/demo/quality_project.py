"""A second project, in which people are checked: a qualification before its queue, and hidden checks in it.

A project of its own: while a project has checks, its annotators find only what they were handed, and a newcomer to the
first one should find everything.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from annotator.demo.filling import add_gold, bring_in, ensure_project, settle
from annotator.demo.labels import DemoLabels
from annotator.journal.services import SHELL
from annotator.labeling.hidden_checks import FeedbackPolicy, HiddenChecks
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.qualification import Measure, QualificationGate
from annotator.labeling.services.slots import close_open_slots, default_queue
from annotator.projects.models import Project
from annotator.quality.injection import InjectionKind
from annotator.quality.qualifying import Rules
from annotator.quality.services.admission import set_gate
from annotator.quality.services.planting import plant_checks
from annotator.trajectories.models import Trajectory

SLUG: Final = "demo-quality"
_DESCRIPTION: Final = (
    "How people are checked: two trajectories to pass before the queue opens, checks that nobody can tell from the "
    "rest, and feedback with reasons once a label can no longer be taken back."
)
# Two solutions an attempt and two attempts: short enough to be passed, or failed, in five minutes.
_RULES: Final = Rules(threshold=0.7, minimum=2, attempts=2)
_SHARE: Final = 0.3
_SEED: Final = 2026


def ensure_quality_project(*, people: dict[str, Any], labels: Sequence[DemoLabels], at: datetime) -> Project:
    """The project, whole; what is there already stays."""
    project = ensure_project(
        slug=SLUG, name="Demo: quality", description=_DESCRIPTION, overlap=1, manager=people["manager"], at=at
    )
    settle(project=project, people={name: user for name, user in people.items() if user.has_usable_password()}, at=at)
    bring_in(project=project, name="mathematics.jsonl", at=at)
    add_gold(project=project, labels=labels, at=at)
    _check_people(project, at)
    return project


@transaction.atomic
def _check_people(project: Project, at: datetime) -> None:
    queue = default_queue(project)
    if not QualificationGate.objects.filter(queue=queue).exists():
        _close_behind_a_gate(queue, at)
    if not HiddenChecks.objects.filter(queue=queue).exists():
        # As if they had come yesterday: what was made takes ids among those that have settled.
        Trajectory.objects.filter(project=project).update(imported_at=at - timedelta(days=1))
        plant_checks(
            queue=queue, share=_SHARE, kinds=list(InjectionKind), feedback=FeedbackPolicy.AT_ONCE, seed=_SEED,
            actor=SHELL, at=at,
        )  # fmt: skip


def _close_behind_a_gate(queue: Queue, at: datetime) -> None:
    gate = set_gate(
        queue=queue, measure=Measure.STEP_LABELS, rules=_RULES, filter_text="steps:..6", seed=_SEED, actor=SHELL, at=at
    )
    # What people qualify on is no work.
    screened = Assignment.objects.filter(queue=gate.screening).values_list("trajectory", flat=True)
    close_open_slots(trajectory_ids=list(screened))
