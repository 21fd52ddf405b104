"""From logits to rewards. The margin, a difference of float32 logits, is what counts: probabilities saturate."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from worker.scorers.contract import ScorerUnavailable
from worker.scorers.step_reader.configuration import Readout

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Read:
    """One number per position that was read: rewards, margins, and the spread where there are several heads.
    `further` are other channels by name."""

    rewards: Numbers
    margins: Numbers
    reliability: Numbers | None = None
    further: dict[str, "Read"] = field(default_factory=dict)


class WrongOutputs(ScorerUnavailable):
    """The head gives another number of logits than the readout reads."""


def outputs_needed(readout: Readout) -> str:
    """In words, how many logits this readout reads."""
    return {"sigmoid": "one", "three-class": "three", "label-softmax": "two or more", "ensemble": "one per head"}.get(
        readout.kind, "two"
    )


def read_out(readout: Readout, logits: NDArray[np.float32]) -> Read:
    """logits [reads, outputs], float32. Raises WrongOutputs."""
    wide = logits.astype(np.float64)
    if not _has_as_many(readout, wide.shape[1]):
        raise WrongOutputs(
            f"The readout {readout.kind!r} needs {outputs_needed(readout)} of the head's outputs; there are "
            f"{wide.shape[1]}."
        )
    if readout.kind == "ensemble":
        return _of_ensemble(wide)
    if readout.kind == "three-class":
        return _of_three_classes(wide)
    if readout.kind == "sigmoid":
        return _of_margin(wide[:, 0])
    margins = _against_the_rest(wide, [readout.column])
    if readout.kind == "difference":
        return Read(np.tanh(margins / 2), margins)  # p1 - p0 of two classes
    return _of_margin(margins)


def _has_as_many(readout: Readout, outputs: int) -> bool:
    if readout.kind == "label-softmax":
        return outputs >= 2 and 0 <= readout.column < outputs
    return outputs == {"sigmoid": 1, "three-class": 3, "ensemble": outputs}.get(readout.kind, 2)


def _of_margin(margins: Numbers) -> Read:
    return Read(_sigmoid(margins), margins)


def _of_three_classes(logits: Numbers) -> Read:
    """negative, neutral, positive. Valid is what is not negative, redundant what is neutral (ReasonEval)."""
    validity = _against_the_rest(logits, [1, 2])
    return Read(_sigmoid(validity), validity, further={"redundancy": _of_margin(_against_the_rest(logits, [1]))})


def _of_ensemble(logits: Numbers) -> Read:
    """logits [reads, heads]. The mean of the heads' probabilities, and their standard deviation, which estimates that
    of a larger committee (n - 1); 0 for a single head."""
    probabilities = _sigmoid(logits)
    heads = logits.shape[1]
    spread = probabilities.std(axis=1, ddof=1) if heads > 1 else np.zeros(len(logits))
    return Read(probabilities.mean(axis=1), logits.mean(axis=1), reliability=spread)


def _against_the_rest(logits: Numbers, columns: list[int]) -> Numbers:
    """log(p / (1 - p)) of the columns' summed softmax, without ever computing p."""
    rest = [column for column in range(logits.shape[1]) if column not in columns]
    return np.asarray(
        np.logaddexp.reduce(logits[:, columns], axis=1) - np.logaddexp.reduce(logits[:, rest], axis=1), dtype=np.float64
    )


def _sigmoid(margins: Numbers) -> Numbers:
    return np.asarray(np.exp(-np.logaddexp(0.0, -margins)), dtype=np.float64)
