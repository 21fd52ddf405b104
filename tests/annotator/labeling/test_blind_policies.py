"""What each policy of a queue shows and hides, when, and what the label says about it afterwards."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from annotator.http.clock import now
from annotator.journal.models import JournalEntry
from annotator.labeling.models import Annotation, Assignment, Draft, Queue, Reveal
from annotator.labeling.policies import ALL_EVIDENCE, Evidence
from annotator.labeling.services.claims import claim_next
from annotator.labeling.services.slots import add_slots
from annotator.labeling.visibility import Viewer, seen_among, visible_trajectories
from annotator.projects.queries import Member
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db

NOTHING: frozenset[Evidence] = frozenset()
OTHERS = frozenset({Evidence.REFERENCE, Evidence.LABELS})


@pytest.fixture
def team() -> Team:
    return make_team()


def set_policies(team: Team, **columns: Any) -> None:
    """For the queue of the team, whose slots are made afterwards."""
    Queue.objects.filter(pk=team.queue.pk).update(**columns)
    team.queue.refresh_from_db()


def another_queue(team: Team, trajectory: Trajectory, **columns: Any) -> Queue:
    """A second queue with one slot for the trajectory."""
    queue = Queue.objects.create(
        project=team.project, name=str(uuid.uuid4()), protocol="ternary", created_at=NOON, **columns
    )
    add_slots(queue=queue, trajectory_ids=[trajectory.pk])
    return queue


def sees(team: Team, who: str, trajectory: Trajectory) -> frozenset[Evidence]:
    """By the statement for a few trajectories, which must never say anything else than the condition that lists use."""
    viewer = Viewer.of(team.member(who), now=now())
    seen = seen_among(viewer, [trajectory.pk])[trajectory.pk]
    for one in Evidence:
        listed = visible_trajectories(viewer, evidence={one}).filter(pk=trajectory.pk).exists()
        assert listed == (one in seen)
    return seen


def claim(team: Team, who: str, queue: Queue | None = None) -> dict[str, Any]:
    handed = answer(team.client(who).post(team.url(f"queues/{(queue or team.queue).pk}/claim")))
    assert handed["assignment"] is not None
    found: dict[str, Any] = handed["assignment"]
    return found


def op(name: str, value: Any, step: int | None = None) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "field": name, "step_index": step, "value": value}


def act(team: Team, who: str, held: dict[str, Any], action: str, status: int = 200, body: Any = None) -> Any:
    return answer(team.client(who).post(team.url(f"assignments/{held['id']}/{action}"), body, format="json"), status)


def submit(team: Team, who: str, held: dict[str, Any], labels: tuple[int, ...] = (1, 1, 1), base: int = 0) -> None:
    operations = [*(op("label", label, step) for step, label in enumerate(labels)), op("outcome", 1)]
    act(team, who, held, "submit", body={"base_revision": base, "operations": operations})


def end_undo(held: dict[str, Any]) -> None:
    Assignment.objects.filter(pk=held["id"]).update(undo_until=now())


def views() -> tuple[str, str, str]:
    row = Annotation.objects.get(withdrawn_at__isnull=True)
    return row.evidence_view, row.reference_view, row.labels_view


def test_hidden_until_submitted_and_past_the_time_to_undo(team: Team):
    trajectory = make_trajectory(team)
    held = claim(team, "ada")

    assert held["evidence"] == {"rewards": "HIDDEN", "reference": "HIDDEN", "labels": "HIDDEN"}
    assert sees(team, "ada", trajectory) == NOTHING
    submit(team, "ada", held)
    assert sees(team, "ada", trajectory) == NOTHING
    end_undo(held)
    assert sees(team, "ada", trajectory) == ALL_EVIDENCE
    assert views() == ("BLIND", "BLIND", "BLIND")


@pytest.mark.parametrize("who", ["ada", "rita"])
def test_shown_is_seen_from_the_claim_on_and_the_label_says_so(team: Team, who: str):
    set_policies(team, blind_policy="SHOWN")
    trajectory = make_trajectory(team)
    before = sees(team, "ada", trajectory)

    held = claim(team, who)

    assert before == NOTHING, "nobody who was handed nothing sees it"
    assert held["evidence"] == {"rewards": "SHOWN", "reference": "HIDDEN", "labels": "HIDDEN"}
    assert sees(team, who, trajectory) == {Evidence.REWARDS}
    submit(team, who, held)
    assert sees(team, who, trajectory) == {Evidence.REWARDS}, "and while it can be taken back"
    assert views()[0] == "SCORES_SHOWN"


def test_each_switch_stands_alone(team: Team):
    set_policies(team, reference_policy="SHOWN", labels_policy="NEVER")
    trajectory = make_trajectory(team)
    held = claim(team, "ada")

    assert held["evidence"] == {"rewards": "HIDDEN", "reference": "SHOWN", "labels": "NEVER"}
    assert sees(team, "ada", trajectory) == {Evidence.REFERENCE}
    submit(team, "ada", held)
    end_undo(held)
    assert sees(team, "ada", trajectory) == {Evidence.REFERENCE, Evidence.REWARDS}
    assert views() == ("BLIND", "SHOWN", "BLIND")


def test_never_is_never_for_annotators_and_reviewers_keep_their_rights(team: Team):
    set_policies(team, blind_policy="NEVER")
    trajectory = make_trajectory(team)
    held = claim(team, "ada")
    submit(team, "ada", held)
    end_undo(held)

    assert sees(team, "ada", trajectory) == OTHERS
    assert sees(team, "rita", trajectory) == sees(team, "max", trajectory) == ALL_EVIDENCE


def test_never_in_all_three_leaves_nothing_to_reveal(team: Team):
    set_policies(team, blind_policy="NEVER", reference_policy="NEVER", labels_policy="NEVER")
    trajectory = make_trajectory(team)
    held = claim(team, "ada")
    submit(team, "ada", held)

    refused = act(team, "ada", held, "reveal", 409)

    assert refused["code"] == "cannot_reveal"
    assert Assignment.objects.filter(undo_until__gt=now()).count() == 1, "the time to undo goes on"
    end_undo(held)
    assert sees(team, "ada", trajectory) == NOTHING


def test_nothing_is_revealed_where_the_queue_does_not_let_it(team: Team):
    trajectory = make_trajectory(team)
    held = claim(team, "ada")

    refused = act(team, "ada", held, "reveal", 409)

    assert (refused["code"], Reveal.objects.count()) == ("cannot_reveal", 0)
    assert sees(team, "ada", trajectory) == NOTHING


def test_a_reveal_is_written_down_with_the_labels_before_and_after(team: Team):
    set_policies(team, blind_policy="ON_REQUEST")
    trajectory = make_trajectory(team)
    held = claim(team, "ada")
    before = {"base_revision": 0, "operations": [op("label", 1, 0), op("label", 1, 1)]}
    act(team, "ada", held, "draft", body=before)

    act(team, "ada", held, "reveal", 204)
    act(team, "ada", held, "reveal", 204)

    opened = answer(team.client("ada").get(team.url(f"assignments/{held['id']}")))
    assert (held["evidence"]["rewards"], opened["evidence"]["rewards"]) == ("ON_REQUEST", "SHOWN")
    assert sees(team, "ada", trajectory) == {Evidence.REWARDS}
    submit(team, "ada", held, (1, -1, 1), base=1)
    revealed = Reveal.objects.get()
    assert (revealed.labels_before, revealed.evidence) == ([1, 1, None], ["rewards"])
    assert revealed.annotation is not None
    assert revealed.annotation.labels == [1, -1, 1]
    assert views() == ("SCORES_SHOWN", "BLIND", "BLIND")
    assert JournalEntry.objects.filter(event="assignment.revealed", subject_id=held["id"]).count() == 1


def test_what_is_submitted_after_a_reveal_and_an_undo_does_not_claim_to_be_blind(team: Team):
    set_policies(team, blind_policy="ON_REQUEST")
    make_trajectory(team)
    held = claim(team, "ada")
    act(team, "ada", held, "reveal", 204)
    submit(team, "ada", held)
    again = act(team, "ada", held, "undo")

    submit(team, "ada", held, (1, 1, -1), base=again["draft"]["revision"])

    assert views()[0] == "SCORES_SHOWN"
    assert Annotation.objects.count() == 2
    first = Annotation.objects.get(withdrawn_at__isnull=False)
    assert Reveal.objects.get().annotation == first, "the labels after are the first ones that were submitted"


def test_work_that_is_returned_after_a_waived_undo_does_not_claim_to_be_blind(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")
    submit(team, "ada", held)
    act(team, "ada", held, "reveal", 204)
    Annotation.objects.update(withdrawn_at=now())
    Assignment.objects.update(status="CLAIMED", lease_expires_at=now() + timedelta(minutes=5), undo_until=None)
    Draft.objects.update(closed_at=None)

    submit(team, "ada", held, base=1)

    assert views() == ("SCORES_SHOWN", "SHOWN", "SHOWN")


def test_a_released_claim_leaves_nothing_visible(team: Team):
    set_policies(team, blind_policy="SHOWN", reference_policy="SHOWN", labels_policy="SHOWN")
    trajectory = make_trajectory(team)
    held = claim(team, "ada")
    seen = sees(team, "ada", trajectory)

    act(team, "ada", held, "release", 204)

    assert (seen, sees(team, "ada", trajectory)) == (ALL_EVIDENCE, NOTHING)


def test_what_a_colleague_makes_of_a_released_claim_is_theirs(team: Team):
    """While the colleague could take it back, nobody who was shown labels before sees it as work of their own."""
    set_policies(team, blind_policy="SHOWN", reference_policy="SHOWN", labels_policy="SHOWN")
    trajectory = make_trajectory(team)
    act(team, "ada", claim(team, "ada"), "release", 204)

    held = claim(team, "grace")
    submit(team, "grace", held)

    assert sees(team, "grace", trajectory) == ALL_EVIDENCE
    assert sees(team, "ada", trajectory) == NOTHING


def test_the_strictest_queue_that_could_still_hand_it_out_wins(team: Team):
    set_policies(team, blind_policy="SHOWN")
    trajectory = make_trajectory(team)
    blind = another_queue(team, trajectory)

    shown = claim(team, "ada")
    assert shown["evidence"]["rewards"] == "HIDDEN", "the other queue would hand it to a colleague who knows the scores"
    submit(team, "ada", shown)
    end_undo(shown)
    assert sees(team, "ada", trajectory) == NOTHING
    held = claim(team, "ada", blind)
    submit(team, "ada", held)
    end_undo(held)

    assert sees(team, "ada", trajectory) == ALL_EVIDENCE
    assert set(Annotation.objects.values_list("evidence_view", flat=True)) == {"BLIND"}


def test_a_claim_that_is_shown_is_hidden_again_when_a_blind_queue_comes(team: Team):
    set_policies(team, blind_policy="SHOWN")
    trajectory = make_trajectory(team)
    held = claim(team, "ada")
    assert sees(team, "ada", trajectory) == {Evidence.REWARDS}

    another_queue(team, trajectory)

    assert sees(team, "ada", trajectory) == NOTHING
    submit(team, "ada", held)
    assert views()[0] == "SCORES_SHOWN", "what was seen was seen"


def test_a_queue_that_shows_as_much_does_not_hide(team: Team):
    set_policies(team, blind_policy="SHOWN")
    trajectory = make_trajectory(team)
    another_queue(team, trajectory, blind_policy="SHOWN")

    held = claim(team, "ada")

    assert held["evidence"]["rewards"] == "SHOWN"


def test_never_in_one_queue_holds_for_all(team: Team):
    trajectory = make_trajectory(team)
    never = another_queue(team, trajectory, blind_policy="NEVER")
    for queue in (team.queue, never):
        held = claim(team, "ada", queue)
        submit(team, "ada", held)
        end_undo(held)

    assert sees(team, "ada", trajectory) == OTHERS
    assert sees(team, "grace", trajectory) == NOTHING


def test_a_reveal_is_refused_while_another_queue_could_hand_it_out_blind(team: Team):
    set_policies(team, blind_policy="ON_REQUEST")
    trajectory = make_trajectory(team)
    another_queue(team, trajectory)
    held = claim(team, "ada")

    refused = act(team, "ada", held, "reveal", 409)

    assert "Another queue" in refused["detail"]
    assert sees(team, "ada", trajectory) == NOTHING


def test_the_arms_are_balanced_recorded_and_dealt_again_from_the_seed():
    for percent, block in ((50, 2), (25, 4), (40, 5)):
        team = make_team(slug=f"p{percent}", overlap=2)
        set_policies(team, blind_policy="RANDOMISED", shown_percent=percent, seed=7)
        for number in range(10):
            make_trajectory(team, f"t-{number}")
        arms = [*Assignment.objects.filter(queue=team.queue).order_by("trajectory", "pk").values_list("arm", flat=True)]
        blocks = [arms[start : start + block] for start in range(0, 20, block)]

        assert {one.count("SHOWN") * 100 // block for one in blocks} == {percent}
        assert len({tuple(one) for one in blocks}) > 1, "not one pattern over and over"
        found = set(Assignment.objects.filter(queue=team.queue).values_list("arm", "arm_propensity"))
        assert found == {("SHOWN", percent / 100), ("HIDDEN", 1 - percent / 100)}
        again = make_team(slug=f"again{percent}", overlap=2)
        set_policies(again, blind_policy="RANDOMISED", shown_percent=percent, seed=7)
        add_slots(
            queue=again.queue, trajectory_ids=[make_trajectory(again, f"t-{n}", with_slots=False).pk for n in range(10)]
        )
        others = Assignment.objects.filter(queue=again.queue).order_by("trajectory", "pk").values_list("arm", flat=True)
        assert arms == [*others], "at once or one by one, the same"


def test_the_arm_decides_what_is_shown_and_stays_with_the_slot(team: Team):
    set_policies(team, blind_policy="RANDOMISED", overlap=2)
    trajectory = make_trajectory(team)

    evidence = {who: claim(team, who)["evidence"]["rewards"] for who in ("ada", "grace")}

    arms = dict(Assignment.objects.values_list("annotator__name", "arm"))
    assert sorted(arms.values()) == ["HIDDEN", "SHOWN"], "one of each, for two slots"
    for who, arm in arms.items():
        assert evidence[who] == arm
        assert sees(team, who, trajectory) == ({Evidence.REWARDS} if arm == "SHOWN" else NOTHING)


def test_a_skipped_slot_hands_its_arm_on(team: Team):
    set_policies(team, blind_policy="RANDOMISED")
    make_trajectory(team)
    held = claim(team, "ada")

    act(team, "ada", held, "skip", 204, {"reason": "too hard"})

    assert len(set(Assignment.objects.values_list("arm", "arm_propensity"))) == 1


def test_a_slot_without_an_arm_gets_one_at_its_first_claim(team: Team):
    trajectory = make_trajectory(team)
    set_policies(team, blind_policy="RANDOMISED")
    assert Assignment.objects.get().arm == ""

    held = claim(team, "ada")

    slot = Assignment.objects.get()
    assert (slot.arm, slot.arm_propensity) in {("SHOWN", 0.5), ("HIDDEN", 0.5)}
    assert held["evidence"]["rewards"] == slot.arm
    assert (Evidence.REWARDS in sees(team, "ada", trajectory)) == (slot.arm == "SHOWN")


def test_an_experiment_varies_one_thing(team: Team):
    with pytest.raises(IntegrityError), transaction.atomic():
        set_policies(team, blind_policy="RANDOMISED", labels_policy="RANDOMISED")


def claims_of(member: Member, queue: Queue) -> None:
    assert claim_next(queue_id=queue.pk, member=member, now=now()) is not None


def test_showing_costs_few_queries_and_hiding_none(team: Team, django_assert_max_num_queries):
    make_trajectory(team)
    ada = team.member("ada")
    with django_assert_max_num_queries(4):
        claims_of(ada, team.queue)
    other = make_team(slug="shown")
    set_policies(other, blind_policy="SHOWN", labels_policy="SHOWN")
    make_trajectory(other)
    ada = other.member("ada")
    with django_assert_max_num_queries(6):
        claims_of(ada, other.queue)
