"""Work that was submitted already: what is said of it afterwards is neither taken nor lost in silence."""

from typing import Any

import pytest

from annotator.labeling.models import Annotation, Draft
from tests.annotator.labeling.desk_calls import claim, lapse, operation, send
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def labels(*values: int) -> list[dict[str, Any]]:
    return [*(operation("label", value, step) for step, value in enumerate(values)), operation("outcome", 1)]


def tell(
    team: Team,
    held: dict[str, Any],
    action: str,
    operations: list[dict[str, Any]],
    *,
    base: int = 0,
    status: int = 200,
) -> Any:
    body = {"base_revision": base, "operations": operations}
    return send(team, "ada", "post", f"assignments/{held['id']}/{action}", body, status)


@pytest.mark.parametrize("action", ["draft", "submit"])
def test_what_is_said_of_submitted_work_is_refused_with_what_stands_and_can_go_on_after_undo(team: Team, action: str):
    make_trajectory(team)
    held = claim(team, "ada")
    tell(team, held, "submit", labels(1, 0, 1))
    more = [operation("label", -1, 1)]

    refused = tell(team, held, action, more, base=1, status=409)

    assert refused["code"] == "draft_closed"
    assert refused["draft"]["state"]["labels"] == {"0": 1, "1": 0, "2": 1}
    assert Annotation.objects.get().labels == [1, 0, 1]
    send(team, "ada", "post", f"assignments/{held['id']}/undo")
    tell(team, held, action, more, base=refused["draft"]["revision"])
    assert Draft.objects.get().state["labels"]["1"] == -1


def test_time_that_went_on_after_a_submission_is_nothing_new(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")
    first = tell(team, held, "submit", labels(1, 0, 1))

    again = tell(team, held, "submit", [operation("active_ms", 900, 0)], base=1)
    saved = tell(team, held, "draft", [operation("active_ms", 900, 0)], base=1)

    assert again == first
    assert saved["state"]["active_ms"] == {}


def test_the_same_once_more_with_other_ids_is_nothing_new_either(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")
    first = tell(team, held, "submit", labels(1, 0, 1))

    assert tell(team, held, "submit", labels(1, 0, 1)) == first
    assert tell(team, held, "submit", labels(1, 0, -1), status=409)["code"] == "draft_closed"


def test_late_work_that_says_something_else_the_second_time_is_refused(team: Team):
    make_trajectory(team)
    ada = claim(team, "ada")
    lapse(ada["id"])
    claim(team, "grace")
    said = labels(1, 0, 1)
    first = tell(team, ada, "submit", said)

    assert tell(team, ada, "submit", said) == first
    refused = tell(team, ada, "submit", [operation("label", -1, 1)], base=1, status=409)

    assert refused["code"] == "draft_closed"
    assert Annotation.objects.get().labels == [1, 0, 1]
