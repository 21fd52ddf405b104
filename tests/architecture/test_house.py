"""The house itself: nothing grows into a drawer, and what the docs promise is there."""

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

import annotator.models

ROOT = Path(__file__).resolve().parents[2]
CODE = ("annotator", "webapp", "worker", "benchmarks", "tests")
LONGEST = 400
DRAWERS = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py", "exceptions.py"}


def python_files() -> Iterator[Path]:
    for folder in CODE:
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def test_no_file_is_too_long_to_be_read_at_once():
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}

    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_there_is_no_drawer():
    assert [path for path in python_files() if path.name in DRAWERS] == []


def test_every_module_says_what_it_is():
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in python_files()}

    assert [path.relative_to(ROOT) for path, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


def test_every_table_is_in_the_list_and_nothing_else():
    tables = {model.__name__ for model in apps.get_app_config("annotator").get_models()}

    assert set(annotator.models.__all__) == tables


def test_the_map_draws_the_floors_that_the_contract_holds():
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    layers = contract["importlinter:contract:features"]["layers"].split("\n")
    contracted = {name for layer in layers for name in re.findall(r"\w+", layer)}
    drawn = (ROOT / "docs/map.md").read_text(encoding="utf-8")

    assert {name for name in contracted if f"`{name}`" not in drawn} == set()


def commands() -> list[str]:
    folder = ROOT / "annotator/management/commands"
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_docs(command: str):
    docs = [path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]]

    assert any(re.search(rf"\b{command}\b", text) for text in docs)


def test_no_link_of_the_docs_is_dead():
    dead = [
        (path.relative_to(ROOT), target)
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "frontend/README.md"]
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]

    assert dead == []


def test_the_readme_stays_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120
