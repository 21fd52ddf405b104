"""Handing out slots: how long a claim takes at a million open slots, at work and at full tilt, and over HTTP.

Four parts. At work: 50 annotators, in processes of ten, who do not start in step, claim, think for a second on average
(evenly between half a second and one and a half), submit, and claim again. At full tilt: 8 connections in 4 processes
claim as fast as they can, each claim for another annotator; beside it, in turn, the bare statement of a job queue,
`UPDATE ... WHERE id = (SELECT ... FOR UPDATE SKIP LOCKED LIMIT 1)`, through the same connections, with the same
predicates, indexes and fsync (claimers.py). The table is driven on like this until 100,000 slots were claimed, and the
first part is measured again. Over HTTP: 16 annotators with open connections ask the site, as it runs by default, at one
moment, again and again. In the end SQL counts whether any slot was handed out twice: each hand-over raises its fence.

    python benchmarks/claim.py [--slots 1000000] [--claims 100000] [--minutes 4] [--worn-minutes 4] [--rounds 30]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scratch_database import scratch_database

OVERLAP = 4
AT_WORK, OVER_HTTP = 50, 16
THINKING, TILTING = (5, 10), (4, 2)  # processes, connections of each
BATCH = 2_000
# One pair of batches says little: of pairs on a fresh table the ratio was anything from 0.41 to 0.88.
LEAST_PAIRS = 4
BUNDLE = Path(__file__).resolve().parent.parent / "frontend" / "dist" / "index.html"
TARGET_MS, TARGET_RATIO, TARGET_HTTP_MS = 50, 0.5, 100

FILL = [
    """
    INSERT INTO annotator_trajectory (project_id, source, external_id, revision, generator, group_key, opening, outcome,
        step_count, scorable, content_hash, record_hash, metadata, imported_at)
    SELECT (SELECT id FROM annotator_project), 'bench', 'b-' || n, 1, '', '', 'Problem number ' || n, NULL, 8,
        '{0,1,2,3,4,5,6,7}', sha256(('c' || n)::bytea), sha256(('r' || n)::bytea), '{}', now()
    FROM generate_series(1, %(trajectories)s) AS n
    """,
    """
    INSERT INTO annotator_trajectorytext (trajectory_id, problem, steps, tools)
    SELECT id, opening, (SELECT jsonb_agg(jsonb_build_object('role', 'assistant', 'text', 'Step ' || s || ' of it'))
        FROM generate_series(1, 8) AS s), '[]'
    FROM annotator_trajectory
    """,
    """
    INSERT INTO annotator_assignment (queue_id, trajectory_id, status, priority, position, why, fence, reason)
    SELECT (SELECT id FROM annotator_queue), t.id, 'OPEN', 0, t.id, '{}', 0, ''
    FROM annotator_trajectory AS t CROSS JOIN generate_series(1, %(overlap)s)
    """,
    """
    INSERT INTO annotator_annotator (project_id, name, kind)
    SELECT (SELECT id FROM annotator_project), 'extra-' || n, 'HUMAN' FROM generate_series(1, %(annotators)s) AS n
    """,
]


def main() -> None:
    """Measure and print, as Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--slots", type=int, default=1_000_000)
    options.add_argument("--claims", type=int, default=100_000, help="how far the table is driven")
    options.add_argument("--minutes", type=float, default=4.0, help="how long the 50 are watched on the fresh table")
    options.add_argument("--worn-minutes", type=float, default=4.0, help="and how long when it was driven on")
    options.add_argument("--rounds", type=int, default=30, help="how often the 16 ask over HTTP")
    chosen = options.parse_args()
    if not BUNDLE.exists():
        raise SystemExit("The front end is not built, and the site will not start without: run `make install`.")
    with scratch_database("assay_claims"), tempfile.TemporaryDirectory() as home:
        say_with_load("begun")
        bench = fill(chosen.slots)
        fresh = bench.at_work(minutes=chosen.minutes)
        ours, bare = bench.drive(chosen.claims)
        worn = bench.at_work(minutes=chosen.worn_minutes)
        http = bench.over_http(Path(home), rounds=chosen.rounds)
        bench.check_for_duplicates()
        waits = [
            (f"{AT_WORK} people, fresh table", fresh, TARGET_MS),
            (f"{AT_WORK} people, worn table", worn, TARGET_MS),
            (f"{OVER_HTTP} at one moment over HTTP", http, TARGET_HTTP_MS),
        ]
        report(waits, [("ours", ours), ("bare `SKIP LOCKED`", bare)], open_left=count("status = 'OPEN'"))


