"""What a shell may hand to a command by mistake: each is refused by its name, in a sentence, and changes nothing."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from annotator.projects.models import GuidelineVersion, Project
from annotator.tutorials.models import TutorialVersion
from tests.annotator.management.shell import run
from tests.factories.cast import make_team

pytestmark = pytest.mark.django_db
NO_TEXT = "caf\udce9"  # what Python makes of b"caf\xe9" on a command line


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("add_member", "algebra", NO_TEXT, "--role", "annotator", "--create-account"), "user"),
        (("add_member", NO_TEXT, "ada", "--role", "annotator"), "slug"),
        (("create_project", "new", "--protocol", "ternary", "--name", NO_TEXT), "--name"),
        (("create_queue", "algebra", NO_TEXT), "name"),
        (("create_queue", "algebra", "Q", "--filter", NO_TEXT), "--filter"),
        (("board", "algebra", "--queue", NO_TEXT), "--queue"),
        (("requeue", "algebra", "--reason", NO_TEXT), "--reason"),
        (("import_trajectories", "algebra", "a.jsonl", "--map", f"problem={NO_TEXT}"), "--map"),
        (("publish_guideline", "algebra", "a.md", "--summary", "s", "--source", NO_TEXT), "--source"),
        (("send_back", "algebra", "--error-type", NO_TEXT), "--error-type"),
        (("score", "algebra", "--scorer", NO_TEXT), "--scorer"),
        (("evaluate", "algebra", "--scorer", NO_TEXT), "--scorer"),
        (("export", "algebra", "--format", "processbench", "--output", "o", "--filter", NO_TEXT), "--filter"),
        (("export_taxonomy", "algebra", NO_TEXT), "name"),
    ],
)
def test_bytes_that_are_no_utf_8_are_refused_by_the_name_of_their_option(words: tuple[str, ...], option: str):
    make_team()

    with pytest.raises(CommandError, match=rf"argument {option}.* is no text in UTF-8"):
        run(*words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("create_project", "new", "--protocol", "ternary", "--name", "n" * 201), "name has at most 200 characters"),
        (
            ("create_project", "new", "--protocol", "ternary", "--description", "d" * 5_001),
            "description has at most 5,000 characters; this has 5,001",
        ),
        (("evaluate", "algebra", "--scorer", "s", "--threshold", "nan"), "--threshold is a number"),
        (("evaluate", "algebra", "--scorer", "s", "--threshold", "1e400"), "--threshold is a number"),
        (("add_scorer", "algebra", "--preset", "actprm", "--set", f"a={'[' * 5_000}"), "--set a: .*cannot be read"),
        (("add_scorer", "algebra", "--preset", "actprm", "--set", f"a={'9' * 5_000}"), "--set a: .*cannot be read"),
        (("add_scorer", "algebra", "--preset", "actprm", "--set", f"{'a.' * 3_000}a=1"), "nested deeper than 20"),
    ],
)
def test_values_that_nothing_can_be_done_with_are_refused_in_words(words: tuple[str, ...], sentence: str):
    make_team()

    with pytest.raises(CommandError, match=sentence):
        run(*words)

    assert Project.objects.count() == 1


READERS = {
    "set_tutorial": (),
    "import_taxonomy": ("--kind", "json", "--name", "ours"),
    "add_scorer": (),
    "publish_guideline": ("--summary", "s"),
}


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "cannot be read|no file"), ("folder", "Is a directory"), (b"\xff\xfe{}", "UTF-8|utf-8")],
)
def test_a_file_that_is_no_text_is_refused_by_its_name(
    tmp_path: Path, command: str, content: bytes | str | None, sentence: str
):
    make_team()
    file = tmp_path / "file.json"
    if content == "folder":
        file.mkdir()
    elif isinstance(content, bytes):
        file.write_bytes(content)

    with pytest.raises(CommandError, match=sentence) as refused:
        run(command, "algebra", file, *READERS[command])

    assert "file.json" in str(refused.value)
    assert "Errno" not in str(refused.value)


@pytest.mark.parametrize(
    ("command", "content"),
    [
        ("set_tutorial", "[" * 100_000),
        ("set_tutorial", '{"a":' * 100_000),
        ("set_tutorial", "9" * 5_000),
        ("import_taxonomy", "[" * 100_000),
        ("add_scorer", "a = " + "[" * 100_000),
        ("add_scorer", "a = " + "9" * 5_000),
        ("add_scorer", 'preset = ["actprm"]'),
        ("add_scorer", "adapter = [1]"),
        ("add_scorer", f'preset = "actprm"\nchannels.reward.threshold = {"9" * 400}'),
    ],
)
def test_a_file_that_goes_too_deep_or_holds_something_else_is_refused(tmp_path: Path, command: str, content: str):
    make_team()
    file = tmp_path / "file.txt"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError):
        run(command, "algebra", file, *READERS[command])


def test_a_lesson_whose_flag_or_outcome_is_something_else_is_refused_and_not_kept(tmp_path: Path):
    make_team()
    shipped = Path("annotator/tutorials/shipped/ternary.json")
    lesson = json.loads((Path(__file__).resolve().parents[3] / shipped).read_text(encoding="utf-8"))
    file = tmp_path / "lesson.json"

    for change, sentence in (
        ({"no_error": "\0"}, "no_error has to be true or false"),
        ({"no_error": 1}, "no_error has to be true or false"),
        ({"outcome": 10**19}, "outcome has to be -1"),
        ({"steps": [{"role": []}, *lesson["steps"]]}, r"Step 0 has the role \[\]"),
    ):
        file.write_text(json.dumps({**lesson, **change}), encoding="utf-8")
        with pytest.raises(CommandError, match=sentence):
            run("set_tutorial", "algebra", file)

    assert not TutorialVersion.objects.exists()


@pytest.mark.parametrize(("option", "said"), [("--rule", "r" * 201), ("--error-type", ""), ("--source", "s" * 201)])
def test_what_a_guideline_touches_has_the_lengths_that_the_api_takes(tmp_path: Path, option: str, said: str):
    make_team()
    file = tmp_path / "rules.md"
    file.write_text("Rules.", encoding="utf-8")

    with pytest.raises(CommandError, match=f"{option} has 1 to "):
        run("publish_guideline", "algebra", file, "--summary", "s", option, said)

    assert not GuidelineVersion.objects.exists()
