"""Keyset cursors: a page begins after the last row of the one before, so that page 2,000 costs what page 1 does."""

import base64
import binascii
import json
from typing import Any


class BadCursor(ValueError):
    """The cursor was not made here, or for another order."""


def encode_cursor(*, order: str, values: list[Any]) -> str:
    """An opaque, URL-safe token for "after the row with these sort values", in this order."""
    return base64.urlsafe_b64encode(json.dumps([order, values]).encode()).decode().rstrip("=")


def decode_cursor(token: str, *, order: str, length: int) -> list[Any]:
    """The sort values of a token. Raises BadCursor."""
    try:
        padded = token + "=" * (-len(token) % 4)
        found = json.loads(base64.urlsafe_b64decode(padded))
        if found[0] != order or len(found[1]) != length:
            raise BadCursor("This page link belongs to another order; go back to the first page.")
        return list(found[1])
    except (binascii.Error, ValueError, KeyError, IndexError, TypeError) as error:
        if isinstance(error, BadCursor):
            raise
        raise BadCursor("This page link is damaged; go back to the first page.") from error