class Bench:
    """The project's queue, the people who claim, and how many claims were answered so far."""

    def __init__(self, queue_id: int, extras: list[int]) -> None:
        self.queue_id = queue_id
        self.extras = extras
        self.claims = 0

    def at_work(self, *, minutes: float) -> list[float]:
        """Seconds of each claim of 50 people who think for a second between claim and submission."""
        people = [f"person-{number}" for number in range(AT_WORK)]
        with claimers(*THINKING) as processes:
            self.claims += len(tell(processes, {"what": "warm", "queue": self.queue_id}, people))
            at = time.time() + 0.5
            orders = {"what": "think", "queue": self.queue_id, "at": at, "until": at + minutes * 60}
            seconds = tell(processes, orders, people)
        self.claims += len(seconds)
        say_with_load(f"{len(seconds):,} claims of {AT_WORK} people in {minutes:g} minutes, {waits_of(seconds)}")
        return seconds

    def drive(self, claims: int) -> tuple[list[float], list[float]]:
        """Claims per second of ours and of the bare statement, until so many are claimed: batch by batch in turn, and
        each goes first as often as the other."""
        found: dict[str, list[float]] = {"ours": [], "bare": []}
        with claimers(*TILTING) as processes:
            for what in found:  # connections are opened and statements are prepared
                self._full_tilt(processes, what, self.extras[:80])
            turns = list(found)
            while self.claims < claims or len(found["ours"]) < LEAST_PAIRS:
                for what in turns:
                    found[what].append(self._full_tilt(processes, what, self.extras))
                turns.reverse()
        ours, bare = (statistics.median(rates) for rates in found.values())
        say_with_load(f"{self.claims:,} slots are claimed by now, {ours:.0f} and {bare:.0f} claims/s")
        return found["ours"], found["bare"]

    def _full_tilt(self, processes: Sequence["subprocess.Popen[str]"], what: str, people: list[int]) -> float:
        """Claims per second of a batch, each for somebody who holds nothing; what they got is submitted afterwards."""
        at = time.time() + 0.2
        ends = tell(processes, {"what": what, "queue": self.queue_id, "at": at}, people)
        self.claims += len(people)
        submit_all()
        return len(people) / (max(ends) - at)

    def over_http(self, home: Path, *, rounds: int) -> list[float]:
        """Seconds of each claim, when 16 people ask the site at one moment."""
        from tests.e2e.site import running_site
        from webapp.env import read_environment

        workers = read_environment({}).web_workers
        environment = {**os.environ, "ASSAY_ALLOWED_HOSTS": "127.0.0.1"}
        tokens = [token_of(f"person-{number}") for number in range(OVER_HTTP)]
        seconds: list[float] = []
        with running_site(environment=environment, home=home, workers=workers) as site:
            lines = [HTTPConnection(site.address.removeprefix("http://"), timeout=30) for _ in tokens]
            for number in range(rounds + 5):
                found = self._at_one_moment(lines, tokens)
                self.claims += len(found)
                submit_all()
                if number >= 5:  # the first ones open connections, prepare statements and fill caches
                    seconds.extend(found)
        say_with_load(f"{len(seconds):,} claims over HTTP, {waits_of(seconds)}")
        return seconds

    def _at_one_moment(self, lines: Sequence[HTTPConnection], tokens: Sequence[str]) -> list[float]:
        gate = threading.Barrier(len(lines))
        path = f"/api/v1/projects/bench/queues/{self.queue_id}/claim"

        def ask(line: HTTPConnection, token: str) -> float:
            gate.wait()
            start = time.perf_counter()
            line.request("POST", path, headers={"Authorization": f"Token {token}"})
            response = line.getresponse()
            body = json.loads(response.read())
            assert body["assignment"] is not None
            return time.perf_counter() - start

        with ThreadPoolExecutor(len(lines)) as pool:
            return list(pool.map(ask, lines, tokens))

    def check_for_duplicates(self) -> None:
        """By whichever of the two statements, no slot may have been handed out twice, nor a claim have got nothing."""
        assert count("fence > 1") == 0
        assert count("fence = 1") == self.claims
        say(f"{self.claims:,} claims, no slot twice")


