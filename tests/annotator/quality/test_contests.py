"""Feedback with reasons, and gold that people object to."""

from datetime import timedelta
from typing import Any

import pytest

from annotator.adjudication.models import GoldLabel
from annotator.http.clock import now
from annotator.journal.models import JournalEntry
from annotator.labeling.hidden_checks import FeedbackPolicy, Twin
from annotator.labeling.models import Assignment
from annotator.labeling.services import claims
from annotator.quality.models import GoldContest
from tests.annotator.quality.test_planting import plant, synthetic, team_with
from tests.annotator.quality.test_report import quality
from tests.factories.annotations import annotate, give_gold
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Ada has finished a trajectory whose gold has its first error at step 1; she said step 2."""
    team = make_team()
    trajectory = make_trajectory(team)
    give_gold(trajectory, [1, -1, 1], outcome=1, lineage={"reason": "Step 1 divides by zero."})
    annotate(team, "ada", trajectory, [1, 1, -1])
    return team


def feedback(team: Team, who: str = "ada") -> list[dict[str, Any]]:
    return list(answer(team.client(who).get(team.url("quality/feedback")))["results"])


def contest(team: Team, who: str = "ada", status: int = 201, **sent: Any) -> dict[str, Any]:
    gold = GoldLabel.objects.order_by("-pk")[0]
    body = {"gold_id": gold.pk, "reason": "Step 1 is right.", "proposal": {"first_error": 2}, **sent}
    return dict(answer(team.client(who).post(team.url("quality/contests"), body, format="json"), status))


def decide(team: Team, pk: int, what: str, status: int = 200, who: str = "rita", **sent: Any) -> dict[str, Any]:
    body = {"answer": "Seen.", **sent}
    return dict(answer(team.client(who).post(team.url(f"quality/contests/{pk}/{what}"), body, format="json"), status))


def test_feedback_shows_the_own_label_beside_gold_with_the_reason(team: Team):
    (one,) = feedback(team)

    assert (one["said"]["first_error"], one["gold"]["first_error"], one["is_right"]) == (2, 1, False)
    assert one["reason"] == "Step 1 divides by zero."
    assert feedback(team, "grace") == []


def test_feedback_waits_until_undo_is_over(team: Team):
    Assignment.objects.filter(status="SUBMITTED").update(undo_until=now() + timedelta(minutes=1))

    assert feedback(team) == []


def test_feedback_waits_while_a_colleague_could_be_handed_the_same(team: Team):
    slot = Assignment.objects.get(status="SUBMITTED")
    Assignment.objects.create(queue=team.queue, trajectory_id=slot.trajectory_id, position=1)

    assert feedback(team) == []


def test_feedback_waits_while_a_colleague_could_be_handed_the_twin(team: Team):
    slot = Assignment.objects.get(status="SUBMITTED")
    twin = make_trajectory(team, "t-1")
    Twin.objects.create(trajectory_id=slot.trajectory_id, other=twin)
    assert feedback(team) == []

    Assignment.objects.filter(trajectory=twin).update(status="CLOSED")

    assert len(feedback(team)) == 1


def test_feedback_on_a_check_comes_after_the_queue_with_what_was_done_to_the_step():
    team = team_with(4)
    plant(team)
    made = synthetic()
    annotate(team, "ada", made, [1, 1, 1])
    assert feedback(team) == []

    Assignment.objects.filter(queue=team.queue, status="OPEN").update(status="CLOSED")

    (one,) = feedback(team)
    assert one["is_right"] is False
    assert one["reason"].startswith("The step says")


def test_feedback_on_a_check_comes_at_once_where_the_queue_says_so():
    team = team_with(4)
    plant(team, feedback=FeedbackPolicy.AT_ONCE)
    annotate(team, "ada", synthetic(), [1, 1, 1])

    assert len(feedback(team)) == 1


def test_a_contested_gold_is_held_against_nobody_who_contests_it_until_it_is_answered(team: Team):
    found = contest(team)
    assert (found["status"], found["raised_by"], found["proposal"]["first_error"]) == ("OPEN", "ada", 2)
    assert (quality(team)["ada"]["contested"], quality(team)["ada"]["accuracy"]["trajectories"]) == (1, 0)
    assert feedback(team)[0]["contest_status"] == "OPEN"

    decide(team, found["id"], "uphold", answer="Zero it is.")

    assert (quality(team)["ada"]["contested"], quality(team)["ada"]["accuracy"]["trajectories"]) == (0, 1)
    (mine,) = answer(team.client("ada").get(team.url("quality/contests")))["results"]
    assert (mine["status"], mine["answer"], mine["decided_by"]) == ("UPHELD", "Zero it is.", "rita")
    assert GoldLabel.objects.count() == 1


def test_a_revised_gold_is_a_new_version_that_says_where_it_comes_from(team: Team):
    found = contest(team)

    decided = decide(team, found["id"], "revise", answer="You are right.")

    assert (decided["status"], decided["revised_version"]) == ("REVISED", 2)
    old, new = GoldLabel.objects.order_by("version")
    assert (old.labels, old.first_error) == ([1, -1, 1], 1)
    assert (new.labels, new.first_error, new.method) == ([1, None, -1], 2, "ADJUDICATED")
    assert new.lineage == {
        "contest": found["id"],
        "reason": "You are right.",
        "decided_by": "rita",
        "supersedes": old.pk,
    }
    assert quality(team)["ada"]["accuracy"]["first_errors"]["right"]["value"] == 1.0
    assert list(JournalEntry.objects.filter(event__startswith="gold.").order_by("pk").values_list("event", "actor")) == [
        ("gold.contested", "ada"), ("gold.revised", "rita"),
    ]  # fmt: skip


def test_a_reviewer_may_revise_otherwise_than_was_proposed(team: Team):
    found = contest(team)

    decide(team, found["id"], "revise", proposal={"no_error": True})

    new = GoldLabel.objects.get(version=2)
    assert (new.labels, new.no_error) == ([1, None, 1], True)


def test_an_answer_is_given_once(team: Team):
    pk = contest(team)["id"]
    decide(team, pk, "uphold")

    assert "already" in decide(team, pk, "revise", 409)["detail"]
    assert GoldLabel.objects.count() == 1


def test_gold_that_has_moved_on_is_not_overwritten(team: Team):
    pk = contest(team)["id"]
    give_gold(GoldLabel.objects.get().trajectory, [1, 1, 1], method="ADJUDICATED")

    assert "version 2" in decide(team, pk, "revise", 409)["detail"]
    assert GoldContest.objects.get().status == "OPEN"


@pytest.mark.parametrize("answer_text", ["", "   "])
def test_an_answer_has_words(team: Team, answer_text: str):
    decide(team, contest(team)["id"], "uphold", 400, answer=answer_text)


def test_nobody_contests_twice_or_nothing(team: Team):
    contest(team, status=400, proposal={})
    contest(team)

    assert "already" in contest(team, status=409)["detail"]


def test_only_reviewers_answer(team: Team):
    decide(team, contest(team)["id"], "uphold", 403, who="ada")


def test_gold_that_one_may_not_see_cannot_be_contested(team: Team):
    """And nobody learns in this way whether there is any."""
    hidden = make_trajectory(team, "t-1")
    give_gold(hidden, [1, 1, 1])
    there = contest(team, "grace", 404)
    not_there = contest(team, "grace", 404, gold_id=987654)

    assert there["detail"] == not_there["detail"]


def test_annotators_see_their_own_contests_and_reviewers_what_they_are_not_blind_to(team: Team):
    contest(team)
    assert answer(team.client("grace").get(team.url("quality/contests")))["results"] == []
    assert len(answer(team.client("rita").get(team.url("quality/contests")))["results"]) == 1

    slot = Assignment.objects.get(status="SUBMITTED")
    Assignment.objects.create(queue=team.queue, trajectory_id=slot.trajectory_id, position=1)
    assert claims.claim_next(queue_id=team.queue.pk, member=team.member("rita"), now=NOON) is not None

    assert answer(team.client("rita").get(team.url("quality/contests")))["results"] == []
    decide(team, GoldContest.objects.get().pk, "uphold", 404)
