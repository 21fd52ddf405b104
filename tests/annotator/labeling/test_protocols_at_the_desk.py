"""What the desk's API takes and refuses under each protocol, and how accepted proposals are kept."""

from typing import Any

import pytest

from annotator.labeling.models import Annotation, Draft, Queue
from annotator.labeling.protocols import PROTOCOLS
from tests.annotator.labeling.test_desk import claim, op, send
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


def held_in(protocol: str, *, steps: int = 4) -> tuple[Team, int]:
    team = make_team(protocol=protocol)
    make_trajectory(team, steps=steps)
    return team, claim(team, "ada")["assignment"]["id"]


def said(*values: int | None) -> list[dict[str, Any]]:
    return [op("label", value, step) for step, value in enumerate(values) if value is not None]


@pytest.mark.parametrize(
    ("protocol", "operations", "labels", "first_error"),
    [
        ("ternary", [*said(1, 0, -1, 1), op("outcome", -1)], [1, 0, -1, 1], 2),
        ("first-error", [op("first_error", 1)], [None] * 4, 1),
        ("prm800k", said(1, 0, -1), [1, 0, -1, None], 2),
        ("correctable", said(1, 0, -1, 1), [1, 0, -1, 1], 1),
        ("binary", said(1, 1, -1, 1), [1, 1, -1, 1], 2),
        ("prmbench", [*said(None, -1), op("error_types", ["circular"], 1)], [None, -1, None, None], 1),
        ("visualprocessbench", said(1, 0, 0, -1), [1, 0, 0, -1], 3),
    ],
)
def test_each_protocol_is_whole_with_what_it_asks_for(
    protocol: str, operations: list[dict[str, Any]], labels: list[int | None], first_error: int
):
    team, held = held_in(protocol)

    answer(send(team, "ada", held, "submit", operations))

    annotation = Annotation.objects.get()
    assert (annotation.protocol, annotation.protocol_version) == (protocol, PROTOCOLS[protocol].version)
    assert (annotation.labels, annotation.first_error) == (labels, first_error)


@pytest.mark.parametrize(
    ("protocol", "operations", "kinds"),
    [
        ("prm800k", said(1, None, -1), ["unlabelled"]),
        ("correctable", [*said(1, 0, 1, 1), op("no_error", True)], ["no_error"]),
        ("binary", said(1, 1, 1), ["unlabelled"]),
        ("prmbench", said(None, -1), ["error_types"]),
        ("prmbench", [], ["first_error"]),
        ("visualprocessbench", said(0), ["unlabelled"] * 3),
    ],
)
def test_each_protocol_says_what_is_missing(protocol: str, operations: list[dict[str, Any]], kinds: list[str]):
    team, held = held_in(protocol)

    refused = answer(send(team, "ada", held, "submit", operations), 409)

    assert [gap["kind"] for gap in refused["gaps"]] == kinds
    assert Annotation.objects.count() == 0


def test_a_label_behind_the_end_is_refused_and_the_draft_stays_as_it_was():
    team, held = held_in("prm800k")
    answer(send(team, "ada", held, "draft", said(1, -1)))

    refused = answer(send(team, "ada", held, "draft", [op("label", 1, 3)], base=1), 400)

    assert refused["code"] == "bad_operation"
    assert "step 3 comes after the first error, where prm800k takes no label" in refused["detail"]
    assert Draft.objects.get().state["labels"] == {"0": 1, "1": -1}


def test_a_queue_keeps_the_version_that_it_was_made_with_and_the_desk_gets_its_record():
    team, held = held_in("correctable")

    record = answer(team.client("ada").get(team.url(f"assignments/{held}")))["protocol"]

    assert Queue.objects.get().protocol_version == record["version"] == 1
    assert [(one["value"], one["name"], one["is_error"]) for one in record["values"]] == [
        (1, "correct", False),
        (0, "correctable", True),
        (-1, "irrecoverable", True),
    ]


def test_accepted_proposals_are_stored_as_such_and_a_refused_or_open_one_is_no_label():
    team, held = held_in("ternary", steps=5)
    begun = [*said(1, -1), op("proposing", True), op("refused", True, 3), op("outcome", -1)]

    missing = answer(send(team, "ada", held, "submit", begun), 409)
    assert [gap["step_index"] for gap in missing["gaps"]] == [2, 3, 4]
    assert Draft.objects.get().state["labels"] == {"0": 1, "1": -1}

    accepted = [op("label", -1, 2), op("origin", 1, 2)]
    answer(send(team, "ada", held, "submit", [*accepted, op("label", 1, 3), op("label", -1, 4)], base=1))

    annotation = Annotation.objects.get()
    assert (annotation.labels, annotation.origins) == ([1, -1, -1, 1, -1], [0, 0, 1, 0, 0])


def test_only_the_label_that_is_proposed_counts_as_an_accepted_proposal():
    team, held = held_in("ternary")
    claimed = [op("origin", 1, step) for step in range(4)]

    answer(send(team, "ada", held, "submit", [*said(1, -1, 1, -1), *claimed, op("outcome", 1)]))

    assert Annotation.objects.get().origins == [0, 1, 0, 1]


@pytest.mark.parametrize("bad", [op("origin", 0, 1), op("origin", True, 1), op("proposing", 1), op("refused", "no", 1)])
def test_refuses_what_is_no_origin(bad: dict[str, Any]):
    team, held = held_in("ternary")

    assert answer(send(team, "ada", held, "draft", [bad]), 400)["code"] == "bad_operation"


def test_a_trajectorys_page_tells_accepted_proposals_apart():
    team, held = held_in("ternary")
    accepted = [op("label", -1, 3), op("origin", 1, 3)]
    answer(send(team, "ada", held, "submit", [*said(1, 1, -1), *accepted, op("outcome", -1)]))

    trajectory = Annotation.objects.get().trajectory_id
    page = answer(team.client("rita").get(team.url(f"trajectories/{trajectory}")))

    assert page["annotations"][0]["origins"] == [0, 0, 0, 1]
