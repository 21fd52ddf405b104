"""How long people wait: next, submit, a trajectory, a page of the list, at 10,000 and 100,000 trajectories.

Each call goes through the whole stack but the network: URL, session, permission, domain, PostgreSQL, JSON. Beside each
stands the bare SQL statement that does the same work, so that what we add can be seen.

    python benchmarks/open.py [--sizes 10000 100000] [--rounds 200]
"""

import argparse
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scratch_database import scratch_database

STEPS = 8
TARGETS_MS = {"next": 6.0, "submit": 8.0, "trajectory": 30.0, "list of 50 by reward": 30.0, "list of 50": 30.0}


def main() -> None:
    """Print one table per size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--rounds", type=int, default=200)
    chosen = options.parse_args()
    with scratch_database():
        present = 0
        for size in sorted(chosen.sizes):
            fill(present, size)
            present = size
            report(size, measure(rounds=chosen.rounds))


def fill(present: int, size: int) -> None:
    """Set-based rows that look like imported ones: text, slots, rewards, gold."""
    from django.db import connection

    if present == 0:
        make_project()
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, {"low": present + 1, "high": size, "steps": STEPS})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def make_project() -> None:
    """One project with an annotator, a reviewer, and two scorers."""
    from django.contrib.auth.models import User

    from annotator.http.clock import now
    from annotator.journal.services import SHELL
    from annotator.labeling.services.projects import open_project
    from annotator.projects.roles import Role
    from annotator.projects.services import add_member
    from annotator.scoring.models import RunStatus, Scorer, ScorerChannel, ScoreRun

    project = open_project(slug="bench", protocol="ternary", lease_minutes=10, actor=SHELL, at=now())
    for name, role in (("ada", Role.ANNOTATOR), ("rita", Role.REVIEWER)):
        add_member(project=project, user=User.objects.create_user(name), role=role, actor=SHELL, at=now())
    for name in ("prm-a", "prm-b"):
        scorer = Scorer.objects.create(project=project, name=name, adapter="imported", revision="1", created_at=now())
        ScorerChannel.objects.create(scorer=scorer, semantics="probability", threshold=0.5)
        ScoreRun.objects.create(
            project=project, scorer=scorer, status=RunStatus.FINISHED, trajectory_count=0, created_at=now()
        )


FILL = [
    """
    INSERT INTO annotator_trajectory (project_id, source, external_id, revision, generator, group_key, opening, outcome,
        step_count, scorable, content_hash, record_hash, metadata, imported_at)
    SELECT (SELECT id FROM annotator_project), 'bench', 'b-' || n, 1, 'writer-' || n %% 5, '', 'Problem number ' || n,
        n %% 3 = 0, %(steps)s, ARRAY(SELECT generate_series(0, %(steps)s - 1))::smallint[],
        sha256(('c' || n)::bytea), sha256(('r' || n)::bytea), '{}', now()
    FROM generate_series(%(low)s, %(high)s) AS n
    """,
    """
    INSERT INTO annotator_trajectorytext (trajectory_id, problem, steps, tools)
    SELECT t.id, t.opening || ': ' || repeat('how many are left? ', 10),
        (SELECT jsonb_agg(jsonb_build_object(
             'role', 'assistant', 'text', 'Step ' || s || ' ' || repeat('so it is ', 25)
         )) FROM generate_series(1, t.step_count) AS s), '[]'
    FROM annotator_trajectory AS t LEFT JOIN annotator_trajectorytext AS x ON x.trajectory_id = t.id
    WHERE x.trajectory_id IS NULL
    """,
    """
    INSERT INTO annotator_assignment (queue_id, trajectory_id, status, priority, position, why, fence, reason)
    SELECT (SELECT id FROM annotator_queue), t.id, 'OPEN', 0, t.id, '{}', 0, ''
    FROM annotator_trajectory AS t
    WHERE NOT EXISTS (SELECT 1 FROM annotator_assignment AS a WHERE a.trajectory_id = t.id)
    """,
    """
    INSERT INTO annotator_trajectoryrewards (run_id, trajectory_id, channel_id, rewards, status, reason, content_hash,
        is_current, scored_at)
    SELECT r.id, t.id, c.id, ARRAY(SELECT random() FROM generate_series(1, t.step_count) WHERE t.id > 0)::real[], 'OK',
        '', t.content_hash, true, now()
    FROM annotator_trajectory AS t
    CROSS JOIN annotator_scorerchannel AS c JOIN annotator_scorerun AS r ON r.scorer_id = c.scorer_id
    LEFT JOIN annotator_trajectoryrewards AS x ON x.trajectory_id = t.id AND x.channel_id = c.id
    WHERE x.id IS NULL
    """,
    """
    INSERT INTO annotator_goldlabel (trajectory_id, protocol, version, labels, first_error, no_error,
        first_error_reason, method, lineage, created_at)
    SELECT t.id, 'first-error', 1, array_fill(NULL::smallint, ARRAY[t.step_count::int]),
        CASE WHEN t.id %% 2 = 0 THEN 3 END, t.id %% 2 = 1, '', 'IMPORTED', '{}', now()
    FROM annotator_trajectory AS t
    WHERE NOT EXISTS (SELECT 1 FROM annotator_goldlabel AS g WHERE g.trajectory_id = t.id)
    """,
]


def measure(*, rounds: int) -> dict[str, tuple[list[float], int]]:
    """Seconds of every call and the number of queries of one, by what is asked."""
    from django.contrib.auth.models import User
    from rest_framework.test import APIClient

    ada, rita = APIClient(), APIClient()
    for client, name in ((ada, "ada"), (rita, "rita")):
        client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    base = "/api/v1/projects/bench"
    queue = ada.get(f"{base}/queues").json()["results"][0]["id"]
    found: dict[str, tuple[list[float], int]] = {}
    found["next"], found["submit"] = label(ada, base, queue, rounds)
    some = rita.get(f"{base}/trajectories?length=200").json()["results"]
    paths = [f"{base}/trajectories/{row['id']}" for row in some]
    found["trajectory"] = timed(rounds, lambda i: rita.get(paths[i % len(paths)]))
    found["list of 50"] = timed(rounds, lambda _: rita.get(f"{base}/trajectories"))
    found["list of 50 by reward"] = timed(rounds, lambda _: rita.get(f"{base}/trajectories?order=lowest:prm-a"))
    found["the same, filtered"] = timed(
        rounds, lambda _: rita.get(f"{base}/trajectories?order=lowest:prm-a&filter=outcome:right%20steps:2..24")
    )
    found["list of 50, blind"] = timed(rounds, lambda _: ada.get(f"{base}/trajectories"))
    found["count"] = timed(min(rounds, 20), lambda _: rita.get(f"{base}/trajectories/count"))
    found["queues"] = timed(min(rounds, 20), lambda _: ada.get(f"{base}/queues"))
    return found


def label(client: Any, base: str, queue: int, rounds: int) -> tuple[tuple[list[float], int], tuple[list[float], int]]:
    """Claim and submit one trajectory after the other, as an annotator does."""
    claims: list[float] = []
    submits: list[float] = []
    counts = [0, 0]
    for _ in range(rounds):
        response, seconds, counts[0] = once(lambda: client.post(f"{base}/queues/{queue}/claim"))
        claims.append(seconds)
        held = response.json()["assignment"]
        body = {"base_revision": 0, "operations": operations(held["trajectory"]["scorable"])}
        url = f"{base}/assignments/{held['id']}/submit"
        response, seconds, counts[1] = once(partial(client.post, url, body, format="json"))
        submits.append(seconds)
        assert response.status_code == 200, response.content
    return (claims, counts[0]), (submits, counts[1])


def operations(scorable: list[int]) -> list[dict[str, Any]]:
    """What eight labels and an outcome are as operations."""
    labels = [{"field": "label", "step_index": index, "value": 1} for index in scorable]
    return [{"id": str(uuid.uuid4()), **operation} for operation in [*labels, {"field": "outcome", "value": 1}]]


def timed(rounds: int, call: Callable[[int], Any]) -> tuple[list[float], int]:
    """Seconds of each call after a few to warm up, and the queries of one."""
    for i in range(3):
        assert call(i).status_code == 200
    seconds, queries = [], 0
    for i in range(rounds):
        _, taken, queries = once(partial(call, i))
        seconds.append(taken)
    return seconds, queries


def once(call: Callable[[], Any]) -> tuple[Any, float, int]:
    """One call: its answer, its seconds, its queries."""
    from django.db import connection

    queries = 0

    def count(execute: Any, *call: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*call)

    with connection.execute_wrapper(count):
        start = time.perf_counter()
        response = call()
        return response, time.perf_counter() - start, queries


def report(size: int, found: dict[str, tuple[list[float], int]]) -> None:
    """A Markdown table, so that it can go into the docs as it is."""
    print(f"\n{size:,} trajectories\n\n| call | p50 ms | p95 ms | target ms | queries |\n|---|--:|--:|--:|--:|")
    for name, (seconds, queries) in found.items():
        p50 = statistics.median(seconds) * 1000
        p95 = statistics.quantiles(seconds, n=20)[-1] * 1000
        target = TARGETS_MS.get(name)
        print(f"| {name} | {p50:.1f} | {p95:.1f} | {target or ''} | {queries} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
