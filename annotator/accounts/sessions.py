"""Sessions as Django keeps them in the database, read by a plain statement: almost every request asks for one, and to
compose the query takes longer than to answer it."""

from typing import Any, Final

from django.contrib.sessions.backends import db
from django.db import connection

from annotator.http.clock import now

_DATA: Final = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own but for how it reads. Its name is Django's too: it goes into what sessions are signed with."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and another key the next time, where there is none or its time is over."""
        with connection.cursor() as cursor:
            cursor.execute(_DATA, [self.session_key, now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(row[0])
        return found