@contextmanager
def claimers(processes: int, threads: int) -> Iterator[list["subprocess.Popen[str]"]]:
    """Processes that wait for orders."""
    command = [sys.executable, "-m", "benchmarks.claimers", str(threads)]
    environment = {**os.environ, "ASSAY_DATABASE_POOL": str(threads + 1)}
    folder = Path(__file__).resolve().parent.parent
    started = [
        subprocess.Popen(command, text=True, env=environment, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(processes)
    ]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def tell(processes: Sequence["subprocess.Popen[str]"], orders: dict[str, Any], people: list[Any]) -> list[float]:
    """Everything that they found; each gets its share of the people."""
    for number, process in enumerate(processes):
        assert process.stdin is not None
        process.stdin.write(json.dumps({**orders, "people": people[number :: len(processes)]}) + "\n")
        process.stdin.flush()
    found: list[float] = []
    for process in processes:
        assert process.stdout is not None
        found.extend(json.loads(process.stdout.readline()))
    return found


def submit_all() -> None:
    """What is held is submitted, as far as the table can tell: that is what it looks like after so many claims."""
    from annotator.http.clock import now
    from annotator.labeling.models import Assignment, Draft

    at = now()
    Assignment.objects.filter(status="CLAIMED").update(status="SUBMITTED", undo_until=at, lease_expires_at=None)
    Draft.objects.filter(closed_at__isnull=True).update(closed_at=at)


def token_of(name: str) -> str:
    """A token with which that person's scripts sign in."""
    from django.contrib.auth.models import User
    from rest_framework.test import APIClient

    client = APIClient()
    user = User.objects.get(username=name)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.post("/api/v1/account/tokens", {"name": "benchmark"}, format="json").json()["token"])


def count(condition: str) -> int:
    """Slots of which that is true."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM annotator_assignment WHERE {condition}")
        return int(cursor.fetchone()[0])


def fill(slots: int) -> Bench:
    """One project, its people, and set-based rows that look like imported ones."""
    from django.contrib.auth.models import User
    from django.db import connection

    from annotator.http.clock import now
    from annotator.journal.services import SHELL
    from annotator.labeling.services.projects import open_project
    from annotator.labeling.services.slots import default_queue
    from annotator.projects.models import Annotator
    from annotator.projects.roles import Role
    from annotator.projects.services import add_member

    project = open_project(slug="bench", protocol="first-error", lease_minutes=10, actor=SHELL, at=now())
    for number in range(AT_WORK):
        user = User.objects.create(username=f"person-{number}")
        add_member(project=project, user=user, role=Role.ANNOTATOR, actor=SHELL, at=now())
    values = {"trajectories": slots // OVERLAP, "overlap": OVERLAP, "annotators": BATCH}
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")
    extras = list(Annotator.objects.filter(name__startswith="extra-").values_list("pk", flat=True))
    say(f"{slots:,} open slots")
    return Bench(default_queue(project).pk, extras)


def report(waits: list[tuple[str, list[float], int]], rates: list[tuple[str, list[float]]], *, open_left: int) -> None:
    """Markdown tables, so that they can go into the docs as they are."""
    print(f"\n{open_left:,} slots are left open\n")
    print("| | claims | p50 ms | p95 ms | worst ms | target p95 |\n|---|--:|--:|--:|--:|--:|")
    for name, seconds, target in waits:
        p50, p95, worst = percentiles(seconds)
        print(f"| {name} | {len(seconds):,} | {p50:.1f} | {p95:.1f} | {worst:.0f} | {target} |")
    print("\n| full tilt | claims/s | first batches | last batches |\n|---|--:|--:|--:|")
    for name, found in rates:
        first, last = parts(found)
        print(f"| {name} | {statistics.median(found):.0f} | {first:.0f} | {last:.0f} |")
    ours, bare = (statistics.median(found) for _, found in rates)
    print(f"| ratio | {ours / bare:.2f} | | at least {TARGET_RATIO} |")


def percentiles(seconds: list[float]) -> tuple[float, float, float]:
    """Median, 95th percentile and maximum in milliseconds."""
    return statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=20)[-1] * 1000, max(seconds) * 1000


def waits_of(seconds: list[float]) -> str:
    """The same in words: whatever stops the rest, what was measured is known."""
    p50, p95, worst = percentiles(seconds)
    return f"p50 {p50:.1f} ms, p95 {p95:.1f}, worst {worst:.0f}"


def parts(rates: list[float]) -> tuple[float, float]:
    """Medians of the first and of the last quarter."""
    quarter = max(1, len(rates) // 4)
    return statistics.median(rates[:quarter]), statistics.median(rates[-quarter:])


def say_with_load(words: str) -> None:
    """The same, with the load of the machine: how far a figure can be trusted."""
    say(f"{words}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def say(words: str) -> None:
    """Where it is, for whoever waits."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
