"""Making and changing queues over the API."""

from collections import Counter
from typing import Any

import pytest

from annotator.journal.models import JournalEntry
from annotator.labeling.models import Assignment, Queue
from annotator.labeling.policies import usual_policies
from tests.annotator.labeling.desk_calls import ask, claim, name_of, send, submit
from tests.factories.cast import Team, answer, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def make(team: Team, **settings: Any) -> dict[str, Any]:
    made: dict[str, Any] = send(team, "max", "post", "queues", {"name": "Mine", **settings}, 201)
    return made


def change(team: Team, queue: int, **settings: Any) -> dict[str, Any]:
    changed: dict[str, Any] = send(team, "max", "patch", f"queues/{queue}", settings)
    return changed


def slots(queue: int, **columns: Any) -> int:
    return Assignment.objects.filter(queue=queue, **columns).count()


def order_of(team: Team, queue: int, people: tuple[str, ...] = ("ada", "grace", "rita", "max")) -> list[str | None]:
    return [name_of(ask(team, who, queue)) for who in people]


def test_a_new_queue_takes_what_fits_its_filter(team: Team):
    make_trajectories(team, 2, steps=2)
    make_trajectory(team, "long", steps=9)

    made = make(team, filter="steps:5..", overlap=3)

    assert (made["added"], made["queue"]["counts"]["open"]) == (3, 3)
    assert made["queue"]["protocol"] == "ternary"
    assert name_of(ask(team, "ada", made["queue"]["id"])) == "long"
    entry = JournalEntry.objects.get(event="queue.created")
    assert (entry.actor, entry.details["filter"], entry.details["added"]) == ("max", "steps:5..", 3)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"filter": "colour:red"}, "filter"),
        ({"filter": "lowest:nobody<1"}, "filter"),
        ({"overlap": 0}, "overlap"),
        ({"overlap": 21}, "overlap"),
        ({"lease_minutes": 0}, "lease_minutes"),
        ({"bad_after": 0}, "bad_after"),
        ({"shown_percent": 0}, "shown_percent"),
        ({"shown_percent": 100}, "shown_percent"),
        ({"order": "SIDEWAYS"}, "order"),
        ({"order": "PRIORITY", "priority_by": "beauty"}, "priority_by"),
        ({"order": "PRIORITY", "priority_by": "lowest:nobody"}, "priority_by"),
        ({"protocol": "mood"}, "protocol"),
        ({"blind_policy": "PEEK"}, "blind_policy"),
        ({"name": "All trajectories"}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"seed": -1}, "seed"),
    ],
)
def test_says_which_setting_cannot_be_and_makes_nothing(team: Team, settings: dict[str, Any], field: str):
    refused = send(team, "max", "post", "queues", {"name": "Mine", **settings}, 400)

    assert list(refused["fields"]) == [field]
    assert Queue.objects.count() == 1


def test_a_higher_overlap_adds_slots_and_a_lower_one_closes_open_ones(team: Team):
    make_trajectories(team, 2)
    first = claim(team, "ada")
    submit(team, "ada", first)

    raised = change(team, team.queue.pk, overlap=3)
    claim(team, "grace")
    lowered = change(team, team.queue.pk, overlap=1)

    assert (raised["added"], lowered["closed"]) == (4, 3)
    # One trajectory is submitted and held, and both stay; of the other one slot is open.
    assert (slots(team.queue.pk, status="SUBMITTED"), slots(team.queue.pk, status="CLAIMED")) == (1, 1)
    assert slots(team.queue.pk, status="OPEN") == 1
    assert slots(team.queue.pk, status="CLOSED", ending="OVERLAP") == 3


def test_another_filter_closes_what_no_longer_fits_and_adds_what_fits_now(team: Team):
    make_trajectory(team, "short", steps=2)
    make_trajectory(team, "long", steps=9)
    queue = make(team, filter="steps:..3")["queue"]["id"]

    changed = change(team, queue, filter="steps:5..")
    back = change(team, queue, filter="")

    assert (changed["added"], changed["closed"]) == (1, 1)
    assert (back["added"], back["closed"]) == (1, 0)
    assert sorted(Assignment.objects.filter(queue=queue, status="OPEN").values_list("trajectory__external_id")) == [
        ("long",), ("short",),
    ]  # fmt: skip


