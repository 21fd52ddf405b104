"""Taxonomies: the presets, versions of a team's own, and annotations that name types of one."""

import uuid
from typing import Any

import pytest

from annotator.journal.models import JournalEntry
from annotator.labeling.models import Annotation, TaxonomyVersion
from annotator.labeling.taxonomies.checking import BadTaxonomy, checked_body
from annotator.labeling.taxonomies.presets import PRESETS
from annotator.labeling.taxonomies.taxonomy import Taxonomy, chosen_types, from_body, to_body
from annotator.trajectories.steps import Step
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectory
from tests.plugins.queries import Asked


def body(**changes: Any) -> dict[str, Any]:
    one = {"id": "slip", "title": "Slip", "meaning": "A small one."}
    return {"title": "Ours", "severities": ["a", "b", "c", "d"], "types": [one], **changes}


def kind(key: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": key, "title": key.title(), "children": list(children), **more}


def nested(depth: int) -> dict[str, Any]:
    return kind(f"level-{depth}", *([nested(depth - 1)] if depth > 1 else []))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_would_pass_as_a_teams_own(preset: Taxonomy):
    assert checked_body(to_body(preset)) == to_body(preset)
    assert from_body(name=preset.name, version=preset.version, body=to_body(preset)) == preset


def test_presets_have_as_many_types_as_what_they_follow():
    assert {one.name: (len(one.types), len(chosen_types(one))) for one in PRESETS} == {
        "prmbench": (3, 9),
        "socratic": (6, 20),
        "medical": (3, 14),
        "agents": (5, 19),
    }


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        ([], "A taxonomy is an object"),
        (body(title=" "), "The taxonomy's title is empty."),
        (body(title=7), "The taxonomy's title is not a text."),
        (body(severities=["a", "b", "c"]), "`severities` is a list of four texts"),
        (body(severities=["a", "", "c", "d"]), "Severity 2 is empty."),
        (body(types=[]), "needs a list of types"),
        (body(types=[kind("a"), kind("b", kind("a"))]), "Type 2.1 has the id 'a', which type 1 has already"),
        (body(types=[kind("Big Letters")]), "The id of type 1 is not made of small letters"),
        (body(types=[kind("a", title="")]), "The title of type 1 is empty."),
        (body(types=[kind("a", meaning="x" * 1001)]), "The meaning of type 1 has 1001 characters"),
        (body(types=[kind("a", example="a\x00")]), "cannot be stored"),
        (body(types=[nested(4)]), "Type 1.1.1 lies too deep to have children"),
        (body(types=[kind(f"t{number}") for number in range(101)]), "There are 101 types; at most 100"),
        (body(types=["slip"]), "Type 1 is not an object"),
        (body(types=[kind("a", colour="red")]), "Type 1 has what Assay does not read: colour."),
        (body(children=[]), "The taxonomy has what Assay does not read: children."),
        (body(types=[kind("a", retired="yes")]), "`retired` of type 1 is neither true nor false."),
        (body(types=[kind("a", retired=True)]), "Every type is retired"),
        (body(types=[kind("a", kind("b"), retired=True), kind("c", kind("d", retired=True))]), "Every type is retired"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else "",
)
def test_says_what_is_wrong_with_a_taxonomy(bad: Any, complaint: str):
    with pytest.raises(BadTaxonomy) as refused:
        checked_body(bad)

    assert any(complaint in one for one in refused.value.complaints), refused.value.complaints


def test_tells_everything_that_is_wrong_at_once():
    with pytest.raises(BadTaxonomy) as refused:
        checked_body({"types": [{"id": "?"}]})

    assert refused.value.complaints == [
        "The taxonomy's title is missing.",
        "`severities` is a list of four texts: what severity 1, 2, 3 and 4 mean.",
        "The id of type 1 is not made of small letters, digits and hyphens (at most 64).",
        "The title of type 1 is missing.",
    ]


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


def add(team: Team, name: str, sent: Any, status: int = 201) -> dict[str, Any]:
    made: dict[str, Any] = answer(
        team.client("max").post(team.url("taxonomies"), {"name": name, "body": sent}, format="json"), status
    )
    return made


def choose(team: Team, name: str, version: int | None, status: int = 200) -> Any:
    sent = {"taxonomy": name, "version": version}
    return answer(team.client("max").put(team.url(f"queues/{team.queue.pk}/taxonomy"), sent, format="json"), status)


def op(name: str, value: Any, step: int | None = None) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "field": name, "step_index": step, "value": value}


