"""Sixteen claimers in two processes on one queue: nothing is handed out twice, and nothing is left."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection

from annotator.journal.services import SHELL
from annotator.labeling.models import Annotation, Assignment
from annotator.labeling.services.slots import add_slots
from annotator.projects.roles import Role
from annotator.projects.services import add_member
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, Team, make_team
from tests.factories.trajectories import make_trajectory
from tests.plugins.services import TestServices

SLOTS = 2_000
CLAIMERS = [f"claimer-{i}" for i in range(16)]


def fill(team: Team, count: int) -> None:
    """Copies of one trajectory, set-based: making two thousand one by one is not what is tested here."""
    model = make_trajectory(team, "model", with_slots=False)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO annotator_trajectory (project_id, source, external_id, revision, generator, group_key, opening,
                step_count, scorable, content_hash, record_hash, metadata, imported_at)
            SELECT project_id, source, 'copy-' || n, 1, '', '', opening, step_count, scorable, content_hash,
                record_hash, metadata, imported_at
            FROM annotator_trajectory, generate_series(2, %s) AS n WHERE id = %s
            """,
            [count, model.pk],
        )
        cursor.execute(
            """
            INSERT INTO annotator_trajectorytext (trajectory_id, problem, steps, tools)
            SELECT t.id, x.problem, x.steps, x.tools FROM annotator_trajectory AS t, annotator_trajectorytext AS x
            WHERE x.trajectory_id = %s AND t.id <> %s
            """,
            [model.pk, model.pk],
        )
    add_slots(queue=team.queue, trajectory_ids=list(Trajectory.objects.values_list("pk", flat=True)))


def start(team: Team, names: list[str], services: TestServices) -> subprocess.Popen[str]:
    environment = services.environment() | {"DJANGO_SETTINGS_MODULE": "webapp.settings", "ASSAY_DATABASE_POOL": "0"}
    command = [sys.executable, "-m", "tests.annotator.labeling.claimer", team.project.slug, str(team.queue.pk), *names]
    return subprocess.Popen(
        command,
        env=environment,
        cwd=Path(__file__).parents[3],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_hands_no_slot_out_twice(services: TestServices):
    team = make_team(protocol="first-error")
    for name in CLAIMERS:
        user = User.objects.create(username=name)
        add_member(project=team.project, user=user, role=Role.ANNOTATOR, actor=SHELL, at=NOON)
    fill(team, SLOTS)

    processes = [start(team, CLAIMERS[:8], services), start(team, CLAIMERS[8:], services)]
    outputs = [process.communicate(timeout=300) for process in processes]

    assert [process.returncode for process in processes] == [0, 0], [errors[-2000:] for _, errors in outputs]
    claims = [tuple(line.split()) for output, _ in outputs for line in output.splitlines()]
    handed_out = Counter(assignment for _, assignment, _ in claims)
    assert len(handed_out) == SLOTS
    assert set(handed_out.values()) == {1}
    assert {fence for *_, fence in claims} == {"1"}
    assert Assignment.objects.filter(status="SUBMITTED").count() == SLOTS
    assert Annotation.objects.count() == SLOTS
    assert len({name for name, *_ in claims}) > 8
