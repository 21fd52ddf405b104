"""What was revealed can be read: who, when, what they said before and after, and how many changed something."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.http.clock import now
from annotator.labeling.models import Annotation, Queue, Reveal
from annotator.labeling.reveal_changes import Change, Stood, change_between
from annotator.labeling.services.claims import claim_next
from annotator.labeling.services.slots import add_slots
from annotator.labeling.visibility import Viewer, is_hidden
from tests.annotator.labeling.desk_calls import claim, operation, send
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.trajectories import make_trajectory


class TestChanges:
    def test_a_label_that_is_another_now_is_a_change_and_a_first_one_is_none(self):
        before = Stood([1, 1, None, -1, None], None, no_error=False)
        after = Stood([1, -1, 1, None, None], 1, no_error=False)

        assert change_between(before, after) == Change(steps=[1, 3], added=[2], first_error=False)

    @pytest.mark.parametrize(
        ("before", "after", "is_changed"),
        [
            ((2, False), (2, False), False),
            ((2, False), (1, False), True),
            ((2, False), (None, True), True),
            ((None, True), (0, False), True),
            ((None, False), (0, False), False),
        ],
    )
    def test_a_first_error_changes_where_one_was_named(self, before: Any, after: Any, is_changed: bool):
        nothing: list[int | None] = [None] * 3

        change = change_between(Stood(nothing, *before), Stood(nothing, *after))

        assert (change.first_error, change.is_any) == (is_changed, is_changed)

    def test_accepted_proposals_are_neither_changed_nor_added(self):
        before = Stood([-1, 1, None], 0, no_error=False)
        after = Stood([-1, -1, -1], 0, no_error=False, proposed=frozenset({1, 2}))

        assert change_between(before, after) == Change(steps=[], added=[], first_error=False)


@pytest.fixture
def team(db: None) -> Team:
    made = make_team(overlap=3)
    Queue.objects.filter(pk=made.queue.pk).update(blind_policy="ON_REQUEST")
    for number in range(3):
        make_trajectory(made, f"t-{number}")
    return made


def look(team: Team, who: str, before: list[int | None], after: list[int] | None) -> dict[str, Any]:
    """Claims the next, labels it, reveals, and submits other labels; None stops there."""
    held = claim(team, who)
    said = [operation("label", label, step) for step, label in enumerate(before) if label is not None]
    send(team, who, "post", f"assignments/{held['id']}/draft", {"base_revision": 0, "operations": said})
    send(team, who, "post", f"assignments/{held['id']}/reveal", status=204)
    if after is not None:
        labels = [*(operation("label", label, step) for step, label in enumerate(after)), operation("outcome", 1)]
        body = {"base_revision": 1 if said else 0, "operations": labels}
        send(team, who, "post", f"assignments/{held['id']}/submit", body)
    return held


def read(team: Team, who: str = "rita", query: str = "") -> Any:
    return answer(team.client(who).get(team.url(f"queues/{team.queue.pk}/reveals{query}")))


def test_says_who_saw_what_and_which_labels_they_changed(team: Team):
    look(team, "ada", [1, 1, None], [1, -1, 1])
    look(team, "grace", [1, -1, 1], [1, -1, 1])
    look(team, "ada", [None, None, None], [1, 1, 1])
    look(team, "grace", [1, None, None], None)

    found = read(team)

    last, unlabelled, unchanged, changed = found["results"]
    assert (changed["annotator"], changed["evidence"], changed["external_id"]) == ("ada", ["rewards"], "t-0")
    assert changed["before"] == {"labels": [1, 1, None], "first_error": None, "no_error": False}
    assert changed["after"] == {"labels": [1, -1, 1], "first_error": 1, "no_error": False}
    assert (changed["changed_steps"], changed["added_steps"], changed["first_error_changed"]) == ([1], [2], False)
    assert (unchanged["changed_steps"], unchanged["first_error_changed"]) == ([], False)
    assert unchanged["before"]["first_error"] == 1, "what followed from the labels is kept, too"
    assert unlabelled["added_steps"] == [0, 1, 2]
    assert (last["annotator"], last["after"]) == ("grace", None)
    counts = found["counts"]
    assert (counts["total"], counts["waiting"], counts["instead_of_undo"], counts["hidden"]) == (4, 1, 0, 0)
    assert (counts["changed"]["hits"], counts["changed"]["count"], counts["changed"]["value"]) == (1, 2, 0.5)


def test_a_look_after_submitting_changes_nothing_and_is_told_apart(team: Team):
    Queue.objects.update(blind_policy="UNTIL_SUBMITTED")
    held = claim(team, "ada")
    labels = [*(operation("label", 1, step) for step in range(3)), operation("outcome", 1)]
    send(team, "ada", "post", f"assignments/{held['id']}/submit", {"base_revision": 0, "operations": labels})
    send(team, "ada", "post", f"assignments/{held['id']}/reveal", status=204)

    found = read(team)

    (row,) = found["results"]
    assert (row["moment"], row["after"], row["before"]["no_error"]) == ("INSTEAD_OF_UNDO", None, True)
    assert found["counts"]["instead_of_undo"] == 1
    assert found["counts"]["changed"] == {"hits": 0, "count": 0, "value": None, "low": None, "high": None}


def test_whoever_holds_the_trajectory_reads_nothing_of_it_not_even_a_count(team: Team):
    look(team, "ada", [1, 1, 1], [1, -1, 1])
    blind = Queue.objects.create(project=team.project, name="Blind", protocol="ternary", created_at=NOON)
    add_slots(queue=blind, trajectory_ids=[Annotation.objects.get().trajectory_id])
    assert claim_next(queue_id=blind.pk, member=team.member("rita"), now=now()) is not None

    found = read(team)

    assert is_hidden(Viewer.of(team.member("rita"), now=now()), Annotation.objects.get().trajectory_id)
    assert found["results"] == []
    assert (found["counts"]["total"], found["counts"]["hidden"], found["counts"]["changed"]["count"]) == (0, 1, 0)
    assert read(team, "max")["counts"]["changed"]["hits"] == 1


def test_comes_in_pages_the_latest_first(team: Team):
    held = look(team, "ada", [1, 1, 1], None)
    first = Reveal.objects.get()
    Reveal.objects.bulk_create(
        Reveal(assignment_id=held["id"], annotator=first.annotator, revealed_at=now(), labels_before=[1, None, None])
        for _ in range(50)
    )

    page = read(team)
    rest = read(team, query=f"?cursor={page['next_cursor']}")

    assert [row["id"] for row in page["results"]] == sorted((row["id"] for row in page["results"]), reverse=True)
    assert (len(page["results"]), [row["id"] for row in rest["results"]]) == (50, [first.pk])
    assert (rest["next_cursor"], rest["counts"]["total"]) == (None, 51)


@pytest.mark.parametrize("cursor", ["nonsense", "WyJyZXZlYWwiLCBbIngiXV0", "WyJzbG90IiwgWzFdXQ"])
def test_a_damaged_page_link_is_refused(team: Team, cursor: str):
    answer(team.client("max").get(team.url(f"queues/{team.queue.pk}/reveals?cursor={cursor}")), 400)


def test_costs_the_same_for_few_and_for_many(team: Team, django_assert_max_num_queries: Any):
    look(team, "ada", [1, 1, 1], [1, 1, 1])
    look(team, "grace", [1, 1, 1], [1, 1, 1])
    client = team.client("rita")

    with django_assert_max_num_queries(8):
        client.get(team.url(f"queues/{team.queue.pk}/reveals"))


def test_the_shell_reads_all_of_it(team: Team):
    look(team, "ada", [1, 1, 1], [1, -1, 1])
    look(team, "grace", [1, None, None], None)
    out = StringIO()

    call_command("reveals", "algebra", "--queue", "All trajectories", "--json", stdout=out)

    found = json.loads(out.getvalue())
    assert found["queue"] == "All trajectories"
    assert (found["counts"]["total"], found["counts"]["changed"]["hits"]) == (2, 1)
    assert [row["changed_steps"] for row in found["reveals"]] == [[], [1]]
    lines = StringIO()
    call_command("reveals", "algebra", stdout=lines)
    summary, waiting, changed = lines.getvalue().strip().splitlines()
    assert summary == "2 reveals; after 100 % [21, 100] of 1 something changed."
    assert waiting.endswith("grace t-0: rewards; nothing submitted yet")
    assert changed.endswith("ada t-0: rewards; changed step 1, first error")


def test_the_shell_says_which_queues_there_are(team: Team):
    with pytest.raises(CommandError, match="There is no queue 'Other'; there are: All trajectories"):
        call_command("reveals", "algebra", "--queue", "Other")
