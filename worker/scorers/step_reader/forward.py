"""One forward pass per pack: hidden states are gathered where they are read, and only what is read leaves the device.

No padding, no vocabulary head, no earlier layers kept. Numbers do not depend on which trajectories share a pack, or in
what order they came.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AttentionInterface

from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.packed_attention import AttentionNotSupported, Spans, attend, has_varlen_kernel
from worker.scorers.step_reader.packs import DEFAULT_TOKEN_BUDGET, Pack, packs, useful_tokens

# [reads, hidden] in the body's dtype -> [reads, channels], both on the device. Raises what it likes. With targets it
# gets those of the reads as well, int64 [reads].
Readout = Callable[..., torch.Tensor]

CPU_TOKEN_BUDGET: Final = 1_024
_PACKED: Final = "assay_packed"
_OUT_OF_MEMORY: Final = ("out of memory", "can't allocate memory", "CUBLAS_STATUS_ALLOC_FAILED")

logger = logging.getLogger(__name__)
AttentionInterface.register(_PACKED, attend)


class TrajectoryTooLarge(RuntimeError):
    """One trajectory alone does not fit into the device's memory; the message says what can be done."""


@dataclass(frozen=True, slots=True)
class Reading:
    """rows[i]: float32 [reads or leaves of trajectory i, channels], in the order given.

    `tokens_run` went through the model, those of packs that ran out of memory included. `token_budget` is what packs
    held in the end: less than asked for after an out-of-memory, and worth keeping for the next batch.
    """

    rows: list[NDArray[np.float32]]
    tokens_run: int
    token_budget: int


def read(
    body: Any,
    encoded: Sequence[Encoded],
    readout: Readout,
    *,
    targets: Sequence[NDArray[np.int64]] | None = None,
    token_budget: int | None = None,
    device: torch.device | str,
) -> Reading:
    """Run `body` (a backbone without vocabulary head, in eval mode, on `device`) over all trajectories.

    `readout` is called once per pack, and once more with no rows. `targets`: one number per read of each trajectory,
    for a readout that wants to know what it is to find there. Where memory runs out the budget is halved and the
    rest goes on. Raises TrajectoryTooLarge where one trajectory alone does not fit, AttentionNotSupported.
    """
    budget = default_token_budget(device) if token_budget is None else token_budget
    run = _Run(body, encoded, readout, targets=targets, device=torch.device(device), token_budget=budget)
    with torch.inference_mode(), _packed_attention(body):
        return run.all()


def default_token_budget(device: torch.device | str) -> int:
    """Tokens per pack. On a CPU large packs are slower, not faster: see docs/benchmarks.md."""
    return CPU_TOKEN_BUDGET if torch.device(device).type == "cpu" else DEFAULT_TOKEN_BUDGET


def attention_kernel(device: torch.device | str, dtype: torch.dtype) -> str:
    """The name of what computes attention there, for the provenance of a number."""
    return "torch varlen flash" if has_varlen_kernel(torch.device(device), dtype) else "sdpa per trajectory"


