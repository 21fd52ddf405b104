"""Implicit process rewards (arXiv 2412.01981): beta times the log-likelihood ratio of a tuned model and the one that it
was tuned from, summed over the tokens of the solution up to the end of each step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from worker.scorers.contract import ScorableTrajectory, ScorerUnavailable, StepRewards, Unscored
from worker.scorers.log_ratio.likelihoods import log_likelihoods
from worker.scorers.log_ratio.settings import read_settings
from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.fitting import Fitted, fit
from worker.scorers.step_reader.forward import TrajectoryTooLarge, read
from worker.scorers.step_reader.loading import LoadedBody, load_body, vocabulary_head
from worker.scorers.step_reader.rendering import Renderer

INCREMENTS: Final = "increment"

# float64 [tokens] of the steps, one after the other.
Likelihoods = NDArray[np.float64]


class DifferentVocabularies(ScorerUnavailable):
    """The two models do not cut a text into the same tokens."""


@dataclass(frozen=True, slots=True)
class _Spans:
    """The tokens of one trajectory's steps. `encoded.reads` are the places before each of them, `following` their ids;
    `sizes[j]` tokens belong to step `steps[j]`."""

    encoded: Encoded
    following: NDArray[np.int64]
    steps: NDArray[np.int64]
    sizes: NDArray[np.int64]
    because: str


class _Model:
    """One of the two."""

    def __init__(self, found: LoadedBody) -> None:
        self.body = found
        (head,) = found.checkpoint.tensors([vocabulary_head(found)]).values()
        self.words = len(head)
        self._readout = log_likelihoods(head.to(found.device, found.body.dtype))

    def read(self, spans: Sequence[_Spans], *, token_budget: int | None) -> list[Likelihoods]:
        """ln p of every token of every step. Raises TrajectoryTooLarge."""
        reading = read(
            self.body.body,
            [one.encoded for one in spans],
            self._readout,
            targets=[one.following for one in spans],
            token_budget=token_budget,
            device=self.body.device,
        )
        return [rows[:, 0].astype(np.float64) for rows in reading.rows]


class LogRatio:
    """`rewards` are sums from the first token of the solution to the end of the step: a level, not a difference, and
    unbounded on both sides. What others said in between (tools, people) is read and does not count."""

    def __init__(self, **given: Any) -> None:
        settings = read_settings(given)
        self._beta = settings.beta
        self._gives_increments = settings.increments
        self._batch_size = settings.execution.batch_size
        self._token_budget = settings.execution.token_budget or None
        own = settings.reading(model=settings.model, revision=settings.revision)
        self._model = _Model(load_body(own))
        self._reference = _Model(
            load_body(settings.reading(model=settings.reference, revision=settings.reference_revision))
        )
        self._check_they_fit()
        self._renderer = Renderer(own, self._model.body.vocabulary, spans=True)
        longest = min(self._model.body.longest, self._reference.body.longest)
        self._limits = replace(settings.limits, max_tokens=settings.limits.max_tokens or longest)

    @property
    def batch_size(self) -> int:
        """How many trajectories it likes at once: enough to fill packs."""
        return self._batch_size

    @property
    def provenance(self) -> Mapping[str, str]:
        """As of the step reader, and of the reference model what differs."""
        reference = self._reference.body.provenance
        return {
            **self._model.body.provenance,
            "reference": reference["model"],
            "reference_revision": reference["revision"],
            "reference_tokenizer_hash": reference["tokenizer_hash"],
        }

    def score(self, batch: Sequence[ScorableTrajectory]) -> list[StepRewards | Unscored]:
        """One result per trajectory. One that does not fit into the device's memory even alone is left unscored."""
        found = [self._spans(trajectory) for trajectory in batch]
        said = iter(self._ratios([one for one in found if isinstance(one, _Spans)]))
        return [
            self._rewards(trajectory, one, next(said)) if isinstance(one, _Spans) else one
            for trajectory, one in zip(batch, found, strict=True)
        ]

    def _check_they_fit(self) -> None:
        if not self._model.body.vocabulary.is_same_as(self._reference.body.vocabulary):
            raise DifferentVocabularies(
                f"{self._model.body.provenance['model']} and {self._reference.body.provenance['model']} cut a text "
                "into different tokens, so their likelihoods cannot be compared. Give the model that the first one was "
                "tuned from as the reference."
            )

    def _spans(self, trajectory: ScorableTrajectory) -> _Spans | Unscored:
        fitted = fit(self._renderer, trajectory, self._limits)
        if isinstance(fitted, Unscored):
            return fitted
        spans = _spans_of(fitted)
        words = min(self._model.words, self._reference.words)
        if len(fitted.encoded.ids) and int(fitted.encoded.ids.max()) >= words:
            return Unscored(f"It has a token that one of the two models does not know: they know {words:,}.")
        return spans

    def _ratios(self, spans: Sequence[_Spans]) -> list[Likelihoods | Unscored]:
        """Per token, in the units of beta; one trajectory at a time where one of them is too large for the device."""
        try:
            own = self._model.read(spans, token_budget=self._token_budget)
            reference = self._reference.read(spans, token_budget=self._token_budget)
        except TrajectoryTooLarge as reason:
            if len(spans) == 1:
                return [Unscored(str(reason))]
            return [alone for one in spans for alone in self._ratios([one])]
        return [self._beta * (one - other) for one, other in zip(own, reference, strict=True)]

    def _rewards(
        self, trajectory: ScorableTrajectory, spans: _Spans, ratios: Likelihoods | Unscored
    ) -> StepRewards | Unscored:
        if isinstance(ratios, Unscored):
            return ratios
        parts = np.split(ratios, np.cumsum(spans.sizes)[:-1]) if len(spans.sizes) else []
        added = np.array([part.sum() for part in parts], dtype=np.float64)
        count = len(trajectory.steps)
        sums = StepRewards(_spread(np.cumsum(added), spans.steps, count), truncated_because=spans.because)
        if not self._gives_increments:
            return sums
        return replace(sums, further={INCREMENTS: StepRewards(_spread(added, spans.steps, count))})


def _spans_of(fitted: Fitted) -> _Spans:
    """From two reads per step (the last token before it, its own last one) to one read per token of the steps."""
    encoded = fitted.encoded
    before, last = encoded.reads[0::2], encoded.reads[1::2]
    # A text without anything in front of it: its first token follows nothing, so it has no likelihood.
    before = np.maximum(before, 0)
    places = [np.arange(start, max(start, stop)) for start, stop in zip(before, last, strict=True)]
    reads = np.concatenate(places) if places else np.empty(0, dtype=np.int64)
    none = np.empty(0, dtype=np.int64)
    return _Spans(
        encoded=replace(encoded, reads=reads, steps=none, leaves=none),
        following=encoded.ids[reads + 1],
        steps=encoded.steps[0::2],
        sizes=np.array([len(place) for place in places], dtype=np.int64),
        because=fitted.because,
    )


def _spread(numbers: NDArray[np.float64], steps: NDArray[np.int64], count: int) -> tuple[float | None, ...]:
    """One entry per step of all steps; None where nothing was read."""
    read_of = dict(zip(steps.tolist(), numbers.tolist(), strict=True))
    return tuple(read_of.get(index) for index in range(count))
