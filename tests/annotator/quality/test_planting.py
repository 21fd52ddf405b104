# ruff: noqa: RUF001 (the signs of arithmetic are what this is about)
"""Hidden checks: made, put among the others, and told apart by nobody who labels."""

import json
import random
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from annotator.adjudication.models import GoldLabel
from annotator.http.clock import now
from annotator.journal.models import JournalEntry
from annotator.journal.services import SHELL
from annotator.labeling.hidden_checks import FeedbackPolicy, Twin
from annotator.labeling.models import Assignment, Draft
from annotator.labeling.services import claims
from annotator.labeling.services.giving_back import release
from annotator.labeling.services.mixing import mix_in
from annotator.quality.injection import InjectionKind
from annotator.quality.models import PlantedCheck, SyntheticError
from annotator.quality.services.planting import CannotPlant, Planted, plant_checks
from annotator.trajectories.models import Trajectory, TrajectoryText
from annotator.trajectories.steps import Step
from tests.annotator.quality.test_report import quality
from tests.factories.annotations import annotate, give_gold
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

STEPS = [Step("First 14 × 9 = 126."), Step("Then 126 + 54 = 180."), Step("So it is 180.")]


def team_with(count: int = 8, *, gold: int | None = None, gap: int = 3, **columns: Any) -> Team:
    """Trajectories that calculate, with ids that leave room between them; the first `gold` are known to be clean."""
    team = make_team(**columns)
    start = 1_000_000
    for number in range(count):
        trajectory = make_trajectory(
            team,
            f"case-{10 + number}",
            pk=start + gap * number,
            steps=STEPS,
            group_key=f"p{number}",
            problem=f"Problem {number}?",
        )
        if gold is None or number < gold:
            give_gold(trajectory, [1, 1, 1], outcome=1)
    return team


def plant(
    team: Team, *, share: float = 0.4, feedback: FeedbackPolicy = FeedbackPolicy.AFTER_QUEUE, seed: int = 1
) -> Planted:
    return plant_checks(
        queue=team.queue,
        share=share,
        kinds=[InjectionKind.SWAPPED_NUMBER],
        feedback=feedback,
        seed=seed,
        actor=SHELL,
        at=now(),
    )


def synthetic() -> Trajectory:
    return Trajectory.objects.filter(made_from__isnull=False).order_by("pk")[0]


def test_makes_pairs_until_the_share_is_reached():
    team = team_with(8)

    planted = plant(team)

    assert planted == Planted(wanted=2, made=2, refused=0, recognisable=0, people=2, people_needed=2)
    assert Counter(PlantedCheck.objects.values_list("is_synthetic", flat=True)) == {True: 2, False: 2}
    assert Assignment.objects.filter(queue=team.queue).count() == 10
    assert plant(team).made == 0


def test_a_made_trajectory_has_gold_up_to_its_error_and_nothing_behind():
    plant(team_with())
    made = synthetic()
    gold, error = GoldLabel.objects.get(trajectory=made), SyntheticError.objects.get(trajectory=made)

    assert (gold.method, gold.first_error, gold.no_error) == ("SYNTHETIC", error.step_index, False)
    assert gold.labels == [1] * error.step_index + [-1] + [None] * (2 - error.step_index)
    assert gold.outcome == 1
    assert gold.lineage["reason"] == error.explanation
    text = TrajectoryText.objects.get(pk=made.pk).steps[error.step_index]["text"]
    assert text[error.start : error.end] == error.after


def test_nothing_that_is_shown_of_it_differs_in_kind_from_its_source():
    plant(team_with())
    made = synthetic()
    original = made.made_from
    assert original is not None

    for name in (
        "source",
        "group_key",
        "generator",
        "opening",
        "outcome",
        "step_count",
        "scorable",
        "metadata",
        "imported_at",
        "revision",
    ):
        assert getattr(made, name) == getattr(original, name), name
    assert re.fullmatch(r"case-\d\d", made.external_id)


