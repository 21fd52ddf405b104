"""Taxonomies as files: out and in again, over the API and from the shell."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from annotator.labeling.models import Queue, TaxonomyVersion
from annotator.labeling.taxonomies.checking import BadTaxonomy, checked_body
from annotator.labeling.taxonomies.files import FILE_KINDS, file_kind, read_file, written
from annotator.labeling.taxonomies.presets import PRESETS
from annotator.labeling.taxonomies.taxonomy import Taxonomy, from_body, to_body
from tests.annotator.labeling.test_taxonomies import add, body, kind
from tests.annotator.management.shell import run
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectory

AWKWARD = 'Say \\"no\\" \\\\ 😀 \x7f\x1f\n[[types]] # not a comment'


@pytest.mark.parametrize("form", FILE_KINDS)
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_what_is_written_is_read_back(preset: Taxonomy, form: str):
    name, sent = read_file(written(preset, kind=form), kind=form)

    assert (name, checked_body(sent)) == (preset.name, to_body(preset))


@pytest.mark.parametrize("form", FILE_KINDS)
def test_awkward_texts_and_retired_types_come_back(form: str):
    sent = checked_body(
        body(
            title=AWKWARD,
            types=[kind("a", kind("b", kind("c", retired=True), kind("d")), meaning=AWKWARD), kind("e", retired=True)],
        )
    )
    taxonomy = from_body(name="ours", version=3, body=sent)

    assert checked_body(read_file(written(taxonomy, kind=form), kind=form)[1]) == sent


@pytest.mark.parametrize(
    ("form", "text", "says"),
    [
        ("json", '{\n  "title": \n}', "The JSON cannot be read at line 3, column 1"),
        ("json", '{"title": "a", "title": "b"}', "The key 'title' stands twice"),
        ("json", "[]", "holds no object"),
        ("json", "[" * 100_000, "nested deeper"),
        ("json", "9" * 5_000, "a number that cannot be read"),
        ("toml", 'title = "a"\ntypes = [', "The TOML cannot be read"),
        ("toml", 'title = "a"\nmeaning ?', "(at line 2, column 9"),
        ("toml", "a = 1\n" * 200_000, "at most 1000000"),
    ],
    ids=str,
)
def test_says_where_a_file_cannot_be_read(form: str, text: str, says: str):
    with pytest.raises(BadTaxonomy) as refused:
        read_file(text, kind=form)

    assert says in refused.value.complaints[0]


def test_a_file_says_by_its_name_what_it_is():
    assert [file_kind(name) for name in ("a.toml", "B.JSON", "a.yaml", "toml")] == ["toml", "json", None, None]


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


def read(team: Team, text: str, form: str, status: int = 200, who: str = "max") -> Any:
    sent = {"text": text, "kind": form}
    return answer(team.client(who).post(team.url("taxonomies/read"), sent, format="json"), status)


def test_the_page_gets_what_a_file_says_and_nothing_is_stored(team: Team):
    exported = team.client("ada").get(team.url("taxonomies/socratic/1/file"))
    assert exported.headers["Content-Disposition"] == 'attachment; filename="socratic-v1.toml"'

    found = read(team, exported.content.decode(), "toml")

    assert (found["name"], len(found["body"]["types"])) == ("socratic", 6)
    assert not TaxonomyVersion.objects.exists()


def test_the_page_is_told_everything_that_is_wrong_with_a_file(team: Team):
    broken = read(team, '{"title": ', "json", 400)
    wrong = read(team, json.dumps({"types": [{"id": "?", "\ud800": 1}]}), "json", 400)

    assert (broken["code"], len(broken["complaints"])) == ("bad_taxonomy", 1)
    assert "The title of type 1 is missing." in wrong["complaints"]
    assert "Type 1 has what Assay does not read: ?." in wrong["complaints"]
    read(team, "{}", "json", 403, who="rita")


def test_a_kind_of_file_that_there_is_not_is_refused(team: Team):
    refused = answer(team.client("max").get(team.url("taxonomies/agents/1/file?kind=yaml")), 400)

    assert "kind" in refused["fields"]


def test_a_preset_goes_out_and_comes_in_under_another_name(team: Team, tmp_path: Path):
    file = tmp_path / "types.toml"

    assert run("export_taxonomy", "algebra", "prmbench", "--output", str(file)) == f"{file}: prmbench v1\n"
    made = json.loads(
        run("import_taxonomy", "algebra", str(file), "--name", "prmbench-ours", "--note", "As it was.", "--json")
    )

    assert made == {"name": "prmbench-ours", "version": 1, "is_published": True}
    row = TaxonomyVersion.objects.get()
    assert (row.note, row.author, len(row.body["types"])) == ("As it was.", None, 3)


def test_a_check_finds_whatever_would_keep_a_file_from_being_published_and_publishes_nothing(
    team: Team, tmp_path: Path
):
    file, nameless = tmp_path / "types.toml", tmp_path / "b.json"
    run("export_taxonomy", "algebra", "prmbench", "--output", str(file))
    nameless.write_text(json.dumps(body()))

    sentence = run("import_taxonomy", "algebra", str(file), "--name", "ours", "--check")
    answered = json.loads(run("import_taxonomy", "algebra", str(file), "--name", "ours", "--check", "--json"))

    assert sentence == "ours v1 can be published.\n"
    assert answered == {"name": "ours", "version": 1, "is_published": False}
    with pytest.raises(CommandError, match="give yours another name"):
        run("import_taxonomy", "algebra", str(file), "--check")
    with pytest.raises(CommandError, match="The file gives no name"):
        run("import_taxonomy", "algebra", str(nameless), "--check")
    assert not TaxonomyVersion.objects.exists()


def test_a_version_is_printed_as_json(team: Team):
    add(team, "ours", body())
    add(team, "ours", body(title="Anew"))

    newest = json.loads(run("export_taxonomy", "algebra", "ours", "--kind", "json"))
    first = json.loads(run("export_taxonomy", "algebra", "ours", "--kind", "json", "--number", "1"))

    assert (newest["title"], first["title"]) == ("Anew", "Ours")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("export_taxonomy", "algebra", "moods"), "There is no taxonomy 'moods'"),
        (("export_taxonomy", "algebra", "agents", "--number", "9"), "no version 9"),
        (("export_taxonomy", "nowhere", "agents"), "nowhere"),
        (("export_taxonomy", "algebra", "agents", "--output", "a.yaml"), "neither in .toml nor in .json"),
        (("import_taxonomy", "algebra", "absent.toml"), "absent.toml cannot be read: No such file"),
        (("import_taxonomy", "algebra", "{broken}"), "The JSON cannot be read at line 1, column 2"),
        (("import_taxonomy", "algebra", "{nameless}"), "The file gives no name: say --name."),
        (("import_taxonomy", "algebra", "{nameless}", "--name", "agents"), "give yours another name"),
        (("import_taxonomy", "algebra", "{latin}"), "is no UTF-8 text"),
        (("create_queue", "algebra", "Mine", "--taxonomy", "agents@x"), "a name and a version such as prmbench@1"),
        (("create_queue", "algebra", "Mine", "--taxonomy", "moods"), "There is no taxonomy 'moods'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_the_shell_says_what_is_wrong(team: Team, tmp_path: Path, words: tuple[str, ...], says: str):
    files = {"broken": tmp_path / "a.json", "nameless": tmp_path / "b.json", "latin": tmp_path / "c.toml"}
    files["broken"].write_text("{")
    files["nameless"].write_text(json.dumps(body()))
    files["latin"].write_bytes(b'title = "\xe9"')

    with pytest.raises(CommandError) as refused:
        run(*(word.format(**files) for word in words))

    assert says in str(refused.value)
    assert not TaxonomyVersion.objects.exists()


def test_a_queue_is_made_with_a_taxonomy_from_the_shell(team: Team):
    make_trajectory(team)

    run("create_queue", "algebra", "One", "--taxonomy", "agents")
    run("create_queue", "algebra", "Two", "--taxonomy", "socratic@1")
    run("create_queue", "algebra", "None")

    chosen = Queue.objects.exclude(is_default=True).order_by("pk").values_list("taxonomy", "taxonomy_version")
    assert list(chosen) == [("agents", 1), ("socratic", 1), ("", None)]
