"""The trajectory's page shows what notes say, in words, and asks the database no more for more of them."""

from typing import Any

import pytest

from annotator.journal.services import SHELL
from annotator.labeling.models import Annotation, Assignment, StepNote
from annotator.labeling.services.taxonomies import add_taxonomy_version
from annotator.projects.models import Annotator
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.trajectories import make_trajectory
from tests.plugins.queries import Asked

pytestmark = pytest.mark.django_db

SPAN = {"step": 0, "part": "text", "start": 0, "end": 2}


def annotate(team: Team, trajectory: Any, who: str, taxonomy: str, **note: Any) -> None:
    annotator = Annotator.objects.get(project=team.project, name=who)
    slot = Assignment.objects.create(
        queue=team.queue, trajectory=trajectory, annotator=annotator, status="SUBMITTED", undo_until=NOON
    )
    size = trajectory.step_count
    annotation = Annotation.objects.create(
        assignment=slot, annotator=annotator, trajectory=trajectory, protocol="ternary", protocol_version=1,
        taxonomy=taxonomy, taxonomy_version=1, evidence_view="BLIND", labels=[1] * size, unsure=[False] * size,
        origins=[0] * size, active_ms=[None] * size, first_error=None, no_error=True, submitted_at=NOON,
    )  # fmt: skip
    StepNote.objects.create(annotation=annotation, step_index=1, **note)


def test_shows_types_and_flags_by_title_and_keeps_those_that_nobody_knows():
    team = make_team()
    trajectory = make_trajectory(team)
    annotate(
        team, trajectory, "ada", "prmbench", error_types=["counterfactual", "gone"], flags=["guessed"], severity=2,
        correction="<b>5</b>", spans=[SPAN], alternatives=[{"text": "Add.", "rating": 1}], repairs_step=0,
    )  # fmt: skip

    page = answer(team.client("rita").get(team.url(f"trajectories/{trajectory.pk}")))

    (annotation,) = page["annotations"]
    assert (annotation["taxonomy"], annotation["taxonomy_version"]) == ("prmbench", 1)
    assert annotation["notes"] == [
        {
            "step_index": 1,
            "comment": "",
            "error_types": [{"id": "counterfactual", "title": "Counterfactual"}, {"id": "gone", "title": "gone"}],
            "severity": 2,
            "flags": [{"id": "guessed", "title": "Guessed"}],
            "correction": "<b>5</b>",
            "spans": [SPAN],
            "alternatives": [{"text": "Add.", "rating": 1}],
            "repairs_step": 0,
        }
    ]


def test_more_annotations_under_more_taxonomies_take_no_more_queries():
    team = make_team()
    trajectory = make_trajectory(team)
    body = {"title": "T", "severities": ["a", "b", "c", "d"], "types": [{"id": "slip", "title": "Slip"}]}
    for name in ("ours", "theirs"):
        add_taxonomy_version(project=team.project, name=name, body=body, actor=SHELL, at=NOON)
    client = team.client("rita")
    annotate(team, trajectory, "ada", "ours", error_types=["slip"])
    with Asked() as with_one:
        answer(client.get(team.url(f"trajectories/{trajectory.pk}")))
    annotate(team, trajectory, "grace", "theirs", error_types=["slip"])

    with Asked() as with_two:
        page = answer(client.get(team.url(f"trajectories/{trajectory.pk}")))

    titles = [note["error_types"][0]["title"] for one in page["annotations"] for note in one["notes"]]
    assert titles == ["Slip", "Slip"]
    assert len(with_two) == len(with_one)
