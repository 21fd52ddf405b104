"""A beat beside long work: keeps a lease alive while the main thread computes. Knows nothing of what it renews."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from django.db import connection

logger = logging.getLogger(__name__)


class Heartbeat:
    """Calls `beat` every so many seconds, in a thread of its own, until the block ends or the beat fails.

    A beat that fails ends the thread and nothing else: the lease runs out, and the work learns of it when it writes.
    """

    def __init__(self, beat: Callable[[], None], *, every_s: float) -> None:
        self._beat = beat
        self._every_s = every_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._over.wait(self._every_s):
                self._beat()
        except Exception as error:  # noqa: BLE001 - the work learns of it when it writes
            logger.warning("the heartbeat stopped: %s", error)
        finally:
            connection.close()
