"""The layout that TRL's PRMTrainer trains with, and batches of it.

Token ids: the tokenizer's BOS if it defines one, the problem, then each step tokenized alone and followed by the ids of
the separator; nothing stands between problem and first step. A label belongs to the last token of each separator.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import torch
from tokenizers import Tokenizer

from worker.training.solutions import Trajectory

SEPARATOR: Final = "\n"
BOS: Final = "<|begin|>"
IGNORED: Final = -100
PADDING: Final = 0


@dataclass(frozen=True, slots=True)
class Example:
    """`labels[i]` belongs to the token at `reads[i]`: 1 right, 0 the first error, IGNORED after it.
    The tokens from `begin` to `sound_end` are of right steps or of the first error before it shows; those from there to
    `judged_end` are of the first error where it shows."""

    ids: list[int]
    reads: list[int]
    labels: list[int]
    begin: int
    sound_end: int
    judged_end: int


def lay_out(trajectories: Sequence[Trajectory], tokenizer: Tokenizer) -> list[Example]:
    """All texts are encoded in one call, which is many times faster than one by one."""
    texts = [text for trajectory in trajectories for text in (trajectory.problem, *trajectory.steps)]
    encoded = iter(tokenizer.encode_batch(texts, add_special_tokens=False))
    separator = tokenizer.encode(SEPARATOR, add_special_tokens=False).ids
    bos = [tokenizer.token_to_id(BOS)]
    return [_example(trajectory, encoded, bos, separator) for trajectory in trajectories]


def _example(trajectory: Trajectory, encoded: Iterator[Any], bos: list[int], separator: list[int]) -> Example:
    ids = bos + next(encoded).ids
    begin = sound_end = judged_end = len(ids)
    reads: list[int] = []
    for label in trajectory.labels:
        step = next(encoded)
        sound = [token for token, (_, end) in enumerate(step.offsets) if end > (trajectory.wrong_from or 0)]
        if label is False:
            sound_end = len(ids) + (sound[0] if sound else len(step.ids))
        ids = ids + step.ids + separator
        reads.append(len(ids) - 1)
        sound_end = len(ids) if label else sound_end
        judged_end = judged_end if label is None else len(ids)
    labels = [IGNORED if label is None else int(label) for label in trajectory.labels]
    return Example(ids, reads, labels, begin, sound_end, judged_end)


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids` and both targets are (examples, tokens), padded on the right: a causal model needs no mask for that.
    `step_targets` are the labels at the separators, IGNORED elsewhere; `token_targets` say of every token of a judged
    step whether the step is still right there; `next_targets` are the next token of the steps, up to the error."""

    ids: torch.Tensor
    step_targets: torch.Tensor
    token_targets: torch.Tensor
    next_targets: torch.Tensor


def batches(examples: Sequence[Example], random: Random, *, tokens: int) -> Iterator[Batch]:
    """One pass in random order, `tokens` (padding included) at most in each batch. Neighbours are of similar length."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids) + random.random() * 16)
    groups: list[list[int]] = [[]]
    for i in order:
        longest = max(len(examples[other].ids) for other in [*groups[-1], i])
        if (len(groups[-1]) + 1) * longest > tokens and groups[-1]:
            groups.append([])
        groups[-1].append(i)
    random.shuffle(groups)
    for group in groups:
        yield collate([examples[i] for i in group])


def collate(examples: Sequence[Example]) -> Batch:
    shape = (len(examples), max(len(example.ids) for example in examples))
    ids = torch.full(shape, PADDING)
    step_targets = torch.full(shape, IGNORED)
    token_targets = torch.full(shape, IGNORED)
    next_targets = torch.full(shape, IGNORED)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        step_targets[row, example.reads] = torch.tensor(example.labels)
        token_targets[row, example.begin : example.sound_end] = 1
        token_targets[row, example.sound_end : example.judged_end] = 0
        followed = slice(example.begin - 1, example.sound_end - 1)
        next_targets[row, followed] = torch.tensor(example.ids[example.begin : example.sound_end])
    return Batch(ids, step_targets, token_targets, next_targets)
