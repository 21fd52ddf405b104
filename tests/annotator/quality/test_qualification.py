"""Qualifications: a queue stays closed until enough is right, whatever asks."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from annotator.http.clock import now
from annotator.journal.models import JournalEntry
from annotator.journal.services import SHELL
from annotator.labeling.models import Annotation, Assignment, Draft, Queue
from annotator.labeling.qualification import Measure, Qualification, QualificationGate
from annotator.labeling.services import claims
from annotator.quality.qualifying import Rules, Standing, standing
from annotator.quality.services.admission import CannotGate, set_gate, standings_of
from tests.factories.annotations import give_gold
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectory

RULES = Rules(threshold=0.8, minimum=2, attempts=2)
RIGHT, WRONG = [1, -1, 1], [1, 1, 1]


class TestStanding:
    def test_counts_up_to_the_first_attempt(self):
        assert standing([(3, 3)], RULES) == Standing(1, 1, (), has_passed=False, has_failed=False)

    def test_passes_at_the_threshold_over_all_units_of_an_attempt(self):
        """3 of 3 and 1 of 2: 4 of 5, which is 80 %."""
        assert standing([(3, 3), (1, 2)], RULES) == Standing(1, 2, (0.8,), has_passed=True, has_failed=False)

    def test_begins_another_attempt_with_other_trajectories(self):
        assert standing([(0, 3), (3, 3), (3, 3)], RULES) == Standing(2, 1, (0.5,), has_passed=False, has_failed=False)

    def test_fails_when_all_attempts_are_used(self):
        assert standing([(0, 3)] * 4, RULES) == Standing(2, 2, (0.0, 0.0), has_passed=False, has_failed=True)

    def test_what_comes_after_a_pass_does_not_undo_it(self):
        assert standing([(3, 3), (3, 3), (0, 3), (0, 3)], RULES).has_passed

    def test_nothing_to_compare_reaches_nothing(self):
        assert standing([(0, 0), (0, 0)], RULES).shares == (0.0,)


def gated(*, measure: Measure = Measure.STEP_LABELS) -> tuple[Team, QualificationGate]:
    team = make_team()
    for number in range(4):
        give_gold(make_trajectory(team, f"gold-{number}", source="screen"), RIGHT)
    make_trajectory(team, "real")
    gate = set_gate(
        queue=team.queue, measure=measure, rules=RULES, filter_text="source:screen", seed=1, actor=SHELL, at=now()
    )
    return team, gate


def claim(team: Team, queue: Queue, who: str = "ada") -> dict[str, Any]:
    return dict(answer(team.client(who).post(team.url(f"queues/{queue.pk}/claim"))))


def work(
    team: Team,
    gate: QualificationGate,
    labels: list[int],
    *,
    who: str = "ada",
    undo_until: datetime | None = None,
    labels_view: str = "BLIND",
) -> int:
    """Claim from the screening queue over HTTP and hand it in; returns the trajectory."""
    held = claim(team, gate.screening, who)["assignment"]
    assert held is not None
    over = undo_until or now() - timedelta(seconds=1)
    Assignment.objects.filter(pk=held["id"]).update(status="SUBMITTED", lease_expires_at=None, undo_until=over)
    Draft.objects.filter(assignment=held["id"]).update(closed_at=now())
    first = labels.index(-1) if -1 in labels else None
    Annotation.objects.create(
        assignment_id=held["id"], annotator_id=team.member(who).annotator_id, trajectory_id=held["trajectory"]["id"],
        protocol="ternary", protocol_version=1, evidence_view="BLIND", labels_view=labels_view, labels=labels, unsure=[False] * 3,
        origins=[None] * 3, active_ms=[None] * 3, first_error=first, no_error=first is None, submitted_at=now(),
    )  # fmt: skip
    return int(held["trajectory"]["id"])


@pytest.mark.django_db
class TestGate:
    def test_the_database_hands_nothing_out_before(self):
        team, _ = gated()

        assert claims.claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=now()) is None

    def test_says_what_is_to_be_done(self):
        team, gate = gated()
        work(team, gate, RIGHT)

        said = claim(team, team.queue)

        assert said["assignment"] is None
        assert said["why_nothing"].startswith(
            "Pass the qualification in the queue Qualification for All trajectories first: "
            "1 of 2 labelled, 80% needed, attempt 1 of 2."
        )

    def test_says_the_same_in_numbers_with_both_queues(self):
        team, gate = gated()
        work(team, gate, WRONG)
        work(team, gate, WRONG)
        work(team, gate, RIGHT)

        assert claim(team, team.queue)["qualification"] == {
            "queue": {"id": team.queue.pk, "name": "All trajectories"},
            "screening": {"id": gate.screening_id, "name": "Qualification for All trajectories"},
            "measure": "STEP_LABELS", "threshold": 0.8, "minimum": 2, "attempts": 2, "attempt": 2, "done": 1,
            "shares": [pytest.approx(2 / 3)], "has_passed": False, "has_failed": False,
        }  # fmt: skip

    def test_opens_when_enough_is_right(self):
        team, gate = gated()
        work(team, gate, RIGHT)
        work(team, gate, RIGHT)

        assert claim(team, team.queue)["assignment"] is not None
        passed = claim(team, gate.screening)
        assert passed["why_nothing"] == "You have passed: All trajectories is open to you now."
        assert (passed["qualification"]["has_passed"], passed["qualification"]["shares"]) == (True, [1.0])
        assert claim(team, team.queue, "grace")["assignment"] is None
        assert JournalEntry.objects.filter(event="gate.passed").count() == 1

    def test_everybodys_standing_costs_as_many_queries_as_ones_own(self, django_assert_num_queries):
        team, gate = gated()
        for who in ("ada", "grace"):
            work(team, gate, RIGHT, who=who)
        people = [team.member(who).annotator_id for who in ("ada", "grace", "rita", "max")]

        for asked in (people[:1], people):
            with django_assert_num_queries(2):
                found = standings_of(gate, annotator_ids=asked, now=now())

        assert [found[pk].done for pk in people] == [1, 1, 0, 0]

    def test_what_can_be_taken_back_is_not_weighed(self):
        team, gate = gated()
        work(team, gate, RIGHT)
        work(team, gate, RIGHT, undo_until=now() + timedelta(minutes=5))

        assert claim(team, team.queue)["assignment"] is None
        waiting = claim(team, gate.screening)

        assert waiting["assignment"] is None
        assert "1 of 2 labelled" in waiting["why_nothing"]

    def test_another_attempt_has_other_trajectories_and_the_last_one_closes(self):
        team, gate = gated()
        seen = [work(team, gate, WRONG) for _ in range(4)]

        assert len(set(seen)) == 4
        said = claim(team, gate.screening)
        assert said["assignment"] is None
        assert said["why_nothing"].startswith("You did not reach 80% in 2 attempts")
        assert said["qualification"]["has_failed"] is True
        assert claim(team, team.queue)["why_nothing"] == said["why_nothing"]

    def test_hands_out_no_more_than_one_attempt_before_it_is_weighed(self):
        team, gate = gated()
        work(team, gate, RIGHT, undo_until=now() + timedelta(minutes=5))
        work(team, gate, RIGHT, undo_until=now() + timedelta(minutes=5))

        assert claim(team, gate.screening)["assignment"] is None

    def test_fetching_ahead_gets_nothing_of_the_next_attempt(self):
        """While the last one of an attempt is in hand."""
        team, gate = gated()
        work(team, gate, RIGHT)
        assert claim(team, gate.screening)["assignment"] is not None

        ahead = answer(team.client("ada").post(team.url(f"queues/{gate.screening.pk}/reserve")))

        assert ahead["assignment"] is None

    def test_a_closed_queue_has_nothing_free(self):
        team, _ = gated()

        said = claim(team, team.queue)

        assert (said["state"]["wanted"], said["state"]["available"]) == (5, 0)

    def test_the_list_of_queues_says_so_too_until_somebody_has_passed(self):
        team, gate = gated()

        def free(who: str) -> dict[str, int]:
            rows = answer(team.client(who).get(team.url("queues")))["results"]
            return {row["name"]: row["state"]["available"] for row in rows}

        assert free("ada")[team.queue.name] == 0
        for _ in range(2):
            work(team, gate, RIGHT)
        claim(team, gate.screening)

        assert free("ada")[team.queue.name] == 5
        assert free("grace")[team.queue.name] == 0

    def test_everybody_gets_the_whole_attempt(self):
        team, gate = gated()

        ada, grace = ([work(team, gate, RIGHT, who=who) for _ in range(2)] for who in ("ada", "grace"))

        assert ada == grace
        assert claim(team, team.queue, "grace")["assignment"] is not None

    def test_first_errors_can_be_the_measure(self):
        """0 of 3 labels right, and the first error in its place."""
        team, gate = gated(measure=Measure.FIRST_ERROR)
        work(team, gate, [0, -1, 0])
        work(team, gate, [0, -1, 0])

        assert claim(team, team.queue)["assignment"] is not None

    def test_a_manager_lets_somebody_in(self):
        team, gate = gated()
        for _ in range(4):
            work(team, gate, WRONG)
        claim(team, team.queue)
        url = team.url(f"queues/{team.queue.pk}/qualification/admit")

        shown = answer(team.client("max").post(url, {"username": "ada"}, format="json"))

        assert next(one for one in shown["standings"] if one["annotator"] == "ada")["passed_at"] is not None
        assert claim(team, team.queue)["assignment"] is not None
        assert Qualification.objects.count() == 1
        answer(team.client("rita").post(url, {"username": "ada"}, format="json"), 403)
        answer(team.client("max").post(url, {"username": "sam"}, format="json"), 404)

    def test_annotators_see_their_own_standing_and_reviewers_everybodys(self):
        team, gate = gated()
        work(team, gate, WRONG)
        url = team.url(f"queues/{team.queue.pk}/qualification")

        (mine,) = answer(team.client("ada").get(url))["standings"]

        assert (mine["annotator"], mine["done"], mine["attempt"], mine["shares"]) == ("ada", 1, 1, [])
        assert len(answer(team.client("rita").get(url))["standings"]) == 4

    def test_managers_set_it_over_http_and_are_told_what_lacks(self):
        team = make_team()
        give_gold(make_trajectory(team), RIGHT)
        url = team.url(f"queues/{team.queue.pk}/qualification")

        refusal = answer(
            team.client("max").post(url, {"threshold": 0.8, "minimum": 1, "attempts": 2}, format="json"), 409
        )
        assert refusal["detail"] == "2 attempts at 1 trajectories need 2 with gold under ternary; 1 fit."
        for bad in (
            {"threshold": 1.5, "minimum": 1},
            {"threshold": 0.8, "minimum": 0},
            {"threshold": 0.8, "minimum": 1, "filter": "colour:red"},
        ):
            answer(team.client("max").post(url, bad, format="json"), 400)
        made = answer(team.client("max").post(url, {"threshold": 0.8, "minimum": 1, "attempts": 1}, format="json"), 201)
        assert (made["screening"], made["minimum"], made["measure"]) == (
            "Qualification for All trajectories",
            1,
            "STEP_LABELS",
        )

    def test_a_queue_has_one_and_a_qualification_has_none(self):
        team, gate = gated()

        for queue in (team.queue, gate.screening):
            with pytest.raises(CannotGate, match="already"):
                set_gate(
                    queue=queue, measure=Measure.STEP_LABELS, rules=RULES, filter_text="", seed=1, actor=SHELL, at=now()
                )
