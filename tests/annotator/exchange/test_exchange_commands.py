"""The commands of files and projects, as a shell runs them: what they print, and how they end."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from annotator.exchange.models import FileImport
from annotator.labeling.models import Queue
from annotator.projects.models import Membership, Project
from annotator.scoring.models import ScorerChannel
from annotator.trajectories.models import Trajectory
from tests.annotator.exchange.importing import bench_row, judge_row, talk_row, write_rows
from tests.factories.cast import Team, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


def answer(*arguments: object) -> Any:
    """The one JSON object that it prints."""
    return json.loads(run(*arguments, "--json"))


def test_import_trajectories_adds_up_its_files(team: Team, tmp_path: Path) -> None:
    first = write_rows(tmp_path / "a.jsonl", [bench_row(0), "{"])
    second = write_rows(tmp_path / "b.jsonl", [bench_row(0), bench_row(1, label=9), "{"])

    assert answer("import_trajectories", "algebra", first, second) == {
        "imported": 2, "unchanged": 0, "revised": 0, "quarantined": 3,
        "reasons": {"malformed_json": 2, "label_out_of_range": 1},
    }  # fmt: skip


def test_without_json_each_file_is_a_line_and_each_reason_too(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row(0), "{"])

    assert run("import_trajectories", "algebra", path, "--dry-run").splitlines() == [
        "a.jsonl (processbench): 1 imported, 0 unchanged, 0 revised, 1 quarantined (dry run: nothing was written)",
        "  malformed_json: 1",
    ]


def test_each_reason_comes_with_the_first_row_that_it_was_for(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row(0), "{", bench_row(1, label=9), "["])

    head, *reasons = run("import_trajectories", "algebra", path).splitlines()

    assert head.endswith("1 imported, 0 unchanged, 0 revised, 3 quarantined")
    assert [line.partition(": ")[2].partition(":")[0] for line in reasons] == ["2, first in row 2", "1, first in row 3"]
    assert all(line.endswith(".") for line in reasons)


def test_strict_fails_on_a_quarantined_row_after_everything_landed(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row(0), "{"])

    with pytest.raises(CommandError, match="Rows were quarantined: 1"):
        run("import_trajectories", "algebra", path, "--strict")

    assert Trajectory.objects.count() == 1
    assert run("import_trajectories", "algebra", write_rows(path, [bench_row(0)]), "--strict", "--json")


def test_of_several_files_none_lands_if_one_cannot_be_read(team: Team, tmp_path: Path) -> None:
    good = write_rows(tmp_path / "a.jsonl", [bench_row(0)])
    bad = write_rows(tmp_path / "b.jsonl", [{"nothing": "known"}])

    with pytest.raises(CommandError, match=r"^b\.jsonl: No format of trajectories fits"):
        run("import_trajectories", "algebra", good, bad)

    assert not FileImport.objects.exists()


def test_options_reach_the_import(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [{"q": "2?", "s": ["2"], "problem": "not this", "key": "k"}])
    maps = ("--map", "problem=q", "--map", "steps=s", "--map", "id=key")

    assert answer("import_trajectories", "algebra", path, *maps, "--source", "mine")["imported"] == 1

    stored = Trajectory.objects.select_related("text").get()
    assert (stored.source, stored.external_id, stored.text.problem) == ("mine", "k", "2?")
    changed = write_rows(path, [{"q": "3?", "s": ["2"], "key": "k"}])
    assert answer("import_trajectories", "algebra", changed, *maps, "--source", "mine", "--revise")["revised"] == 1


def test_says_what_is_wrong_with_a_map(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row()])

    with pytest.raises(CommandError, match="--map nonsense must be FIELD=PATH"):
        run("import_trajectories", "algebra", path, "--map", "nonsense")
    with pytest.raises(CommandError, match="A map is for plain files"):
        run("import_trajectories", "algebra", path, "--map", "steps=s", "--format", "processbench")


def test_import_rewards_declares_semantics(team: Team, tmp_path: Path) -> None:
    run("import_trajectories", "algebra", write_rows(tmp_path / "a.jsonl", [bench_row()]))
    path = write_rows(tmp_path / "a.scores.jsonl", [{"id": "sum-0", "scorer": "prm", "scores": [1, 0]}])

    assert answer("import_rewards", "algebra", path, "--semantics", "verdict")["imported"] == 1
    assert ScorerChannel.objects.get().semantics == "verdict"


def test_import_annotations_names_the_annotator(team: Team, tmp_path: Path) -> None:
    run("import_trajectories", "algebra", write_rows(tmp_path / "a.jsonl", [talk_row()]))
    path = write_rows(tmp_path / "j.jsonl", [judge_row()])

    assert answer("import_annotations", "algebra", path, "--annotator", "blind", "--kind", "imported")["imported"] == 1
    out = tmp_path / "out.jsonl"
    assert answer(
        "export", "algebra", "--format", "agentprocessbench", "--output", out,
        "--labels", "annotations", "--annotator", "blind",
    ) == {"rows": 1, "without_labels": 0, "reasons": {}, "notes": {"comments": 1, "notes_on_trajectories": 1}, "proposals": 0}  # fmt: skip
    assert json.loads(out.read_text())["step_labels"] == {"1": 1, "3": -1}


def test_export_reports_what_it_left_out(team: Team, tmp_path: Path) -> None:
    rows = [talk_row(0), talk_row(1, step_labels={"1": 1}), talk_row(2, step_labels={}, final_label=None)]
    path = write_rows(tmp_path / "a.jsonl", rows)
    run("import_trajectories", "algebra", path)
    out = tmp_path / "out.jsonl"

    assert run("export", "algebra", "--format", "processbench", "--output", out).splitlines() == [
        f"{out}: 1 rows; 1 trajectories have no labels",
        "  left out, undecided: 1",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--filter", "nonsense:1"), "There is no filter 'nonsense'"),
        (("--annotator", "ada"), "Gold has no annotator"),
        (("--labels", "annotations"), "There are no annotations"),
    ],
)
def test_export_says_why_it_cannot(team: Team, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("export", "algebra", "--format", "processbench", "--output", tmp_path / "out.jsonl", *arguments)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        ("import_trajectories", "nowhere", "a.jsonl"),
        ("import_rewards", "nowhere", "a.jsonl"),
        ("import_annotations", "nowhere", "a.jsonl"),
        ("export", "nowhere", "--format", "processbench", "--output", "a.jsonl"),
        ("add_member", "nowhere", "ada", "--role", "MANAGER"),
    ],
)
def test_every_command_says_that_there_is_no_such_project(team: Team, command: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"There is no project 'nowhere'. Projects: algebra\."):
        run(*command)


def test_create_project_makes_a_project_with_its_queue() -> None:
    assert "add_member calculus" in run("create_project", "calculus", "--protocol", "ternary", "--name", "Calculus")

    project = Project.objects.get()
    assert (project.slug, project.name, project.protocol) == ("calculus", "Calculus", "ternary")
    assert Queue.objects.get().protocol == "ternary"


@pytest.mark.parametrize(
    ("slug", "protocol", "message"),
    [
        ("algebra", "ternary", "already is a project 'algebra'"),
        ("a b", "ternary", "cannot be part of an address"),
        ("x" * 65, "ternary", "at most 64"),
        ("other", "guess", "There is no protocol 'guess'; there are: ternary, first-error, prm800k"),
    ],
)
def test_create_project_says_what_is_wrong(team: Team, slug: str, protocol: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("create_project", slug, "--protocol", protocol)


def test_add_member_adds_changes_and_makes_accounts(team: Team) -> None:
    assert run("add_member", "algebra", "sam", "--role", "annotator") == "sam is annotator in algebra.\n"
    assert run("add_member", "algebra", "sam", "--role", "REVIEWER") == "sam is reviewer in algebra.\n"
    assert Membership.objects.get(user__username="sam").role == "REVIEWER"

    said = run("add_member", "algebra", "nina", "--role", "ANNOTATOR", "--create-account").splitlines()

    password = said[1].removeprefix("First password: ").split(" ")[0]
    assert User.objects.get(username="nina").check_password(password)
    assert len(password) >= 16


def test_add_member_refuses_strangers_and_the_last_managers_leave(team: Team) -> None:
    with pytest.raises(CommandError, match="no account 'nina'; --create-account makes one"):
        run("add_member", "algebra", "nina", "--role", "ANNOTATOR")
    with pytest.raises(CommandError, match="needs a manager"):
        run("add_member", "algebra", "max", "--role", "ANNOTATOR")
    with pytest.raises(CommandError, match="at most 150"):
        run("add_member", "algebra", "n" * 151, "--role", "ANNOTATOR", "--create-account")

    assert not User.objects.filter(username__startswith="n").exists()
