"""What a stranger reads of every command: each option is described, in its help and in the docs, and JSON stands alone."""

import json
import re
from argparse import Action
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.core.management.base import BaseCommand

from annotator.labeling.models import Queue
from annotator.trajectories.models import Trajectory
from tests.annotator.guidelines.test_requeues import labelled_team
from tests.annotator.quality.test_planting import STEPS
from tests.factories.annotations import give_gold
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectory

ROOT = Path(__file__).resolve().parents[3]
COMMANDS = sorted(
    path.stem for path in (ROOT / "annotator/management/commands").glob("*.py") if path.stem != "__init__"
)


def options_of(command: str) -> list[Action]:
    """Its own, without those that Django gives to every command."""
    loaded = load_command_class("annotator", command)
    everywhere = {action.dest for action in BaseCommand().create_parser("manage.py", command)._actions}
    actions = loaded.create_parser("manage.py", command)._actions
    return [action for action in actions if action.dest not in everywhere]


def row_of(command: str) -> str:
    """Its line in docs/commands.md; two that do the opposite may share one."""
    lines = (ROOT / "docs/commands.md").read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in lines if line.startswith("|") and re.search(rf"`{command}\b", line.split(" | ")[0])]
    return row


@pytest.mark.parametrize("command", COMMANDS)
def test_says_what_it_is_for_and_what_each_option_means(command: str):
    assert load_command_class("annotator", command).help

    assert [action.dest for action in options_of(command) if not action.help] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_docs_name_every_option(command: str):
    row = row_of(command)
    named = [max(action.option_strings, key=len) for action in options_of(command) if action.option_strings]

    assert [name for name in named if name != "--json" and name not in row] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_docs_say_what_is_in_its_json(command: str):
    prints_json = any("--json" in action.option_strings for action in options_of(command))

    assert bool(row_of(command).split(" | ")[-1].strip(" |")) == prints_json


def said(*words: str) -> str:
    out, err = StringIO(), StringIO()
    call_command(*words, stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


LABELLING = (
    "annotator_quality", "board", "create_queue", "experiment", "flips", "import_taxonomy", "pause_queue",
    "plant_checks", "publish_guideline", "qualification", "requeue", "resume_queue", "reveals", "send_back",
    "set_tutorial",
)  # fmt: skip


@pytest.mark.django_db
def test_with_json_a_command_prints_one_object_on_one_line_and_nothing_else(tmp_path: Path):
    team = labelled_team()
    Queue.objects.filter(pk=team.queue.pk).update(blind_policy="RANDOMISED")
    rules, types = tmp_path / "rules.md", tmp_path / "types.toml"
    rules.write_text("Slips are neutral.", encoding="utf-8")
    said("export_taxonomy", "algebra", "prmbench", "--output", str(types))
    words: dict[str, tuple[str, ...]] = dict.fromkeys(LABELLING, ()) | {
        "create_queue": ("Again",),
        "import_taxonomy": (str(types), "--name", "ours"),
        "plant_checks": ("--queue", "Again", "--share", "0.1"),
        "publish_guideline": (str(rules), "--summary", "Slips."),
        "qualification": ("--threshold", "0.8", "--minimum", "1", "--attempts", "1"),
        "set_tutorial": ("--shipped",),
    }
    make_trajectory(team, "calculates", steps=STEPS)
    for trajectory in Trajectory.objects.all():
        give_gold(trajectory, [1, 1, 1])

    # What was sent back is what flips is about.
    for name in sorted(LABELLING, key=lambda name: name == "flips"):
        printed = said(name, "algebra", *words[name], "--json")
        assert printed.count("\n") == 1, name
        assert isinstance(json.loads(printed), dict), name


@pytest.mark.django_db
@pytest.mark.parametrize("command", LABELLING)
def test_a_project_that_is_not_there_is_a_failure_that_names_those_that_are(command: str, tmp_path: Path):
    make_team()
    file = tmp_path / "file.toml"
    file.write_text('title = "x"', encoding="utf-8")
    words = {
        "create_queue": ("X",), "plant_checks": ("--share", "0.1"), "import_taxonomy": (str(file),), "publish_guideline": (str(file), "--summary", "x"),
        "set_tutorial": ("--shipped",),
    }  # fmt: skip

    with pytest.raises(CommandError, match=r"'nowhere'.*algebra") as refused:
        said(command, "nowhere", *words.get(command, ()), "--json")

    assert refused.value.returncode == 1
