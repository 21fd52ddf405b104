"""Many requests at once, their results in order."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_order(work: Callable[[Item], Result], items: Sequence[Item], *, at_once: int) -> list[Result]:
    """`work` of each item, at most `at_once` at a time. The first exception ends it: what waits is dropped."""
    if not items:
        return []
    with ThreadPoolExecutor(max_workers=min(at_once, len(items)), thread_name_prefix="endpoint") as pool:
        futures = [pool.submit(work, item) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