class _Run:
    """One call of `read`: what has been read so far, and how large packs may still be."""

    def __init__(
        self,
        body: Any,
        encoded: Sequence[Encoded],
        readout: Readout,
        *,
        targets: Sequence[NDArray[np.int64]] | None,
        device: torch.device,
        token_budget: int,
    ) -> None:
        self.targets = targets
        self.body = body
        self.encoded = encoded
        self.readout = readout
        self.device = device
        self.token_budget = token_budget
        self.tokens_run = 0
        self.rows: dict[int, NDArray[np.float32]] = {}

    def all(self) -> Reading:
        places = range(len(self.encoded))
        silent = [place for place in places if useful_tokens(self.encoded[place]) == 0]
        if silent:
            self.rows.update(dict.fromkeys(silent, self._no_rows()))
        while waiting := [place for place in places if place not in self.rows]:
            for pack in packs(self.encoded, waiting, token_budget=self.token_budget):
                if not self._fits(pack):
                    break
        return Reading([self.rows[place] for place in places], self.tokens_run, self.token_budget)

    def _fits(self, pack: Pack) -> bool:
        """Run one pack; where memory runs out, see to it that the next ones are smaller."""
        values = self._attempt(pack)
        if values is None:
            self._shrink(pack)
            return False
        parts = np.split(values, np.cumsum(pack.read_counts)[:-1])
        self.rows.update(zip(pack.members, parts, strict=True))
        return True

    def _attempt(self, pack: Pack) -> NDArray[np.float32] | None:
        """None where memory ran out: by then the error is gone, and with its traceback all that the pass held."""
        try:
            return self._values(pack)
        except RuntimeError as error:
            if not _is_out_of_memory(error):
                raise
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        return None

    def _values(self, pack: Pack) -> NDArray[np.float32]:
        """[reads of the pack, channels]: one copy to the device, one back."""
        self.tokens_run += pack.tokens
        ids, positions = torch.from_numpy(np.stack([pack.ids, pack.positions])).to(self.device)
        hidden = self.body(
            input_ids=ids[None],
            position_ids=positions[None],
            attention_mask=None,
            use_cache=False,
            spans=Spans.of(pack.documents, self.device),
        ).last_hidden_state[0]
        read = hidden[torch.from_numpy(pack.reads).to(self.device)]
        return _on_host(self.readout(read, *self._targets_of(pack.members)))

    def _targets_of(self, members: Sequence[int]) -> list[torch.Tensor]:
        """The readout's second argument, where it has one."""
        if self.targets is None:
            return []
        wanted = [self.targets[member] for member in members]
        together = np.concatenate(wanted) if wanted else np.empty(0, dtype=np.int64)
        return [torch.from_numpy(together).to(self.device)]

    def _no_rows(self) -> NDArray[np.float32]:
        hidden = torch.empty(0, self.body.config.hidden_size, dtype=self.body.dtype, device=self.device)
        return _on_host(self.readout(hidden, *self._targets_of([])))

    def _shrink(self, pack: Pack) -> None:
        if len(pack.members) == 1:
            raise TrajectoryTooLarge(
                f"A trajectory of {pack.tokens:,} tokens does not fit into the memory of this worker's "
                f"{_named(self.device)}, even alone. Use a larger device, a smaller dtype, or a configuration that "
                "reads only a window of long trajectories."
            )
        self.token_budget = min(self.token_budget, pack.tokens) // 2
        logger.warning("out of memory at %d tokens: packs hold %d from now on", pack.tokens, self.token_budget)


@contextmanager
def _packed_attention(body: Any) -> Iterator[None]:
    """The body attends by pack for as long as this is open; elsewhere it stays what it was.

    Raises AttentionNotSupported: transformers only warns where it cannot set the attention, and then trajectories would
    see each other.
    """
    before = _attention_of(body)
    body.set_attn_implementation(_PACKED)
    if _attention_of(body) != _PACKED:
        raise AttentionNotSupported(
            f"{type(body).__name__} cannot be scored in packs: transformers cannot replace its attention. "
            "Models of the Qwen2, Qwen3, Llama and Mistral architectures can be scored."
        )
    try:
        yield
    finally:
        body.set_attn_implementation(before)


def _attention_of(body: Any) -> str:
    return str(body.config._attn_implementation)  # noqa: SLF001 - transformers has no public name for reading it


def _on_host(values: torch.Tensor) -> NDArray[np.float32]:
    return np.asarray(values.float().cpu().numpy(), dtype=np.float32)


def _is_out_of_memory(error: RuntimeError) -> bool:
    return any(sign in str(error) for sign in _OUT_OF_MEMORY)


def _named(device: torch.device) -> str:
    return f"GPU ({torch.cuda.get_device_name(device)})" if device.type == "cuda" else device.type.upper()
