"""A changed guideline sends labels back: chosen, asked for again, compared, and nobody sees what was said before."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from annotator.guidelines.models import RequeuedAnnotation
from annotator.guidelines.services.requeues import GIVEN_FOR
from annotator.http.clock import now
from annotator.journal.models import JournalEntry
from annotator.labeling.draft_state import Operation
from annotator.labeling.models import Annotation, Assignment, Queue, StepNote
from annotator.labeling.services import claims
from annotator.labeling.services.submissions import Submission, submit
from annotator.labeling.visibility import Viewer, is_hidden
from annotator.projects.models import Membership
from annotator.trajectories.models import Trajectory
from tests.annotator.guidelines.publishing import published
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectories
from tests.plugins.committed import committed

LONG_AGO = now() - timedelta(days=2)


def judge(team: Team, who: str, labels: list[int], *, queue: Queue | None = None, at: Any = LONG_AGO) -> Annotation:
    """That person claims the next trajectory and submits."""
    member = team.member(who)
    held = claims.claim_next(queue_id=(queue or team.queue).pk, member=member, now=at)
    assert held is not None, f"{who} is handed nothing"
    said = [*(("label", index, label) for index, label in enumerate(labels)), ("outcome", None, 1)]
    operations = [Operation(str(uuid.uuid4()), name, value, index) for name, index, value in said]
    done = submit(
        member=member, assignment_id=held.assignment_id, base_revision=held.revision, operations=operations, now=at,
        undo_seconds=0,
    )  # fmt: skip
    assert isinstance(done, Submission), done
    return Annotation.objects.get(pk=done.annotation.pk)


@pytest.fixture
def team(db: None) -> Team:
    """Two versions of the guideline; Ada and Grace judged two trajectories each under the first."""
    return labelled_team()


def labelled_team() -> Team:
    team = make_team(overlap=2)
    answer(published(team), 201)
    make_trajectories(team, 2, source="gsm8k")
    for who in ("ada", "grace"):
        judge(team, who, [1, 1, 1])
        judge(team, who, [1, -1, 1])
    answer(published(team, based_on=1, summary="Slips are wrong."), 201)
    return team


def send(team: Team, status: int = 201, who: str = "max", version: int = 2, **sent: Any) -> Any:
    url = team.url(f"guideline/versions/{version}/requeues")
    return answer(team.client(who).post(url, {"relabeller": "SAME", **sent}, format="json"), status)


def touched(team: Team, query: str = "", version: int = 2) -> dict[str, int]:
    return dict(answer(team.client("max").get(team.url(f"guideline/versions/{version}/touched?{query}"))))


def report(team: Team, made: Any, who: str = "max", query: str = "") -> Any:
    return answer(team.client(who).get(team.url(f"guideline/requeues/{made['id']}{query}")))


def made_queue() -> Queue:
    return Queue.objects.get(name="Guideline v2: All trajectories")


@pytest.mark.parametrize(
    ("query", "annotations"),
    [
        ("", 4),
        ("label=-1", 2),
        ("label=1", 4),
        ("label=0", 0),
        ("filter=source:gsm8k", 4),
        ("filter=id:t-0", 2),
        ("filter=source:other", 0),
        ("error_type=units", 1),
        ("error_type=none-such", 0),
        ("up_to_version=1", 4),
        ("up_to_version=0", 0),
        ("up_to_version=99", 4),
    ],
)
def test_the_preview_counts_what_a_choice_touches(team: Team, query: str, annotations: int):
    StepNote.objects.create(annotation=Annotation.objects.earliest("pk"), step_index=1, error_types=["units"])

    assert touched(team, query)["annotations"] == annotations


def test_only_peoples_standing_labels_of_older_versions_are_touched(team: Team):
    ids = list(Annotation.objects.order_by("pk").values_list("pk", flat=True))
    Annotation.objects.filter(pk=ids[0]).update(withdrawn_at=now())
    Annotation.objects.filter(pk=ids[1]).update(failure="no answer")

    assert touched(team) == {"annotations": 2, "trajectories": 2, "annotators": 1, "without_annotator": 0}
    assert touched(team, version=1)["annotations"] == 0, "they were made under it"


@pytest.mark.parametrize("query", ["filter=nonsense:1", "label=2", "label=x", "up_to_version=-1", "filter=%22"])
def test_a_choice_that_cannot_be_read_is_refused(team: Team, query: str):
    answer(team.client("max").get(team.url(f"guideline/versions/2/touched?{query}")), 400)


def test_the_same_annotators_are_handed_their_own_trajectories_again(team: Team):
    made = send(team)
    queue = made_queue()

    judge(team, "ada", [1, 1, 1], queue=queue)
    judge(team, "ada", [1, 1, 1], queue=queue)

    assert claims.claim_next(queue_id=queue.pk, member=team.member("ada"), now=now()) is None, "the rest is Grace's"
    counts = report(team, made)["counts"]
    assert counts == {"total": 4, "relabelled": 2, "open": 2, "declined": 0, "hidden": 0}
    assert Annotation.objects.filter(withdrawn_at__isnull=False).count() == 0, "what was said before stands"


def test_what_nobody_took_up_in_weeks_still_waits_for_whoever_judged_it(team: Team):
    send(team)
    later = now() + GIVEN_FOR + timedelta(days=1)

    assert claims.claim_next(queue_id=made_queue().pk, member=team.member("rita"), now=later) is None
    assert claims.claim_next(queue_id=made_queue().pk, member=team.member("ada"), now=later) is not None


def test_others_are_asked_where_that_was_wanted(team: Team):
    made = send(team, relabeller="OTHERS")
    queue = made_queue()

    for who in ("ada", "grace"):
        assert claims.claim_next(queue_id=queue.pk, member=team.member(who), now=now()) is None
    judge(team, "rita", [-1, 1, 1], queue=queue)

    found = report(team, made)
    (row,) = [row for row in found["rows"] if row["state"] == "RELABELLED"]
    assert row["before"]["annotator"] in {"ada", "grace"}
    assert (row["after"]["annotator"], row["after"]["guideline_version"]) == ("rita", 2)


def test_what_others_are_asked_is_no_work_of_whoever_judged_it_before(team: Team):
    before = answer(team.client("ada").get(team.url("assignments")))
    send(team, relabeller="OTHERS")

    after = answer(team.client("ada").get(team.url("assignments")))

    assert len(before["results"]) == 2
    assert after == before


def test_labels_of_people_who_left_are_asked_of_anybody(team: Team):
    Membership.objects.filter(user__username="grace").delete()

    assert touched(team)["without_annotator"] == 2
    send(team)

    assert Assignment.objects.filter(queue=made_queue(), status="OPEN").count() == 2


def test_the_report_counts_flips_and_first_errors_moved(team: Team):
    made = send(team, label=-1)
    queue = made_queue()
    judge(team, "ada", [-1, 0, 1], queue=queue)

    found = report(team, made)

    assert found["counts"] == {"total": 2, "relabelled": 1, "open": 1, "declined": 0, "hidden": 0}
    assert (found["changed"], found["unchanged"], found["steps_compared"]) == (1, 0, 3)
    flips = {(flip["before"], flip["after"], flip["count"]) for flip in found["flips"]}
    assert flips == {(1, -1, 1), (-1, 0, 1)}
    assert found["moves"] == [{"move": "earlier", "count": 1}]
    first = found["rows"][0]
    assert (first["before"]["labels"], first["after"]["labels"], first["changed_steps"]) == (
        [1, -1, 1],
        [-1, 0, 1],
        [0, 1],
    )
    assert (first["before"]["first_error"], first["after"]["first_error"]) == (1, 0)


def test_accepted_proposals_flip_only_where_the_address_asks_for_them(team: Team):
    """Of Ada's steps the second was proposed: left out, one of two is another now; taken in, two of three."""
    made = send(team, label=-1)
    again = judge(team, "ada", [-1, 0, 1], queue=made_queue())
    Annotation.objects.filter(pk=again.pk).update(origins=[0, 1, 0])

    without, asked = report(team, made), report(team, made, query="?with_proposals=true")

    assert (without["with_proposals"], without["proposals"], without["steps_compared"]) == (False, 1, 2)
    assert [row["changed_steps"] for row in without["rows"] if row["after"]] == [[0]]
    assert (asked["with_proposals"], asked["proposals"], asked["steps_compared"]) == (True, 1, 3)
    assert sum(flip["count"] for flip in asked["flips"]) == 1 + sum(flip["count"] for flip in without["flips"])
    assert [row["changed_steps"] for row in asked["rows"] if row["after"]] == [[0, 1]]
    assert answer(team.client("max").get(team.url(f"guideline/requeues/{made['id']}?with_proposals=perhaps")), 400)[
        "fields"
    ]["with_proposals"]


