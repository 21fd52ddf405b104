"""How likely a language model finds each token of a text, without a tensor of tokens x vocabulary."""

from collections.abc import Callable
from typing import Final

import torch

# Of tokens and of vocabulary at a time: 16 MB of float32.
TOKENS_AT_A_TIME: Final = 1_024
WORDS_AT_A_TIME: Final = 4_096


def log_likelihoods(head: torch.Tensor) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    """head: [vocabulary, hidden], on the device of what is read. Returns a readout: hidden states [reads, hidden] and
    the ids of the tokens that follow them [reads] -> float32 [reads, 1], ln p(token | all before it)."""

    def readout(hidden: torch.Tensor, following: torch.Tensor) -> torch.Tensor:
        parts = [
            _of_some(head, some.float(), ids)
            for some, ids in zip(hidden.split(TOKENS_AT_A_TIME), following.split(TOKENS_AT_A_TIME), strict=True)
        ]
        return torch.cat(parts)[:, None]

    return readout


def _of_some(head: torch.Tensor, hidden: torch.Tensor, following: torch.Tensor) -> torch.Tensor:
    """float32 [reads]: the token's own logit, less the logarithm of the sum of all."""
    own = (hidden * head[following].float()).sum(dim=1)
    total = torch.full_like(own, -torch.inf)
    for words in head.split(WORDS_AT_A_TIME):
        total = torch.logaddexp(total, torch.logsumexp(hidden @ words.float().T, dim=1))
    return own - total