def test_changing_nothing_writes_nothing_down(team: Team):
    change(team, team.queue.pk, overlap=1)

    assert not JournalEntry.objects.filter(event="queue.changed").exists()


def test_the_protocol_stays_once_work_has_begun(team: Team):
    make_trajectory(team)
    change(team, team.queue.pk, protocol="first-error")
    claim(team, "ada")

    refused = send(team, "max", "patch", f"queues/{team.queue.pk}", {"protocol": "ternary"}, 400)

    assert "Make another queue" in refused["fields"]["protocol"][0]


def test_a_switch_to_an_experiment_deals_an_arm_to_every_slot_that_waits(team: Team):
    make_trajectories(team, 12)
    held, done = claim(team, "ada"), claim(team, "grace")
    submit(team, "grace", done)

    change(team, team.queue.pk, blind_policy="RANDOMISED", seed=3)

    arms = Counter(Assignment.objects.filter(status="OPEN").values_list("arm", "arm_propensity"))
    assert arms == {("SHOWN", 0.5): 5, ("HIDDEN", 0.5): 5}
    begun = Assignment.objects.filter(pk__in=[held["id"], done["id"]])
    assert {slot.arm for slot in begun} == {""}, "what was begun without a draw is in no arm"


def test_arms_that_were_dealt_stay_when_an_experiment_is_stopped_and_goes_on(team: Team):
    make_trajectories(team, 8)
    change(team, team.queue.pk, labels_policy="RANDOMISED")
    before = dict(Assignment.objects.values_list("pk", "arm"))

    change(team, team.queue.pk, labels_policy="UNTIL_SUBMITTED")
    change(team, team.queue.pk, labels_policy="RANDOMISED", seed=99)

    assert dict(Assignment.objects.values_list("pk", "arm")) == before
    assert set(before.values()) == {"SHOWN", "HIDDEN"}


def test_a_refused_switch_to_an_experiment_deals_nothing(team: Team):
    make_trajectories(team, 4)

    send(team, "max", "patch", f"queues/{team.queue.pk}", {"blind_policy": "RANDOMISED", "overlap": 99}, 400)

    assert not Assignment.objects.exclude(arm="").exists()


def test_a_random_order_is_the_same_for_the_same_seed_and_another_for_another(team: Team):
    make_trajectories(team, 12)
    orders = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        queue = make(team, name=name, order="RANDOM", seed=seed)["queue"]["id"]
        rows = Assignment.objects.filter(queue=queue).order_by("position")
        orders.append(list(rows.values_list("trajectory__external_id", flat=True)))

    assert orders[0] == orders[1] != orders[2]
    assert orders[0] != sorted(orders[0])


def test_goes_by_the_lowest_reward_and_puts_what_has_none_last(team: Team):
    channel = make_channel(team)
    for name, reward in (("good", 0.9), ("bad", 0.1), ("middling", 0.5)):
        make_rewards(team, channel, make_trajectory(team, name), [reward, 0.95, 0.95])
    make_trajectory(team, "unscored")
    queue = make(team, order="PRIORITY", priority_by="lowest:prm")["queue"]["id"]

    assert order_of(team, queue) == ["bad", "middling", "good", "unscored"]


def test_an_order_can_be_turned_around_while_people_work(team: Team):
    for name, steps in (("short", 2), ("middling", 4), ("long", 9)):
        make_trajectory(team, name, steps=steps)
    queue = make(team, order="PRIORITY", priority_by="steps")["queue"]["id"]
    first = name_of(ask(team, "ada", queue))
    change(team, queue, priority_by="-steps")

    assert (first, name_of(ask(team, "grace", queue))) == ("short", "long")


def test_goes_by_uploaded_priorities(team: Team):
    rows = make_trajectories(team, 4)
    queue = make(team, order="PRIORITY")["queue"]["id"]
    sent = [{"trajectory_id": rows[2].pk, "priority": 5}, {"trajectory_id": rows[3].pk, "priority": 1.5}]

    done = send(
        team, "max", "post", f"queues/{queue}/priorities",
        {"priorities": [*sent, {"trajectory_id": 987654, "priority": 1}]},
    )  # fmt: skip

    assert done == {"trajectories": 2, "unknown": 1}
    assert order_of(team, queue) == ["t-2", "t-3", "t-0", "t-1"]
    refused = send(team, "max", "post", f"queues/{team.queue.pk}/priorities", {"priorities": sent}, 409)
    assert refused["code"] == "other_order"