def test_a_declined_slot_is_taken_over_and_the_pair_holds(team: Team):
    made = send(team, filter="id:t-0")
    queue = made_queue()
    slot = Assignment.objects.get(queue=queue, annotator=team.member("ada").annotator_id)
    held = answer(team.client("ada").post(team.url(f"queues/{queue.pk}/claim")))["assignment"]
    assert held["id"] == slot.pk
    answer(team.client("ada").post(team.url(f"assignments/{slot.pk}/skip"), {"reason": "Ill."}, format="json"), 204)
    judge(team, "rita", [1, 1, 1], queue=queue)

    found = report(team, made)

    pairs = {(row["before"]["annotator"], (row["after"] or {}).get("annotator")) for row in found["rows"]}
    assert pairs == {("ada", "rita"), ("grace", None)}


def test_whoever_is_asked_again_is_blind_again(team: Team):
    first = Trajectory.objects.get(external_id="t-0")
    viewer = Viewer.of(team.member("ada"), now=now())
    assert not is_hidden(viewer, first.pk)

    send(team)

    assert is_hidden(viewer, first.pk)
    page = answer(team.client("ada").get(team.url(f"trajectories/{first.pk}")))
    assert (page["is_hidden"], page["annotations"]) == (True, [])
    held = answer(team.client("ada").post(team.url(f"queues/{made_queue().pk}/claim")))["assignment"]
    assert held["draft"]["state"]["labels"] == {}, "not even one's own earlier labels lie on the desk"
    assert "again" in held["why"]


