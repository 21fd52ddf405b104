"""Queues that fewer people label than both twins of every check want: they end, and nobody is told why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from annotator.http.clock import now
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.hidden_checks import Twin
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.qualification import Qualification, QualificationGate
from annotator.projects.models import Membership
from tests.annotator.labeling.desk_calls import ask, claim, submit
from tests.annotator.quality.test_planting import plant, team_with
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DONE = "You have done your part of this queue: what is left waits for somebody else."


def label_all(team: Team, who: str) -> list[int]:
    """Claim and submit until nothing comes any more, and let the time to undo go by; returns the trajectories."""
    labelled: list[int] = []
    while (held := ask(team, who)["assignment"]) is not None:
        submit(team, who, held)
        labelled.append(held["trajectory"]["id"])
    Assignment.objects.filter(status="SUBMITTED").update(undo_until=now() - timedelta(seconds=1))
    return labelled


def is_hidden(team: Team, who: str, trajectory_id: int) -> bool:
    return bool(answer(team.client(who).get(team.url(f"trajectories/{trajectory_id}")))["is_hidden"])


def has_feedback(team: Team, who: str) -> bool:
    return bool(answer(team.client(who).get(team.url("quality/feedback")))["results"])


def test_feedback_comes_when_nobody_can_be_handed_what_is_left():
    team = team_with(8, overlap=2)
    plant(team)
    adas = label_all(team, "ada")
    assert not has_feedback(team, "ada")
    assert is_hidden(team, "ada", adas[0])

    label_all(team, "grace")

    assert Assignment.objects.filter(queue=team.queue, status="OPEN").count() == 4
    assert has_feedback(team, "ada")
    assert not any(is_hidden(team, "ada", pk) for pk in adas)


def test_what_a_reviewer_holds_is_waited_for():
    team = team_with(8, overlap=2)
    plant(team)
    adas = label_all(team, "ada")
    label_all(team, "grace")

    held = claim(team, "rita")

    assert is_hidden(team, "ada", adas[0])
    submit(team, "rita", held)
    assert not is_hidden(team, "ada", adas[0])


def _keep_away(team: Team, annotator_id: int) -> None:
    Exclusion.objects.create(annotator_id=annotator_id, queue=team.queue, created_at=NOON)


def _keep_away_from_each(team: Team, annotator_id: int) -> None:
    trajectories = Assignment.objects.filter(queue=team.queue).values_list("trajectory", flat=True).distinct()
    Exclusion.objects.bulk_create(
        Exclusion(annotator_id=annotator_id, trajectory_id=pk, created_at=NOON) for pk in trajectories
    )


def _leave(team: Team, annotator_id: int) -> None:
    Membership.objects.filter(project=team.project, user__username="grace").delete()


def _close_the_account(team: Team, annotator_id: int) -> None:
    User.objects.filter(username="grace").update(is_active=False)


def _fail_the_qualification(team: Team, annotator_id: int) -> None:
    screening = Queue.objects.create(project=team.project, name="screening", protocol="ternary", created_at=NOON)
    gate = QualificationGate.objects.create(
        queue=team.queue, screening=screening, measure="STEP_LABELS", threshold=0.8, minimum=1, attempts=1,
        created_at=NOON,
    )  # fmt: skip
    Qualification.objects.create(gate=gate, annotator_id=annotator_id, failed_at=NOON)


@pytest.mark.parametrize(
    "lose", [_keep_away, _keep_away_from_each, _leave, _close_the_account, _fail_the_qualification]
)
def test_nobody_waits_for_somebody_who_can_be_handed_nothing(lose: Callable[[Team, int], None]):
    team = team_with(4, overlap=2)
    plant(team)
    grace = team.member("grace").annotator_id
    adas = label_all(team, "ada")
    assert is_hidden(team, "ada", adas[0])

    lose(team, grace)

    assert not is_hidden(team, "ada", adas[0])


def test_whoever_joins_is_waited_for():
    team = team_with(4, overlap=2)
    plant(team)
    adas = label_all(team, "ada")
    Membership.objects.filter(project=team.project, user__username="grace").delete()
    assert not is_hidden(team, "ada", adas[0])

    Membership.objects.create(
        project=team.project, user=User.objects.get(username="grace"), role="ANNOTATOR", created_at=NOON
    )

    assert is_hidden(team, "ada", adas[0])


def nothing_left(team: Team, who: str) -> dict[str, Any]:
    found = ask(team, who)
    assert found["assignment"] is None
    return found


def test_whoever_can_be_handed_nothing_more_is_told_the_same_with_checks_and_without():
    with_checks = team_with(8, overlap=2, slug="with")
    plant(with_checks)
    label_all(with_checks, "ada")
    without = make_team(overlap=2, slug="without")
    for number in range(4):
        make_trajectory(without, f"t-{number}")
    label_all(without, "ada")

    found, beside = nothing_left(with_checks, "ada"), nothing_left(without, "ada")

    assert found["why_nothing"] == beside["why_nothing"] == DONE
    assert found["state"]["available"] == beside["state"]["available"] == 0


def test_what_is_free_falls_by_the_slots_of_what_was_handed_out_and_no_more():
    """A number that fell by the twin's slots too would tell which trajectory is the check."""
    team = team_with(8, overlap=2)
    plant(team)
    paired = set(Twin.objects.values_list("trajectory", flat=True))
    falls = []
    free = Assignment.objects.filter(queue=team.queue, status="OPEN").count()
    while (held := ask(team, "ada")["assignment"]) is not None:
        submit(team, "ada", held)
        (row,) = answer(team.client("ada").get(team.url("queues")))["results"]
        falls.append((held["trajectory"]["id"] in paired, free - row["state"]["available"]))
        free = row["state"]["available"]

    assert {is_paired for is_paired, _ in falls} == {True, False}
    assert {fall for _, fall in falls[:-1]} == {2}
    assert free == 0


def test_what_colleagues_hold_does_not_come_back_to_whoever_had_its_twin():
    team = team_with(4, overlap=1)
    plant(team)
    label_all(team, "ada")
    claim(team, "grace")

    found = nothing_left(team, "ada")

    assert (found["state"]["held_by_others"], found["state"]["next_lapse_at"]) == (0, None)
    assert found["why_nothing"] == DONE


def test_planting_says_how_many_people_both_of_a_pair_want():
    team = team_with(8, overlap=2)
    url = team.url(f"queues/{team.queue.pk}/checks")
    body = {"share": 0.4, "seed": 1, "kinds": ["SWAPPED_NUMBER"]}

    planted = answer(team.client("max").post(url, body, format="json"), 201)
    _keep_away(team, team.member("grace").annotator_id)
    found = answer(team.client("rita").get(url))

    assert (planted["people"], planted["people_needed"]) == (2, 4)
    assert (found["people"], found["people_needed"]) == (1, 4)
