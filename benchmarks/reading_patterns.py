"""Five ways to get the margins of all steps out of one and the same model, in the fastest plain form of each.

`packed` is ours. `per_prefix`, `padded_full` are what published scoring scripts do; `padded` and `one_by_one` stand
between, so that one sees which part of the gain comes from where. All give the margin of two rows of the vocabulary
head at the end of every step. Right padding needs no attention mask in a causal model: what is read stands before it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import Qwen2Config, Qwen2ForCausalLM

from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.forward import read

PLUS: Final = 10
MINUS: Final = 12
BATCH: Final = 16


@dataclass(frozen=True, slots=True)
class Result:
    """margins[i]: float32 [steps of trace i]; `tokens` went through the model."""

    margins: list[NDArray[np.float32]]
    tokens: int


Pattern = Callable[[Any, Sequence[Encoded], torch.device], Result]


def make_model(config: Qwen2Config, *, device: torch.device, dtype: torch.dtype) -> Any:
    """A Qwen2 with random weights, whose margins spread with sd 2.8, as those of a trained model do."""
    torch.manual_seed(70)
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            model = Qwen2ForCausalLM(config).eval()
    finally:
        torch.set_default_dtype(torch.float32)
    with torch.no_grad():
        model.lm_head.weight.normal_(std=2 / config.hidden_size**0.5)
    return model


def packed(model: Any, encoded: Sequence[Encoded], device: torch.device, *, token_budget: int | None = None) -> Result:
    reading = read(
        model.model, encoded, lambda hidden: _margins(model, hidden), token_budget=token_budget, device=device
    )
    return Result([rows[:, 0] for rows in reading.rows], reading.tokens_run)


def per_prefix(model: Any, encoded: Sequence[Encoded], device: torch.device) -> Result:
    """One forward pass per step over all that comes before it, batch size 1, the head on the last token only."""
    margins = [
        _host(
            torch.stack([_margins(model, _hidden(model, one.ids[None, : end + 1], device)[0, -1]) for end in one.reads])
        )
        for one in encoded
    ]
    tokens = sum(int((one.reads + 1).sum()) for one in encoded)
    return Result(margins, tokens)


def one_by_one(model: Any, encoded: Sequence[Encoded], device: torch.device) -> Result:
    """One forward pass per trace, batch size 1, the head at read positions only."""
    margins = [_host(_margins(model, _hidden(model, one.ids[None], device)[0, one.reads])) for one in encoded]
    return Result(margins, sum(len(one.ids) for one in encoded))


def padded(model: Any, encoded: Sequence[Encoded], device: torch.device) -> Result:
    """Batches of 16 as they come, padded to the longest, the head at read positions only."""
    return _in_batches(encoded, lambda ids, where: _margins(model, _hidden(model, ids, device)[where]))


def padded_full(model: Any, encoded: Sequence[Encoded], device: torch.device) -> Result:
    """Batches of 16 as they come, padded to the longest, the head everywhere."""

    def margins(ids: NDArray[np.int64], where: tuple[NDArray[np.int64], NDArray[np.int64]]) -> torch.Tensor:
        logits = model(input_ids=torch.from_numpy(ids).to(device), use_cache=False).logits[where]
        return logits[:, PLUS, None].float() - logits[:, MINUS, None].float()

    return _in_batches(encoded, margins)


def _in_batches(encoded: Sequence[Encoded], margins: Callable[..., torch.Tensor]) -> Result:
    found: list[NDArray[np.float32]] = []
    tokens = 0
    for start in range(0, len(encoded), BATCH):
        batch = encoded[start : start + BATCH]
        ids = np.zeros((len(batch), max(len(one.ids) for one in batch)), dtype=np.int64)
        for row, one in enumerate(batch):
            ids[row, : len(one.ids)] = one.ids
        counts = [len(one.reads) for one in batch]
        where = np.repeat(np.arange(len(batch)), counts), np.concatenate([one.reads for one in batch])
        found += np.split(_host(margins(ids, where)), np.cumsum(counts)[:-1])
        tokens += ids.size
    return Result(found, tokens)


def _hidden(model: Any, ids: NDArray[np.int64], device: torch.device) -> torch.Tensor:
    """[batch, tokens, hidden] with the kernel that transformers takes by itself."""
    return model.model(input_ids=torch.from_numpy(ids).to(device), use_cache=False).last_hidden_state


def _margins(model: Any, hidden: torch.Tensor) -> torch.Tensor:
    """[..., 1] in fp32, from two rows of the head."""
    rows = model.lm_head.weight[[PLUS, MINUS]].float()
    return hidden.float() @ (rows[:1] - rows[1:]).T


def _host(margins: torch.Tensor) -> NDArray[np.float32]:
    return np.asarray(margins[:, 0].cpu().numpy(), dtype=np.float32)


PATTERNS: Final[dict[str, Pattern]] = {
    "one forward per prefix, batch 1": per_prefix,
    "random padded batches of 16, full logits": padded_full,
    "random padded batches of 16, two rows": padded,
    "one forward per trace, batch 1, two rows": one_by_one,
    "packs (ours)": packed,
}
OURS: Final = "packs (ours)"
