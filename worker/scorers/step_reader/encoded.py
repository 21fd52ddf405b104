"""What rendering hands to the forward pass: token ids, and where to read."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Encoded:
    """One trajectory as token ids. ids: int64 array [n]; reads: int64 array [r], positions in `ids` whose hidden state
    is read; steps: int64 array [r], the step each read belongs to.

    leaves: int64 array [l] or empty: for leaf readers, the length of the prefix that leaf j sees; leaf_id the token id
    of every leaf. A leaf has position id = prefix length, sees only that prefix and itself, and nothing sees it. Where
    there are leaves, reads is empty and steps[j] belongs to leaf j.
    """

    ids: np.ndarray
    reads: np.ndarray
    steps: np.ndarray
    leaves: np.ndarray
    leaf_id: int | None
