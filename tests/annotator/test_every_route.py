"""Every route as every role: who gets in, and that nothing hidden is in any answer.

A route that is not in the table fails the first test, so that nobody can forget to say who may use it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from annotator.adjudication.models import GoldLabel
from annotator.exchange.image_files import check_image
from annotator.exchange.import_options import ImportOptions
from annotator.exchange.models import FileImport, QuarantinedRow
from annotator.exchange.services.images import store_image
from annotator.guidelines.models import Relabeller
from annotator.guidelines.services.requeues import send_back
from annotator.guidelines.services.versions import NewVersion, WantedExample, publish
from annotator.guidelines.touched import Choice
from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.models import Annotation, Assignment, StepNote
from annotator.labeling.services import claims
from annotator.labeling.services.giving_back import release
from annotator.projects.models import Annotator, AnnotatorKind, GuidelineVersion
from annotator.scoring.models import RewardEvidence, ScorerChannel, TrajectoryRewards
from annotator.scoring.services.provenance import provenance_id
from annotator.trajectories.models import Trajectory, TrajectoryText
from annotator.trajectories.steps import Step
from tests.annotator.exchange.pictures import picture
from tests.annotator.routes import ROUTES, Route
from tests.factories.cast import NOON, Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db

PEOPLE = (None, "sam", "ada", "rita", "max")
# Filters, searches and orders that would give hidden values away by what they find or where they put it.
PROBES = (
    "filter=outcome:right", "filter=outcome:wrong", "filter=gold:error", "filter=gold:clean", "filter=gold:yes",
    "filter=labelled:yes", "filter=labelled:no", "filter=generator:SECRET*", "filter=-generator:SECRET*",
    "filter=scorer:prm", "filter=lowest:prm<0.5", "filter=lowest:prm>0.5", "filter=-lowest:prm<0.5", "filter=-gold:yes",
    "order=lowest:prm", "order=-lowest:prm", "filter=SECRET", "filter=secret+reference",
)  # fmt: skip


@dataclass
class World:
    """A project in which everything that can be hidden is there, for one trajectory that Ada could be handed."""

    team: Team
    trajectory: Trajectory
    channel: ScorerChannel
    values: dict[str, Any] = field(default_factory=dict)

    def path(self, route: Route) -> str:
        """The route with the ids of this world."""
        path = route.path
        for name, value in self.values.items():
            path = path.replace(f"<{name}>", str(value))
        assert "<" not in path, f"the world has no value for {path}"
        return f"/api/v1/{path}"


@pytest.fixture
def world() -> World:
    team = make_team(overlap=2)
    steps = [Step(text="hello", role="user"), Step(text="one", extra={"hint": "SECRET-EXTRA"}), Step(text="two")]
    trajectory = make_trajectory(
        team,
        steps=steps,
        reference_answer="SECRET-REFERENCE",
        generator="SECRET-GENERATOR",
        metadata={"flaw": "SECRET-METADATA"},
        outcome=True,
    )
    other = make_trajectory(team, "t-1", steps=steps, problem="Another one?", outcome=False)
    channel = make_channel(team)
    rewards = make_rewards(team, channel, trajectory, [None, 0.1234, 0.75], evidence="SECRET-EVIDENCE")
    rewards.provenance_id = provenance_id({"dtype": "SECRET-DTYPE"})
    rewards.save(update_fields=["provenance"])
    make_rewards(team, channel, other, [None, 0.9, 0.8])
    add_gold(trajectory, [None, 1, -1])
    note_everything(annotate(team, "grace", trajectory, [None, 1, -1]))
    held = claims.claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=now())
    assert held is not None
    assert held.trajectory_id == trajectory.pk
    worked_example(team, trajectory)
    values = {
        "slug": team.project.slug,
        "trajectory": trajectory.pk,
        "queue": team.queue.pk,
        "assignment": held.assignment_id,
        "run": TrajectoryRewards.objects.values_list("run_id", flat=True)[0],
        "import": quarantine_row(team, trajectory).file_import_id,
        "image": stored_image(team),
        "requeue": requeued(team),
        "username": "grace",
        "taxonomy": "prmbench",
        "version": 1,
        "step": 0,
        "token": "00000000-0000-4000-8000-000000000000",
        "absent": 987654,
    }
    return World(team=team, trajectory=trajectory, channel=channel, values=values)


def add_gold(trajectory: Trajectory, labels: list[int | None]) -> GoldLabel:
    first = labels.index(-1) if -1 in labels else None
    return GoldLabel.objects.create(
        trajectory=trajectory,
        protocol="ternary",
        labels=labels,
        first_error=first,
        no_error=first is None,
        outcome=1,
        method="IMPORTED",
        lineage={"file": "SECRET-LINEAGE"},
        created_at=NOON,
    )


def annotate(team: Team, who: str, trajectory: Trajectory, labels: list[int | None]) -> Annotation:
    slot = Assignment.objects.filter(trajectory=trajectory, status="OPEN").first()
    assert slot is not None
    annotator = Annotator.objects.get(project=team.project, name=who)
    assert annotator.kind == AnnotatorKind.HUMAN
    Assignment.objects.filter(pk=slot.pk).update(
        status="SUBMITTED", annotator=annotator, undo_until=NOON, claimed_at=NOON
    )
    return Annotation.objects.create(
        assignment=slot,
        annotator=annotator,
        trajectory=trajectory,
        protocol="ternary",
        protocol_version=1,
        evidence_view="BLIND",
        labels=labels,
        unsure=[False] * len(labels),
        origins=[None] * len(labels),
        active_ms=[None] * len(labels),
        first_error=labels.index(-1),
        no_error=False,
        note="SECRET-NOTE",
        submitted_at=NOON,
    )


def note_everything(annotation: Annotation) -> None:
    """Everything that can be said of a step besides its label."""
    StepNote.objects.create(
        annotation=annotation,
        step_index=2,
        error_types=["counterfactual"],
        flags=["fabricated-evidence"],
        severity=3,
        comment="SECRET-COMMENT",
        correction="SECRET-CORRECTION",
        spans=[{"step": 1, "part": "text", "start": 0, "end": 2}],
        alternatives=[{"text": "SECRET-ALTERNATIVE", "rating": 1}],
        repairs_step=1,
    )


def worked_example(team: Team, trajectory: Trajectory) -> int:
    """A guideline whose one example says which label is right."""
    example = WantedExample(
        title="SECRET-TITLE", body="SECRET-EXAMPLE", trajectory=trajectory.pk, step_index=1, label=1
    )
    new = NewVersion(body="**Correct.** It follows.", summary="The first one.", based_on=0, examples=[example])
    return publish(project=team.project, new=new, actor=SHELL, at=NOON).version


def requeued(team: Team) -> int:
    """Grace's annotation was asked for again, of others: its labels are in the report."""
    done = send_back(
        guideline=GuidelineVersion.objects.get(project=team.project),
        choice=Choice(),
        relabeller=Relabeller.OTHERS,
        viewer=None,
        actor=SHELL,
        at=NOON,
    )
    return int(done.pk)


