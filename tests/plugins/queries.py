"""How often the database is asked, whichever tests ran before on the same connection."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


class Asked(CaptureQueriesContext):
    """The statements of a `with`, as Django's own, without PREPARE.

    A connection prepares a statement the first time it needs it (`labeling/prepared.py`). So whether a request sends
    one more depends on the order of the tests and on how they are shared out among processes.
    """

    def __init__(self) -> None:
        super().__init__(connection)

    @property
    def captured_queries(self) -> list[dict[str, Any]]:
        return [query for query in super().captured_queries if not query["sql"].startswith("PREPARE ")]
