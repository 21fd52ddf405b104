"""Labels of an experiment that a guideline sends back: judged again with the same in view, and no experiment of their own."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from annotator.guidelines.models import RequeuedAnnotation
from annotator.labeling.models import Annotation, Assignment, Queue
from annotator.labeling.services.arms import deal_arms
from tests.annotator.guidelines.publishing import published
from tests.annotator.guidelines.test_requeues import judge, made_queue, send
from tests.annotator.labeling.desk_calls import claim, submit
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectories


@pytest.fixture
def team(db: None) -> Team:
    """Ada and Grace judged two trajectories of a randomised queue each, one of them with rewards and one without."""
    team = make_team(overlap=2)
    Queue.objects.filter(pk=team.queue.pk).update(blind_policy="RANDOMISED", seed=5)
    team.queue.refresh_from_db()
    answer(published(team), 201)
    make_trajectories(team, 2)
    for who in ("ada", "grace"):
        judge(team, who, [1, 1, 1])
        judge(team, who, [1, -1, 1])
    answer(published(team, based_on=1, summary="Slips are wrong."), 201)
    return team


def judged_again(team: Team, who: str) -> set[tuple[str, str, str]]:
    """The arm of the first judgement, of this one, and whether rewards stand beside it, of all that they are handed."""
    seen = set()
    for _ in range(2):
        held = claim(team, who, made_queue().pk)
        slot = Assignment.objects.get(pk=held["id"])
        first = RequeuedAnnotation.objects.get(pk=slot.why["requeued"]).before.assignment
        seen.add((first.arm, slot.arm, held["evidence"]["rewards"]))
        submit(team, who, held)
    return seen


def queued_again(team: Team, queue: Queue, copies: int) -> list[Assignment]:
    body = {"filter": "", "copies": copies, "anew": True, "reason": "once more"}
    answer(team.client("max").post(team.url(f"queues/{queue.pk}/requeue"), body, format="json"))
    return list(Assignment.objects.filter(queue=queue, status="OPEN").order_by("trajectory", "pk"))


def result(team: Team) -> Any:
    return answer(team.client("rita").get(team.url(f"experiments/{team.queue.pk}")))


def test_each_is_judged_again_with_what_was_in_view_the_first_time(team: Team):
    send(team)

    seen = judged_again(team, "ada") | judged_again(team, "grace")

    assert seen == {("SHOWN", "SHOWN", "SHOWN"), ("HIDDEN", "HIDDEN", "HIDDEN")}


def test_so_it_is_where_others_are_asked(team: Team):
    send(team, relabeller="OTHERS")

    pairs = {(one.pk, one.before.assignment.arm) for one in RequeuedAnnotation.objects.all()}
    slots = Assignment.objects.filter(queue=made_queue(), status="OPEN")
    assert {(slot.why["requeued"], slot.arm) for slot in slots} == pairs
    assert {arm for _, arm in pairs} == {"SHOWN", "HIDDEN"}


def test_a_judgement_from_before_the_queue_was_randomised_is_made_again_without_it(team: Team):
    Assignment.objects.filter(queue=team.queue).update(arm="", arm_propensity=None)
    send(team)

    assert deal_arms(queue=made_queue()) == 0
    assert judged_again(team, "ada") == {("", "", "HIDDEN")}


def test_what_is_queued_again_there_is_drawn_in_whole_blocks(team: Team):
    send(team)
    copy = made_queue()
    for who in ("ada", "grace"):
        judged_again(team, who)

    slots = queued_again(team, copy, copies=2)

    dealt = [(slots[at].trajectory_id, {slots[at].arm, slots[at + 1].arm}) for at in (0, 2)]
    assert dealt == [(slots[0].trajectory_id, {"SHOWN", "HIDDEN"}), (slots[2].trajectory_id, {"SHOWN", "HIDDEN"})]
    assert {slot.arm_propensity for slot in slots} == {0.5}
    held = claim(team, "ada", copy.pk)
    assert held["evidence"]["rewards"] == Assignment.objects.get(pk=held["id"]).arm


def test_what_is_queued_again_draws_no_arm_for_what_had_none_the_first_time(team: Team):
    Assignment.objects.filter(queue=team.queue).update(arm="", arm_propensity=None)
    send(team)
    copy = made_queue()
    judged_again(team, "ada")
    judged_again(team, "grace")
    queued_again(team, copy, copies=1)

    sent_back = Assignment.objects.filter(queue=copy, why__has_key="requeued")
    others = Assignment.objects.filter(queue=copy).exclude(why__has_key="requeued")
    assert set(sent_back.values_list("arm", flat=True)) == {""}
    assert set(others.values_list("arm", flat=True)) == {"SHOWN", "HIDDEN"}


def test_nobody_can_make_an_experiment_of_labels_that_were_sent_back(team: Team):
    Queue.objects.filter(pk=team.queue.pk).update(blind_policy="UNTIL_SUBMITTED")
    Assignment.objects.filter(queue=team.queue).update(arm="", arm_propensity=None)
    send(team)
    copy = made_queue()

    path = team.url(f"queues/{copy.pk}")
    refused = answer(team.client("max").patch(path, {"blind_policy": "RANDOMISED"}, format="json"), 400)

    assert "judged again here" in refused["fields"]["blind_policy"][0]
    copy.refresh_from_db()
    assert copy.blind_policy == "UNTIL_SUBMITTED"


def test_the_copy_of_an_experiment_can_be_given_its_policy_back(team: Team):
    send(team)
    path = team.url(f"queues/{made_queue().pk}")

    for policy in ("UNTIL_SUBMITTED", "RANDOMISED"):
        changed = answer(team.client("max").patch(path, {"blind_policy": policy}, format="json"))
        assert changed["queue"]["blind_policy"] == policy


def test_a_manager_reads_whose_labels_are_judged_again(team: Team):
    send(team)

    listed = answer(team.client("max").get(team.url("queues/board")))["results"]

    assert [(one["name"], one["sent_back_from"]) for one in listed] == [
        (team.queue.name, None),
        (made_queue().name, team.queue.name),
    ]


def test_a_refill_brings_nothing_that_was_not_sent_back_and_a_higher_overlap_asks_others_too(team: Team):
    send(team)
    copy = made_queue()
    make_trajectories(team, 3, source="later")
    client = team.client("max")

    refilled = answer(client.post(team.url(f"queues/{copy.pk}/refill")))
    widened = answer(client.patch(team.url(f"queues/{copy.pk}"), {"overlap": 3}, format="json"))

    assert refilled["added"] == 0
    assert widened["added"] == 2, "two of three judgements of each were sent back"
    assert widened["queue"]["counts"]["trajectories"] == 2


def test_the_copy_is_no_experiment_and_changes_nothing_of_the_one_it_came_from(team: Team):
    before = result(team)
    send(team)
    copy = made_queue()
    for who in ("ada", "grace"):
        judged_again(team, who)

    listed = answer(team.client("rita").get(team.url("experiments")))["results"]
    refused = answer(team.client("rita").get(team.url(f"experiments/{copy.pk}")), 404)

    assert [one["queue_id"] for one in listed] == [team.queue.pk]
    assert "judges labels of All trajectories again" in refused["detail"]
    assert Annotation.objects.filter(assignment__queue=copy).count() == 4
    assert result(team) == before


def test_a_shell_needs_no_name_for_the_only_experiment(team: Team):
    send(team)

    said = StringIO()
    call_command("experiment", "algebra", "--json", stdout=said)

    assert json.loads(said.getvalue())["experiment"]["queue_id"] == team.queue.pk