def send(
    team: Team, assignment: int, action: str, *operations: dict[str, Any], base: int = 0, status: int = 200
) -> Any:
    sent = {"base_revision": base, "operations": list(operations)}
    return answer(team.client("ada").post(team.url(f"assignments/{assignment}/{action}"), sent, format="json"), status)


def claim(team: Team) -> dict[str, Any]:
    handed: dict[str, Any] = answer(team.client("ada").post(team.url(f"queues/{team.queue.pk}/claim")))["assignment"]
    return handed


STEPS = [Step(text="Look it up.", reasoning="Hm 😀"), Step(text="It says 5 😀!", role="tool"), Step(text="So 6.")]
WHOLE = [op("label", 1, 0), op("label", -1, 2), op("outcome", -1)]


def test_a_changed_taxonomy_is_another_version_and_the_old_one_stays(team: Team):
    first = add(team, "ours", body())
    second = add(team, "ours", body(types=[kind("slip"), kind("gap")]))

    assert (first["version"], second["version"]) == (1, 2)
    assert second["types"][1] == {**kind("gap"), "meaning": "", "example": "", "retired": False}
    read = answer(team.client("ada").get(team.url("taxonomies/ours/1")))
    assert [one["id"] for one in read["types"]] == ["slip"]
    listed = answer(team.client("ada").get(team.url("taxonomies")))["results"]
    names = [(one["name"], one["version"], one["is_preset"]) for one in listed]
    assert names[-2:] == [("ours", 2, False), ("ours", 1, False)]
    assert len(names) == len(PRESETS) + 2
    assert JournalEntry.objects.filter(event="taxonomy.changed").count() == 2


def test_a_preset_keeps_its_name_to_itself(team: Team):
    refused = add(team, "prmbench", body(), 400)

    assert refused["code"] == "bad_taxonomy"
    assert "give yours another name, such as prmbench-ours" in refused["detail"]
    assert not TaxonomyVersion.objects.exists()


def test_another_projects_taxonomy_is_not_there(team: Team):
    add(team, "ours", body())
    other = make_team(slug="geometry")

    answer(other.client("max").get(other.url("taxonomies/ours/1")), 404)
    refused = choose(other, "ours", 1, 400)

    assert refused["code"] == "no_taxonomy"


@pytest.mark.parametrize("name", ["", "Ours", "-ours", "a b", "x" * 65])
def test_refuses_names_that_could_not_stand_in_an_address(team: Team, name: str):
    add(team, name, body(), 400)


def test_an_annotation_keeps_everything_that_was_said_and_names_its_taxonomy(team: Team):
    choose(team, "prmbench", 1)
    make_trajectory(team, steps=STEPS)
    held = claim(team)
    assert held["taxonomy"]["title"] == "PRMBench, nine classes"
    assert {flag["id"] for flag in held["flags"] if flag["needs_evidence"]} == {"fabricated-evidence"}
    spans = [{"step": 1, "part": "text", "start": 8, "end": 11}, {"step": 0, "part": "reasoning", "start": 0, "end": 4}]
    notes = [
        op("error_types", ["counterfactual"], 2),
        op("severity", 4, 2),
        op("flags", ["fabricated-evidence", "misread-tool-output"], 2),
        op("correction", "So 5.", 2),
        op("spans", spans, 2),
        op("alternatives", [{"text": "It says 5.", "rating": 1}], 2),
        op("repairs", 0, 2),
    ]

    send(team, held["id"], "submit", *WHOLE, *notes)

    annotation = Annotation.objects.get()
    (note,) = annotation.notes.all()
    assert (annotation.taxonomy, annotation.taxonomy_version) == ("prmbench", 1)
    assert (note.step_index, note.error_types, note.severity) == (2, ["counterfactual"], 4)
    assert note.flags == ["fabricated-evidence", "misread-tool-output"]
    assert (note.correction, note.spans, note.repairs_step) == ("So 5.", spans, 0)
    assert note.alternatives == [{"text": "It says 5.", "rating": 1}]


