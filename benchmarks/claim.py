"""Handing out slots: how long a claim takes at a million open slots, at work and at full tilt, and over HTTP.

Four parts. At work: 50 annotators claim, think for a second, submit, and claim again. At full tilt: as many claimers as
the machine can bear claim as fast as they can, each claim for another annotator; beside it, in turn, the bare statement
of a job queue, `UPDATE ... WHERE id = (SELECT ... FOR UPDATE SKIP LOCKED LIMIT 1)`, with the same predicates, indexes
and fsync. The table is driven on like this until 100,000 slots were claimed, and the first part is measured again. Over
HTTP: 16 annotators ask the real site at one moment, again and again.

    python benchmarks/claim.py [--slots 1000000] [--claims 100000] [--minutes 4] [--rounds 30]
"""

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scratch_database import scratch_database

OVERLAP = 4
AT_WORK, FULL_TILT, OVER_HTTP = 50, 8, 16
BATCH = 2_000
TARGET_MS, TARGET_RATIO, TARGET_HTTP_MS = 50, 0.5, 100
PASSWORD = "a quiet lantern"

# What a claim has to find out, and nothing of what it hands over: no draft, no text, no lease that lapsed.
BARE = """
UPDATE annotator_assignment AS slot
SET status = 'CLAIMED', hold = 'CLAIM', annotator_id = %(annotator)s, lease_expires_at = %(now)s + interval '10 min',
    fence = slot.fence + 1, claimed_at = %(now)s
WHERE slot.id = (
    SELECT slot.id FROM annotator_assignment AS slot
    WHERE slot.queue_id = %(queue)s AND slot.status = 'OPEN'
      AND NOT EXISTS (
          SELECT 1 FROM annotator_assignment AS mine
          WHERE mine.queue_id = slot.queue_id AND mine.trajectory_id = slot.trajectory_id
            AND mine.annotator_id = %(annotator)s AND mine.round = slot.round
      )
      AND NOT EXISTS (
          SELECT 1 FROM annotator_exclusion AS kept_away
          WHERE kept_away.annotator_id = %(annotator)s AND kept_away.trajectory_id = slot.trajectory_id
      )
    ORDER BY slot.priority DESC, slot.position, slot.id LIMIT 1 FOR UPDATE OF slot SKIP LOCKED
)
RETURNING slot.id
"""

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
    options.add_argument("--minutes", type=float, default=4.0, help="how long the 50 are watched, each of two times")
    options.add_argument("--rounds", type=int, default=30, help="how often the 16 ask over HTTP")
    chosen = options.parse_args()
    # Every claimer is a thread with a connection of its own; the site's pool is for its few.
    os.environ["ASSAY_DATABASE_POOL"] = "0"
    with scratch_database("assay_claims"), tempfile.TemporaryDirectory() as home:
        say(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
        bench = fill(chosen.slots)
        fresh = bench.at_work(minutes=chosen.minutes)
        ours, bare = bench.drive(chosen.claims)
        worn = bench.at_work(minutes=chosen.minutes)
        http = bench.over_http(Path(home), rounds=chosen.rounds)
        bench.check_for_duplicates()
        waits = [
            (f"{AT_WORK} people, fresh table", fresh, TARGET_MS),
            (f"{AT_WORK} people, worn table", worn, TARGET_MS),
            (f"{OVER_HTTP} at one moment over HTTP", http, TARGET_HTTP_MS),
        ]
        rates = [("ours", ours), ("bare `SKIP LOCKED`", bare)]
        report(waits, rates, open_left=bench.count("status = 'OPEN'"))


class Bench:
    """The project, its queue, and the members who claim."""

    def __init__(self, queue_id: int, members: list[Any], extras: list[int]) -> None:
        self.queue_id = queue_id
        self.members = members
        self.extras = extras
        self.claimed: list[int] = []

    def at_work(self, *, minutes: float) -> list[float]:
        """Seconds of each claim of 50 people who think for a second between claim and submission."""
        end = time.monotonic() + minutes * 60
        with ThreadPoolExecutor(AT_WORK) as pool:
            found = list(pool.map(lambda member: self._work(member, end), self.members[:AT_WORK]))
        seconds = list(itertools.chain(*found))
        say(f"{len(seconds):,} claims of {AT_WORK} people in {minutes:g} minutes, load {os.getloadavg()[0]:.1f}")
        return seconds

    def _work(self, member: Any, end: float) -> list[float]:
        from django.db import connection

        from annotator.http.clock import now
        from annotator.labeling.draft_state import Operation
        from annotator.labeling.services.claims import claim_next
        from annotator.labeling.services.submissions import submit

        seconds = []
        try:
            while time.monotonic() < end:
                start = time.perf_counter()
                held = claim_next(queue_id=self.queue_id, member=member, now=now())
                seconds.append(time.perf_counter() - start)
                assert held is not None
                self.claimed.append(held.assignment_id)
                time.sleep(1.0)
                submit(
                    member=member,
                    assignment_id=held.assignment_id,
                    base_revision=0,
                    operations=[Operation(id=str(uuid.uuid4()), field="no_error", value=True)],
                    now=now(),
                    undo_seconds=0,
                )
        finally:
            connection.close()
        return seconds

    def drive(self, claims: int) -> tuple[list[float], list[float]]:
        """Claims per second of ours and of the bare statement, batch by batch in turn, until so many are claimed."""
        ours: list[float] = []
        bare: list[float] = []
        while len(self.claimed) < claims:
            ours.append(self._full_tilt(self._ours))
            bare.append(self._full_tilt(self._bare))
        say(f"{len(self.claimed):,} slots are claimed by now, load {os.getloadavg()[0]:.1f}")
        return ours, bare

    def _full_tilt(self, claim: Callable[[int], int]) -> float:
        """A batch of claims, each for somebody who holds nothing; what they got is submitted afterwards."""
        people = iter(self.extras)
        lock = threading.Lock()

        def work(_: int) -> list[int]:
            from django.db import connection

            got: list[int] = []
            try:
                while True:
                    with lock:
                        annotator = next(people, None)
                    if annotator is None:
                        return got
                    got.append(claim(annotator))
            finally:
                connection.close()

        start = time.perf_counter()
        with ThreadPoolExecutor(FULL_TILT) as pool:
            got = list(itertools.chain(*pool.map(work, range(FULL_TILT))))
        seconds = time.perf_counter() - start
        self.claimed.extend(got)
        self._finish(got)
        return len(got) / seconds

    def _ours(self, annotator: int) -> int:
        from dataclasses import replace

        from annotator.http.clock import now
        from annotator.labeling.services.claims import claim_next

        held = claim_next(queue_id=self.queue_id, member=replace(self.members[0], annotator_id=annotator), now=now())
        assert held is not None
        return held.assignment_id

    def _bare(self, annotator: int) -> int:
        from django.db import connection

        from annotator.http.clock import now

        with connection.cursor() as cursor:
            cursor.execute(BARE, {"annotator": annotator, "queue": self.queue_id, "now": now()})
            return int(cursor.fetchone()[0])

    def _finish(self, slots: list[int]) -> None:
        """They are submitted, as far as the table can tell: that is what it looks like after so many claims."""
        from annotator.http.clock import now
        from annotator.labeling.models import Assignment, Draft

        at = now()
        Assignment.objects.filter(pk__in=slots).update(status="SUBMITTED", undo_until=at, lease_expires_at=None)
        Draft.objects.filter(assignment__in=slots).update(closed_at=at)

    def over_http(self, home: Path, *, rounds: int) -> list[float]:
        """Seconds of each claim, when 16 people ask the site at one moment."""
        from tests.e2e.site import running_site

        environment = {name: value for name, value in os.environ.items() if name != "ASSAY_DATABASE_POOL"}
        environment["ASSAY_ALLOWED_HOSTS"] = "127.0.0.1"
        with running_site(environment=environment, home=home) as site:
            tokens = [self._token(member) for member in self.members[:OVER_HTTP]]
            seconds = []
            for number in range(rounds + 2):
                found = self._at_one_moment(site.address, tokens)
                self._give_back()
                if number >= 2:  # the first ones open connections and fill caches
                    seconds.extend(found)
        return seconds

    def _at_one_moment(self, address: str, tokens: list[str]) -> list[float]:
        url = f"{address}/api/v1/projects/bench/queues/{self.queue_id}/claim"
        gate = threading.Barrier(len(tokens))

        def ask(token: str) -> float:
            request = urllib.request.Request(url, method="POST", headers={"Authorization": f"Token {token}"})  # noqa: S310
            gate.wait()
            start = time.perf_counter()
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - our own address
                response.read()
            return time.perf_counter() - start

        with ThreadPoolExecutor(len(tokens)) as pool:
            return list(pool.map(ask, tokens))

    def _give_back(self) -> None:
        from annotator.labeling.models import Assignment

        held = Assignment.objects.filter(status="CLAIMED").values_list("pk", flat=True)
        self._finish(list(held))

    def _token(self, member: Any) -> str:
        from django.contrib.auth.models import User
        from rest_framework.test import APIClient

        client = APIClient()
        client.force_login(User.objects.get(pk=member.user_id), backend="django.contrib.auth.backends.ModelBackend")
        return str(client.post("/api/v1/account/tokens", {"name": "benchmark"}, format="json").json()["token"])

    def check_for_duplicates(self) -> None:
        """No slot may have been handed out twice, by whichever of the two statements."""
        assert len(set(self.claimed)) == len(self.claimed)
        say(f"{len(self.claimed):,} claims, no slot twice")

    def count(self, condition: str) -> int:
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
    from annotator.projects.queries import member_of
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
    members = [member_of(slug="bench", user=User.objects.get(username=f"person-{n}")) for n in range(AT_WORK)]
    extras = list(Annotator.objects.filter(name__startswith="extra-").values_list("pk", flat=True))
    say(f"{slots:,} open slots")
    return Bench(default_queue(project).pk, members, extras)


def report(waits: list[tuple[str, list[float], int]], rates: list[tuple[str, list[float]]], *, open_left: int) -> None:
    """Markdown tables, so that they can go into the docs as they are."""
    print(f"\n{open_left:,} slots are left open\n")
    print("| | claims | p50 ms | p95 ms | worst ms | target p95 |\n|---|--:|--:|--:|--:|--:|")
    for name, seconds, target in waits:
        p50, p95 = statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=20)[-1] * 1000
        print(f"| {name} | {len(seconds):,} | {p50:.1f} | {p95:.1f} | {max(seconds) * 1000:.0f} | {target} |")
    print("\n| full tilt | claims/s | first batches | last batches |\n|---|--:|--:|--:|")
    for name, found in rates:
        first, last = parts(found)
        print(f"| {name} | {statistics.median(found):.0f} | {first:.0f} | {last:.0f} |")
    ours, bare = (statistics.median(found) for _, found in rates)
    print(f"| ratio | {ours / bare:.2f} | | at least {TARGET_RATIO} |")


def parts(rates: list[float]) -> tuple[float, float]:
    """Medians of the first and of the last quarter."""
    quarter = max(1, len(rates) // 4)
    return statistics.median(rates[:quarter]), statistics.median(rates[-quarter:])


def say(words: str) -> None:
    """Where it is, for whoever waits."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
