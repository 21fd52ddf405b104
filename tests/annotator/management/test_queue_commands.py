"""Making queues and queueing again from the shell."""

import pytest
from django.core.management import CommandError

from annotator.journal.models import JournalEntry
from annotator.labeling.models import Queue
from tests.annotator.labeling.desk_calls import ask, claim, name_of, submit
from tests.annotator.management.shell import answered, run
from tests.factories.cast import Team, make_team
from tests.factories.trajectories import make_trajectories, make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def test_makes_a_queue_with_everything_that_was_said(team: Team):
    make_trajectory(team, "long", steps=9)
    make_trajectory(team, "short", steps=2)

    made = answered(
        "create_queue", "algebra", "Hard", "--filter", "steps:5..", "--overlap", "2", "--priority-by=-steps",
        "--bad-after", "2", "--one-per-problem", "--takes-imports", "--protocol", "first-error", "--lease-minutes", "30",
    )  # fmt: skip

    queue = Queue.objects.get(name="Hard")
    assert made == {"queue": queue.pk, "name": "Hard", "slots": 2, "trajectories": 1}
    assert (queue.order, queue.priority_by, queue.bad_after, queue.lease_minutes) == ("PRIORITY", "-steps", 2, 30)
    assert (queue.one_per_problem, queue.takes_imports, queue.is_paused) == (True, True, False)
    assert queue.protocol == "first-error"
    assert JournalEntry.objects.get(event="queue.created").actor == "shell"


def test_says_in_a_sentence_what_it_made(team: Team):
    make_trajectories(team, 3)

    assert run("create_queue", "algebra", "Again", "--order", "random", "--seed", "4") == (
        "Made the queue Again: 3 slots of 3 trajectories.\n"
    )
    assert Queue.objects.get(name="Again").seed == 4


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("create_queue", "nowhere", "X"), "There is no project 'nowhere'"),
        (("create_queue", "algebra", "All trajectories"), "There already is a queue"),
        (("create_queue", "algebra", "X", "--filter", "colour:red"), "There is no filter 'colour'"),
        (("create_queue", "algebra", "X", "--overlap", "0"), "^--overlap: This is a number from 1"),
        (("create_queue", "algebra", "X", "--seed", "-1"), "^--seed: This is a number from 0 to 2147483647"),
        (("create_queue", "algebra", "X", "--lease-minutes", "0"), "^--lease-minutes: This is a number from 1 to 1440"),
        (("create_queue", "algebra", "X" * 201), "^NAME: This has at most 200 characters"),
        (("create_queue", "algebra", "X", "--labels-policy", "often"), "^--labels-policy: This is one of UNTIL_SUBM"),
        (("create_queue", "algebra", "X", "--protocol", "mood"), "^--protocol: "),
        (("requeue", "algebra", "--queue", "X"), "there are: All trajectories"),
        (("requeue", "algebra", "--filter", "colour:red"), "There is no filter 'colour'"),
        (("requeue", "algebra", "--copies", "0"), "--copies is a number from 1 to 20"),
        (("requeue", "algebra", "--copies", "21"), "--copies is a number from 1 to 20"),
        (("requeue", "algebra", "--reason", "x" * 501), "--reason has at most 500 characters"),
    ],
)
def test_a_refusal_says_what_would_be_right(team: Team, words: tuple[str, ...], complaint: str):
    with pytest.raises(CommandError, match=complaint):
        run(*words)
    assert Queue.objects.count() == 1


def test_queues_again_what_is_judged(team: Team):
    make_trajectories(team, 2)
    submit(team, "ada", claim(team, "ada"))

    done = answered("requeue", "algebra", "--filter", "id:t-0", "--anew", "--reason", "a second look")
    sentence = run("requeue", "algebra", "--queue", "All trajectories")

    assert done == {"trajectories": 1, "slots": 1, "waiting": 0}
    assert sentence == "Queued 0 trajectories again, 0 slots. 2 still wait for a judgement and were left alone.\n"
    assert name_of(ask(team, "ada")) == "t-0"


def test_hides_and_shows_by_three_switches(team: Team):
    answered(
        "create_queue", "algebra", "Experiment", "--blind-policy", "randomised", "--shown-percent", "25",
        "--reference-policy", "never", "--labels-policy", "on_request",
    )  # fmt: skip

    queue = Queue.objects.get(name="Experiment")
    assert (queue.blind_policy, queue.reference_policy, queue.labels_policy) == ("RANDOMISED", "NEVER", "ON_REQUEST")
    assert queue.shown_percent == 25
    with pytest.raises(CommandError, match="This is one of UNTIL_SUBMITTED"):
        run("create_queue", "algebra", "Other", "--labels-policy", "sometimes")


def test_pauses_a_queue_and_lets_it_go_on(team: Team):
    make_trajectory(team)

    paused = answered("pause_queue", "algebra")

    assert paused == {"queue": team.queue.pk, "name": "All trajectories", "is_paused": True, "changed": True}
    assert ask(team, "ada")["assignment"] is None
    assert answered("pause_queue", "algebra", "--queue", "All trajectories")["changed"] is False
    assert run("resume_queue", "algebra") == "The queue All trajectories hands out.\n"
    assert ask(team, "ada")["assignment"] is not None
    assert JournalEntry.objects.filter(event="queue.changed", actor="shell").count() == 2
    with pytest.raises(CommandError, match="There is no queue 'Other'"):
        run("resume_queue", "algebra", "--queue", "Other")
