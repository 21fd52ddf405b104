"""Whether a label may say that it was made blind, where its annotator had to do with the trajectory before."""

import random
from typing import Any

import pytest

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.models import Annotation, Assignment, Queue
from annotator.labeling.policies import ALL_EVIDENCE, SWITCHES, Evidence
from annotator.labeling.services.mixing import mix_in
from annotator.labeling.services.queues import change_queue, create_queue, refill_queue
from annotator.labeling.services.requeue import requeue
from annotator.trajectories.models import Trajectory
from tests.annotator.labeling.test_blind_policies import (
    NOTHING,
    act,
    another_queue,
    claim,
    end_undo,
    sees,
    set_policies,
    submit,
)
from tests.factories.cast import NOON, Team, make_team
from tests.factories.trajectories import make_trajectories, make_trajectory
from tests.plugins.queries import Asked

pytestmark = pytest.mark.django_db

BLIND = ("BLIND", "BLIND", "BLIND")
UNCONTROLLED = ("UNCONTROLLED", "UNCONTROLLED", "UNCONTROLLED")


@pytest.fixture
def team() -> Team:
    return make_team()


def views_of(trajectory: Trajectory) -> tuple[str, str, str]:
    """What the label of this trajectory says that was made last."""
    row = Annotation.objects.filter(trajectory=trajectory).latest("pk")
    return row.evidence_view, row.reference_view, row.labels_view


def revised(team: Team, first: Trajectory) -> Trajectory:
    return make_trajectory(team, revision=2, previous=first, problem="Put better")


@pytest.mark.parametrize("who", ["ada", "rita"])
def test_the_revision_before_is_hidden_as_long_as_the_newer_one(team: Team, who: str):
    first = make_trajectory(team)
    held = claim(team, who)
    submit(team, who, held)
    end_undo(held)
    assert sees(team, who, first) == ALL_EVIDENCE
    second = revised(team, first)

    held = claim(team, who)
    assert held["trajectory"]["id"] == second.pk
    assert sees(team, who, first) == NOTHING
    submit(team, who, held)
    assert sees(team, who, first) == NOTHING, "it can still be taken back"
    end_undo(held)
    assert sees(team, who, first) == sees(team, who, second) == ALL_EVIDENCE


def test_a_revision_that_was_shown_shows_the_one_before(team: Team):
    first = make_trajectory(team)
    held = claim(team, "ada")
    submit(team, "ada", held)
    end_undo(held)
    set_policies(team, blind_policy="SHOWN", reference_policy="SHOWN", labels_policy="SHOWN")
    second = revised(team, first)

    claim(team, "ada")

    assert sees(team, "ada", second) == sees(team, "ada", first) == ALL_EVIDENCE


def test_never_holds_for_every_revision(team: Team):
    first = make_trajectory(team, with_slots=False)
    never = another_queue(team, first, blind_policy="NEVER", reference_policy="NEVER", labels_policy="NEVER")
    held = claim(team, "ada", never)
    submit(team, "ada", held)
    end_undo(held)

    second = revised(team, first)
    held = claim(team, "ada")
    submit(team, "ada", held)
    end_undo(held)

    assert sees(team, "ada", second) == NOTHING
    assert sees(team, "rita", second) == ALL_EVIDENCE


def test_who_saw_the_revision_before_is_not_called_blind_to_the_newer_one(team: Team):
    first = make_trajectory(team)
    held = claim(team, "ada")
    submit(team, "ada", held)
    end_undo(held)

    second = revised(team, first)
    submit(team, "ada", claim(team, "ada"))

    assert (views_of(first), views_of(second)) == (BLIND, UNCONTROLLED)


def test_who_was_shown_the_revision_before_is_not_called_blind_to_the_newer_one(team: Team):
    set_policies(team, blind_policy="ON_REQUEST")
    first = make_trajectory(team)
    held = claim(team, "ada")
    act(team, "ada", held, "reveal", 204)
    submit(team, "ada", held)

    second = revised(team, first)
    submit(team, "ada", claim(team, "ada"))

    assert views_of(second) == ("UNCONTROLLED", "BLIND", "BLIND"), "the first can still be taken back"


def judged(team: Team, who: str, trajectory: Trajectory) -> None:
    """They submitted it in the default queue, and the time to undo is over."""
    held = claim(team, who)
    assert held["trajectory"]["id"] == trajectory.pk
    submit(team, who, held)
    end_undo(held)


def queue_that_wants(team: Team, filter_text: str) -> Queue:
    """Another queue, as a manager makes it, filled by what fits now."""
    settings = {"name": f"Those of {filter_text}", "protocol": "ternary", "filter": filter_text}
    return create_queue(project=team.project, settings=settings, actor=SHELL, at=NOON).queue


