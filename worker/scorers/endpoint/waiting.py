"""How long to wait before the next attempt."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_FIRST_WAIT: Final = 1.0


def seconds_in(retry_after: str | None, *, now: datetime) -> float | None:
    """A Retry-After header as seconds from now: it holds a number or a date. None where it says nothing readable."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())


def backoff(attempt: int, *, longest: float, chance: float) -> float:
    """Seconds after attempt number `attempt` (from 1): doubling from one second up to `longest`; half of it is left to
    chance (0 to 1), so that many workers do not come back in the same moment."""
    full = min(longest, _FIRST_WAIT * 2.0 ** min(attempt - 1, 30))
    return full * (0.5 + 0.5 * chance)
