"""How right an annotator is, measured against gold. No Django here.

Everything is counted over what both sides say: a step without gold, or one that the annotator was not asked to label,
is no unit. Distances between first errors count scorable steps: tool output in between is nobody's step.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from annotator.metrics.intervals import Share, grouped_share, wilson_share

LABELS: Final = (-1, 0, 1)


@dataclass(frozen=True, slots=True)
class Judged:
    """One side of a comparison. `labels` has one entry per step, None where unlabelled; `is_decided` says that the
    side names a first error or says that there is none. `outcome` is -1, 0, 1 or None."""

    labels: Sequence[int | None]
    first_error: int | None
    no_error: bool
    outcome: int | None = None

    @property
    def is_decided(self) -> bool:
        """Whether it says where the first error is, or that there is none."""
        return self.no_error or self.first_error is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """An annotator beside the gold of one trajectory. `labels_compare` is false across protocols, whose labels mean
    different things; the first error means the same in all of them."""

    said: Judged
    gold: Judged
    scorable: Sequence[int]
    labels_compare: bool = True

    def label_pairs(self) -> list[tuple[int, int]]:
        """(gold, said) for every step that both sides label."""
        if not self.labels_compare:
            return []
        pairs = zip(self.gold.labels, self.said.labels, strict=True)
        return [(gold, said) for gold, said in pairs if gold is not None and said is not None]

    def first_error_is_right(self) -> bool | None:
        """Whether both name the same step, or none; None where one of them leaves it open."""
        if not (self.gold.is_decided and self.said.is_decided):
            return None
        return self.gold.first_error == self.said.first_error

    def distance(self) -> int | None:
        """Scorable steps from the gold's first error to the annotator's, negative where the annotator was early."""
        gold, said = self.gold.first_error, self.said.first_error
        if gold is None or said is None or gold not in self.scorable or said not in self.scorable:
            return None
        places = list(self.scorable)
        return places.index(said) - places.index(gold)

    def is_right(self) -> bool | None:
        """The one verdict per trajectory that drift is watched by: the first error where it is decided, else all of the
        labels; None where there is nothing to compare."""
        right = self.first_error_is_right()
        if right is None and (pairs := self.label_pairs()):
            return all(gold == said for gold, said in pairs)
        return right


@dataclass(frozen=True, slots=True)
class FirstErrors:
    """First errors against gold. `distances` counts trajectories by signed distance in scorable steps; `missed` were
    called clean and have an error, `invented` were given an error and have none."""

    right: Share
    distances: Mapping[int, int]
    missed: int
    invented: int


@dataclass(frozen=True, slots=True)
class Accuracy:
    """One annotator against gold. `recalls` says for each gold label how many of its steps got it; `always_correct`
    is what labelling every step +1 would have scored on the same steps, `always_clean` what "no error" would have."""

    trajectories: int
    steps: Share
    recalls: Mapping[int, Share]
    first_errors: FirstErrors
    outcomes: Share
    always_correct: Share
    always_clean: Share


def measure(comparisons: Sequence[Comparison], *, seed: int = 0) -> Accuracy:
    """Everything at once; of nothing, shares whose values are None."""
    pairs = [comparison.label_pairs() for comparison in comparisons]
    sizes = [len(found) for found in pairs]
    outcomes = [(one.gold.outcome, one.said.outcome) for one in comparisons]
    told = [(gold, said) for gold, said in outcomes if gold is not None and said is not None]
    decided = [one for one in comparisons if one.first_error_is_right() is not None]
    return Accuracy(
        trajectories=sum(one.is_right() is not None for one in comparisons),
        steps=grouped_share([sum(g == s for g, s in found) for found in pairs], sizes, seed=seed),
        recalls={label: _recall(pairs, label, seed) for label in LABELS},
        first_errors=_first_errors(decided),
        outcomes=wilson_share(sum(gold == said for gold, said in told), len(told)),
        always_correct=grouped_share([sum(g == 1 for g, _ in found) for found in pairs], sizes, seed=seed),
        always_clean=wilson_share(sum(one.gold.no_error for one in decided), len(decided)),
    )


def _recall(pairs: Sequence[Sequence[tuple[int, int]]], label: int, seed: int) -> Share:
    of_label = [[said for gold, said in found if gold == label] for found in pairs]
    return grouped_share([said.count(label) for said in of_label], [len(said) for said in of_label], seed=seed)


def _first_errors(decided: Sequence[Comparison]) -> FirstErrors:
    distances = Counter(distance for one in decided if (distance := one.distance()) is not None)
    return FirstErrors(
        right=wilson_share(sum(one.first_error_is_right() is True for one in decided), len(decided)),
        distances=dict(sorted(distances.items())),
        missed=sum(one.said.no_error and not one.gold.no_error for one in decided),
        invented=sum(one.gold.no_error and not one.said.no_error for one in decided),
    )
