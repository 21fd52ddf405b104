"""Messages to workers: a task's name and an id. The broker may lose, double or refuse them; the id's row says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from celery import current_app
from kombu import Connection
from kombu.exceptions import OperationalError

SCORE_CHUNK: Final = "worker.score_chunk"
CONNECT_TIMEOUT_S: Final = 3


class BrokerAway(Exception):
    """The broker does not answer; nothing is lost, the work waits in the database."""


class Broker:
    """One connection to the broker, for as long as `connected` holds it open. Every call raises BrokerAway."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._producer = current_app.amqp.Producer(connection, auto_declare=False)

    def send_chunk(self, chunk_id: int, *, queue: str) -> None:
        """Ask the workers of this queue to score a chunk."""
        self.send(SCORE_CHUNK, queue=queue, chunk_id=chunk_id)

    def send(self, task: str, *, queue: str, **ids: int) -> None:
        """Ask the workers of this queue to run a task."""
        with self._answering():
            current_app.send_task(task, kwargs=ids, queue=queue, producer=self._producer)

    def count_waiting(self, queue: str) -> int:
        """How many messages of this queue no worker has taken yet."""
        with self._answering():
            try:
                channel: Any = self._connection.default_channel
                waiting = channel.queue_declare(queue, passive=True).message_count
            except self._connection.channel_errors:  # the queue holds nothing, so the broker does not know it
                return 0
            return int(waiting)

    def queues_served(self, *, timeout_s: float) -> set[str]:
        """The queues that some worker listens to, as far as workers answer in this time."""
        with self._answering():
            inspect = current_app.control.inspect(timeout=timeout_s, connection=self._connection)
            replies = inspect.active_queues() or {}
        return {queue["name"] for queues in replies.values() for queue in queues}

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, OSError, *self._connection.connection_errors) as error:  # type: ignore[misc]
            raise BrokerAway("The broker does not answer.") from error


@contextmanager
def connected() -> Iterator[Broker]:
    """A fresh connection, tried once: whoever asks must be answered soon, and after a restart of the broker a kept
    one would not declare its queues again. Raises BrokerAway."""
    with current_app.connection_for_write() as connection:
        try:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=CONNECT_TIMEOUT_S)
        except (OperationalError, OSError) as error:
            raise BrokerAway("The broker does not answer.") from error
        yield Broker(connection)