def test_its_id_lies_among_the_others_as_if_it_had_come_with_them():
    team = team_with(8)
    plant(team)
    brought_in = Trajectory.objects.filter(made_from__isnull=True).values_list("pk", flat=True)

    for pk in Trajectory.objects.filter(made_from__isnull=False).values_list("pk", flat=True):
        assert min(brought_in) < pk < max(brought_in)


def test_says_so_where_no_id_is_free():
    assert plant(team_with(8, gap=1)).recognisable == 2


def test_the_ids_of_slots_say_nothing():
    """Over many plantings, a slot that came last wants a check no more often than any other."""
    team = make_team()
    for number in range(9):
        make_trajectory(team, f"t-{number}")
    made = make_trajectory(team, "made", with_slots=False)
    slot = Assignment.objects.create(queue=team.queue, trajectory=made, position=0)
    ids = list(Assignment.objects.order_by("pk").values_list("pk", flat=True))
    places: Counter[int] = Counter()
    dice = random.Random(5)
    for _ in range(200):
        mix_in(queue=team.queue, slot_ids=[slot.pk], dice=dice)
        slot = Assignment.objects.get(trajectory=made)
        places[ids.index(slot.pk)] += 1

    assert set(places) == set(range(10))
    assert max(places.values()) < 45  # 20 expected; more than 45 once in 10^6
    assert Assignment.objects.filter(trajectory=made).count() == 1
    assert len(set(Assignment.objects.values_list("trajectory", flat=True))) == 10


def test_slots_that_have_a_past_keep_what_they_want():
    team = team_with(2, gold=0)
    held = claims.claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=now())
    assert held is not None
    release(
        assignment=Assignment.objects.get(pk=held.assignment_id),
        annotator_id=team.member("ada").annotator_id,
        now=now(),
    )
    made = make_trajectory(team, "made", with_slots=False)
    slot = Assignment.objects.create(queue=team.queue, trajectory=made)

    for seed in range(20):
        mix_in(queue=team.queue, slot_ids=[slot.pk], dice=random.Random(seed))

    assert Assignment.objects.get(pk=held.assignment_id).trajectory_id == held.trajectory_id


def everything_claimed_by(team: Team, who: str) -> list[int]:
    """Claim and finish until nothing comes any more."""
    handed: list[int] = []
    at = now()
    while (held := claims.claim_next(queue_id=team.queue.pk, member=team.member(who), now=at)) is not None:
        handed.append(held.trajectory_id)
        Assignment.objects.filter(pk=held.assignment_id).update(
            status="SUBMITTED", undo_until=at, lease_expires_at=None
        )
    return handed


def test_nobody_gets_both_of_a_pair():
    team = team_with(8, overlap=2)
    plant(team)
    pairs = set(Twin.objects.values_list("trajectory", "other"))
    assert len(pairs) == 4

    ada, grace = (set(everything_claimed_by(team, who)) for who in ("ada", "grace"))

    assert len(ada) == len(grace) == 8
    assert not any({one, other} <= ada or {one, other} <= grace for one, other in pairs)


def reads(team: Team, who: str) -> str:
    """Everything that this person's routes answer, as one text."""
    client = team.client(who)
    paths = ["", "queues", "assignments", "trajectories", "trajectories/count", "trajectories/filters", "quality/mine",
             "trajectories?filter=synthetic:yes", "trajectories/count?filter=-synthetic:no", "trajectories?filter=gold:error"]  # fmt: skip
    paths += [f"trajectories/{pk}" for pk in sorted(Trajectory.objects.values_list("pk", flat=True))]
    answers = [(path, client.get(team.url(path))) for path in paths]
    bodies = [(path, got.status_code, got.content.decode()) for path, got in answers]
    return re.sub(r'\\"request_id\\":\\"[^"]*\\"', "", json.dumps(bodies))


