"""A process that asks the API when it is told to, started by the race tests.

Reads one call per line (JSON: who, method, url, body, at), waits until the moment `at`, asks through the whole stack but
the network, and writes the answer as one line.
"""

import json
import sys
import time
from typing import Any

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def client_of(name: str) -> APIClient:
    """Signed in as that person, who may have come since the last call."""
    client = APIClient(raise_request_exception=False)
    client.force_login(User.objects.get(username=name), backend=MODEL_BACKEND)
    return client


def ask(client: APIClient, call: dict[str, Any]) -> dict[str, Any]:
    """The answer, asked for at the moment that the call names."""
    # A sleep may end late, so the last moment is spun: with it, but not all along, the processes are punctual.
    time.sleep(max(0.0, call["at"] - time.time() - 0.005))
    while time.time() < call["at"]:
        pass
    response = getattr(client, call["method"])(call["url"], call["body"], format="json")
    # A surprise is answered with a page in plain HTML.
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    return {"status": response.status_code, "body": response.json() if is_json and response.content else None}


def write(value: object) -> None:
    """One line for the test."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Call by call, until there is nothing more to read."""
    clients: dict[str, APIClient] = {}
    write("ready")
    for line in sys.stdin:
        call = json.loads(line)
        if call["who"] not in clients:
            clients[call["who"]] = client_of(call["who"])
        write(ask(clients[call["who"]], call))


if __name__ == "__main__":
    main()
