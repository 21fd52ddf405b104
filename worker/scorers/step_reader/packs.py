"""Which trajectories run through the model together, and where each of them lies: side by side, whole, no padding."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from worker.scorers.step_reader.encoded import Encoded

# What fills a large GPU: beyond it a pack gets no faster per token, and a batch that must be redone costs more.
DEFAULT_TOKEN_BUDGET: Final = 16_384


@dataclass(frozen=True, slots=True)
class Document:
    """Where one trajectory lies in its pack: from `start` its `trunk` tokens, then one token per leaf.

    `leaves[j]` is the length of the prefix that leaf j sees.
    """

    start: int
    trunk: int
    leaves: tuple[int, ...]

    @property
    def stop(self) -> int:
        return self.start + self.trunk + len(self.leaves)


@dataclass(frozen=True, slots=True)
class Pack:
    """One forward pass over t tokens. `members` are the trajectories' places in what was given.

    ids, positions: int64 [t]; positions begin at 0 with every document. `reads`: int64 [r], the places in the pack
    whose hidden states are read, document by document; `read_counts[d]` of them belong to document d.
    """

    members: tuple[int, ...]
    documents: tuple[Document, ...]
    ids: NDArray[np.int64]
    positions: NDArray[np.int64]
    reads: NDArray[np.int64]
    read_counts: tuple[int, ...]

    @property
    def tokens(self) -> int:
        return len(self.ids)


def useful_tokens(encoded: Encoded) -> int:
    """How many tokens of one trajectory its reads depend on: in a causal model nothing after the last read does."""
    return _trunk(encoded) + len(encoded.leaves)


def packs(encoded: Sequence[Encoded], members: Sequence[int], *, token_budget: int) -> Iterator[Pack]:
    """The packs of those `members` of `encoded`, largest trajectories first; every member must have something to read.

    Raises ValueError where a read or a prefix lies outside of its trajectory.
    """
    lengths = [useful_tokens(encoded[member]) for member in members]
    for chosen in plan(lengths, token_budget=token_budget):
        yield _pack(encoded, [members[place] for place in chosen])


def plan(lengths: Sequence[int], *, token_budget: int) -> list[list[int]]:
    """Best-fit decreasing: the places of `lengths`, grouped so that no group has more than `token_budget` tokens.

    What is longer than the budget is a group of its own.
    """
    groups: list[list[int]] = []
    rooms: list[tuple[int, int]] = []  # tokens still free, group; ascending
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        tightest = bisect_left(rooms, (lengths[place], 0))
        if tightest == len(rooms):
            groups.append([])
            room, group = token_budget, len(groups) - 1
        else:
            room, group = rooms.pop(tightest)
        groups[group].append(place)
        insort(rooms, (room - lengths[place], group))
    return groups


def _pack(encoded: Sequence[Encoded], members: Sequence[int]) -> Pack:
    documents = _documents([encoded[member] for member in members])
    placed = [(encoded[member], document) for member, document in zip(members, documents, strict=True)]
    reads = [_reads(one, document) for one, document in placed]
    return Pack(
        members=tuple(members),
        documents=documents,
        ids=np.concatenate([_ids(one, document) for one, document in placed]),
        positions=np.concatenate([_positions(document) for document in documents]),
        reads=np.concatenate(reads),
        read_counts=tuple(len(read) for read in reads),
    )


def _documents(encoded: Sequence[Encoded]) -> tuple[Document, ...]:
    documents: list[Document] = []
    start = 0
    for one in encoded:
        documents.append(Document(start, _trunk(one), tuple(int(prefix) for prefix in one.leaves)))
        start = documents[-1].stop
    return tuple(documents)


def _trunk(encoded: Encoded) -> int:
    """How many of `ids` are needed: up to the last read, or the longest prefix that a leaf sees."""
    ends = encoded.leaves if len(encoded.leaves) else encoded.reads + 1
    if not len(ends):
        return 0
    if ends.min() < 1 or ends.max() > len(encoded.ids):
        raise ValueError(f"A read lies outside of its {len(encoded.ids)} tokens: prefixes {ends.tolist()}.")
    return int(ends.max())


def _ids(encoded: Encoded, document: Document) -> NDArray[np.int64]:
    trunk = encoded.ids[: document.trunk]
    return np.append(trunk, [encoded.leaf_id] * len(document.leaves)) if document.leaves else trunk


def _positions(document: Document) -> NDArray[np.int64]:
    """A leaf stands where the token after its prefix would stand."""
    return np.concatenate([np.arange(document.trunk), np.array(document.leaves, dtype=np.int64)])


def _reads(encoded: Encoded, document: Document) -> NDArray[np.int64]:
    if document.leaves:
        return np.arange(document.start + document.trunk, document.stop)
    return document.start + encoded.reads
