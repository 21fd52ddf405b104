"""Loading the demo: everything is there, once, and the rules of the product hold for it."""

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory
from PIL import Image, ImageChops

from annotator.adjudication.models import GoldLabel
from annotator.demo.accounts import demo_accounts
from annotator.demo.drawing import FOLDER, cut, garden
from annotator.demo.loading import load_demo
from annotator.exchange.models import QuarantinedRow
from annotator.journal.models import JournalEntry
from annotator.labeling.models import Annotation, Assignment, Queue
from annotator.labeling.policies import BlindPolicy, Evidence
from annotator.labeling.qualification import QualificationGate, knock
from annotator.labeling.services.claims import claim_next
from annotator.labeling.services.slots import default_queue
from annotator.labeling.shown_steps import shown_step
from annotator.projects.models import Project
from annotator.projects.queries import Member, member_of
from annotator.quality.injection import InjectionKind
from annotator.quality.models import PlantedCheck, SyntheticError
from annotator.scoring.models import ScoreRun
from annotator.trajectories.models import StoredImage, Trajectory
from tests.factories.cast import NOON

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("services")]


# Queues for what they show, under the policy of the default one.
SHOWN = ("Figures", "Sub-agents")


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Trajectory, GoldLabel, Annotation, ScoreRun, QuarantinedRow))


def test_loads_everything_once():
    first = load_demo(at=NOON)
    before = counts()

    second = load_demo(at=NOON)
    made = SyntheticError.objects.count()

    assert made > 0
    assert (first.trajectory_count, first.is_new, second.is_new) == (62, True, False)
    assert before == counts() == (62 + 40 + made, 62 + 40 + made, 44, 3, 0)


def test_finishes_a_load_that_was_killed():
    load_demo(at=NOON)
    whole = counts()
    JournalEntry.objects.filter(event="demo.loaded").delete()
    GoldLabel.objects.filter(trajectory__external_id="lanterns-1", trajectory__project__slug="demo").delete()

    again = load_demo(at=NOON)

    assert again.is_new is True
    assert counts() == whole


def test_hands_the_tutorial_trajectory_out_first():
    load_demo(at=NOON)
    project = Project.objects.get(slug="demo")
    account = demo_accounts()[0]
    user = authenticate(RequestFactory().post("/"), username=account.username, password=account.password)

    draft = claim_next(queue_id=default_queue(project).pk, member=member_of(slug=project.slug, user=user), now=NOON)

    assert account.username == "annotator"
    assert draft is not None
    assert (draft.external_id, len(draft.scorable)) == ("lanterns-1", 8)


def test_there_is_a_queue_of_each_policy_that_does_what_it_says():
    load_demo(at=NOON)
    project = Project.objects.get(slug="demo")
    account = demo_accounts()[0]
    user = authenticate(RequestFactory().post("/"), username=account.username, password=account.password)
    member = member_of(slug=project.slug, user=user)
    queues = {queue.blind_policy: queue for queue in Queue.objects.filter(project=project).exclude(name__in=SHOWN)}

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


def test_the_figure_has_a_queue_of_its_own_under_the_protocol_that_reads_pictures():
    load_demo(at=NOON)
    project = Project.objects.get(slug="demo")
    (slot, other) = Assignment.objects.filter(queue__project=project, queue__name="Figures")
    text = slot.trajectory.text

    assert slot.trajectory_id == other.trajectory_id
    assert slot.queue.protocol == "visualprocessbench"
    assert len(text.images) == 1, "the problem's drawing"
    assert [len(step.get("images", [])) for step in text.steps] == [1, 0, 0, 0], "the sketch of the first step"
    assert StoredImage.objects.filter(project=project).count() == 2
    waiting = Assignment.objects.filter(trajectory=slot.trajectory, status="OPEN").exclude(queue=slot.queue)
    assert not waiting.exists(), "nobody is handed it twice"


def test_what_sub_agents_wrote_has_a_queue_of_its_own_and_steps_that_say_whose_they_are():
    load_demo(at=NOON)
    project = Project.objects.get(slug="demo")
    account = demo_accounts()[0]
    user = authenticate(RequestFactory().post("/"), username=account.username, password=account.password)
    queue = Queue.objects.get(project=project, name="Sub-agents")

    held = claim_next(queue_id=queue.pk, member=member_of(slug=project.slug, user=user), now=NOON)

    assert held is not None
    shown = [shown_step(step).get("agent") for step in held.steps]
    assert [shown.index(name) for name in ("planner", "calendar", "prices", "checker")] == [2, 3, 7, 13]
    assert (queue.protocol, queue.filter) == ("ternary", "source:demo-teams")
    waiting = Assignment.objects.filter(trajectory=held.trajectory_id, status="OPEN").exclude(queue=queue)
    assert not waiting.exists(), "nobody is handed it twice"


def test_the_drawings_are_what_the_script_draws_and_small():
    for name, drawn in (("garden", garden()), ("garden-cut", cut())):
        path = FOLDER / f"{name}.png"
        with Image.open(path) as stored:
            assert stored.size == drawn.size
            difference = ImageChops.difference(stored.convert("L"), drawn.convert("L"))
        assert sum(difference.histogram()[40:]) == 0, "but for the colours that it was brought down to"
        assert path.stat().st_size < 10_000


def quality_annotator() -> Member:
    account = demo_accounts()[0]
    user = authenticate(RequestFactory().post("/"), username=account.username, password=account.password)
    return member_of(slug="demo-quality", user=user)


def test_the_quality_project_hands_nothing_out_before_its_qualification_which_can_be_passed():
    load_demo(at=NOON)
    member = quality_annotator()
    queue = default_queue(member.project)
    gate = QualificationGate.objects.get(queue=queue)

    assert claim_next(queue_id=queue.pk, member=member, now=NOON) is None
    told = knock(queue=queue, member=member, now=NOON).why_nothing or ""
    assert told.startswith("Pass the qualification in the queue Qualification for All trajectories first: 0 of 2")
    assert knock(queue=gate.screening, member=member, now=NOON).ask_again
    held = claim_next(queue_id=gate.screening_id, member=member, now=NOON)
    assert held is not None
    assert held.step_count <= 6


def test_the_quality_projects_checks_stand_among_the_rest_with_their_twins_and_look_like_them():
    load_demo(at=NOON)
    project = Project.objects.get(slug="demo-quality")
    checks = PlantedCheck.objects.filter(queue__project=project)
    made = set(checks.filter(is_synthetic=True).values_list("trajectory", flat=True))
    others = Trajectory.objects.filter(project=project).exclude(pk__in=made)

    assert len(made) >= 3
    assert checks.filter(is_synthetic=False).count() == len(made)
    assert max(made) < max(others.values_list("pk", flat=True)), "no id says that it came later"
    kinds = set(SyntheticError.objects.filter(trajectory__in=made).values_list("kind", flat=True))
    assert kinds <= {kind.value for kind in InjectionKind}
    screened = set(
        Assignment.objects.filter(queue__name__startswith="Qualification").values_list("trajectory", flat=True)
    )
    work = Assignment.objects.filter(queue=default_queue(project), status="OPEN").exclude(
        trajectory__in=checks.values("trajectory")
    )
    assert screened.isdisjoint(work.values_list("trajectory", flat=True)), "what people qualify on is no work"