def test_a_refill_that_hands_out_what_was_looked_at_makes_no_blind_label(team: Team):
    trajectory = make_trajectory(team)
    queue = queue_that_wants(team, "labelled:yes")
    judged(team, "ada", trajectory)
    assert sees(team, "ada", trajectory) == ALL_EVIDENCE, "nothing keeps her from looking"

    refill_queue(queue=queue, actor=SHELL, at=now())

    assert sees(team, "ada", trajectory) == NOTHING
    submit(team, "ada", claim(team, "ada", queue))
    assert views_of(trajectory) == UNCONTROLLED


def test_a_filter_that_changes_makes_no_blind_label_either(team: Team):
    trajectory = make_trajectory(team)
    queue = queue_that_wants(team, "labelled:yes")
    judged(team, "ada", trajectory)

    change_queue(queue=queue, settings={"filter": ""}, actor=SHELL, at=now())

    submit(team, "ada", claim(team, "ada", queue))
    assert views_of(trajectory) == UNCONTROLLED


def test_queueing_anew_makes_no_blind_label(team: Team):
    trajectory = make_trajectory(team)
    judged(team, "ada", trajectory)

    requeue(
        queue=team.queue, trajectory_ids=[trajectory.pk], copies=1, anew=True, reason="twice", actor=SHELL, at=now()
    )

    submit(team, "ada", claim(team, "ada"))
    assert views_of(trajectory) == UNCONTROLLED


def test_a_slot_that_waited_all_the_time_keeps_a_label_blind(team: Team):
    trajectory = make_trajectory(team)
    queue = queue_that_wants(team, "")
    judged(team, "ada", trajectory)

    submit(team, "ada", claim(team, "ada", queue))

    assert views_of(trajectory) == BLIND


def test_a_slot_in_the_place_of_a_skipped_one_keeps_a_label_blind(team: Team):
    trajectory = make_trajectory(team)
    queue = queue_that_wants(team, "")
    judged(team, "ada", trajectory)
    act(team, "grace", claim(team, "grace", queue), "skip", 204, {"reason": "too hard"})

    submit(team, "ada", claim(team, "ada", queue))

    assert views_of(trajectory) == BLIND, "something was always to come"


def test_a_queue_that_showed_everything_before_makes_no_blind_label(team: Team):
    trajectory = make_trajectory(team)
    queue = queue_that_wants(team, "")
    shown = dict.fromkeys(SWITCHES.values(), "SHOWN")
    change_queue(queue=queue, settings=shown, actor=SHELL, at=now())
    judged(team, "ada", trajectory)
    assert sees(team, "ada", trajectory) == ALL_EVIDENCE, "what is to come shows it anyway"

    hidden = dict.fromkeys(SWITCHES.values(), "UNTIL_SUBMITTED")
    change_queue(queue=queue, settings=hidden, actor=SHELL, at=now())

    submit(team, "ada", claim(team, "ada", queue))
    assert views_of(trajectory) == UNCONTROLLED


def test_a_queue_that_became_strict_afterwards_had_shown_what_it_showed(team: Team):
    trajectory = make_trajectory(team)
    judged(team, "ada", trajectory)
    never = dict.fromkeys(SWITCHES.values(), "NEVER")
    change_queue(queue=team.queue, settings=never, actor=SHELL, at=now())

    submit(team, "ada", claim(team, "ada", queue_that_wants(team, "")))

    assert views_of(trajectory) == UNCONTROLLED


def test_what_a_queue_never_showed_was_not_seen_before(team: Team):
    set_policies(team, blind_policy="NEVER")
    trajectory = make_trajectory(team)
    judged(team, "ada", trajectory)

    submit(team, "ada", claim(team, "ada", queue_that_wants(team, "")))

    assert views_of(trajectory) == ("BLIND", "UNCONTROLLED", "UNCONTROLLED")


def test_a_slot_that_changes_places_takes_its_age_along(team: Team):
    """Checks are planted among slots that wait; what a slot wants moves, and since when with it."""
    old, new = make_trajectories(team, 2)
    Assignment.objects.filter(trajectory=old).update(made_at=NOON)
    since = dict(Assignment.objects.values_list("trajectory", "made_at"))

    places = set()
    for seed in range(8):
        slot = Assignment.objects.get(trajectory=new)
        mix_in(queue=team.queue, slot_ids=[slot.pk], dice=random.Random(seed))
        places.add(slot.pk)

    assert len(places) == 2, "the test can fail: they did change places"
    assert dict(Assignment.objects.values_list("trajectory", "made_at")) == since


