"""Loading the demo: everything is there, once, and the rules of the product hold for it."""

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from annotator.adjudication.models import GoldLabel
from annotator.demo.accounts import demo_accounts
from annotator.demo.loading import load_demo
from annotator.exchange.models import QuarantinedRow
from annotator.journal.models import JournalEntry
from annotator.labeling.models import Annotation, Assignment, Queue
from annotator.labeling.policies import BlindPolicy, Evidence
from annotator.labeling.services.claims import claim_next
from annotator.labeling.services.slots import default_queue
from annotator.projects.models import Project
from annotator.projects.queries import member_of
from annotator.scoring.models import ScoreRun
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("services")]


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Trajectory, GoldLabel, Annotation, ScoreRun, QuarantinedRow))


def test_loads_everything_once():
    first = load_demo(at=NOON)
    before = counts()

    second = load_demo(at=NOON)

    assert (first.trajectory_count, first.is_new, second.is_new) == (60, True, False)
    assert before == counts() == (60, 60, 44, 3, 0)


def test_finishes_a_load_that_was_killed():
    load_demo(at=NOON)
    whole = counts()
    JournalEntry.objects.filter(event="demo.loaded").delete()
    GoldLabel.objects.filter(trajectory__external_id="lanterns-1").delete()

    again = load_demo(at=NOON)

    assert again.is_new is True
    assert counts() == whole


def test_hands_the_tutorial_trajectory_out_first():
    load_demo(at=NOON)
    project = Project.objects.get()
    account = demo_accounts()[0]
    user = authenticate(RequestFactory().post("/"), username=account.username, password=account.password)

    draft = claim_next(queue_id=default_queue(project).pk, member=member_of(slug=project.slug, user=user), now=NOON)

    assert account.username == "annotator"
    assert draft is not None
    assert (draft.external_id, len(draft.scorable)) == ("lanterns-1", 8)


def test_there_is_a_queue_of_each_policy_that_does_what_it_says():
    load_demo(at=NOON)
    project = Project.objects.get()
    account = demo_accounts()[0]
    user = authenticate(RequestFactory().post("/"), username=account.username, password=account.password)
    member = member_of(slug=project.slug, user=user)
    queues = {queue.blind_policy: queue for queue in Queue.objects.filter(project=project)}

    shown = claim_next(queue_id=queues["SHOWN"].pk, member=member, now=NOON)
    others = [claim_next(queue_id=queues[name].pk, member=member, now=NOON) for name in ("ON_REQUEST", "NEVER")]

    assert set(queues) == {policy.value for policy in BlindPolicy}
    assert shown is not None
    assert shown.saw == {Evidence.REWARDS}, "no stricter queue holds the same trajectory"
    assert all(held is not None and held.saw == frozenset() for held in others)
    arms = Assignment.objects.filter(queue=queues["RANDOMISED"]).values_list("trajectory", "arm")
    assert len(arms) == 8
    assert len(set(arms)) == 8, "each trajectory once with the rewards and once without"


def test_the_colleagues_disagree_here_and_there():
    load_demo(at=NOON)
    by_trajectory: dict[int, list[list[int | None]]] = {}
    for row in Annotation.objects.all():
        by_trajectory.setdefault(row.trajectory_id, []).append(row.labels)

    both = [labels for labels in by_trajectory.values() if len(labels) == 2]
    assert 4 <= sum(first != second for first, second in both) < len(both)
