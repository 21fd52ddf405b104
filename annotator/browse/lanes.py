"""Rewards as a page shows them: one lane per scorer channel, with what its numbers mean and where they come from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from annotator.labeling.compiled import STAND_IN_IDS, Compiled, CompiledObjects, any_of
from annotator.labeling.prepared import Prepared
from annotator.metrics.first_error import first_error_below
from annotator.scoring.first_error_posterior import first_error_posterior
from annotator.scoring.models import RewardEvidence, RewardStatus, ScorerChannel, TrajectoryRewards
from annotator.scoring.semantics import Semantics
from annotator.trajectories.models import Trajectory

# Of a hundred rows the rest (margins, provenance, dates) takes longer to read than what a list shows.
_OF_A_STRIP: Final = ("trajectory_id", "channel_id", "status", "content_hash", "rewards", "lowest")


def channels_of(project_id: int) -> list[ScorerChannel]:
    """The project's channels of the newest revision of each scorer, in the order in which scorers came."""
    newest: dict[tuple[str, str], ScorerChannel] = {}
    for channel in _channels_of().objects(project=project_id):
        newest[channel.scorer.name, channel.name] = channel
    return list(newest.values())


def sorting_channel(channels: Iterable[ScorerChannel], scorer: str) -> ScorerChannel | None:
    """The one of `channels_of` whose lowest reward an order by this scorer means: the first of its newest revision."""
    named = [channel for channel in channels if channel.scorer.name == scorer]
    return min(named, key=lambda channel: (-channel.scorer_id, channel.pk), default=None)


def strips(*, channels: Sequence[int], trajectories: Iterable[Trajectory]) -> dict[int, list[dict[str, Any]]]:
    """Per trajectory one strip per channel: rewards of the scorable steps only, for the rows of a list."""
    by_id = {trajectory.pk: trajectory for trajectory in trajectories}
    rows = _rewards_of_rows().rows({"channels": channels, "trajectories": list(by_id)})
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for trajectory_id, channel_id, status, content_hash, rewards, lowest in rows:
        trajectory = by_id[trajectory_id]
        found[trajectory_id].append(
            {
                "channel_id": channel_id,
                "status": status if _is_of_this_text(content_hash, trajectory) else "STALE",
                "rewards": [rewards[index] for index in trajectory.scorable] if rewards else [],
                "lowest": lowest,
            }
        )
    return found


@cache
def _channels_of() -> CompiledObjects[ScorerChannel]:
    """This and the next are asked for by every list: to compose them takes Django longer than PostgreSQL to answer."""
    project = STAND_IN_IDS[0]
    rows = ScorerChannel.objects.filter(scorer__project=project).select_related("scorer").order_by("scorer_id", "pk")
    return CompiledObjects.of(
        rows, stand_ins={"project": project}, name="assay_channels_of_project", types={"project": "bigint"}
    )


@cache
def _rewards_of_rows() -> Prepared:
    channels, trajectories = [STAND_IN_IDS[0]], [STAND_IN_IDS[1]]
    current = TrajectoryRewards.objects.filter(
        channel__in=any_of(channels), trajectory__in=any_of(trajectories), is_current=True
    )
    compiled = Compiled.of(
        current.order_by("channel_id").values_list(*_OF_A_STRIP),
        stand_ins={"channels": channels, "trajectories": trajectories},
    )
    return compiled.prepared(name="assay_rewards_of_rows", types={"channels": "bigint[]", "trajectories": "bigint[]"})


def lanes_of(trajectory: Trajectory) -> list[dict[str, Any]]:
    """Every current reward row of one trajectory, with evidence: two queries.

    A channel that scored only the previous revision appears as a stale lane without numbers: what was said of another
    text is never shown as if it were said of this one.
    """
    ids = [trajectory.pk, *([trajectory.previous_id] if trajectory.previous_id else [])]
    rows = list(
        TrajectoryRewards.objects.filter(trajectory__in=ids, is_current=True)
        .select_related("channel__scorer", "run", "provenance")
        .order_by("channel__scorer_id", "channel_id", "-trajectory_id")
    )
    newest: dict[int, TrajectoryRewards] = {}
    for row in rows:
        newest.setdefault(row.channel_id, row)
    evidence = _evidence([row.pk for row in newest.values()])
    return [_lane(row, trajectory, evidence.get(row.pk, [])) for row in newest.values()]


def channel(row: ScorerChannel) -> dict[str, Any]:
    """What a lane's numbers mean."""
    return {
        "id": row.pk,
        "scorer": row.scorer.name,
        "name": row.name,
        "adapter": row.scorer.adapter,
        "revision": row.scorer.revision,
        "semantics": row.semantics,
        "threshold": row.threshold,
        "threshold_source": row.threshold_source,
    }


def _lane(row: TrajectoryRewards, trajectory: Trajectory, evidence: list[dict[str, Any]]) -> dict[str, Any]:
    status = _status(row, trajectory)
    rewards = list(row.rewards) if status not in {"STALE", RewardStatus.MISMATCH.value} else []
    threshold = row.channel.threshold
    predicted = first_error_below(rewards, threshold=threshold) if rewards and threshold is not None else None
    is_probability = row.channel.semantics == Semantics.PROBABILITY
    posterior = first_error_posterior(rewards) if is_probability and _are_probabilities(rewards) else None
    return {
        "channel": channel(row.channel),
        "status": status,
        "reason": row.reason,
        "is_stale": status == "STALE",
        "rewards": rewards,
        "margins": (row.margins or []) if rewards else [],
        "predicted_first_error": predicted,
        "posterior": posterior and {"by_step": list(posterior.by_step), "none": posterior.none},
        "evidence": evidence if rewards else [],
        "run": {
            "id": row.run_id,
            "status": row.run.status,
            "trajectory_count": row.run.trajectory_count,
            "scored_at": row.scored_at,
        },
        "provenance": dict(row.provenance.content) if row.provenance is not None else {},
    }


def _are_probabilities(rewards: Sequence[float | None]) -> bool:
    """A file can call anything a probability; one number beyond 0..1 costs the posterior, never the page."""
    judged = [reward for reward in rewards if reward is not None]
    return bool(judged) and all(0.0 <= reward <= 1.0 for reward in judged)


def _status(row: TrajectoryRewards, trajectory: Trajectory) -> str:
    is_current = row.trajectory_id == trajectory.pk and _is_of_this_text(row.content_hash, trajectory)
    return row.status if is_current else "STALE"


def _is_of_this_text(content_hash: bytes | memoryview, trajectory: Trajectory) -> bool:
    return bytes(content_hash) == bytes(trajectory.content_hash)


def _evidence(ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in RewardEvidence.objects.filter(rewards__in=ids).order_by("rewards_id", "step_index", "pk"):
        found[row.rewards_id].append(
            {
                "step_index": row.step_index,
                "kind": row.kind,
                "verdict": row.verdict,
                "message": row.message,
                "start": row.start,
                "end": row.end,
            }
        )
    return found
