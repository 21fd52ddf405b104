"""Attention in a pack: each trajectory sees itself alone, and no mask of tokens x tokens is made.

On CUDA with half precision the variable-length flash kernel that comes with torch takes the whole pack in one call;
elsewhere, and where there are leaves, `scaled_dot_product_attention` takes one trajectory after the other. One dense
block-diagonal mask over the pack would cost tokens of the pack x tokens of the pack: seven times as much on a CPU at 4k
tokens, see docs/benchmarks.md.

A leaf is one more query: it sees the first tokens of its trajectory and itself, and nothing sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Self

import torch
from torch.nn.attention.varlen import varlen_attn
from torch.nn.functional import scaled_dot_product_attention

from worker.scorers.step_reader.packs import Document

# What some families' attention needs beyond scale and window. Leaving it out would give other numbers without a word.
NOT_SUPPORTED: Final = ("softcap", "s_aux", "position_bias")
_AMPERE: Final = (8, 0)


class AttentionNotSupported(RuntimeError):
    """The model's attention has a part that packs do not know; the message names it."""


@dataclass(frozen=True, slots=True)
class _Heads:
    """One layer's query [1, heads, t, dim], key and value [1, heads or fewer, t, dim].

    `window`: how many tokens a token sees, itself included; None: itself and all before it.
    """

    query: torch.Tensor
    key: torch.Tensor
    value: torch.Tensor
    scale: float | None
    window: int | None

    def of(self, document: Document) -> "_Heads":
        own = slice(document.start, document.stop)
        return replace(self, query=self.query[:, :, own], key=self.key[:, :, own], value=self.value[:, :, own])

    def repeated(self) -> "_Heads":
        """As many keys and values as queries."""
        groups = self.query.shape[1] // self.key.shape[1]
        return replace(self, key=self.key.repeat_interleave(groups, 1), value=self.value.repeat_interleave(groups, 1))


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the documents of a pack lie; `edges`: int32 [documents + 1] on the pack's device, from 0 to its length."""

    documents: tuple[Document, ...]
    edges: torch.Tensor
    longest: int
    has_leaves: bool

    @classmethod
    def of(cls, documents: Sequence[Document], device: torch.device) -> Self:
        edges = [0, *(document.stop for document in documents)]
        return cls(
            documents=tuple(documents),
            edges=torch.tensor(edges, dtype=torch.int32, device=device),
            longest=max(stop - start for start, stop in pairwise(edges)),
            has_leaves=any(document.leaves for document in documents),
        )


def attend(  # noqa: PLR0917 - transformers passes the first five by place
    module: torch.nn.Module,  # noqa: ARG001 - transformers passes it first
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,  # noqa: ARG001 - None: the spans say it all
    *,
    spans: Spans,
    scaling: float | None = None,
    sliding_window: int | None = None,
    **further: Any,
) -> tuple[torch.Tensor, None]:
    """What transformers calls in every layer. query [1, heads, t, dim], key and value [1, fewer heads, t, dim] ->
    [1, t, heads, dim]. Raises AttentionNotSupported."""
    unknown = [name for name in NOT_SUPPORTED if further.get(name) is not None]
    if unknown:
        raise AttentionNotSupported(
            f"This model's attention uses {' and '.join(unknown)}, which packed scoring does not know. "
            "Models of the Qwen2, Qwen3, Llama and Mistral architectures can be scored."
        )
    heads = _Heads(query, key, value, scaling, sliding_window)
    if has_varlen_kernel(query.device, query.dtype) and not spans.has_leaves:
        return _all_at_once(heads, spans), None
    return _one_by_one(heads, spans), None


def has_varlen_kernel(device: torch.device, dtype: torch.dtype) -> bool:
    """Whether torch's variable-length flash kernel runs there: NVIDIA from Ampere on, half precision."""
    return (
        device.type == "cuda"
        and torch.version.cuda is not None
        and dtype in (torch.bfloat16, torch.float16)
        and torch.cuda.get_device_capability(device) >= _AMPERE
    )


def _all_at_once(heads: _Heads, spans: Spans) -> torch.Tensor:
    out = varlen_attn(
        *(one[0].transpose(0, 1).contiguous() for one in (heads.query, heads.key, heads.value)),
        spans.edges,
        spans.edges,
        spans.longest,
        spans.longest,
        scale=heads.scale,
        window_size=(-1 if heads.window is None else heads.window - 1, 0),
        enable_gqa=heads.query.shape[1] != heads.key.shape[1],
    )
    return out[None]


def _one_by_one(heads: _Heads, spans: Spans) -> torch.Tensor:
    _, count, tokens, dim = heads.query.shape
    out = heads.query.new_empty(1, tokens, count, dim)
    # Repeated once for all: torch's own grouped heads fall back to the slowest kernel with a mask, and in fp32 on CUDA.
    repeated = heads.repeated()
    for document in spans.documents:
        out[:, document.start : document.stop] = _document(repeated.of(document), document).transpose(1, 2)
    return out


def _document(heads: _Heads, document: Document) -> torch.Tensor:
    """[1, heads, trunk + leaves, dim] of one document's own heads."""
    n = document.trunk
    query, key, value = heads.query[:, :, :n], heads.key[:, :, :n], heads.value[:, :, :n]
    mask = None if heads.window is None or n <= heads.window else _band(n, heads.window, query.device)
    trunk = scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=mask is None, scale=heads.scale)
    if not document.leaves:
        return trunk
    mask = _leaf_mask(document, heads.window, query.device)
    leaves = scaled_dot_product_attention(
        heads.query[:, :, n:], heads.key, heads.value, attn_mask=mask, scale=heads.scale
    )
    return torch.cat([trunk, leaves], dim=2)


def _band(n: int, window: int, device: torch.device) -> torch.Tensor:
    """[n, n]: token i sees itself and the `window` - 1 before it."""
    place = torch.arange(n, device=device)
    distance = place[:, None] - place
    return (distance >= 0) & (distance < window)


def _leaf_mask(document: Document, window: int | None, device: torch.device) -> torch.Tensor:
    """[leaves, trunk + leaves]: leaf j sees the last `window` - 1 tokens of its prefix, and itself."""
    prefix = torch.tensor(document.leaves, device=device)[:, None]
    place = torch.arange(document.trunk, device=device)
    sees_trunk = place < prefix
    if window is not None:
        sees_trunk &= prefix - place < window
    return torch.cat([sees_trunk, torch.eye(len(document.leaves), dtype=torch.bool, device=device)], dim=1)