def stored_image(team: Team) -> str:
    image = check_image(picture(), "image")
    store_image(team.project.pk, image, lambda: NOON)
    return image.sha


def quarantine_row(team: Team, trajectory: Trajectory) -> QuarantinedRow:
    """What a file said of the trajectory that nobody took: its labels are in it."""
    brought = FileImport.objects.create(
        project=team.project,
        kind="TRAJECTORIES",
        file_name="a.jsonl",
        options=ImportOptions(kind="trajectories").as_json(),
        status="FINISHED",
        created_at=NOON,
        updated_at=NOON,
    )
    return QuarantinedRow.objects.create(
        project=team.project,
        file_import=brought,
        file_name="a.jsonl",
        line=1,
        code="changed_gold",
        reason="SECRET-REASON",
        external_id=trajectory.external_id,
        raw=b"SECRET-RAW",
        raw_bytes=10,
        fingerprint=b"f",
        created_at=NOON,
    )


def all_routes(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver("annotator.urls")).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from all_routes(entry, path)
        elif isinstance(entry, URLPattern):
            yield path


def generic(path: str) -> str:
    """A path with its parameters taken out, so that Django's and the table's can be compared."""
    return re.sub(r"<[^>]+>", "<>", path)


def test_every_route_is_in_the_table():
    assert {generic(path) for path in all_routes()} == {generic(route.path) for route in ROUTES}


