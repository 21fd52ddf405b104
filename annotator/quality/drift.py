"""Whether an annotator is getting worse: accuracy window by window, and a signal when it fell. No Django here.

The signal is a Bernoulli CUSUM (Page 1954; Reynolds and Stoumbos 1999): every right or wrong answer moves a sum by the
log-likelihood ratio of "fell" against "as before"; the sum never goes below 0, and a sum of `ALARM` is a signal. It
looks at every answer, so that it does not wait for a window to be full, and it names where the fall began.

"As before" is no more than the first window makes sure of. Of people who are right nine times in ten, two in five start
with 19 or 20 of 20: who takes that for their accuracy accuses them of a fall that never was. So the lower bound of the
first window is expected, and `ALARM` is set for the error that is left: of steady annotators, whatever their accuracy,
at most one in twenty gets a signal within 200 answers (tests/annotator/quality/test_drift.py counts them).

After a signal the sum is turned around: when it is as sure that all is as before, the signal is past.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Final

from annotator.metrics.intervals import Share, lower_bound, wilson_share

WINDOW: Final = 20
# How much worse is worth a word, and how surely: e^5 is 150 times as likely to have fallen as not.
FALL: Final = 0.2
ALARM: Final = 5.0
# One-sided: nine in ten people are at least as good as what is expected of them.
SURE: Final = 1.2815515655446004
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
    """Accuracy fell: noticed at answer `noticed`, probably since answer `since`, counted from 1. `before` is the
    accuracy of the first window, `expected` what it makes sure of. `over` is the answer at which all was as before
    again; None while it is not."""

    since: int
    noticed: int
    before: float
    expected: float
    over: int | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """`signal` is the latest one, which may be past, or None. `intervals_part` says that the last window's interval
    lies wholly below the first one's: slower to notice, and easy to see on a page."""

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
    hits = sum(answers[:WINDOW])
    expected = min(max(lower_bound(hits, WINDOW, z=SURE), LOWEST), HIGHEST)
    fallen = expected - FALL
    if_right, if_wrong = log(fallen / expected), log((1 - fallen) / (1 - expected))
    signal: Signal | None = None
    total, since = 0.0, WINDOW + 1
    for place, is_right in enumerate(answers[WINDOW:], start=WINDOW + 1):
        is_down = signal is not None and signal.over is None
        since = place if total == 0 else since
        step = if_right if is_right else if_wrong
        total = max(0.0, total - step if is_down else total + step)
        if total < ALARM:
            continue
        if signal is not None and is_down:
            signal = replace(signal, over=place)
        else:
            signal = Signal(since=since, noticed=place, before=hits / WINDOW, expected=expected)
        total = 0.0
    return signal


def _intervals_part(windows: Sequence[Window]) -> bool:
    if len(windows) < 2:
        return False
    first, last = windows[0].share, windows[-1].share
    return first.low is not None and last.high is not None and last.high < first.low