LABELS_AND_REWARDS = frozenset({Evidence.LABELS, Evidence.REWARDS})
KNOWS_THE_ANSWER = ("BLIND", "UNCONTROLLED", "BLIND")


def attempt(team: Team, name: str, group_key: str = "problem-1", **columns: Any) -> Trajectory:
    """One of several at a problem."""
    return make_trajectory(team, name, group_key=group_key, **columns)


@pytest.mark.parametrize("who", ["ada", "rita"])
def test_the_answer_is_hidden_until_the_last_attempt_at_the_problem_is_judged(team: Team, who: str):
    first, second = attempt(team, "a"), attempt(team, "b")
    judged(team, who, first)
    if who == "ada":
        assert sees(team, who, first) == LABELS_AND_REWARDS, "the second is still to come"

    held = claim(team, who)
    assert held["trajectory"]["id"] == second.pk
    assert sees(team, who, first) == LABELS_AND_REWARDS
    submit(team, who, held)
    assert sees(team, who, first) == LABELS_AND_REWARDS, "it can still be taken back"
    end_undo(held)
    assert sees(team, who, first) == sees(team, who, second) == ALL_EVIDENCE
    assert views_of(second) == (BLIND if who == "ada" else UNCONTROLLED)


@pytest.mark.parametrize(("mine", "others"), [("problem-1", "problem-2"), ("", "")])
def test_other_problems_and_trajectories_without_one_hide_nothing(team: Team, mine: str, others: str):
    first = attempt(team, "a", mine)
    attempt(team, "b", others)

    judged(team, "ada", first)

    assert sees(team, "ada", first) == ALL_EVIDENCE


def test_attempts_of_another_project_hide_nothing(team: Team):
    first = attempt(team, "a")
    attempt(make_team(slug="elsewhere"), "b")

    judged(team, "ada", first)

    assert sees(team, "ada", first) == ALL_EVIDENCE


def test_a_queue_that_shows_the_reference_shows_that_of_other_attempts(team: Team):
    set_policies(team, reference_policy="SHOWN")
    first, second = attempt(team, "a"), attempt(team, "b")
    judged(team, "ada", first)
    assert sees(team, "ada", first) == ALL_EVIDENCE, "what is to come will show it anyway"

    held = claim(team, "ada")

    assert held["trajectory"]["id"] == second.pk
    assert sees(team, "ada", first) == ALL_EVIDENCE
    assert sees(team, "ada", second) == {Evidence.REFERENCE}


def test_the_reference_is_not_shown_beside_one_attempt_while_a_blind_queue_holds_another(team: Team):
    set_policies(team, reference_policy="SHOWN")
    first = attempt(team, "a")
    another_queue(team, attempt(team, "b", with_slots=False))

    held = claim(team, "ada")

    assert held["evidence"]["reference"] == "HIDDEN"
    assert sees(team, "ada", first) == NOTHING


def test_never_is_never_for_every_attempt(team: Team):
    first = attempt(team, "a", with_slots=False)
    held = claim(team, "ada", another_queue(team, first, reference_policy="NEVER"))
    submit(team, "ada", held)
    end_undo(held)
    second = attempt(team, "b")

    judged(team, "ada", second)

    assert sees(team, "ada", second) == LABELS_AND_REWARDS
    assert views_of(second) == BLIND


def test_who_could_read_the_answer_of_an_earlier_attempt_is_not_called_blind_to_it(team: Team):
    judged(team, "ada", attempt(team, "a"))
    judged(team, "ada", attempt(team, "elsewhere", "problem-2"))

    later = attempt(team, "b")
    submit(team, "ada", claim(team, "ada"))

    assert views_of(later) == KNOWS_THE_ANSWER


def test_who_was_shown_the_answer_of_an_earlier_attempt_is_not_called_blind_to_it(team: Team):
    set_policies(team, reference_policy="ON_REQUEST")
    attempt(team, "a")
    held = claim(team, "ada")
    act(team, "ada", held, "reveal", 204)
    submit(team, "ada", held)

    later = attempt(team, "b")
    submit(team, "ada", claim(team, "ada"))

    assert views_of(later) == KNOWS_THE_ANSWER


def test_many_attempts_cost_a_submission_one_query_more(team: Team):
    def queries(held: dict[str, Any]) -> int:
        with Asked() as asked:
            submit(team, "ada", held)
        end_undo(held)
        return len(asked)

    attempt(team, "alone", "")
    alone = queries(claim(team, "ada"))
    for number in range(5):
        attempt(team, f"t-{number}")

    assert [queries(claim(team, "ada")) for _ in range(5)] == [alone + 1] * 5
