"""The one place where the domain and the scorers meet: a chunk's id comes in, rewards are written.

A message may come twice, late or never; the chunk's row decides. See docs/scoring.md for what survives what.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Final

from celery import shared_task
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from annotator.http.clock import now
from annotator.scoring.queries import ReadableTrajectory, readable_trajectories, waiting_for_rewards
from annotator.scoring.results import ScoredTrajectory, StepEvidence
from annotator.scoring.services import chunks
from annotator.scoring.services.chunks import ChunkLost, ClaimedChunk
from annotator.scoring.services.recording import MAX_REASON, record_failures, record_rewards
from annotator.scoring.services.reusing import reuse_rewards
from annotator.trajectories.steps import Step
from worker.heartbeat import Heartbeat
from worker.scorers import registry
from worker.scorers.contract import (
    Evidence,
    ScorableStep,
    ScorableToolCall,
    ScorableTrajectory,
    Scorer,
    ScorerUnavailable,
    StepRewards,
    Unscored,
)

logger = logging.getLogger(__name__)

# The longest a chunk may take, however alive its heart: a scorer that never returns must not keep it for ever.
TIME_LIMIT_S: Final = 3_600
NOT_THE_TRAJECTORYS_FAULT: Final = (
    ChunkLost,
    ScorerUnavailable,
    OperationalError,
    InterfaceError,
    ProgrammingError,
)


class WrongNumberOfResults(Exception):
    """The scorer broke its contract: one result per trajectory."""


@shared_task(
    name="worker.score_chunk",
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
    time_limit=TIME_LIMIT_S,
)
def score_chunk(*, chunk_id: int, **_: object) -> None:
    """Score one chunk, unless somebody else does or has."""
    claim = chunks.claim_chunk(chunk_id=chunk_id, now=now())
    if claim is None:
        return
    try:
        with Heartbeat(partial(_renew, claim), every_s=chunks.RENEW_EVERY_S):
            is_through = _score(claim)
        if is_through:
            chunks.finish_chunk(claim=claim, now=now())
        else:
            chunks.put_chunk_back(claim=claim)
    except ChunkLost as lost:
        logger.info("%s Somebody else goes on with it.", lost)
    except Exception as error:
        logger.exception("chunk %d could not be worked on", claim.id)
        _let_go(claim, reason=_sentence(error))


def _score(claim: ClaimedChunk) -> bool:
    """Whether it is through; False where the run was paused before the next batch."""
    scorer = _scorer(claim.adapter, json.dumps(dict(claim.configuration), sort_keys=True))
    waiting = waiting_for_rewards(run_id=claim.run_id, channel_id=claim.channel_id, trajectory_ids=claim.trajectory_ids)
    for trajectory_ids in _portions(waiting, size=scorer.batch_size, attempt=claim.attempt):
        if not chunks.is_to_go_on(claim=claim):
            return False
        known = reuse_rewards(claim=claim, trajectory_ids=trajectory_ids, now=now())
        _score_batch(claim, scorer, [pk for pk in trajectory_ids if pk not in known])
    return True


@lru_cache(maxsize=4)
def _scorer(adapter: str, configuration: str) -> Scorer:
    """One per process and configuration: a model takes minutes to load."""
    return registry.load(adapter, json.loads(configuration))


def _portions(trajectory_ids: Sequence[int], *, size: int, attempt: int) -> Iterator[Sequence[int]]:
    """Batches; after a death one by one, once from either end, so that only what kills the process stays behind."""
    ordered = trajectory_ids if attempt < chunks.MAX_ATTEMPTS else trajectory_ids[::-1]
    portion = size if attempt == 1 else 1
    for start in range(0, len(ordered), portion):
        yield ordered[start : start + portion]


def _score_batch(claim: ClaimedChunk, scorer: Scorer, trajectory_ids: Sequence[int]) -> None:
    """A trajectory that cannot be read or scored fails alone: its batch is tried again one by one."""
    if not trajectory_ids:
        return
    try:
        _record(claim, scorer, _results(scorer, readable_trajectories(trajectory_ids)))
    except NOT_THE_TRAJECTORYS_FAULT:
        raise
    except Exception as error:  # noqa: BLE001 - traces are hostile: whatever else happens is its trajectory's failure
        _score_alone(claim, scorer, trajectory_ids, error)


def _score_alone(claim: ClaimedChunk, scorer: Scorer, trajectory_ids: Sequence[int], error: Exception) -> None:
    if len(trajectory_ids) == 1:
        logger.warning("trajectory %d failed in run %d", trajectory_ids[0], claim.run_id, exc_info=error)
        record_failures(claim=claim, reasons={trajectory_ids[0]: _sentence(error)}, now=now())
        return
    for trajectory_id in trajectory_ids:
        _score_batch(claim, scorer, [trajectory_id])


def _results(
    scorer: Scorer, batch: Sequence[ReadableTrajectory]
) -> list[tuple[ReadableTrajectory, StepRewards | Unscored]]:
    """The same text under two ids is scored once."""
    different = {_what_is_read(trajectory): trajectory for trajectory in batch}
    results = scorer.score([_scorable(trajectory) for trajectory in different.values()])
    if len(results) != len(different):
        raise WrongNumberOfResults(f"The scorer gave {len(results)} results for {len(different)} trajectories.")
    said = dict(zip(different, results, strict=True))
    return [(trajectory, said[_what_is_read(trajectory)]) for trajectory in batch]


def _what_is_read(trajectory: ReadableTrajectory) -> tuple[object, ...]:
    return trajectory.content_hash, trajectory.scorable, trajectory.reference_answer


def _record(
    claim: ClaimedChunk, scorer: Scorer, results: Sequence[tuple[ReadableTrajectory, StepRewards | Unscored]]
) -> None:
    scored = [_scored(trajectory, result) for trajectory, result in results if isinstance(result, StepRewards)]
    reasons = {
        trajectory.id: _storable(result.reason) for trajectory, result in results if isinstance(result, Unscored)
    }
    if scored:
        record_rewards(claim=claim, scored=scored, provenance=scorer.provenance, now=now())
    if reasons:
        record_failures(claim=claim, reasons=reasons, now=now())


def _scorable(trajectory: ReadableTrajectory) -> ScorableTrajectory:
    return ScorableTrajectory(
        problem=trajectory.problem,
        steps=tuple(_scorable_step(step) for step in trajectory.steps),
        scorable=trajectory.scorable,
        tools=trajectory.tools,
        reference_answer=trajectory.reference_answer,
    )


def _scorable_step(step: Step) -> ScorableStep:
    return ScorableStep(
        text=step.text,
        role=step.role,
        reasoning=step.reasoning,
        tool_calls=tuple(ScorableToolCall(call.name, call.arguments, call.id) for call in step.tool_calls),
        tool_name=step.tool_name,
        tool_call_id=step.tool_call_id,
    )


def _scored(trajectory: ReadableTrajectory, result: StepRewards) -> ScoredTrajectory:
    return ScoredTrajectory(
        trajectory_id=trajectory.id,
        content_hash=trajectory.content_hash,
        rewards=result.rewards,
        margins=result.margins,
        reliability=result.reliability,
        evidence=[_evidence(found) for found in result.evidence],
        truncated_because=_storable(result.truncated_because),
        further={channel: _scored(trajectory, rewards) for channel, rewards in result.further.items()},
    )


def _evidence(found: Evidence) -> StepEvidence:
    return StepEvidence(
        step_index=found.step_index,
        kind=found.kind,
        verdict=found.verdict,
        message=found.message,
        start=found.start,
        end=found.end,
        details=found.details,
    )


def _renew(claim: ClaimedChunk) -> None:
    chunks.renew_lease(claim=claim, now=now())


def _let_go(claim: ClaimedChunk, *, reason: str) -> None:
    try:
        chunks.let_chunk_go(claim=claim, error=reason)
    except (ChunkLost, DatabaseError, InterfaceError):
        logger.warning("chunk %d waits for its lease to run out", claim.id)


def _sentence(error: Exception) -> str:
    if isinstance(error, ScorerUnavailable):
        return _storable(str(error))
    return _storable(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


def _storable(reason: str) -> str:
    """The reason as people read it, whatever bytes a trace put into it."""
    return reason.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")[:MAX_REASON]