def test_an_annotator_reads_only_what_they_were_handed():
    """Beside the unmodified twin the error would be plain to see."""
    team = team_with()
    plant(team)
    held = claims.claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=now())
    assert held is not None
    client = team.client("ada")

    listed = answer(client.get(team.url("trajectories")))["results"]

    assert [row["id"] for row in listed] == [held.trajectory_id]
    assert answer(client.get(team.url("trajectories/count")))["count"] == 1
    other = Trajectory.objects.exclude(pk=held.trajectory_id).order_by("pk")[0]
    answer(client.get(team.url(f"trajectories/{other.pk}")), 404)
    answer(client.get(team.url(f"trajectories/{held.trajectory_id}")), 200)
    assert len(answer(team.client("rita").get(team.url("trajectories")))["results"]) == 10


@pytest.mark.parametrize("moment", ["held", "submitted", "past undo"])
def test_a_check_answers_on_every_route_as_any_other_trajectory_does(moment: str):
    """Two worlds that differ only in that the trajectory which Ada was handed is a check in one of them."""
    team = team_with(overlap=2)
    plant(team, share=0.5)
    made = synthetic()
    Assignment.objects.filter(queue=team.queue, trajectory=made).update(priority=9)
    held = claims.claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=now())
    assert held is not None
    assert held.trajectory_id == made.pk
    if moment != "held":
        annotation = finish(team, held.assignment_id, made)
        until = now() + timedelta(minutes=5 if moment == "submitted" else -5)
        Assignment.objects.filter(pk=annotation).update(undo_until=until)
    with_check = reads(team, "ada")

    SyntheticError.objects.filter(trajectory=made).delete()
    PlantedCheck.objects.filter(trajectory=made).delete()
    GoldLabel.objects.filter(trajectory=made).delete()
    Twin.objects.all().delete()
    Trajectory.objects.filter(pk=made.pk).update(made_from=None)

    assert reads(team, "ada") == with_check
    assert "synthetic" not in with_check.replace("synthetic:", "").replace("-synthetic", "")


def finish(team: Team, assignment_id: int, trajectory: Trajectory) -> int:
    """Hand the held slot in through its rows; returns the slot."""
    Assignment.objects.filter(pk=assignment_id).update(status="OPEN", annotator=None, lease_expires_at=None)
    Draft.objects.filter(assignment=assignment_id).update(closed_at=NOON)
    Assignment.objects.filter(trajectory=trajectory).exclude(pk=assignment_id).update(priority=0)
    return annotate(team, "ada", trajectory, [1, 1, 1]).assignment_id


def test_what_is_finished_stays_hidden_until_the_whole_queue_is_labelled():
    team = team_with(4)
    plant(team)
    made = synthetic()
    annotate(team, "ada", made, [1, 1, 1])
    page = team.url(f"trajectories/{made.pk}")
    assert answer(team.client("ada").get(page))["is_hidden"] is True

    Assignment.objects.filter(queue=team.queue, status="OPEN").update(status="CLOSED")

    assert answer(team.client("ada").get(page))["is_hidden"] is False


def test_a_queue_may_give_feedback_at_once_or_never():
    team = team_with(4)
    plant(team, feedback=FeedbackPolicy.AT_ONCE)
    made = synthetic()
    annotate(team, "ada", made, [1, 1, 1])
    page = team.url(f"trajectories/{made.pk}")
    assert answer(team.client("ada").get(page))["is_hidden"] is False

    plant(team, feedback=FeedbackPolicy.NEVER)
    Assignment.objects.filter(queue=team.queue, status="OPEN").update(status="CLOSED")

    assert answer(team.client("ada").get(page))["is_hidden"] is True


def test_checks_measure_people():
    team = team_with(4)
    plant(team)
    made = synthetic()
    error = SyntheticError.objects.get(trajectory=made)
    said = [1] * error.step_index + [-1] + [1] * (2 - error.step_index)
    annotate(team, "ada", made, said)

    accuracy = quality(team)["ada"]["accuracy"]

    assert accuracy["first_errors"]["right"]["value"] == 1.0
    assert accuracy["steps"]["count"] == error.step_index + 1