@contextmanager
def undone() -> Iterator[None]:
    """What a request did is taken back, so that one world serves all routes."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("person", PEOPLE)
def test_lets_in_whom_the_table_says(world: World, person: str | None):
    answered = {}
    for route in ROUTES:
        client = world.team.client(person)
        with undone():
            response = client.generic(route.method, world.path(route), data=route.body, content_type="application/json")
        answered[route.method, route.path] = response.status_code

    assert answered == {
        (route.method, route.path): dict(zip(PEOPLE, route.status, strict=True))[person] for route in ROUTES
    }


def body_of(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(content.decode(errors="replace"))


@pytest.mark.parametrize("person", ["ada", "sam", None])
def test_no_answer_holds_what_is_hidden(world: World, person: str | None):
    for route in ROUTES:
        client = world.team.client(person)
        with undone():
            response = client.generic(route.method, world.path(route), data=route.body, content_type="application/json")
            body = body_of(response)
        assert "SECRET" not in body, (route, body[:2000])
        assert "0.1234" not in body, (route, body[:2000])


def snapshot(world: World, person: str) -> dict[str, str]:
    """What this person can read on every route, with every probe; request ids and times apart."""
    return snapshot_of(world, person, ("", *PROBES))


def snapshot_of(world: World, person: str, probes: Sequence[str]) -> dict[str, str]:
    """The same with some probes."""
    client, found = world.team.client(person), {}
    for route in (route for route in ROUTES if route.method == "GET"):
        for probe in probes:
            response = client.get(f"{world.path(route)}?{probe}")
            body = re.sub(r'"(request_id|lease_expires_at)":"[^"]*"', "", body_of(response))
            found[f"{route.path}?{probe}"] = f"{response.status_code} {body}"
    return found


def turn_everything_hidden_around(world: World, *, whose: str = "") -> None:
    """Change every hidden value of the trajectory, and nothing that may be seen: not what this person said of it."""
    pk = world.trajectory.pk
    Trajectory.objects.filter(pk=pk).update(outcome=False, generator="other", metadata={})
    TrajectoryText.objects.filter(pk=pk).update(reference_answer="17")
    GoldLabel.objects.filter(trajectory=pk).delete()
    others = Annotation.objects.filter(trajectory=pk).exclude(annotator__name=whose)
    others.update(labels=[None, -1, 1], first_error=1, note="", outcome_label=0)
    StepNote.objects.filter(annotation__trajectory=pk).delete()
    TrajectoryRewards.objects.filter(trajectory=pk).update(rewards=[None, 0.99, 0.01], provenance=None)
    RewardEvidence.objects.filter(rewards__trajectory=pk).delete()
    QuarantinedRow.objects.update(reason="", raw=b"another")
    version = GuidelineVersion.objects.get()
    GuidelineVersion.objects.update(examples=[{**version.examples[0], "title": "", "body": "other", "label": -1}])


@pytest.mark.slow
@pytest.mark.parametrize("person", ["ada", "rita", "max"])
def test_answers_do_not_change_with_what_is_hidden(world: World, person: str):
    """Ada could be handed the trajectory; Rita and Max claim it, and are blind to it from then on.

    A number, an order, a count, a refusal: whatever differs between the two worlds gives something away.
    """
    if person != "ada":
        release(
            assignment=Assignment.objects.get(pk=world.values["assignment"]),
            annotator_id=world.team.member("ada").annotator_id,
            now=now(),
        )
        held = claims.claim_next(queue_id=world.team.queue.pk, member=world.team.member(person), now=now())
        assert held is not None
        assert held.trajectory_id == world.trajectory.pk
        world.values["assignment"] = held.assignment_id
    before = snapshot(world, person)

    turn_everything_hidden_around(world)

    after = snapshot(world, person)
    assert {key for key in before if before[key] != after[key]} == set()


@pytest.mark.slow
def test_the_probes_do_tell_a_reviewer_who_has_claimed_nothing(world: World):
    """The two tests above can fail: for somebody who may see, everything is there and differs."""
    before = snapshot(world, "rita")
    secrets = ("SECRET-REFERENCE", "SECRET-EVIDENCE", "SECRET-DTYPE")
    assert any(all(secret in body for secret in secrets) for body in before.values())

    turn_everything_hidden_around(world)

    after = snapshot(world, "rita")
    changed = {key for key in before if before[key] != after[key]}
    assert {f"projects/<slug>/trajectories?{probe}" for probe in ("filter=gold:error", "order=lowest:prm")} <= changed
