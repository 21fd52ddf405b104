"""docs/operations.md names every setting, role and command that it is about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from webapp.bootstrap.targets import TARGETS
from webapp.env import REPOSITORY, VARIABLES
from webapp.supervisor.role import ROLES


@pytest.fixture
def text() -> str:
    return (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")


def test_the_table_of_settings_has_every_variable_in_the_order_of_the_code(text: str) -> None:
    assert tuple(re.findall(r"^\| `(ASSAY_\w+)` \|", text, re.MULTILINE)) == VARIABLES


def test_every_role_is_shown(text: str) -> None:
    assert {name for name in ROLES if f"webapp.supervisor.role {name} " in text} == set(ROLES)


def test_every_make_target_that_it_names_exists(text: str) -> None:
    assert set(re.findall(r"`make (\w+)`", text)) <= set(TARGETS)


def test_every_file_that_it_names_exists(text: str) -> None:
    named = re.findall(r"`((?:webapp|requirements|docs)/[\w./-]+)`", text)
    assert named
    assert [name for name in named if not Path(REPOSITORY / name).exists()] == []
