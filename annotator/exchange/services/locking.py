"""One importer of a project at a time, for the length of one batch."""

from django.db import connection


def hold_project(project_id: int) -> None:
    """Wait for whoever is landing a batch in this project; held until the transaction ends.

    What is found to be missing stays missing until the batch is written, so two imports of one file double nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('import into project ' || %s, 0))", [project_id])
