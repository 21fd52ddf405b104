"""Statements that are planned once per connection, and sent whole where connections are not kept."""

from typing import Any

import pytest
from django.db import connection

from annotator.labeling.prepared import Prepared

pytestmark = pytest.mark.django_db


def summing(name: str) -> Prepared:
    return Prepared(
        name=name,
        sql="SELECT %(left)s + %(right)s, %(left)s",
        types={"left": "bigint", "right": "bigint"},
        first="SELECT 'something else'",
    )


def is_prepared(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = %s", [name])
        return cursor.fetchone() is not None


@pytest.fixture
def keeps_no_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "pool"}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)


def test_answers_with_the_second_of_its_two_statements():
    statement = summing("test_second")

    assert statement.row({"left": 2, "right": 3, "more": 9}) == (5, 2)
    assert statement.row({"left": 4, "right": 3}) == (7, 4)


def test_is_prepared_once_and_runs_in_two_round_trips_and_then_in_one(django_assert_num_queries: Any):
    statement = summing("test_once")

    with django_assert_num_queries(2):
        statement.row({"left": 1, "right": 1})
    with django_assert_num_queries(1):
        statement.row({"left": 1, "right": 1})
    assert is_prepared("test_once")


@pytest.mark.usefixtures("keeps_no_connections")
def test_is_sent_whole_where_connections_are_not_kept(django_assert_num_queries: Any):
    with django_assert_num_queries(1):
        assert summing("test_whole").row({"left": 2, "right": 3}) == (5, 2)
    assert not is_prepared("test_whole")
