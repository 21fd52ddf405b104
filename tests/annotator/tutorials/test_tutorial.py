"""The tutorial over the API and from the shell: taken by everybody, counted nowhere."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from PIL import Image

from annotator.exchange.image_files import check_image
from annotator.exchange.services.images import store_image
from annotator.journal.models import JournalEntry
from annotator.labeling.models import Annotation, Assignment, Draft, Queue
from annotator.trajectories.models import Trajectory
from annotator.tutorials.models import TutorialVersion
from annotator.tutorials.queries import lesson_of, offers_to
from annotator.tutorials.shipped_lessons import FOLDER
from tests.annotator.exchange.pictures import picture
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.trajectories import make_trajectory


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def raw() -> dict[str, Any]:
    body: dict[str, Any] = json.loads((FOLDER / "ternary.json").read_text(encoding="utf-8"))
    return body


def offer(team: Team, name: str) -> Any:
    """What the home page says of it, and the project's own pages, which must agree."""
    (card,) = answer(team.client(name).get("/api/v1/projects"))["results"]
    assert answer(team.client(name).get(team.url()))["tutorial"] == card["tutorial"]
    return card["tutorial"]


def end(team: Team, name: str, ending: str) -> Any:
    return answer(team.client(name).post(team.url("tutorial/visit"), {"ending": ending}, format="json"))["ending"]


def set_lesson(team: Team, name: str, lesson: object) -> Any:
    return team.client(name).put(team.url("tutorial"), {"lesson": lesson}, format="json")


def test_a_newcomer_gets_the_shipped_lesson_as_an_assignment_that_is_no_row(team: Team):
    shown = answer(team.client("ada").get(team.url("tutorial")))

    assert (shown["version"], shown["minutes"], shown["ending"]) == (0, 5, None)
    assert shown["assignment"]["trajectory"]["scorable"] == [one["step_index"] for one in shown["lesson"]["answers"]]
    assert shown["assignment"]["protocol"]["name"] == "ternary"
    assert set(shown["assignment"]["evidence"].values()) == {"NEVER"}
    gone = team.client("ada").post(
        team.url(f"assignments/{shown['assignment']['id']}/submit"),
        {"base_revision": 0, "operations": []},
        format="json",
    )
    assert answer(gone, 404)["detail"]


def test_a_protocol_that_requires_error_types_is_taught_with_types(db: None):
    team = make_team(protocol="prmbench")

    shown = answer(team.client("ada").get(team.url("tutorial")))

    assert shown["assignment"]["taxonomy"]["name"] == "prmbench"


def test_taking_it_leaves_no_row_that_anything_could_count(team: Team):
    make_trajectory(team, "sum-1")
    before = [model.objects.count() for model in (Trajectory, Queue, Assignment, Draft, Annotation)]

    answer(team.client("ada").get(team.url("tutorial")))
    end(team, "ada", "DONE")

    assert [model.objects.count() for model in (Trajectory, Queue, Assignment, Draft, Annotation)] == before
    assert answer(team.client("max").get(team.url("quality")))["results"] == []
    assert answer(team.client("ada").get(team.url("assignments")))["results"] == []


def test_it_is_offered_until_it_is_done_or_skipped_and_can_be_taken_again_after_either(team: Team):
    assert offer(team, "ada") == {"title": "Learn the desk", "minutes": 5, "ending": None}

    assert end(team, "ada", "SKIPPED") == "SKIPPED"
    assert offer(team, "ada")["ending"] == "SKIPPED"
    assert end(team, "ada", "DONE") == "DONE"
    assert end(team, "ada", "SKIPPED") == "DONE"

    assert offer(team, "ada")["ending"] == "DONE"
    assert answer(team.client("ada").get(team.url("tutorial")))["ending"] == "DONE"
    assert offer(team, "grace")["ending"] is None


def test_a_protocol_that_nobody_wrote_a_lesson_for_has_none(team: Team):
    team.project.protocol = "newer"

    assert lesson_of(team.project) is None
    assert offers_to(User.objects.get(username="ada").pk, [team.project]) == {}


