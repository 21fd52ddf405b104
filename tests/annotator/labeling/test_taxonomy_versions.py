"""Versions of a team's own taxonomies: what may change, how often types were said, and who chooses them for a queue."""

from typing import Any

import pytest

from annotator.journal.models import JournalEntry
from annotator.labeling.models import Annotation, Queue, StepNote, TaxonomyVersion
from annotator.labeling.taxonomies.taxonomy import all_types, chosen_types, from_body
from tests.annotator.labeling.test_taxonomies import STEPS, WHOLE, body, choose, claim, kind, op, send
from tests.factories.annotations import annotate
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team(overlap=2)


def publish(team: Team, sent: Any, *, status: int = 201, who: str = "max", **more: Any) -> Any:
    wanted = {"name": "ours", "body": sent, **more}
    return answer(team.client(who).post(team.url("taxonomies"), wanted, format="json"), status)


def said(team: Team, who: str, external_id: str, types: list[str], *, version: int = 1, **columns: Any) -> Annotation:
    trajectory = make_trajectory(team, external_id, steps=STEPS)
    annotation = annotate(team, who, trajectory, [1, None, -1], taxonomy="ours", taxonomy_version=version, **columns)
    StepNote.objects.create(annotation=annotation, step_index=2, error_types=types)
    return annotation


def usage(team: Team, who: str = "max", status: int = 200) -> Any:
    return answer(team.client(who).get(team.url("taxonomies/ours/usage")), status)


def counts(found: dict[str, Any]) -> list[tuple[str, int, int, int]]:
    return [(one["type"], one["version"], one["steps"], one["annotations"]) for one in found["types"]]


def test_a_version_says_what_changed_who_wrote_it_and_when(team: Team):
    made = publish(team, body(), note="The first.")

    assert (made["note"], made["author"], made["version"]) == ("The first.", "max", 1)
    read = answer(team.client("ada").get(team.url("taxonomies/ours/1")))
    assert read == made
    assert JournalEntry.objects.get(event="taxonomy.changed").details["note"] == "The first."
    preset = answer(team.client("ada").get(team.url("taxonomies/agents/1")))
    assert (preset["is_preset"], preset["author"], preset["created_at"]) == (True, None, None)


def test_a_retired_type_is_offered_no_more_and_keeps_its_title():
    sent = body(types=[kind("slip", retired=True), kind("gap", kind("small"), kind("big", retired=True))])
    whole = from_body(name="ours", version=2, body={**sent, "description": "", "types": [
        {"meaning": "", "example": "", "retired": False, **one, "children": [
            {"meaning": "", "example": "", "retired": False, **child} for child in one["children"]
        ]} for one in sent["types"]
    ]})  # fmt: skip

    assert [one.id for one in chosen_types(whole)] == ["small"]
    assert [one.id for one in all_types(whole)] == ["slip", "small", "big"]


def test_what_lies_below_a_retired_heading_is_retired_with_it(team: Team):
    publish(team, body(types=[kind("gap", kind("small"), retired=True), kind("slip")]))
    choose(team, "ours", 1)
    make_trajectory(team, steps=STEPS)
    held = claim(team)

    send(team, held["id"], "draft", *WHOLE, op("error_types", ["small"], 2))
    refused = send(team, held["id"], "submit", base=1, status=409)

    assert [(gap["kind"], gap["step_index"]) for gap in refused["gaps"]] == [("error_types", 2)]


def test_a_version_that_was_stored_before_anything_could_be_retired_is_read(team: Team):
    publish(team, body())
    row = TaxonomyVersion.objects.get()
    for one in row.body["types"]:
        del one["retired"]
    row.save()

    assert answer(team.client("ada").get(team.url("taxonomies/ours/1")))["types"][0]["retired"] is False


def test_a_type_that_was_used_is_retired_and_never_taken_away(team: Team):
    publish(team, body(types=[kind("slip"), kind("gap"), kind("never-used")]))
    said(team, "ada", "t-0", ["slip"])
    said(team, "grace", "t-1", ["gap"], withdrawn_at="2026-03-02T13:00:00Z")

    refused = publish(team, body(types=[kind("gap", kind("slip-two")), kind("other")]), status=400)
    kept = publish(team, body(types=[kind("slip", retired=True), kind("more", kind("gap"))]))

    assert refused["complaints"] == [
        "The type 'gap' is in use and cannot become a heading: retire it, and add the heading anew.",
        "The type 'slip' is in use and cannot be taken away: keep it, and retire it.",
    ]
    assert kept["version"] == 2


def test_types_of_another_projects_taxonomy_of_that_name_bind_nobody_here(team: Team):
    other = make_team(slug="geometry", overlap=2)
    publish(other, body(types=[kind("slip")]))
    said(other, "ada", "t-0", ["slip"])
    publish(team, body(types=[kind("slip")]))

    assert publish(team, body(types=[kind("gap")]))["version"] == 2
    assert counts(usage(team)) == []