def test_managers_see_which_they_are_and_how_many_were_found():
    team = team_with(4, overlap=2)
    url = team.url(f"queues/{team.queue.pk}/checks")
    planted = answer(
        team.client("max").post(url, {"share": 0.5, "seed": 1, "kinds": ["SWAPPED_NUMBER"]}, format="json"), 201
    )
    assert planted == {"wanted": 2, "made": 2, "refused": 0, "recognisable": 0, "people": 2, "people_needed": 4}
    made = synthetic()
    error = SyntheticError.objects.get(trajectory=made)
    annotate(team, "ada", made, [1] * error.step_index + [-1] + [1] * (2 - error.step_index))
    annotate(team, "grace", made, [1, 1, 1])
    assert made.made_from is not None
    annotate(team, "grace", made.made_from, [1, 1, 1])

    found = answer(team.client("rita").get(url))

    assert (found["share"], found["feedback"], len(found["checks"])) == (0.5, "AFTER_QUEUE", 4)
    row = next(check for check in found["checks"] if check["trajectory_id"] == made.pk)
    assert (row["annotations"], row["right"], row["error"]["kind"]) == (2, 1, "SWAPPED_NUMBER")
    (by_kind,) = found["found"]
    assert (by_kind["name"], by_kind["share"]["hits"], by_kind["share"]["count"]) == ("SWAPPED_NUMBER", 1, 2)
    assert found["left_clean"]["value"] == 1.0
    assert JournalEntry.objects.filter(event="checks.planted").count() == 1


def test_a_reviewer_who_holds_a_check_is_not_told_that_it_is_one():
    team = team_with(4)
    plant(team)
    held = claims.claim_next(queue_id=team.queue.pk, member=team.member("rita"), now=now())
    assert held is not None
    PlantedCheck.objects.get_or_create(
        queue=team.queue, trajectory_id=held.trajectory_id, defaults={"is_synthetic": False, "planted_at": NOON}
    )

    found = answer(team.client("rita").get(team.url(f"queues/{team.queue.pk}/checks")))

    assert held.trajectory_id not in {check["trajectory_id"] for check in found["checks"]}


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: team_with(0), "Nothing waits"),
        (lambda: team_with(4, gold=0), "known to have no error"),
    ],
)
def test_says_what_lacks(make: Any, says: str):
    with pytest.raises(CannotPlant, match=says):
        plant(make())


def test_says_that_no_error_can_be_made_in_words():
    team = make_team()
    give_gold(make_trajectory(team, steps=[Step("It is even."), Step("So it is two.")]), [1, 1])

    refusal = answer(
        team.client("max").post(team.url(f"queues/{team.queue.pk}/checks"), {"share": 0.3}, format="json"), 409
    )

    assert refusal["code"] == "cannot_plant"
    assert "In none of the 1 trajectories" in refusal["detail"]
    assert not Trajectory.objects.filter(made_from__isnull=False).exists()


def test_made_trajectories_are_no_data_unless_asked_for():
    team = team_with(4)
    plant(team)
    client = team.client("rita")

    def exported(query: str) -> int:
        return int(
            answer(client.get(team.url(f"export/preview?format=processbench&labels=gold{query}")))["counts"]["rows"]
        )

    assert exported("") == 4
    assert exported("&filter=synthetic:yes") == Trajectory.objects.filter(made_from__isnull=False).count() > 0
    cards = answer(client.get("/api/v1/projects"))["results"]
    assert cards[0]["trajectory_count"] == 4
    assert answer(client.get(team.url("trajectories/count?filter=synthetic:no")))["count"] == 4


def test_only_members_may_ask_and_only_for_their_own_queues():
    team = team_with(2)

    answer(team.client("sam").get(team.url(f"queues/{team.queue.pk}/checks")), 404)
    answer(team.client("ada").get(team.url(f"queues/{team.queue.pk}/checks")), 403)
    answer(team.client("rita").post(team.url(f"queues/{team.queue.pk}/checks"), {"share": 0.2}, format="json"), 403)
    answer(team.client("max").get(team.url("queues/987654/checks")), 404)
