"""Many requests at once, their results in order."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Dropped(Exception):
    """Not begun, because another item had failed."""


def in_order(work: Callable[[Item], Result], items: Sequence[Item], *, at_once: int) -> list[Result]:
    """`work` of each item, at most `at_once` at a time. The first exception ends it: what has not begun is dropped."""
    if not items:
        return []
    failed = Event()

    def begin(item: Item) -> Result:
        if failed.is_set():
            raise _Dropped
        try:
            return work(item)
        except BaseException:
            failed.set()
            raise

    with ThreadPoolExecutor(max_workers=min(at_once, len(items)), thread_name_prefix="endpoint") as pool:
        futures = [pool.submit(begin, item) for item in items]
    errors = [error for future in futures if (error := future.exception()) is not None]
    for error in errors:
        if not isinstance(error, _Dropped):
            raise error
    return [future.result() for future in futures]
