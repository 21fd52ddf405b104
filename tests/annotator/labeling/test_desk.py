"""The labelling desk over its API: claim, draft, submit, undo, skip, and what survives what."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from annotator.http.clock import now
from annotator.journal.models import JournalEntry
from annotator.labeling.models import Annotation, Assignment, Draft
from annotator.labeling.services import claims
from annotator.trajectories.steps import Step
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def op(name: str, value: Any, step: int | None = None) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "field": name, "step_index": step, "value": value}


def claim(team: Team, who: str) -> dict[str, Any]:
    handed: dict[str, Any] = answer(team.client(who).post(team.url(f"queues/{team.queue.pk}/claim")))
    return handed


def send(
    team: Team, who: str, assignment: int, action: str, operations: Sequence[dict[str, Any]], base: int = 0, **more
):
    body = {"base_revision": base, "operations": list(operations), **more}
    return team.client(who).post(team.url(f"assignments/{assignment}/{action}"), body, format="json")


def labels(*values: int) -> list[dict[str, Any]]:
    return [*(op("label", value, step) for step, value in enumerate(values)), op("outcome", 1)]


def lapse(assignment_id: int) -> None:
    Assignment.objects.filter(pk=assignment_id).update(lease_expires_at=now() - timedelta(seconds=1))


def end_undo(assignment_id: int) -> None:
    Assignment.objects.filter(pk=assignment_id).update(undo_until=now() - timedelta(seconds=1))


def test_hands_each_trajectory_to_one_annotator(team: Team):
    make_trajectories(team, 2)

    ada, grace = claim(team, "ada"), claim(team, "grace")

    assert ada["assignment"]["trajectory"]["external_id"] == "t-0"
    assert grace["assignment"]["trajectory"]["external_id"] == "t-1"


def test_a_second_claim_gives_what_is_held_already(team: Team):
    make_trajectories(team, 2)

    first, again = claim(team, "ada"), claim(team, "ada")

    assert first["assignment"]["id"] == again["assignment"]["id"]
    assert first["assignment"]["fence"] == again["assignment"]["fence"]
    assert Assignment.objects.filter(status="CLAIMED").count() == 1


def test_says_why_there_is_nothing(team: Team):
    assert "nothing was imported" in claim(team, "ada")["why_nothing"]
    make_trajectory(team)
    claim(team, "grace")

    nothing = claim(team, "ada")

    assert nothing["assignment"] is None
    assert "being labelled by others" in nothing["why_nothing"]
    assert nothing["state"]["held_by_others"] == 1
    assert nothing["state"]["next_lapse_at"] is not None


def test_a_paused_queue_hands_out_nothing_but_lets_work_go_on(team: Team):
    make_trajectories(team, 2)
    held = claim(team, "ada")["assignment"]
    team.queue.is_paused = True
    team.queue.save()

    assert claim(team, "ada")["assignment"]["id"] == held["id"]
    assert "paused" in claim(team, "grace")["why_nothing"]


def test_lists_a_paused_queue_only_while_it_has_something_left_to_hand_out(team: Team):
    def listed() -> list[str]:
        return [queue["name"] for queue in answer(team.client("ada").get(team.url("queues")))["results"]]

    make_trajectory(team)
    held = claim(team, "ada")["assignment"]["id"]
    team.queue.is_paused = True
    team.queue.save()
    assert listed() == [team.queue.name]

    send(team, "ada", held, "submit", labels(1, 1, 1))
    assert listed() == []
    team.queue.is_paused = False
    team.queue.save()
    assert listed() == [team.queue.name]


def test_submits_what_the_draft_says_and_proposes_the_first_error(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]

    done = answer(
        send(team, "ada", held["id"], "submit", [*labels(1, -1, 1), op("comment", "5, not 6", 1), op("note", "odd")])
    )

    annotation = Annotation.objects.get()
    assert (done["first_error"], done["no_error"], done["is_late"]) == (1, False, False)
    assert annotation.labels == [1, -1, 1]
    assert (annotation.first_error, annotation.outcome_label, annotation.note) == (1, 1, "odd")
    assert annotation.evidence_view == "BLIND"
    assert [(n.step_index, n.comment) for n in annotation.notes.all()] == [(1, "5, not 6")]
    assert JournalEntry.objects.filter(event="annotation.submitted", subject_id=annotation.pk).count() == 1


def test_refuses_a_partial_annotation_and_keeps_it_open(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]

    refused = answer(send(team, "ada", held["id"], "submit", [op("label", 1, 0)]), 409)

    assert refused["code"] == "incomplete"
    assert [(gap["kind"], gap["step_index"]) for gap in refused["gaps"]] == [
        ("unlabelled", 1), ("unlabelled", 2), ("outcome", None),
    ]  # fmt: skip
    assert Assignment.objects.get().status == "CLAIMED"
    assert not Annotation.objects.exists()
    assert answer(team.client("ada").get(team.url(f"assignments/{held['id']}")))["draft"]["state"]["labels"] == {"0": 1}


def test_a_double_submit_makes_one_annotation(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]
    operations = labels(1, 1, 1)

    first = answer(send(team, "ada", held["id"], "submit", operations))
    second = answer(send(team, "ada", held["id"], "submit", operations))

    assert first["annotation_id"] == second["annotation_id"]
    assert Annotation.objects.count() == 1


def test_tool_turns_are_shown_and_take_no_label(team: Team):
    make_trajectory(
        team, steps=[Step(text="hi", role="user"), Step(text="a"), Step(text="r", role="tool"), Step(text="b")]
    )
    held = claim(team, "ada")["assignment"]

    refused = answer(send(team, "ada", held["id"], "draft", [op("label", 1, 2)]), 400)
    done = answer(send(team, "ada", held["id"], "submit", [op("label", 1, 1), op("label", 0, 3), op("outcome", -1)]))

    assert "step 2 is not a step that can be labelled" in refused["detail"]
    assert Annotation.objects.get().labels == [None, 1, None, 0]
    assert done["no_error"] is True


def test_operations_sent_twice_are_applied_once(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]
    operations = [op("label", 1, 0)]

    first = answer(send(team, "ada", held["id"], "draft", operations))
    again = answer(send(team, "ada", held["id"], "draft", operations))

    assert first["revision"] == again["revision"] == 1


def test_a_conflict_shows_the_other_version_and_changes_nothing(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]
    answer(send(team, "ada", held["id"], "draft", [op("label", 1, 0)]))

    stale = [op("label", -1, 0)]
    refused = answer(send(team, "ada", held["id"], "draft", stale, base=0), 409)
    forced = answer(send(team, "ada", held["id"], "draft", stale, base=0, force=True))

    assert refused["code"] == "draft_conflict"
    assert refused["draft"]["state"]["labels"] == {"0": 1}
    assert forced["state"]["labels"] == {"0": -1}


def test_undo_brings_the_draft_back_and_withdraws_the_annotation(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]
    answer(send(team, "ada", held["id"], "submit", labels(1, 0, 1)))

    again = answer(team.client("ada").post(team.url(f"assignments/{held['id']}/undo")))
    resubmitted = answer(send(team, "ada", held["id"], "submit", [op("label", -1, 1)], base=again["draft"]["revision"]))

    assert again["status"] == "CLAIMED"
    assert again["draft"]["state"]["labels"] == {"0": 1, "1": 0, "2": 1}
    assert resubmitted["first_error"] == 1
    assert Annotation.objects.filter(withdrawn_at__isnull=True).get().labels == [1, -1, 1]
    assert Annotation.objects.count() == 2


def test_undo_ends_with_its_time(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]
    answer(send(team, "ada", held["id"], "submit", labels(1, 0, 1)))
    end_undo(held["id"])

    refused = answer(team.client("ada").post(team.url(f"assignments/{held['id']}/undo")), 409)

    assert refused["code"] == "too_late"
    assert Assignment.objects.get().status == "SUBMITTED"


def test_a_waived_undo_cannot_be_used_and_is_written_down(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]
    answer(send(team, "ada", held["id"], "submit", labels(1, 0, 1)))

    answer(team.client("ada").post(team.url(f"assignments/{held['id']}/reveal")), 204)

    answer(team.client("ada").post(team.url(f"assignments/{held['id']}/undo")), 409)
    assert JournalEntry.objects.filter(event="annotation.revealed").count() == 1


def test_a_lapsed_lease_returns_and_late_work_is_kept_as_an_extra_opinion(team: Team):
    make_trajectory(team)
    ada = claim(team, "ada")["assignment"]
    answer(send(team, "ada", ada["id"], "draft", [op("label", 1, 0)]))
    lapse(ada["id"])
    grace = claim(team, "grace")["assignment"]

    lost = answer(team.client("ada").post(team.url(f"assignments/{ada['id']}/heartbeat")), 409)
    late = answer(send(team, "ada", ada["id"], "submit", labels(1, 1, -1), base=1))
    in_time = answer(send(team, "grace", grace["id"], "submit", labels(1, 1, 1)))

    assert grace["id"] == ada["id"]
    assert lost["code"] == "lease_lost"
    assert (late["is_late"], in_time["is_late"]) == (True, False)
    assert sorted(Assignment.objects.values_list("status", "annotator__name")) == [
        ("LATE", "ada"),
        ("SUBMITTED", "grace"),
    ]
    assert Annotation.objects.count() == 2


def test_grace_never_sees_the_draft_that_ada_left(team: Team):
    make_trajectory(team)
    ada = claim(team, "ada")["assignment"]
    answer(send(team, "ada", ada["id"], "draft", [op("note", "mine alone")]))
    lapse(ada["id"])

    grace = claim(team, "grace")["assignment"]

    assert grace["draft"]["state"]["note"] == ""
    assert grace["draft"]["revision"] == 0


def test_a_lapsed_lease_that_nobody_took_goes_on(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]
    lapse(held["id"])

    answer(team.client("ada").post(team.url(f"assignments/{held['id']}/heartbeat")))
    done = answer(send(team, "ada", held["id"], "submit", labels(1, 1, 1)))

    assert done["is_late"] is False


def test_work_left_on_one_slot_comes_along_to_the_other(team: Team):
    two = make_team(slug="twice", overlap=2)
    make_trajectory(two)
    ada = claim(two, "ada")["assignment"]
    answer(send(two, "ada", ada["id"], "draft", [op("label", 0, 1)]))
    lapse(ada["id"])
    claim(two, "grace")

    again = claim(two, "ada")["assignment"]

    assert again["id"] != ada["id"]
    assert again["draft"]["state"]["labels"] == {"1": 0}
    assert Draft.objects.filter(annotator__name="ada").count() == 1


def test_a_skipped_trajectory_goes_to_somebody_else_and_never_comes_back(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]

    answer(
        team.client("ada").post(team.url(f"assignments/{held['id']}/skip"), {"reason": "bad problem"}, format="json"),
        204,
    )

    assert claim(team, "ada")["assignment"] is None
    assert claim(team, "grace")["assignment"]["trajectory"]["external_id"] == "t-0"
    assert Assignment.objects.get(status="SKIPPED").reason == "bad problem"


def test_a_released_trajectory_is_open_again_and_what_was_said_is_gone(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]
    answer(send(team, "ada", held["id"], "draft", [op("label", 1, 0)]))

    answer(team.client("ada").post(team.url(f"assignments/{held['id']}/release")), 204)

    assert Assignment.objects.get().status == "OPEN"
    assert Draft.objects.get(closed_at__isnull=False).state == {}
    for path in ("", "/steps/0"):
        answer(team.client("ada").get(team.url(f"assignments/{held['id']}{path}")), 404)
    answer(send(team, "ada", held["id"], "draft", [op("label", 1, 0)]), 404)
    answer(send(team, "ada", held["id"], "submit", labels(1, 1, 1)), 404)
    assert claim(team, "grace")["assignment"]["draft"]["state"]["labels"] == {}


def test_a_released_trajectory_that_comes_again_begins_anew(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]
    answer(send(team, "ada", held["id"], "draft", [op("label", 1, 0)]))
    answer(team.client("ada").post(team.url(f"assignments/{held['id']}/release")), 204)

    again = claim(team, "ada")["assignment"]

    assert again["draft"]["state"]["labels"] == {}
    stale = answer(send(team, "ada", held["id"], "draft", [op("label", 1, 1)], base=1), 409)
    assert stale["code"] == "draft_conflict", "another tab that knows the work of before is told"
    answer(send(team, "ada", held["id"], "submit", labels(1, -1, 1), base=again["draft"]["revision"]))
    assert Draft.objects.count() == 1


def test_nobody_reaches_into_a_colleagues_assignment(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]

    for who in ("grace", "rita", "max", "sam"):
        client = team.client(who)
        answer(client.get(team.url(f"assignments/{held['id']}")), 404)
        for action in ("heartbeat", "undo", "reveal", "release"):
            answer(client.post(team.url(f"assignments/{held['id']}/{action}")), 404)
        answer(send(team, who, held["id"], "submit", labels(1, 1, 1)), 404)
    assert Assignment.objects.get().status == "CLAIMED"


def test_a_reviewers_own_label_does_not_claim_to_be_blind(team: Team):
    make_trajectory(team)
    held = claim(team, "rita")["assignment"]

    answer(send(team, "rita", held["id"], "submit", labels(1, 1, 1)))

    assert Annotation.objects.get().evidence_view == "UNCONTROLLED"


def test_the_database_itself_refuses_an_impossible_judgement(team: Team):
    make_trajectory(team)
    held = claim(team, "ada")["assignment"]
    answer(send(team, "ada", held["id"], "submit", labels(1, -1, 1)))
    row = Annotation.objects.get()

    for change in (
        {"labels": [1, 2, 1]},
        {"no_error": True},
        {"first_error": 0},
        {"first_error": 7},
        {"labels": [-1, -1, 1]},
        {"labels": [1, None, 1]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Annotation.objects.filter(pk=row.pk).update(**change)


def test_a_claim_makes_few_queries_whatever_the_queue_holds(team: Team, django_assert_max_num_queries):
    make_trajectories(team, 30)
    member = team.member("ada")

    # Two of them are the savepoint that the test's own transaction makes necessary.
    with django_assert_max_num_queries(4):
        claims.claim_next(queue_id=team.queue.pk, member=member, now=now())