def test_the_report_leaves_out_what_its_reader_is_blind_to(team: Team):
    made = send(team, relabeller="OTHERS", filter="id:t-0")
    held = claims.claim_next(queue_id=made_queue().pk, member=team.member("rita"), now=now())
    assert held is not None

    found = report(team, made, "rita")

    assert found["counts"] == {"total": 2, "relabelled": 0, "open": 0, "declined": 0, "hidden": 2}
    assert found["rows"] == []


def test_annotators_read_no_report_and_reviewers_send_nothing_back(team: Team):
    made = send(team)

    answer(team.client("ada").get(team.url(f"guideline/requeues/{made['id']}")), 403)
    answer(team.client("ada").get(team.url("guideline/versions/2/requeues")), 403)
    send(team, 403, who="rita")
    answer(team.client("rita").get(team.url("guideline/versions/2/touched")), 403)
    assert report(team, made, "rita")["counts"]["total"] == 4


def test_an_annotation_is_sent_back_once_per_version(team: Team):
    send(team, label=-1)

    assert touched(team)["annotations"] == 2
    send(team)
    refused = send(team, 409)

    assert refused["code"] == "nothing_touched"
    assert RequeuedAnnotation.objects.count() == 4
    assert Queue.objects.filter(name__startswith="Guideline v2").count() == 2
    entry = JournalEntry.objects.filter(event="guideline.requeued").latest("pk")
    assert (entry.actor, entry.details["annotations"], entry.details["version"]) == ("max", 2, 2)


@committed
def test_of_two_managers_who_ask_at_once_one_sends_back():
    team = labelled_team()

    def ask(_: int) -> int:
        try:
            url = team.url("guideline/versions/2/requeues")
            return int(team.client("max").post(url, {"relabeller": "SAME"}, format="json").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answered = sorted(pool.map(ask, range(3)))

    assert answered == [201, 409, 409]
    assert RequeuedAnnotation.objects.count() == 4


def test_a_report_costs_the_same_for_few_and_for_many(team: Team, django_assert_max_num_queries: Any):
    made = send(team)
    client = team.client("max")

    with django_assert_max_num_queries(8):
        answer(client.get(team.url(f"guideline/requeues/{made['id']}")))
