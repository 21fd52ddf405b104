"""Anchoring experiments over the API: both arms, counted by the draw, and nothing of what the reader is blind to."""

from typing import Any

import pytest

from annotator.http.clock import now
from annotator.labeling.models import Annotation, Assignment, Queue
from annotator.labeling.services.claims import claim_next
from annotator.projects.models import Annotator
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    made = make_team(overlap=2)
    Queue.objects.filter(pk=made.queue.pk).update(blind_policy="RANDOMISED", seed=5)
    made.queue.refresh_from_db()
    return made


def run(team: Team, count: int) -> None:
    """So many trajectories, labelled by Ada and Grace: whoever is shown the low reward of step 1 calls it incorrect."""
    channel = make_channel(team)
    people = [Annotator.objects.get(project=team.project, name=name) for name in ("ada", "grace")]
    for number in range(count):
        trajectory = make_trajectory(team, f"t-{number}")
        make_rewards(team, channel, trajectory, [0.9, 0.1, 0.8])
        for annotator, slot in zip(
            people, Assignment.objects.filter(trajectory=trajectory).order_by("pk"), strict=True
        ):
            label(slot, annotator, -1 if slot.arm == "SHOWN" else 1)


def label(slot: Assignment, annotator: Annotator, middle: int, **columns: Any) -> None:
    Assignment.objects.filter(pk=slot.pk).update(status="SUBMITTED", annotator=annotator, undo_until=NOON)
    values: dict[str, Any] = {
        "evidence_view": "SCORES_SHOWN" if slot.arm == "SHOWN" else "BLIND",
        "labels": [1, middle, 1],
        "active_ms": [1000, 2000, None],
        "first_error": 1 if middle == -1 else None,
        "no_error": middle != -1,
        "protocol": "ternary",
        **columns,
    }
    Annotation.objects.create(
        assignment=slot,
        annotator=annotator,
        trajectory_id=slot.trajectory_id,
        protocol_version=1,
        unsure=[False] * 3,
        origins=[0] * 3,
        submitted_at=NOON,
        **values,
    )


def result(team: Team, who: str = "rita", query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = answer(team.client(who).get(team.url(f"experiments/{team.queue.pk}{query}")))
    found["by_name"] = {one["measure"]: one for one in found["comparisons"]}
    return found


def test_shows_what_the_evidence_did_to_labels_time_and_agreement(team: Team):
    run(team, 50)

    found = result(team)

    assert answer(team.client("rita").get(team.url("experiments")))["results"] == [found["experiment"]]
    assert (found["experiment"]["evidence"], found["experiment"]["seed"]) == ("rewards", 5)
    incorrect = found["by_name"]["incorrect_share"]
    assert (incorrect["shown"]["value"], incorrect["hidden"]["value"]) == (pytest.approx(1 / 3), 0.0)
    assert (incorrect["shown"]["n"], incorrect["hidden"]["n"], incorrect["difference"]["trajectories"]) == (50, 50, 50)
    assert incorrect["verdict"] == "differs"
    agreement = found["by_name"]["scorer_agreement"]
    assert (agreement["shown"]["value"], agreement["hidden"]["value"]) == (1.0, pytest.approx(2 / 3))
    seconds = found["by_name"]["active_seconds"]
    assert (seconds["shown"]["value"], seconds["verdict"]) == (3.0, "no-difference-shown")


def test_refuses_to_conclude_on_few(team: Team):
    run(team, 3)

    found = result(team)

    assert found["smallest_n"] == 50
    assert {one["verdict"] for one in found["comparisons"]} == {"too-few"}


def test_leaves_out_who_may_have_seen_it_elsewhere_and_says_so(team: Team):
    run(team, 2)
    Annotation.objects.filter(annotator__name="ada").update(evidence_view="UNCONTROLLED")
    Assignment.objects.filter(pk=Assignment.objects.filter(annotator__name="grace").first().pk).update(  # type: ignore[union-attr]
        arm="", arm_propensity=None
    )

    found = result(team)

    assert (found["uncontrolled"], found["without_arm"]) == (2, 1)
    assert found["by_name"]["incorrect_share"]["difference"]["n"] == 1


def test_accepted_proposals_count_only_where_the_address_asks_for_them(team: Team):
    """The shown arm called the middle step wrong and accepted the last one as wrong; the hidden arm labelled all three
    right by hand."""
    run(team, 2)
    for row in Annotation.objects.filter(assignment__arm="SHOWN"):
        Annotation.objects.filter(pk=row.pk).update(labels=[1, -1, -1], origins=[0, 0, 1])

    without, asked = result(team), result(team, query="?with_proposals=true")

    assert (without["with_proposals"], without["proposals"]) == (False, 2)
    assert (asked["with_proposals"], asked["proposals"]) == (True, 2)
    shown = [found["by_name"]["incorrect_share"]["shown"]["value"] for found in (without, asked)]
    assert shown == [pytest.approx(1 / 2), pytest.approx(2 / 3)]
    agreement = [found["by_name"]["scorer_agreement"]["shown"]["value"] for found in (without, asked)]
    assert agreement == [1.0, pytest.approx(2 / 3)]
    assert asked["by_name"]["incorrect_share"]["hidden"] == without["by_name"]["incorrect_share"]["hidden"]
    answer(team.client("rita").get(team.url(f"experiments/{team.queue.pk}?with_proposals=perhaps")), 400)


def test_a_reviewer_gets_nothing_of_what_they_hold_themselves(team: Team):
    run(team, 2)
    blind = Queue.objects.create(project=team.project, name="Again", protocol="ternary", created_at=NOON)
    Assignment.objects.create(queue=blind, trajectory_id=Assignment.objects.first().trajectory_id)  # type: ignore[union-attr]
    assert claim_next(queue_id=blind.pk, member=team.member("rita"), now=now()) is not None

    assert (result(team)["hidden_from_you"], result(team, "max")["hidden_from_you"]) == (2, 0)
    assert result(team)["by_name"]["incorrect_share"]["difference"]["n"] == 2


def test_says_what_to_do_where_there_is_no_experiment(team: Team):
    Queue.objects.update(blind_policy="UNTIL_SUBMITTED")

    refused = answer(team.client("max").get(team.url(f"experiments/{team.queue.pk}")), 404)

    assert "Randomise one of its policies" in refused["detail"]
    assert answer(team.client("max").get(team.url("experiments")))["results"] == []


def test_knows_the_scorer_that_it_compares_with(team: Team):
    run(team, 1)
    channel = result(team)["scorer"]["channel_id"]

    assert result(team, query=f"?channel={channel}")["scorer"]["name"] == "prm"
    answer(team.client("rita").get(team.url(f"experiments/{team.queue.pk}?channel=x")), 404)


def test_asks_the_database_a_constant_number_of_times(team: Team, django_assert_max_num_queries):
    run(team, 5)
    client = team.client("rita")

    with django_assert_max_num_queries(14):
        client.get(team.url(f"experiments/{team.queue.pk}"))
