"""What became of labels that were given again: per step, and of the first error. No Django here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Move = Literal["same", "earlier", "later", "found", "gone"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One annotation. `labels` has one entry per step, None where unlabelled; `first_error` is None where there is none
    or none was named. `proposed` are the steps whose label is an accepted proposal of the desk."""

    labels: Sequence[int | None]
    first_error: int | None
    no_error: bool
    outcome: int | None = None
    proposed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """An annotation and the one that was asked for again, of one trajectory. Accepted proposals are labels like any
    other only `with_proposals`."""

    before: Judged
    after: Judged
    with_proposals: bool = False

    @property
    def proposed(self) -> frozenset[int]:
        """Steps whose label is an accepted proposal of the desk, before or after."""
        return self.before.proposed | self.after.proposed

    @property
    def compared(self) -> dict[int, tuple[int | None, int | None]]:
        """Labels before and after, of steps that have one. A step whose label was proposed by the desk, before or
        after, says nothing of its annotator's mind, and is among them only where that was asked for."""
        left_out = frozenset() if self.with_proposals else self.proposed
        steps = enumerate(zip(self.before.labels, self.after.labels, strict=True))
        return {index: pair for index, pair in steps if index not in left_out and pair != (None, None)}

    @property
    def changed_steps(self) -> list[int]:
        """Steps with another label than before; one that was unlabelled and has one now is a change, too."""
        return [index for index, (old, new) in self.compared.items() if old != new]

    @property
    def first_error_move(self) -> Move:
        """How the first error moved. `found`: there was none, or none was named; `gone`: there is none any more."""
        old, new = self.before.first_error, self.after.first_error
        if old == new:
            return "same"
        if old is None:
            return "found"
        if new is None:
            return "gone"
        return "earlier" if new < old else "later"

    @property
    def is_changed(self) -> bool:
        """Whether anything that was judged is another now."""
        return bool(self.changed_steps) or self.first_error_move != "same" or self.before.outcome != self.after.outcome


@dataclass(frozen=True, slots=True)
class Flips:
    """Counts over pairs. `steps` counts steps that were compared; `flips` those whose label changed, by
    (before, after); `moves` trajectories by how their first error moved; `changed` trajectories with any change.
    `proposals` are steps with an accepted proposal before or after, compared or not."""

    pairs: int = 0
    changed: int = 0
    steps: int = 0
    flips: Counter[tuple[int | None, int | None]] = field(default_factory=Counter)
    moves: Counter[Move] = field(default_factory=Counter)
    proposals: int = 0


def count_flips(pairs: Iterable[Pair]) -> Flips:
    """Nothing at all for no pairs: every count is 0, and no share can be made of them."""
    flips: Counter[tuple[int | None, int | None]] = Counter()
    moves: Counter[Move] = Counter()
    total = changed = steps = proposals = 0
    for pair in pairs:
        total += 1
        changed += pair.is_changed
        moves[pair.first_error_move] += 1
        labels = pair.compared.values()
        steps += len(labels)
        proposals += len(pair.proposed)
        flips.update((old, new) for old, new in labels if old != new)
    return Flips(total, changed, steps, flips, moves, proposals)
