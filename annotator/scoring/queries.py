"""Reads of scorers, runs, chunks and rewards."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, F, Func, IntegerField, Min, OuterRef, Q, QuerySet, Sum, TextField, Value

from annotator.projects.models import Project
from annotator.scoring.catalogue import CHANNEL, IMPORTED
from annotator.scoring.declarations import DeclaredScorer
from annotator.scoring.models import (
    ChunkStatus,
    RewardStatus,
    RunStatus,
    ScoreChunk,
    Scorer,
    ScorerChannel,
    ScoreRun,
    TrajectoryRewards,
)
from annotator.scoring.presets import builtin_scorers
from annotator.trajectories.filters import apply_filter, touches_hidden
from annotator.trajectories.models import Trajectory
from annotator.trajectories.queries import latest_trajectories
from annotator.trajectories.steps import Step, from_json

# With rewards that hold: the other two statuses only say why there are none.
SCORED: Final = [RewardStatus.OK.value, RewardStatus.TRUNCATED.value]
UNSCORED: Final = [RewardStatus.FAILED.value, RewardStatus.MISMATCH.value]
OPEN_CHUNKS: Final = [ChunkStatus.UNSENT.value, ChunkStatus.SENT.value, ChunkStatus.CLAIMED.value]
CLOSED_CHUNKS: Final = [ChunkStatus.DONE.value, ChunkStatus.FAILED.value]
GOING_RUNS: Final = [RunStatus.QUEUED.value, RunStatus.RUNNING.value]
OPEN_RUNS: Final = [*GOING_RUNS, RunStatus.PAUSED.value]

RATE_WINDOW: Final = timedelta(minutes=1)
MANY_REASONS: Final = 20
NUMBERS: Final = "[0-9][0-9,.]*"


@dataclass(frozen=True, slots=True)
class ReadableTrajectory:
    """A trajectory as a scorer reads it, the reference answer included: for workers only, never for a page."""

    id: int
    content_hash: bytes
    scorable: tuple[int, ...]
    problem: str
    steps: tuple[Step, ...]
    tools: tuple[Any, ...]
    reference_answer: str | None


@dataclass(frozen=True, slots=True)
class Twin:
    """Of two trajectories with the same text the one that was scored, in which run, and the one that was not."""

    trajectory_id: int
    twin_id: int
    run_id: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would have to do: `unchanged` have rewards of this revision for their present text."""

    wanted: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why trajectories have no rewards, or not for all steps, and how many that are.

    Sentences that differ in numbers alone are one reason: `reason` is one of them, of the trajectory `example_id`, and
    `wordings` says how many there are.
    """

    status: str
    reason: str
    count: int
    wordings: int
    example_id: int

    @property
    def sentence(self) -> str:
        """For where there is one line to say it in."""
        return self.reason if self.wordings == 1 else f"{self.reason} (or alike, with other numbers)"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """Where a run stands. Nothing of it is stored: all of it is counted when asked.

    `failed` includes results that did not fit. `unchanged` had rewards of the same revision from another run when
    their turn came. `rate` is trajectories per second over the last minute; None while nothing moves.
    """

    total: int
    done: int
    ok: int = 0
    truncated: int = 0
    failed: int = 0
    rate: float | None = None

    @property
    def unchanged(self) -> int:
        """Trajectories that are done and have no row of this run."""
        return max(0, self.done - self.ok - self.truncated - self.failed)

    @property
    def seconds_left(self) -> float | None:
        """At the present rate; None while nothing moves."""
        return None if not self.rate else (self.total - self.done) / self.rate


def newest_scorer(*, project_id: int, name: str) -> Scorer | None:
    """The newest revision of the scorer of that name."""
    return Scorer.objects.filter(project=project_id, name=name).order_by("-pk").first()


def newest_channel(*, project_id: int, name: str, channel: str) -> ScorerChannel | None:
    """The channel of that name of the newest revision of the scorer of that name."""
    scorer = newest_scorer(project_id=project_id, name=name)
    return None if scorer is None else scorer.channels.select_related("scorer").filter(name=channel).first()


def builtin_scorers_of(project: Project) -> list[Scorer]:
    """The project's rows of the built-in scorers in their present revision, as far as they are there."""
    builtin = builtin_scorers()
    rows = Scorer.objects.filter(project=project, name__in=builtin).order_by("pk")
    return [row for row in rows if is_present(row, builtin[row.name])]


