"""The plugins keep what they promise."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import psycopg
import pytest
from django.db import connection
from kombu import Connection
from pytest_socket import SocketConnectBlockedError

from tests.plugins.queries import Asked
from tests.plugins.services import TestServices
from webapp.env import REPOSITORY


def test_refuses_a_connection_beyond_this_machine() -> None:
    # Which of the two it is depends on whether warnings are errors; both name the host.
    refusal = pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1")
    with socket.socket() as outward, refusal:
        outward.connect(("192.0.2.1", 80))


@pytest.mark.django_db
def test_works_on_a_database_of_its_own(services: TestServices) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = cursor.fetchone()[0]
    assert name.startswith("test_assay")
    assert name.endswith(f"_{services.slot}")


@pytest.mark.django_db
def test_hands_its_own_database_and_broker_to_a_process_that_it_starts(services: TestServices) -> None:
    name = str(connection.settings_dict["NAME"])
    code = "from django.conf import settings as s; print(s.DATABASES['default']['NAME'], s.CELERY_BROKER_URL)"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=services.environment() | {"DJANGO_SETTINGS_MODULE": "webapp.settings"},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == [name, services.broker_url]
    with psycopg.connect(services.environment()["ASSAY_DATABASE_URL"]) as own:
        assert own.execute("SELECT current_database()").fetchone() == (name,)


def test_carries_a_message_through_its_own_broker_number(services: TestServices) -> None:
    with Connection(services.broker_url) as broker, broker.SimpleQueue("plugins") as queue:
        queue.put({"pid": os.getpid()})
        message = queue.get(timeout=30)
        message.ack()
        assert message.payload == {"pid": os.getpid()}


@pytest.mark.django_db
def test_counts_what_is_asked_and_not_what_a_connection_had_to_prepare_for_it() -> None:
    with Asked() as asked, connection.cursor() as cursor:
        cursor.execute("PREPARE test_counted (bigint) AS SELECT $1")
        cursor.execute("EXECUTE test_counted (3)")
        cursor.execute("DEALLOCATE test_counted")
    assert [query["sql"] for query in asked] == ["EXECUTE test_counted (3)", "DEALLOCATE test_counted"]
