"""The small modules on top of a backbone, in float32, from tensors of the checkpoint: hidden states in, logits out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import torch

from worker.scorers.contract import ScorerUnavailable
from worker.scorers.step_reader.configuration import Head, HeadKind

Logits = Callable[[torch.Tensor], torch.Tensor]
"""From hidden states [reads, hidden] to logits [reads, outputs], both float32; for an ensemble [reads, heads]."""

_TENSORS: Final[Mapping[HeadKind, tuple[str, ...]]] = {
    "linear": ("weight", "bias"),
    "value": ("weight", "bias"),
    "mlp2": ("weight_0", "bias_0", "weight_1", "bias_1"),
    "ensemble": ("weight_0", "bias_0", "weight_1", "bias_1", "weight_2", "bias_2"),
}


class WrongTensors(ScorerUnavailable):
    """The checkpoint's tensors are not those that the head is made of."""


def tensor_names(head: Head) -> Sequence[str]:
    """The names in the checkpoint, in the order in which `build_head` wants the tensors. A bias may be left out."""
    known = _TENSORS[head.kind]
    unknown = [part for part in head.tensors if part not in known]
    missing = [part for part in known if part not in head.tensors and not part.startswith("bias")]
    if unknown or missing:
        raise WrongTensors(
            f"A head of the kind {head.kind!r} is made of {', '.join(known)}; not {', '.join(head.tensors)}."
        )
    return [head.tensors[part] for part in known if part in head.tensors]


def build_head(head: Head, tensors: Mapping[str, torch.Tensor], *, hidden_size: int) -> Logits:
    """The head from the checkpoint's tensors by name. Raises WrongTensors where their shapes do not fit."""
    parts = {part: tensors[name].float() for part, name in head.tensors.items()}
    first = parts.get("weight", parts.get("weight_0"))
    takes = first.shape[1] if first is not None and first.dim() > 1 else None
    if takes != hidden_size:
        raise WrongTensors(
            f"The head takes {takes} numbers, and the model gives {hidden_size}: they are not of one model."
        )
    if head.kind == "ensemble":
        return _ensemble(parts)
    if head.kind == "mlp2":
        return _mlp2(parts)
    return linear(parts["weight"], parts.get("bias"))


def linear(weight: torch.Tensor, bias: torch.Tensor | None) -> Logits:
    """weight [outputs, hidden], bias [outputs]."""

    def logits(hidden: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.linear(hidden.float(), weight, bias)

    return logits


def _mlp2(parts: Mapping[str, torch.Tensor]) -> Logits:
    lower = linear(parts["weight_0"], parts.get("bias_0"))
    upper = linear(parts["weight_1"], parts.get("bias_1"))
    return lambda hidden: upper(torch.relu(lower(hidden)))


def _ensemble(parts: Mapping[str, torch.Tensor]) -> Logits:
    """Every head is a perceptron with two hidden layers; weights [heads, in, out], biases [heads, out]."""

    def logits(hidden: torch.Tensor) -> torch.Tensor:
        state = hidden.float().expand(parts["weight_0"].shape[0], *hidden.shape)
        for layer in (0, 1, 2):
            state = torch.bmm(state, parts[f"weight_{layer}"])
            if f"bias_{layer}" in parts:
                state = state + parts[f"bias_{layer}"][:, None, :]
            state = torch.relu(state) if layer < 2 else state
        return state[:, :, 0].T

    return logits
