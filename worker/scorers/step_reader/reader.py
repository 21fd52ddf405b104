"""The scorer: one causal forward over packed trajectories, and a few numbers at known positions."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from worker.scorers.contract import ScorableTrajectory, StepRewards, Unscored
from worker.scorers.step_reader.backwards import backwards, with_backwards
from worker.scorers.step_reader.configuration import Limits, read_configuration
from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.fitting import Fitted, fit
from worker.scorers.step_reader.forward import TrajectoryTooLarge, read
from worker.scorers.step_reader.loading import load_model
from worker.scorers.step_reader.readout import Read, read_out
from worker.scorers.step_reader.rendering import Renderer

# Trajectories whose tokens are kept, so that a chunk that is tried again is not tokenized again: 8 kB each or so.
_KEPT: Final = 4_096


class StepReader:
    """Reads a reward for every step to judge; which model, layout and head is configuration (docs/presets.md).

    `rewards` are probabilities unless the readout is a difference, `margins` the difference of logits behind them.
    """

    def __init__(self, **settings: Any) -> None:
        configuration = read_configuration(settings)
        self._loaded = load_model(configuration)
        self._readout = configuration.readout
        self._check_head_gives_what_is_read()
        self._renderer = Renderer(configuration, self._loaded.vocabulary)
        self._limits = _within(configuration.limits, self._loaded.longest)
        self._token_budget: int | None = configuration.execution.token_budget or None
        self._batch_size = configuration.execution.batch_size
        self._is_bidirectional = configuration.bidirectional
        self._fitted: OrderedDict[bytes, Fitted | Unscored] = OrderedDict()

    @property
    def batch_size(self) -> int:
        """How many trajectories it likes at once: enough to fill packs."""
        return self._batch_size

    @property
    def provenance(self) -> Mapping[str, str]:
        """Model, revision, hashes of tokenizer and template, dtype, attention kernel, device, versions."""
        return self._loaded.provenance

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        """One result per trajectory. One that does not fit into the device's memory even alone is left unscored."""
        if not self._is_bidirectional:
            return self._score(batch)
        both = self._score([*batch, *map(backwards, batch)])
        return list(map(with_backwards, both[: len(batch)], both[len(batch) :]))

    def _score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        fitted = [self._fit(trajectory) for trajectory in batch]
        said = iter(self._read([found.encoded for found in fitted if isinstance(found, Fitted)]))
        return [
            _rewards(trajectory, found, next(said)) if isinstance(found, Fitted) else found
            for trajectory, found in zip(batch, fitted, strict=True)
        ]

    def _check_head_gives_what_is_read(self) -> None:
        hidden = torch.zeros(1, self._loaded.body.config.hidden_size, device=self._loaded.device)
        read_out(self._readout, self._loaded.logits(hidden).cpu().numpy())

    def _fit(self, trajectory: ScorableTrajectory) -> Fitted | Unscored:
        written = repr((trajectory.problem, trajectory.steps, trajectory.scorable, trajectory.reference_answer))
        key = hashlib.sha256(written.encode("utf-8", "surrogatepass")).digest()
        if key not in self._fitted:
            self._fitted[key] = fit(self._renderer, trajectory, self._limits)
        self._fitted.move_to_end(key)
        if len(self._fitted) > _KEPT:
            self._fitted.popitem(last=False)
        return self._fitted[key]

    def _read(self, encoded: Sequence[Encoded]) -> list[Read | Unscored]:
        """What the model says of each; one by one where a trajectory among them is too large for the device."""
        try:
            reading = read(
                self._loaded.body,
                encoded,
                self._loaded.logits,
                token_budget=self._token_budget,
                device=self._loaded.device,
            )
        except TrajectoryTooLarge as reason:
            if len(encoded) == 1:
                return [Unscored(str(reason))]
        else:
            self._token_budget = reading.token_budget
            return [read_out(self._readout, logits) for logits in reading.rows]
        return [alone for one in encoded for alone in self._read([one])]


def _within(limits: Limits, longest: int) -> Limits:
    """Without a limit of its own a scorer reads what its model was made for."""
    return limits if limits.max_tokens > 0 else replace(limits, max_tokens=longest)


def _rewards(trajectory: ScorableTrajectory, fitted: Fitted, read: Read | Unscored) -> StepRewards | Unscored:
    if isinstance(read, Unscored):
        return read
    steps, count = fitted.encoded.steps, len(trajectory.steps)
    return replace(
        _of_all_steps(read, steps, count),
        truncated_because=fitted.because,
        further={name: _of_all_steps(other, steps, count) for name, other in read.further.items()},
    )


def _of_all_steps(read: Read, steps: NDArray[np.int64], count: int) -> StepRewards:
    return StepRewards(
        rewards=_spread(read.rewards, steps, count),
        margins=_spread(read.margins, steps, count),
        reliability=None if read.reliability is None else _spread(read.reliability, steps, count),
    )


def _spread(numbers: NDArray[np.float64], steps: NDArray[np.int64], count: int) -> tuple[float | None, ...]:
    """One entry per step of all steps; None where nothing was read."""
    read = dict(zip(steps.tolist(), numbers.tolist(), strict=True))
    return tuple(read.get(index) for index in range(count))
