"""Publishing guidelines and sending labels back from the shell."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from annotator.guidelines.models import GuidelineRequeue, RequeuedAnnotation
from annotator.journal.models import JournalEntry
from annotator.labeling.models import Annotation
from annotator.projects.models import GuidelineVersion
from tests.annotator.guidelines.publishing import published
from tests.annotator.guidelines.test_requeues import judge, labelled_team, made_queue, report, send
from tests.annotator.labeling.desk_calls import claim, submit
from tests.annotator.management.shell import answered, run
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.md"
    path.write_text("**Correct (+1).** Every number in it is right.\n", encoding="utf-8")
    return path


def test_publishes_the_file_with_what_it_touches_and_keeps_the_worked_examples(team: Team, file: Path):
    example = {"title": "A sum", "body": "Two and two are four."}
    assert published(team, examples=[example]).status_code == 201

    made = answered("publish_guideline", "algebra", file, "--summary", "Numbers count.", "--rule", "Correct (+1)")

    row = GuidelineVersion.objects.get(version=2)
    assert made == {"version": 2, "examples": 1}
    assert (row.body, row.summary) == ("**Correct (+1).** Every number in it is right.", "Numbers count.")
    assert row.touches["rules"] == ["Correct (+1)"]
    assert [one["title"] for one in row.examples] == ["A sum"]
    line = JournalEntry.objects.filter(event__startswith="guideline").latest("pk")
    assert (line.actor, line.details["version"]) == ("shell", 2)


def test_the_first_version_needs_none_before_it(team: Team, file: Path):
    assert "Version 1 of the guideline is in force." in run(
        "publish_guideline", "algebra", file, "--summary", "It begins."
    )


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"", (), "is empty"),
        (b"\xff\xfe rules", (), "is no UTF-8 text"),
        (b"a\x00b", (), "null character"),
        (b"Other rules.", ("--on", "7"), "Version 1 is in force by now"),
        (b"The rules.\n", (), "Nothing differs from version 1"),
    ],
)
def test_what_cannot_be_published_is_refused_in_a_sentence(
    team: Team, tmp_path: Path, content: bytes, options: tuple[str, ...], message: str
):
    assert published(team, body="The rules.").status_code == 201
    path = tmp_path / "bad.md"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=message):
        run("publish_guideline", "algebra", path, "--summary", "What changed.", *options)

    assert GuidelineVersion.objects.count() == 1


def test_a_file_or_project_that_is_not_there_is_named(team: Team, file: Path):
    with pytest.raises(CommandError, match="absent"):
        run("publish_guideline", "algebra", file.with_name("absent.md"), "--summary", "x")
    with pytest.raises(CommandError, match="nowhere"):
        run("publish_guideline", "nowhere", file, "--summary", "x")


def test_sends_back_what_the_version_in_force_touches_once(team: Team, file: Path):
    make_trajectories(team, 2)
    for who in ("ada", "grace"):
        submit(team, who, claim(team, who))
    run("publish_guideline", "algebra", file, "--summary", "Numbers count.")

    counted = answered("send_back", "algebra", "--dry-run")
    done = answered("send_back", "algebra", "--to", "others", "--label", "1")

    assert counted == {"version": 1, "annotations": 2, "sent_back": False, "requeue": None}
    row = GuidelineRequeue.objects.get()
    assert done == {"version": 1, "annotations": 2, "sent_back": True, "requeue": row.pk}
    assert row.relabeller == "OTHERS"
    assert RequeuedAnnotation.objects.count() == 2
    assert not Annotation.objects.filter(withdrawn_at__isnull=False).exists()
    with pytest.raises(CommandError, match="No annotation fits that was not sent back already"):
        run("send_back", "algebra")


def test_a_filter_narrows_and_a_wrong_one_is_refused(team: Team, file: Path):
    make_trajectories(team, 2)
    submit(team, "ada", claim(team, "ada"))
    run("publish_guideline", "algebra", file, "--summary", "Numbers count.")

    assert answered("send_back", "algebra", "--dry-run", "--filter", "steps:90..")["annotations"] == 0
    with pytest.raises(CommandError, match="nonsense"):
        run("send_back", "algebra", "--filter", "nonsense:1")


def test_without_a_guideline_or_with_a_number_that_was_never_published_it_says_what_to_do(team: Team):
    with pytest.raises(CommandError, match="publish one first"):
        run("send_back", "algebra")
    with pytest.raises(CommandError, match="no version 4"):
        run("send_back", "algebra", "--guideline", "4")
    with pytest.raises(CommandError, match="--up-to is the number of a version"):
        run("send_back", "algebra", "--up-to", "-1")


def test_says_what_flipped_as_the_page_does():
    team = labelled_team()
    made = send(team, label=-1)
    judge(team, "ada", [-1, 0, 1], queue=made_queue())

    said = run("flips", "algebra").splitlines()

    assert answered("flips", "algebra") == report(team, made)
    assert said == [
        f"Sent back under {made['id']} for version 2: 2 annotations; 1 judged again, 1 still open, 0 declined",
        "by the same people: 1 of 1 changed",
        "  step labels: 2 of 3 flipped (+1 -> -1: 1, -1 -> 0: 1)",
        "  first error: earlier 1",
    ]


def test_compares_accepted_proposals_only_where_that_is_asked_for():
    team = labelled_team()
    made = send(team, label=-1)
    annotation = judge(team, "ada", [-1, 0, 1], queue=made_queue())
    Annotation.objects.filter(pk=annotation.pk).update(origins=[0, 1, 0])

    without, asked = answered("flips", "algebra"), answered("flips", "algebra", "--with-proposals")

    assert (without["proposals"], without["steps_compared"], len(without["flips"])) == (1, 2, 1)
    assert (asked["proposals"], asked["steps_compared"], len(asked["flips"])) == (1, 3, 2)
    assert asked == report(team, made, query="?with_proposals=true")
    assert "  accepted proposals: 1 steps, left out" in run("flips", "algebra").splitlines()
    assert "  accepted proposals: 1 steps, compared" in run("flips", "algebra", "--with-proposals").splitlines()


def test_says_what_can_be_asked_for_where_nothing_was_sent_back_under_a_number(team: Team):
    with pytest.raises(CommandError, match="send_back does"):
        run("flips", "algebra")
    with pytest.raises(CommandError, match=r"under 4 in this project; there are: none\."):
        run("flips", "algebra", "--requeue", "4")
    with pytest.raises(CommandError, match="nowhere"):
        run("flips", "nowhere")
