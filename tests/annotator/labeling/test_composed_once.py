"""What is composed once for all viewers of a role answers each of them as if it had been composed for them alone."""

import random
from collections.abc import Collection

import pytest
from django.db.models import Q

from annotator.http.clock import now
from annotator.labeling import visibility
from annotator.labeling.models import Assignment, Draft, Queue
from annotator.labeling.policies import ALL_EVIDENCE, SWITCHES, BlindPolicy, Evidence
from annotator.labeling.services.claims import claim_next
from annotator.labeling.visibility import Viewer, is_visible_to, seen_among, visible_trajectories
from annotator.scoring.models import TrajectoryRewards
from annotator.trajectories.models import Trajectory
from tests.annotator.labeling.test_blind_policies import another_queue, end_undo, submit
from tests.factories.cast import Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

PEOPLE = ("ada", "grace", "rita", "max")
KINDS = [*(frozenset({one}) for one in Evidence), ALL_EVIDENCE]
VARIED = [BlindPolicy.UNTIL_SUBMITTED, BlindPolicy.SHOWN, BlindPolicy.NEVER, BlindPolicy.ON_REQUEST]


def some_world(dice: random.Random) -> Team:
    """Revisions and attempts in three queues of any policies, and people in the midst of their work on them."""
    team = make_team(overlap=2)
    channel = make_channel(team)
    rows = [make_trajectory(team, f"t-{i}", group_key=dice.choice(["", "p", "q"])) for i in range(7)]
    rows.append(make_trajectory(team, "t-0", revision=2, previous=rows[0], problem="Put better"))
    queues = [team.queue, *(another_queue(team, row, overlap=2) for row in dice.sample(rows, 2))]
    for queue in queues:
        policies = {column: dice.choice(VARIED).value for column in SWITCHES.values()}
        Queue.objects.filter(pk=queue.pk).update(**policies)
    for row in rows:
        make_rewards(team, channel, row, [dice.random() for _ in range(3)])
    for _ in range(14):
        work(team, dice.choice(PEOPLE), dice.choice(queues), dice)
    return team


def work(team: Team, who: str, queue: Queue, dice: random.Random) -> None:
    """One claim, of which something comes or not."""
    held = claim_next(queue_id=queue.pk, member=team.member(who), now=now())
    then = dice.choice(["hold", "submit", "submit and wait", "submit and wait"])
    if held is None or then == "hold":
        return
    slot = {"id": held.assignment_id}
    submit(team, who, slot, base=held.revision)
    if then == "submit and wait":
        end_undo(slot)


def composed(viewer: Viewer, evidence: Collection[Evidence], draft: int | None = None) -> Q:
    """As Django would have it built for every request."""
    return visibility._is_visible(visibility._Work(viewer, frozenset(evidence), if_shown_on=draft))


def ids(condition: Q) -> set[int]:
    return set(Trajectory.objects.filter(condition).values_list("pk", flat=True))


@pytest.mark.parametrize("seed", range(4))
def test_every_path_and_every_person_is_answered_alike(seed: int):
    team = some_world(random.Random(seed))
    everything = set(Trajectory.objects.values_list("pk", flat=True))
    met = set()
    for who in PEOPLE:
        viewer = Viewer.of(team.member(who), now=now())
        seen = seen_among(viewer, everything)
        for evidence in KINDS:
            expected = ids(composed(viewer, evidence))
            asked = is_visible_to(viewer, trajectory="trajectory", prefix="trajectory__", evidence=evidence)
            nested = TrajectoryRewards.objects.filter(trajectory__in=visible_trajectories(viewer, evidence=evidence))

            assert ids(is_visible_to(viewer, evidence=evidence)) == expected
            assert set(TrajectoryRewards.objects.filter(asked).values_list("trajectory", flat=True)) == expected
            assert set(nested.values_list("trajectory", flat=True)) == expected
            hidden = TrajectoryRewards.objects.exclude(asked).values_list("trajectory", flat=True)
            assert set(hidden) == everything - expected
            if len(evidence) == 1:
                assert {pk for pk, sees in seen.items() if evidence <= sees} == expected
            met |= {(who, is_seen) for is_seen, found in ((True, expected), (False, everything - expected)) if found}

    assert {who for who, is_seen in met if not is_seen} >= {"ada", "grace"}, "the test can fail: something is hidden"
    assert {is_seen for _, is_seen in met} == {True, False}


@pytest.mark.parametrize("seed", range(2))
def test_what_could_be_shown_beside_a_draft_is_answered_alike(seed: int):
    team = some_world(random.Random(seed))
    drafts = Draft.objects.filter(closed_at__isnull=True).select_related("annotator")
    assert drafts, "the test can fail: somebody holds something"
    for draft in drafts:
        viewer = Viewer.of(team.member(draft.annotator.name), now=now())
        for evidence in KINDS:
            spliced = is_visible_to(viewer, evidence=evidence, if_shown_on=draft.pk)
            assert ids(spliced) == ids(composed(viewer, evidence, draft.pk))


def test_a_viewer_of_another_project_gets_their_own_answer():
    """In one process both are asked by what was composed for whoever came first."""
    first, second = make_team(), make_team(slug="geometry")
    held, free = make_trajectory(first), make_trajectory(second)
    assert claim_next(queue_id=first.queue.pk, member=first.member("rita"), now=now()) is not None

    at = now()
    assert list(visible_trajectories(Viewer.of(first.member("rita"), now=at))) == []
    assert list(visible_trajectories(Viewer.of(first.member("max"), now=at))) == [held]
    assert list(visible_trajectories(Viewer.of(second.member("rita"), now=at))) == [free]


def test_the_moment_is_that_of_whoever_asks():
    team = make_team()
    trajectory = make_trajectory(team)
    held = claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=now())
    assert held is not None
    submit(team, "ada", {"id": held.assignment_id})
    until = Assignment.objects.get(pk=held.assignment_id).undo_until
    assert until is not None

    before, after = (Viewer.of(team.member("ada"), now=at) for at in (now(), until))
    assert (ids(is_visible_to(before)), ids(is_visible_to(after))) == (set(), {trajectory.pk})