def is_present(row: Scorer, declared: DeclaredScorer) -> bool:
    """Whether this row is the scorer as it is declared now."""
    return (row.revision, row.adapter) == (declared.revision, declared.adapter)


def names_of_own_scorers(project_id: int) -> set[str]:
    """Scorers that Assay runs itself in this project: rewards from files go by other names."""
    added = Scorer.objects.filter(project=project_id).exclude(adapter=IMPORTED)
    return {*builtin_scorers(), *added.values_list("name", flat=True)}


def rewards_of(channels: Iterable[int]) -> Exists:
    """Whether a trajectory has rewards of these channels for the text that it has now."""
    rows = TrajectoryRewards.objects.filter(
        channel__in=channels,
        trajectory=OuterRef("pk"),
        is_current=True,
        status__in=SCORED,
        content_hash=OuterRef("content_hash"),
    )
    return Exists(rows)


def waiting_for_rewards(*, run_id: int, channel_id: int, trajectory_ids: Sequence[int]) -> list[int]:
    """Which of these trajectories this run has still to judge, ascending.

    Left out is what it has judged already (a worker died half-way) and what another run has judged meanwhile.
    """
    judged = TrajectoryRewards.objects.filter(run=run_id, channel=channel_id, trajectory=OuterRef("pk"))
    waiting = Trajectory.objects.filter(~Q(Exists(judged)), ~rewards_of([channel_id]), pk__in=trajectory_ids)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


_TWINS: Final = """
SELECT DISTINCT ON (waiting.id) waiting.id, twin.id, rewards.run_id
FROM annotator_trajectory AS waiting
JOIN annotator_trajectory AS twin
  ON twin.project_id = waiting.project_id AND twin.content_hash = waiting.content_hash AND twin.id <> waiting.id
 AND twin.scorable = waiting.scorable
JOIN annotator_trajectoryrewards AS rewards
  ON rewards.trajectory_id = twin.id AND rewards.channel_id = %s AND rewards.is_current
 AND rewards.status = ANY(%s) AND rewards.content_hash = twin.content_hash
JOIN annotator_trajectorytext AS text ON text.trajectory_id = waiting.id
JOIN annotator_trajectorytext AS twin_text ON twin_text.trajectory_id = twin.id
WHERE waiting.id = ANY(%s) AND text.reference_answer IS NOT DISTINCT FROM twin_text.reference_answer
ORDER BY waiting.id, twin.id
"""


def twins_with_rewards(*, trajectory_ids: Sequence[int], channel_id: int) -> list[Twin]:
    """For each of these trajectories whose very text this channel has judged under another id: where. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TWINS, [channel_id, SCORED, list(trajectory_ids)])
        return [Twin(*row) for row in cursor.fetchall()]


def preview(*, project_id: int, scorer: str, filter_text: str, may_count: Q) -> Preview:
    """What a run of this scorer, in its present revision, would find. `may_count` are the trajectories that may be
    counted where the filter touches what is hidden. Raises BadFilter."""
    fits = apply_filter(latest_trajectories(project_id), filter_text, project_id=project_id)
    if touches_hidden(filter_text):
        fits = fits.filter(may_count)
    row = newest_scorer(project_id=project_id, name=scorer)
    builtin = builtin_scorers().get(scorer)
    if row is None or (builtin is not None and not is_present(row, builtin)):
        return Preview(wanted=fits.count(), unchanged=0)
    unchanged = fits.filter(rewards_of(row.channels.filter(name=CHANNEL).values_list("pk", flat=True))).count()
    return Preview(wanted=fits.count() - unchanged, unchanged=unchanged)


def readable_trajectories(trajectory_ids: Sequence[int]) -> list[ReadableTrajectory]:
    """The texts of these trajectories as a scorer reads them, in the order of their ids: one query."""
    rows = Trajectory.objects.filter(pk__in=trajectory_ids).order_by("pk")
    texts = ("text__problem", "text__steps", "text__tools", "text__reference_answer")
    return [
        ReadableTrajectory(
            id=pk,
            content_hash=bytes(content_hash),
            scorable=tuple(scorable),
            problem=problem,
            steps=tuple(from_json(step) for step in steps),
            tools=tuple(tools),
            reference_answer=reference_answer,
        )
        for pk, content_hash, scorable, problem, steps, tools, reference_answer in rows.values_list(
            "pk", "content_hash", "scorable", *texts
        )
    ]


def of_newest_revision() -> Q:
    """The condition that rewards belong to a trajectory's newest revision.

    A text never changes, so nothing else can outdate rewards that hold. (Comparing hashes as well makes the planner
    expect one row, and take a second for 100,000.)
    """
    return ~Q(Exists(Trajectory.objects.filter(previous=OuterRef("trajectory"))))


def scored_by_scorer(project_id: int) -> dict[int, int]:
    """Per scorer row the number of the project's newest trajectories that have rewards of it: one query."""
    rows = TrajectoryRewards.objects.filter(
        of_newest_revision(),
        channel__scorer__project=project_id,
        channel__name=CHANNEL,
        is_current=True,
        status__in=SCORED,
    )
    return dict(rows.values("channel__scorer").annotate(scored=Count("pk")).values_list("channel__scorer", "scored"))