def test_whoever_began_on_an_older_version_is_told_that_there_is_another(team: Team):
    publish(team, body(), based_on=0)
    publish(team, body(title="Anew"), based_on=1)

    behind = publish(team, body(title="Mine"), based_on=1, status=409)
    taken = publish(team, body(title="Mine"), based_on=0, status=409)

    assert (behind["code"], behind["version"]) == ("taxonomy_moved", 2)
    assert "at version 2 by now, and this was begun on version 1" in behind["detail"]
    assert "begun on nothing of that name" in taken["detail"]
    assert TaxonomyVersion.objects.count() == 2


def test_counts_what_stands_in_submitted_annotations_by_version(team: Team):
    publish(team, body(types=[kind("slip"), kind("gap")]))
    publish(team, body(types=[kind("slip"), kind("gap"), kind("hole")]))
    choose(team, "ours", 2)
    first = said(team, "ada", "t-0", ["slip", "gap"])
    StepNote.objects.create(annotation=first, step_index=0, error_types=["slip"])
    said(team, "grace", "t-1", ["slip"], version=2)
    said(team, "ada", "t-2", ["hole"], version=2, withdrawn_at="2026-03-02T13:00:00Z")
    said(team, "ada", "t-3", ["hole"], version=2, failure="no answer")
    make_trajectory(team, "t-4", steps=STEPS)
    send(team, claim(team)["id"], "draft", op("error_types", ["hole"], 2))

    found = usage(team, "rita")

    assert counts(found) == [("gap", 1, 1, 1), ("slip", 2, 1, 1), ("slip", 1, 2, 1)]
    assert found["annotations"] == [{"version": 2, "count": 1}, {"version": 1, "count": 1}]
    assert found["queues"] == [{"id": team.queue.pk, "name": "All trajectories", "version": 2}]


def test_a_reviewer_learns_nothing_of_a_trajectory_that_they_hold(team: Team):
    publish(team, body())
    said(team, "ada", "t-0", ["slip"])
    before = counts(usage(team, "rita"))

    answer(team.client("rita").post(team.url(f"queues/{team.queue.pk}/claim")))

    assert before == [("slip", 1, 1, 1)]
    assert (counts(usage(team, "rita")), counts(usage(team, "max"))) == ([], before)
    usage(team, "ada", 403)


def test_the_number_of_queries_does_not_grow_with_annotations(team: Team, django_assert_num_queries):
    publish(team, body())
    said(team, "ada", "t-0", ["slip"])
    client = team.client("max")
    with django_assert_num_queries(6):
        answer(client.get(team.url("taxonomies/ours/usage")))
    for number in range(1, 6):
        said(team, "ada", f"t-{number}", ["slip"])

    with django_assert_num_queries(6):
        answer(client.get(team.url("taxonomies/ours/usage")))


def queues(team: Team, method: str, path: str, sent: Any, status: int = 200) -> Any:
    return answer(getattr(team.client("max"), method)(team.url(path), sent, format="json"), status)


def test_a_queue_is_made_with_a_taxonomy_and_changed_to_another_version(team: Team):
    publish(team, body())
    made = queues(team, "post", "queues", {"name": "Mine", "taxonomy": "ours"}, 201)["queue"]
    publish(team, body(title="Anew"))

    newer = queues(team, "patch", f"queues/{made['id']}", {"taxonomy": "ours", "taxonomy_version": None})["queue"]
    none = queues(team, "patch", f"queues/{made['id']}", {"taxonomy": ""})["queue"]

    assert (made["taxonomy"], made["taxonomy_version"]) == ("ours", 1)
    assert (newer["taxonomy"], newer["taxonomy_version"]) == ("ours", 2)
    assert (none["taxonomy"], none["taxonomy_version"]) == ("", None)
    first = JournalEntry.objects.filter(event="queue.changed").order_by("pk")[0]
    assert first.details["taxonomy_version"] == {"before": 1, "after": 2}


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"taxonomy": "theirs"}, "There is no taxonomy 'theirs' in this project; there are agents, medical, ours"),
        ({"taxonomy": "ours", "taxonomy_version": 7}, "There is no version 7 of ours; the newest is 1."),
    ],
)
def test_says_which_taxonomies_there_are(team: Team, chosen: dict[str, Any], says: str):
    publish(team, body())

    refused = queues(team, "post", "queues", {"name": "Mine", **chosen}, 400)

    assert says in refused["fields"]["taxonomy"][0]
    assert not Queue.objects.filter(name="Mine").exists()


def test_the_choices_name_every_version_and_the_newest(team: Team):
    publish(team, body())
    publish(team, body(title="Anew"))

    found = answer(team.client("max").get(team.url("queues/choices")))

    own = [(one["name"], one["version"], one["is_newest"]) for one in found["taxonomies"] if one["name"] == "ours"]
    assert own == [("ours", 2, True), ("ours", 1, False)]
    asked = {one["value"]: one["error_types"] for one in found["protocols"]}
    assert (asked["prmbench"], asked["prm800k"]) == ("required", "none")
