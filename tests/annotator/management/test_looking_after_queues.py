"""The board, qualifications and hidden checks from the shell: what the pages show, and nothing that they refuse."""

from typing import Any

import pytest
from django.core.management import CommandError

from annotator.journal.models import JournalEntry
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.qualification import Qualification, QualificationGate
from tests.annotator.labeling.desk_calls import ask, claim, decline, send, submit
from tests.annotator.management.shell import answered, run
from tests.annotator.quality.test_planting import team_with
from tests.factories.annotations import give_gold
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


class TestTheBoard:
    def test_answers_what_the_page_shows(self, team: Team):
        make_trajectories(team, 4)
        submit(team, "ada", claim(team, "ada"))
        decline(team, "grace", claim(team, "grace"), "SKIP")
        claim(team, "grace")

        assert answered("board", "algebra") == send(team, "max", "get", f"queues/{team.queue.pk}")

    def test_says_who_holds_what_and_who_did_how_much(self, team: Team):
        make_trajectories(team, 3)
        submit(team, "ada", claim(team, "ada"))
        held = claim(team, "grace")
        Assignment.objects.filter(pk=held["id"]).update(kept_for=team.member("grace").annotator_id)

        head, holds, ada, grace = run("board", "algebra", "--queue", "All trajectories").splitlines()

        assert head == "All trajectories: 3 trajectories, 1 open, 1 held, 1 submitted"
        assert holds.startswith("  grace holds t-1 (claim) until ")
        assert holds.endswith(", kept for grace")
        assert ada == "  ada: 1 submitted, 1 in the last hour"
        assert grace == "  grace: 0 submitted, 0 in the last hour"

    def test_an_empty_paused_queue_is_said_to_be_so(self, team: Team):
        Queue.objects.filter(pk=team.queue.pk).update(is_paused=True)

        assert run("board", "algebra") == "All trajectories (paused): nothing in it\n"


class TestAQualification:
    @pytest.fixture
    def team(self) -> Team:
        team = make_team()
        for number in range(4):
            give_gold(make_trajectory(team, f"gold-{number}", source="screen"), [1, -1, 1])
        return team

    def set_one(self, *words: str) -> Any:
        return answered("qualification", "algebra", "--threshold", "0.8", "--minimum", "2", *words)

    def test_closes_the_queue_and_says_where_everybody_stands_as_the_page_does(self, team: Team):
        made = self.set_one("--measure", "first_error", "--filter", "source:screen", "--seed", "7")

        assert (made["threshold"], made["minimum"], made["attempts"], made["measure"]) == (0.8, 2, 2, "FIRST_ERROR")
        assert QualificationGate.objects.get().screening.seed == 7
        assert ask(team, "ada")["assignment"] is None
        path = f"queues/{team.queue.pk}/qualification"
        assert answered("qualification", "algebra") == send(team, "max", "get", path) == made
        asks, ada = run("qualification", "algebra").splitlines()[:2]
        assert asks.startswith(
            "All trajectories asks for 80% of first error on 2 trajectories in Qualification for All"
        )
        assert ada == "  ada: 0 done in attempt 1"

    def test_lets_somebody_in_and_writes_it_down(self, team: Team):
        self.set_one()

        found = answered("qualification", "algebra", "--admit", "ada")

        assert {one["annotator"] for one in found["standings"] if one["passed_at"]} == {"ada"}
        assert ask(team, "ada")["assignment"] is not None
        assert JournalEntry.objects.get(event="gate.opened").actor == "shell"
        assert "  ada: passed" in run("qualification", "algebra").splitlines()

    @pytest.mark.parametrize(
        ("words", "complaint"),
        [
            ((), "asks for no qualification: --threshold and --minimum set one"),
            (("--threshold", "0.8"), "Say with --minimum"),
            (("--threshold", "1.2", "--minimum", "2"), "--threshold is a share above 0"),
            (("--threshold", "nan", "--minimum", "2"), "--threshold is a share above 0"),
            (("--threshold", "0.8", "--minimum", "0"), "--minimum is a number from 1 to 500"),
            (("--threshold", "0.8", "--minimum", "2", "--attempts", "11"), "--attempts is a number from 1 to 10"),
            (("--threshold", "0.8", "--minimum", "2", "--seed", "-1"), "--seed is a number from 0"),
            (("--threshold", "0.8", "--minimum", "9"), "need 18 with gold under ternary; 4 fit"),
            (("--threshold", "0.8", "--minimum", "2", "--filter", "colour:red"), "There is no filter 'colour'"),
            (("--threshold", "0.8", "--minimum", "2", "--admit", "zoe"), "zoe never was a member .* ada"),
            (("--queue", "X"), "there are: All trajectories"),
        ],
    )
    def test_a_refusal_says_what_would_be_right_and_changes_nothing(
        self, team: Team, words: tuple[str, ...], complaint: str
    ):
        with pytest.raises(CommandError, match=complaint):
            run("qualification", "algebra", *words)

        assert not QualificationGate.objects.exists()
        assert not Qualification.objects.exists()


class TestHiddenChecks:
    def test_are_planted_with_the_kinds_that_were_named(self):
        team = team_with()

        done = answered("plant_checks", "algebra", "--share", "0.4", "--kind", "swapped_number", "--seed", "1")

        assert done["wanted"] == done["made"] > 0
        found = send(team, "max", "get", f"queues/{team.queue.pk}/checks")
        assert {one["error"]["kind"] for one in found["checks"] if one["error"]} == {"SWAPPED_NUMBER"}
        assert found["feedback"] == "AFTER_QUEUE"
        again = run("plant_checks", "algebra", "--share", "0.4", "--feedback", "never").splitlines()
        assert again[0] == "Hid 0 of 0 wanted pairs in All trajectories."
        assert send(team, "max", "get", f"queues/{team.queue.pk}/checks")["feedback"] == "NEVER"

    @pytest.mark.parametrize(
        ("words", "complaint"),
        [
            (("--share", "0.9"), "above 0 and at most 0.5"),
            (("--share", "nan"), "above 0 and at most 0.5"),
            (("--share", "0.1", "--seed", "2147483648"), "--seed is a number from 0 to 2147483647"),
            (("--share", "0.1", "--queue", "X"), "there are: All trajectories"),
        ],
    )
    def test_a_refusal_says_what_would_be_right(self, words: tuple[str, ...], complaint: str):
        team_with()

        with pytest.raises(CommandError, match=complaint):
            run("plant_checks", "algebra", *words)