def test_characters_are_counted_as_people_count_them(team: Team):
    """A face is one character here and two units in a browser."""
    make_trajectory(team, steps=STEPS)
    held = claim(team)
    fits = [{"step": 1, "part": "text", "start": 0, "end": 12}]
    beyond = [{"step": 1, "part": "text", "start": 0, "end": 13}]

    refused = send(team, held["id"], "draft", op("spans", beyond, 0), status=400)
    send(team, held["id"], "draft", op("spans", fits, 0))

    assert "the text of step 1 ends at character 12, before 13" in refused["detail"]


def test_a_queue_without_a_taxonomy_takes_no_error_types_at_submission(team: Team):
    make_trajectory(team, steps=STEPS)
    held = claim(team)
    assert held["taxonomy"] is None

    refused = send(team, held["id"], "submit", *WHOLE, op("error_types", ["circular"], 2), status=409)

    assert [gap["kind"] for gap in refused["gaps"]] == ["error_types"]


def test_another_taxonomy_under_way_costs_no_work_and_asks_for_another_choice(team: Team):
    choose(team, "prmbench", 1)
    make_trajectory(team, steps=STEPS)
    held = claim(team)
    choose(team, "socratic", 1)

    send(team, held["id"], "draft", *WHOLE, op("error_types", ["circular"], 2))
    refused = send(team, held["id"], "submit", base=1, status=409)
    send(team, held["id"], "submit", op("error_types", ["premise-unsoundness"], 2), base=1)

    assert refused["detail"] == "Take 'circular' from step 2: this queue now goes by socratic v1."
    assert Annotation.objects.get().taxonomy == "socratic"


def test_a_type_of_another_teams_taxonomy_is_refused(team: Team):
    add(make_team(slug="geometry"), "theirs", body(types=[kind("theirs-alone")]))
    make_trajectory(team, steps=STEPS)

    send(team, claim(team)["id"], "draft", op("error_types", ["theirs-alone"], 2), status=400)


def test_undo_brings_the_notes_back(team: Team):
    make_trajectory(team, steps=STEPS)
    held = claim(team)
    send(team, held["id"], "submit", *WHOLE, op("correction", "So 5.", 2))

    again = answer(team.client("ada").post(team.url(f"assignments/{held['id']}/undo")))

    assert again["draft"]["state"]["corrections"] == {"2": "So 5."}


def test_a_claim_under_a_preset_costs_no_more_queries_than_one_without(team: Team):
    make_trajectory(team, steps=STEPS)
    with Asked() as without:
        claim(team)
    choose(team, "agents", 1)

    with Asked() as under_a_preset:
        claim(team)

    assert len(under_a_preset) == len(without)


@pytest.mark.django_db
def test_a_protocol_that_requires_error_types_has_prmbenchs_where_its_queue_names_none():
    team = make_team(slug="listed", protocol="prmbench")
    make_trajectory(team, steps=STEPS)
    held = claim(team)
    assert held["taxonomy"]["name"] == "prmbench"

    refused = send(team, held["id"], "submit", op("label", -1, 2), status=409)
    send(team, held["id"], "submit", op("error_types", ["counterfactual"], 2), base=1)

    assert [(gap["kind"], gap["step_index"]) for gap in refused["gaps"]] == [("error_types", 2)]
    annotation = Annotation.objects.get()
    assert (annotation.taxonomy, annotation.taxonomy_version) == ("prmbench", 1)


@pytest.mark.django_db
def test_a_protocol_that_asks_for_no_error_types_offers_none():
    team = make_team(slug="rated", protocol="prm800k")
    choose(team, "agents", 1)
    make_trajectory(team, steps=STEPS)

    assert claim(team)["taxonomy"] is None