def test_why_this_one_names_the_strategy_and_no_number(team: Team):
    channel = make_channel(team)
    make_rewards(team, channel, make_trajectory(team), [0.125, 0.9, 0.9])
    queue = make(team, order="PRIORITY", priority_by="lowest:prm", filter="lowest:prm<0.2")["queue"]["id"]

    handed = ask(team, "ada", queue)

    assert handed["assignment"]["why"] == "The next one by the priorities that a manager set for this queue."
    assert "prm" not in str(handed)
    assert "0.125" not in str(handed)
    assert "prm" not in str(send(team, "ada", "get", "queues"))


def test_refilling_takes_what_fits_by_now_and_reckons_priorities_anew(team: Team):
    channel = make_channel(team)
    make_rewards(team, channel, make_trajectory(team, "first"), [0.4, 0.9, 0.9])
    queue = make(team, filter="lowest:prm<0.5", order="PRIORITY", priority_by="lowest:prm")["queue"]["id"]
    make_rewards(team, channel, make_trajectory(team, "second"), [0.1, 0.9, 0.9])

    done = send(team, "max", "post", f"queues/{queue}/refill")
    again = send(team, "max", "post", f"queues/{queue}/refill")

    assert (done["added"], again["added"]) == (1, 0)
    assert name_of(ask(team, "ada", queue)) == "second"


def test_pausing_and_resuming_is_one_setting(team: Team):
    make_trajectory(team)
    change(team, team.queue.pk, is_paused=True)
    assert "paused" in ask(team, "ada")["why_nothing"]
    change(team, team.queue.pk, is_paused=False)
    assert name_of(ask(team, "ada")) == "t-0"
    assert JournalEntry.objects.filter(event="queue.changed", details__is_paused__after=True).count() == 1


def test_another_projects_queue_does_not_exist(team: Team):
    other = make_team(slug="geometry")

    for method, path, body in (
        ("patch", f"queues/{other.queue.pk}", {"overlap": 2}),
        ("get", f"queues/{other.queue.pk}", None),
        ("post", f"queues/{other.queue.pk}/refill", None),
        ("post", f"queues/{other.queue.pk}/reserve", None),
        ("get", f"queues/{other.queue.pk}/slots", None),
    ):
        send(team, "max", method, path, body, 404)


def test_offers_the_choices_that_the_server_knows(team: Team):
    choices = send(team, "max", "get", "queues/choices")

    assert {"ternary", "first-error"} <= {one["value"] for one in choices["protocols"]}
    assert [one["value"] for one in choices["orders"]] == ["FIXED", "RANDOM", "PRIORITY"]
    assert [one["value"] for one in choices["skip_kinds"]] == ["SKIP", "GIVE_UP", "BAD_PROBLEM"]
    assert choices["members"] == ["ada", "grace", "max", "rita"]


def test_a_new_queue_shows_what_the_evidence_view_of_its_protocol_says():
    hidden = {
        "blind_policy": "UNTIL_SUBMITTED",
        "reference_policy": "UNTIL_SUBMITTED",
        "labels_policy": "UNTIL_SUBMITTED",
    }

    assert usual_policies("BLIND") == hidden
    assert usual_policies("SCORES_SHOWN") == {**hidden, "blind_policy": "SHOWN"}


@pytest.mark.django_db
def test_what_is_said_of_a_queue_wins_over_the_evidence_view_of_its_protocol():
    team = make_team()
    usual = {"name": "Usual", "protocol": "prmbench"}
    said = {"name": "Said", "protocol": "prmbench", "blind_policy": "SHOWN", "labels_policy": "NEVER"}

    made = [
        answer(team.client("max").post(team.url("queues"), settings, format="json"), 201)["queue"]
        for settings in (usual, said)
    ]

    switches = [(one["blind_policy"], one["reference_policy"], one["labels_policy"]) for one in made]
    assert switches == [("UNTIL_SUBMITTED",) * 3, ("SHOWN", "UNTIL_SUBMITTED", "NEVER")]
    offered = answer(team.client("max").get(team.url("queues/choices")))["protocols"]
    assert {one["policies"]["blind_policy"] for one in offered} == {"UNTIL_SUBMITTED"}