def newest_scorers(project_id: int) -> list[Scorer]:
    """The newest revision of each of the project's scorers, by name, with their channels."""
    rows = Scorer.objects.filter(project=project_id).order_by("name", "-pk").distinct("name")
    return list(rows.prefetch_related("channels"))


def runs_of(project: Project) -> QuerySet[ScoreRun]:
    """The project's runs, newest first; imports of reward files are runs of imported scorers."""
    return ScoreRun.objects.filter(project=project).select_related("scorer", "requested_by").order_by("-pk")


def counts_of(runs: Iterable[ScoreRun], *, now: datetime) -> dict[int, RunCounts]:
    """See RunCounts: two queries for all these runs."""
    totals = {run.pk: run.trajectory_count for run in runs}
    closed = _closed_trajectories(totals)
    found: dict[int, RunCounts] = {}
    recorded = _recorded_by_status(totals, now=now)
    for pk, total in totals.items():
        rows = recorded[pk]
        by_status = {row["status"]: row["count"] for row in rows}
        done = max(closed.get(pk, 0), sum(by_status.values()))
        found[pk] = RunCounts(
            total=total,
            done=min(done, total),
            ok=by_status.get(RewardStatus.OK.value, 0),
            truncated=by_status.get(RewardStatus.TRUNCATED.value, 0),
            failed=sum(by_status.get(status, 0) for status in UNSCORED),
            rate=_rate(rows, now=now),
        )
    return found


def reasons_of(run: ScoreRun) -> list[Reason]:
    """Why trajectories of this run have no rewards, or not for all steps; the most frequent reasons first.

    Two queries.
    """
    unlike = TrajectoryRewards.objects.filter(run=run, channel__name=CHANNEL).exclude(status=RewardStatus.OK.value)
    kind = Func(
        F("reason"), Value(NUMBERS), Value("#"), Value("g"), function="regexp_replace", output_field=TextField()
    )
    rows = list(
        unlike.annotate(kind=kind)
        .values("status", "kind")
        .annotate(count=Count("pk"), wordings=Count("reason", distinct=True), example_id=Min("trajectory"))
        .values("status", "count", "wordings", "example_id")
        .order_by("-count", "kind")[:MANY_REASONS]
    )
    said = dict(unlike.filter(trajectory__in=[row["example_id"] for row in rows]).values_list("trajectory", "reason"))
    return [Reason(**row, reason=said[row["example_id"]]) for row in rows]


def _closed_trajectories(run_ids: Iterable[int]) -> dict[int, int]:
    size = Func(F("trajectory_ids"), function="cardinality", output_field=IntegerField())
    rows = ScoreChunk.objects.filter(run__in=list(run_ids), status__in=CLOSED_CHUNKS)
    return dict(rows.values("run_id").annotate(done=Sum(size)).values_list("run_id", "done"))


def _recorded_by_status(run_ids: Iterable[int], *, now: datetime) -> dict[int, list[dict[str, Any]]]:
    lately = Q(scored_at__gt=now - RATE_WINDOW)
    rows = (
        TrajectoryRewards.objects.filter(run__in=list(run_ids), channel__name=CHANNEL)
        .values("run_id", "status")
        .annotate(
            count=Count("pk"),
            lately=Count("pk", filter=lately),
            since=Min("scored_at", filter=lately),
        )
    )
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["run_id"]].append(dict(row))
    return grouped


def _rate(rows: Sequence[dict[str, Any]], *, now: datetime) -> float | None:
    since = min((row["since"] for row in rows if row["since"] is not None), default=None)
    if since is None:
        return None
    seconds: float = max(1.0, (now - since).total_seconds())
    lately: int = sum(row["lately"] for row in rows)
    return lately / seconds
