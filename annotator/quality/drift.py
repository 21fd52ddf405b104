"""Whether an annotator is getting worse: accuracy window by window, and a signal when it fell. No Django here.

The signal is a Bernoulli CUSUM (Page 1954; Reynolds and Stoumbos 1999): every right or wrong answer moves a sum by the
log-likelihood ratio of "fell" against "as before"; the sum never goes below 0, and a sum of `ALARM` is a signal. It
looks at every answer, so that it does not wait for a window to be full, and it names where the fall began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from annotator.metrics.intervals import Share, wilson_share

WINDOW: Final = 20
# How much worse is worth a word, and how surely: e^4 is 55 times as likely to have fallen as not.
FALL: Final = 0.2
ALARM: Final = 4.0
# Nobody is always right or always wrong: at 1 a single slip would be infinitely surprising.
HIGHEST, LOWEST = 0.95, 0.3


@dataclass(frozen=True, slots=True)
class Window:
    """Answers `first` to `last`, counted from 1 in the order of submission."""

    first: int
    last: int
    share: Share


@dataclass(frozen=True, slots=True)
class Signal:
    """Accuracy fell: noticed at answer `noticed`, probably since answer `since`, counted from 1. `before` is what was
    expected: the accuracy of the first window."""

    since: int
    noticed: int
    before: float


@dataclass(frozen=True, slots=True)
class Drift:
    """`signal` is the first one, or None. `intervals_part` says that the last window's interval lies wholly below the
    first one's: slower to notice, and easy to see on a page."""

    windows: Sequence[Window]
    signal: Signal | None
    intervals_part: bool


def watch(answers: Sequence[bool]) -> Drift:
    """Right or wrong, oldest first. The first window sets what is expected, so there is no signal inside it."""
    windows = [_window(answers, start) for start in range(0, len(answers), WINDOW)]
    return Drift(windows, _signal(answers), _intervals_part(windows))


def _window(answers: Sequence[bool], start: int) -> Window:
    part = answers[start : start + WINDOW]
    return Window(start + 1, start + len(part), wilson_share(sum(part), len(part)))


def _signal(answers: Sequence[bool]) -> Signal | None:
    if len(answers) <= WINDOW:
        return None
    before = sum(answers[:WINDOW]) / WINDOW
    expected = min(max(before, LOWEST), HIGHEST)
    fallen = expected - FALL
    if_right, if_wrong = log(fallen / expected), log((1 - fallen) / (1 - expected))
    total, since = 0.0, WINDOW + 1
    for place, is_right in enumerate(answers[WINDOW:], start=WINDOW + 1):
        if total == 0:
            since = place
        total = max(0.0, total + (if_right if is_right else if_wrong))
        if total >= ALARM:
            return Signal(since=since, noticed=place, before=before)
    return None


def _intervals_part(windows: Sequence[Window]) -> bool:
    if len(windows) < 2:
        return False
    first, last = windows[0].share, windows[-1].share
    return first.low is not None and last.high is not None and last.high < first.low
