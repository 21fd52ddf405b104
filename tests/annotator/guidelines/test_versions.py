"""Versions of the guideline over the API: written by managers, read by all, lost by nobody."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from annotator.journal.models import JournalEntry
from annotator.labeling.models import Assignment
from annotator.labeling.services import claims
from annotator.projects.models import GuidelineVersion
from annotator.trajectories.models import Trajectory
from annotator.trajectories.steps import Step
from tests.annotator.guidelines.publishing import RULES, published
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.trajectories import make_trajectory
from tests.plugins.committed import committed


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


def example(trajectory: Trajectory, **more: object) -> dict[str, object]:
    return {"title": "A sign slip", "body": "It lost the minus.", "trajectory": trajectory.pk, "step_index": 1,
            "label": -1, **more}  # fmt: skip


def test_a_project_without_a_guideline_says_so(team: Team):
    assert answer(team.client("ada").get(team.url("guideline"))) == {"guideline": None}
    assert answer(team.client("ada").get(team.url("guideline/versions"))) == {"results": []}


def test_every_member_reads_what_a_manager_published(team: Team):
    made = answer(published(team, touches={"rules": ["Correct"], "sources": ["gsm8k"]}), 201)

    read = answer(team.client("ada").get(team.url("guideline")))["guideline"]

    assert (read["version"], read["body"], read["summary"], read["is_in_force"]) == (1, RULES, "What changed.", True)
    assert read["touches"] == {"rules": ["Correct"], "error_types": [], "sources": ["gsm8k"]}
    assert read["author"] == made["author"] == "max"
    entry = JournalEntry.objects.get(event="guideline.changed")
    assert (entry.actor, entry.details) == ("max", {"version": 1, "summary": "What changed."})


def test_the_history_names_who_changed_what_and_how_many_labels_stand_under_it(team: Team):
    answer(published(team), 201)
    answer(published(team, based_on=1, summary="Slips are neutral."), 201)

    history = answer(team.client("rita").get(team.url("guideline/versions")))["results"]
    for_annotators = answer(team.client("ada").get(team.url("guideline/versions")))["results"]

    assert [(row["version"], row["summary"], row["author"], row["annotation_count"]) for row in history] == [
        (2, "Slips are neutral.", "max", 0),
        (1, "What changed.", "max", 0),
    ]
    assert {row["annotation_count"] for row in for_annotators} == {None}


def test_a_version_written_on_an_older_one_is_refused_and_nothing_is_lost(team: Team):
    answer(published(team), 201)
    answer(published(team, based_on=1, body="second"), 201)

    refused = answer(published(team, based_on=1, body="mine"), 409)

    assert (refused["code"], refused["in_force"]) == ("guideline_moved", 2)
    assert list(GuidelineVersion.objects.order_by("version").values_list("body", flat=True)) == [RULES, "second"]


@committed
def test_of_two_versions_published_at_once_one_comes_into_force():
    team = make_team()

    def publish_one(body: str) -> int:
        try:
            return int(published(team, body=body).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answered = sorted(pool.map(publish_one, ["a", "b", "c", "d"]))

    assert answered == [201, 409, 409, 409]
    assert GuidelineVersion.objects.get().version == 1


def test_a_version_says_what_changed_since_the_one_before_or_since_any_other(team: Team):
    for number, body in enumerate(["first line", "second line", "third line"]):
        answer(published(team, based_on=number, body=body), 201)

    client = team.client("ada")
    last = answer(client.get(team.url("guideline/versions/3/diff")))
    jump = answer(client.get(team.url("guideline/versions/3/diff?against=1")))
    begin = answer(client.get(team.url("guideline/versions/1/diff")))

    assert (last["before"], jump["before"], begin["before"]) == (2, 1, 0)
    assert [(line["kind"], line["parts"]) for line in jump["lines"]] == [
        ("removed", [{"text": "first", "is_changed": True}, {"text": " line", "is_changed": False}]),
        ("added", [{"text": "third", "is_changed": True}, {"text": " line", "is_changed": False}]),
    ]
    assert [line["kind"] for line in begin["lines"]] == ["added"]


@pytest.mark.parametrize("against", ["x", "-1", "\u0661", "9" * 30, ""])
def test_a_comparison_with_nothing_is_refused(team: Team, against: str):
    answer(published(team), 201)

    answer(team.client("ada").get(team.url(f"guideline/versions/1/diff?against={against}")), 400)
    answer(team.client("ada").get(team.url("guideline/versions/1/diff?against=7")), 404)


@pytest.mark.parametrize(
    "sent",
    [
        {"body": ""},
        {"body": "a\x00b"},
        {"body": "x" * 100_001},
        {"summary": ""},
        {"touches": {"rules": "Correct"}},
        {"touches": []},
        {"examples": {"0": {}}},
        {"examples": [{"body": "x"}] * 51},
        {"examples": [{"title": "nothing to see"}]},
        {"examples": [{"body": "x", "trajectory": 2**63}]},
        {"examples": [{"keep": "no-such"}]},
        {"based_on": -1},
    ],
)
def test_a_version_that_says_nothing_usable_is_refused(team: Team, sent: dict[str, Any]):
    answer(published(team, **sent), 400)

    assert not GuidelineVersion.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"step_index": 0}, "takes no label"),
        ({"step_index": 9}, "takes no label"),
        ({"step_index": None}, "takes no label"),
        ({"label": None}, "which label is right"),
        ({"label": 2}, "which label is right"),
    ],
)
def test_an_example_must_show_a_step_that_takes_a_label(team: Team, wrong: dict[str, object], because: str):
    row = make_trajectory(team, steps=[Step("Please.", role="user"), Step("One."), Step("Two.")])

    refused = answer(published(team, examples=[{"body": "prose"}, example(row, **wrong)]), 400)

    assert because in refused["fields"]["examples.1"][0]


def test_an_example_of_another_project_is_refused(team: Team):
    other = make_trajectory(make_team(slug="geometry"))

    refused = answer(published(team, examples=[example(other)]), 400)

    assert "no trajectory" in refused["fields"]["examples.0"][0]


def shown(team: Team, who: str) -> dict[str, object]:
    (found,) = answer(team.client(who).get(team.url("guideline")))["guideline"]["examples"]
    return dict(found)


def test_an_example_shows_problem_step_label_and_reason(team: Team):
    row = make_trajectory(team, with_slots=False)
    answer(published(team, examples=[example(row)]), 201)

    found = shown(team, "ada")

    assert (found["label"], found["body"], found["step_index"]) == (-1, "It lost the minus.", 1)
    assert found["trajectory"] == {"id": row.pk, "external_id": "t-0", "source": "tests"}
    assert (found["problem"], found["step"]) == ("What is 2 + 3?", {"role": "assistant", "text": "Step number 1."})
    assert (found["is_covered"], found["waiting"]) == (False, None)


def test_an_example_stays_covered_for_whoever_could_still_be_handed_its_trajectory(team: Team):
    row = make_trajectory(team)
    answer(published(team, examples=[example(row)]), 201)

    covered, for_reviewers = shown(team, "ada"), shown(team, "rita")
    claims.claim_next(queue_id=team.queue.pk, member=team.member("rita"), now=NOON)
    held = shown(team, "rita")

    assert (covered["is_covered"], covered["label"], covered["title"], covered["body"]) == (True, None, "", "")
    assert (for_reviewers["is_covered"], for_reviewers["label"], for_reviewers["waiting"]) == (False, -1, 1)
    assert (held["is_covered"], held["label"]) == (True, None)


def test_publishing_can_take_the_examples_trajectories_out_of_the_queues(team: Team):
    row, other = make_trajectory(team), make_trajectory(team, "t-1")
    answer(published(team, examples=[example(row)], closes_slots=True), 201)

    assert shown(team, "ada")["is_covered"] is False
    statuses = dict(Assignment.objects.values_list("trajectory", "status"))
    assert statuses == {row.pk: "CLOSED", other.pk: "OPEN"}


def test_a_writer_who_may_not_see_an_example_keeps_it_as_it_is(team: Team):
    row = make_trajectory(team)
    answer(published(team, examples=[{"body": "prose"}, example(row)]), 201)
    prose, step = answer(team.client("max").get(team.url("guideline")))["guideline"]["examples"]
    claims.claim_next(queue_id=team.queue.pk, member=team.member("max"), now=NOON)

    kept = answer(published(team, based_on=1, examples=[{"keep": step["id"]}]), 201)
    changed = answer(team.client("ada").get(team.url("guideline/versions/2/diff")))
    twice = answer(published(team, based_on=2, examples=[{"keep": step["id"]}] * 2), 400)

    assert kept["examples"][0]["is_covered"]
    assert GuidelineVersion.objects.get(version=2).examples[0] == GuidelineVersion.objects.get(version=1).examples[1]
    assert (changed["examples_added"], changed["examples_removed"]) == (0, 1)
    assert "kept twice" in twice["fields"]["examples.1"][0]
    assert prose["is_step"] is False


def test_reading_costs_the_same_for_one_example_and_for_many(team: Team, django_assert_max_num_queries):
    rows = [make_trajectory(team, f"t-{number}") for number in range(8)]
    answer(published(team, examples=[example(row) for row in rows]), 201)
    client = team.client("ada")

    with django_assert_max_num_queries(9):
        found = answer(client.get(team.url("guideline")))["guideline"]["examples"]

    assert len(found) == 8
