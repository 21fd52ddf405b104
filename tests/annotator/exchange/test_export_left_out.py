"""What an export leaves behind: notes that no format holds, and labels that are accepted proposals."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from annotator.labeling.models import StepNote
from tests.factories.annotations import annotate, give_gold
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db

WHOLE = {
    "error_types": ["slip", "gap"], "flags": ["guessed"], "severity": 2, "comment": "Why?", "correction": "So 5.",
    "spans": [{"step": 1, "part": "text", "start": 0, "end": 1}], "alternatives": [{"text": "a", "rating": 1}],
    "repairs_step": 0,
}  # fmt: skip


@pytest.fixture
def team() -> Team:
    """Ada said everything of one step, and took three proposals in all; Grace said one thing."""
    team = make_team(overlap=4)
    first, second = make_trajectory(team, "t-0"), make_trajectory(team, "t-1")
    give_gold(first, [1, -1, -1])
    said = annotate(team, "ada", first, [1, -1, -1], origins=[0, 0, 1], note="On the whole.")
    StepNote.objects.create(annotation=said, step_index=1, **WHOLE)
    StepNote.objects.create(annotation=said, step_index=2, error_types=["slip"])
    annotate(team, "ada", second, [-1, -1, -1], origins=[0, 1, 1])
    other = annotate(team, "grace", first, [1, 1, -1])
    StepNote.objects.create(annotation=other, step_index=2, comment="Hm.")
    taken_back = annotate(team, "max", first, [1, 1, -1], withdrawn_at="2026-03-02T13:00:00Z")
    StepNote.objects.create(annotation=taken_back, step_index=2, comment="Hm.")
    return team


def counts(team: Team, query: str, who: str = "rita") -> dict[str, Any]:
    found: dict[str, Any] = answer(team.client(who).get(team.url(f"export/preview?{query}")))["counts"]
    return found


def test_counts_by_kind_what_the_annotations_say_besides_labels(team: Team):
    found = counts(team, "labels=annotations&annotator=ada")

    assert found["notes"] == {
        "error_types": 3, "flags": 1, "severities": 1, "comments": 1, "corrections": 1, "evidence": 1,
        "alternatives": 1, "repairs": 1, "notes_on_trajectories": 1,
    }  # fmt: skip
    assert counts(team, "labels=annotations&annotator=grace")["notes"] == {"comments": 1}
    assert counts(team, "labels=gold")["notes"] == {}


def test_counts_labels_that_are_accepted_proposals_whether_or_not_they_are_in_it(team: Team):
    query = "labels=annotations&annotator=ada"

    assert counts(team, query)["proposals"] == counts(team, f"{query}&by_hand=true")["proposals"] == 3
    assert counts(team, f"{query}&filter=id:t-0")["proposals"] == 1
    assert counts(team, "labels=gold")["proposals"] == 0


def test_nothing_of_a_trajectory_that_one_holds_is_counted(team: Team):
    answer(team.client("rita").post(team.url(f"queues/{team.queue.pk}/claim")))

    found = counts(team, "labels=annotations&annotator=ada")

    assert (found["hidden"], found["proposals"], found["notes"]) == (1, 2, {})


def test_only_the_latest_of_several_rounds_counts(team: Team):
    again = annotate(team, "ada", make_trajectory(team, "t-2"), [1, 1, 1], submitted_at="2026-03-02T14:00:00Z")
    older = annotate(
        team, "ada", make_trajectory(team, "t-3"), [1, 1, -1], origins=[0, 0, 1], submitted_at="2026-03-02T13:00:00Z"
    )
    type(older).objects.filter(pk=older.pk).update(trajectory=again.trajectory)

    assert counts(team, "labels=annotations&annotator=ada&filter=id:t-2")["proposals"] == 0


def test_the_shell_says_it_as_well(team: Team, tmp_path: Path):
    said = StringIO()
    words = ("export", "algebra", "--format", "agentprocessbench", "--labels", "annotations", "--annotator", "ada")
    call_command(*words, "--output", str(tmp_path / "a.jsonl"), stdout=said)
    told = StringIO()
    call_command(*words, "--output", str(tmp_path / "b.jsonl"), "--json", stdout=told)

    assert "accepted proposals, in it as labels: 3" in said.getvalue()
    assert "left out, no format has a place for error types: 3" in said.getvalue()
    found = json.loads(told.getvalue())
    assert (found["proposals"], found["notes"]["error_types"]) == (3, 3)