def test_the_lesson_with_pictures_shows_them_to_every_member_and_to_nobody_else(db: None):
    team = make_team(protocol="visualprocessbench")
    shown = answer(team.client("ada").get(team.url("tutorial")))["assignment"]["trajectory"]
    (chart,), (line,) = shown["problem_images"], shown["steps"][2]["images"]

    for image in (chart, line):
        came = team.client("ada").get(team.url(f"images/{image['sha']}"))
        assert (came.status_code, came["Content-Type"]) == (200, "image/png")
        assert came["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert Image.open(BytesIO(came.content)).size == (image["width"], image["height"])
    assert "images" not in shown["steps"][0]
    assert team.client("sam").get(team.url(f"images/{chart['sha']}")).status_code == 404


def test_a_lesson_of_ones_own_shows_pictures_that_the_project_has_and_no_others(team: Team, raw: dict[str, Any]):
    stored = check_image(picture(), "image")
    seen = {**raw, "problem_images": [{"sha": stored.sha, "width": 6, "height": 4, "alt": "A red field"}]}
    (missing,) = answer(set_lesson(team, "max", seen), 400)["fields"]["lesson"]
    assert missing.startswith(f"The problem shows a picture {stored.sha[:12]}… that algebra does not have: import a")

    store_image(team.project.pk, stored, lambda: NOON)
    small = {**seen, "problem_images": [{**seen["problem_images"][0], "width": 7}]}
    assert answer(set_lesson(team, "max", small), 400)["fields"]["lesson"] == [
        "The problem shows a picture of 6 x 4 pixels and says 7 x 4."
    ]
    assert answer(set_lesson(team, "max", seen))["version"] == 1

    shown = answer(team.client("ada").get(team.url("tutorial")))["assignment"]["trajectory"]
    assert shown["problem_images"] == seen["problem_images"]


def test_a_managers_lesson_takes_the_place_of_the_shipped_one_and_gives_it_back(team: Team, raw: dict[str, Any]):
    assert answer(set_lesson(team, "max", {**raw, "title": "Ours", "minutes": 3}))["version"] == 1
    shown = answer(team.client("ada").get(team.url("tutorial")))
    assert (shown["title"], shown["version"]) == ("Ours", 1)

    assert answer(team.client("max").delete(team.url("tutorial")))["version"] == 2

    assert answer(team.client("ada").get(team.url("tutorial")))["title"] == "Learn the desk"
    entries = JournalEntry.objects.filter(event="tutorial.changed").order_by("pk").values_list("details", flat=True)
    assert list(entries) == [{"version": 1, "is_own": True}, {"version": 2, "is_own": False}]


def test_a_lesson_that_cannot_be_taught_is_refused_and_changes_nothing(team: Team, raw: dict[str, Any]):
    bad = answer(set_lesson(team, "max", {**raw, "outcome": None}), 400)
    other = answer(set_lesson(team, "max", {**raw, "protocol": "binary"}), 400)

    assert bad["fields"]["lesson"] == [
        "The worked answers are not whole under ternary: Say whether the final result is right."
    ]
    assert "Step 0 has the label 0, which binary does not know." in other["detail"]
    assert TutorialVersion.objects.count() == 0


def test_the_lesson_of_another_protocol_is_refused(db: None, raw: dict[str, Any]):
    team = make_team(protocol="visualprocessbench")

    refused = answer(set_lesson(team, "max", raw), 400)

    assert "The lesson teaches ternary, and algebra labels by visualprocessbench" in refused["detail"]


def run(*arguments: str) -> Any:
    out = StringIO()
    call_command("set_tutorial", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_shell_sets_a_lesson_and_goes_back(team: Team, raw: dict[str, Any], tmp_path: Path):
    file = tmp_path / "lesson.json"
    file.write_text(json.dumps({**raw, "title": "From a file"}), encoding="utf-8")

    assert run("algebra", str(file)) == {"version": 1, "is_own": True}
    assert offer(team, "ada")["title"] == "From a file"
    assert run("algebra", "--shipped") == {"version": 2, "is_own": False}
    assert offer(team, "ada")["title"] == "Learn the desk"


def test_the_shell_says_what_is_wrong_with_a_file(team: Team, tmp_path: Path):
    file = tmp_path / "lesson.json"
    file.write_text("{", encoding="utf-8")

    with pytest.raises(CommandError, match=r"lesson\.json cannot be read as JSON"):
        run("algebra", str(file))
    with pytest.raises(CommandError, match=r"nowhere\.json cannot be read: No such file"):
        run("algebra", str(tmp_path / "nowhere.json"))
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="steps has to be a list of 1 to 60"):
        run("algebra", str(file))
    with pytest.raises(CommandError, match="no project"):
        run("geometry", "--shipped")
