"""What the desk gets of a step: the beginning of a long one, and the whole of it when it is asked for."""

import pytest

from annotator.labeling.shown_steps import SHOWN_AT_FIRST, shown_step
from annotator.trajectories.steps import Step, to_json
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectory

LINE = "0123456789\n"
LONG = LINE * 20_000


def test_a_text_of_ordinary_length_is_given_whole():
    step = to_json(Step(text="x" * SHOWN_AT_FIRST))

    assert shown_step(step) == step


def test_of_a_long_text_the_beginning_is_given_and_how_much_there_is():
    shown = shown_step(to_json(Step(text=LONG, role="tool", tool_name="logs")))

    assert LONG.startswith(shown["text"])
    assert SHOWN_AT_FIRST - len(LINE) <= len(shown["text"]) <= SHOWN_AT_FIRST
    assert not shown["text"].endswith("0")
    assert shown["cut"] == {"bytes": 220_000, "lines": 20_000}
    assert shown["tool_name"] == "logs"


def test_bytes_are_counted_as_they_are_sent_and_a_text_of_one_line_is_cut_too():
    shown = shown_step(to_json(Step(text="é" * (SHOWN_AT_FIRST + 1))))

    assert (len(shown["text"]), shown["cut"]) == (SHOWN_AT_FIRST, {"bytes": 2 * SHOWN_AT_FIRST + 2, "lines": 1})


@pytest.mark.django_db
def test_the_whole_text_of_one_step_is_fetched_when_it_is_wanted():
    team = make_team()
    make_trajectory(team, steps=[Step(text="Look."), Step(text=LONG, role="tool", tool_name="logs")])
    ada = team.client("ada")
    queue = ada.get("/api/v1/projects/algebra/queues").json()["results"][0]["id"]
    held = ada.post(f"/api/v1/projects/algebra/queues/{queue}/claim").json()["assignment"]
    steps = f"/api/v1/projects/algebra/assignments/{held['id']}/steps"

    assert held["trajectory"]["steps"][1]["cut"]["lines"] == 20_000
    assert ada.get(f"{steps}/1").json() == {"text": LONG}
    missing = ada.get(f"{steps}/2")
    assert (missing.status_code, missing.json()["detail"]) == (404, "This trajectory has no step 2.")
