"""The broker of the tests."""

from typing import Any

from celery import current_app


def empty_broker() -> None:
    """Throw every message away, as a broker does that starts anew."""
    with current_app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        channel.client.flushdb()
