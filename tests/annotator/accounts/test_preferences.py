"""What people choose for themselves is kept with the account: by revision, bounded, and refused with its place."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from rest_framework.test import APIClient

from annotator.accounts.models import Preferences
from annotator.accounts.services import MOST_BYTES, PreferencesMoved, change_preferences
from tests.factories.cast import NOON, answer

pytestmark = pytest.mark.django_db
URL = "/api/v1/account/preferences"


@pytest.fixture
def ada() -> User:
    return User.objects.create_user(username="ada")


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def choose(user: User, revision: int, status: int = 200, **changes: Any) -> Any:
    return send(user, {"revision": revision, **changes}, status)


def send(user: User, body: Any, status: int = 200) -> Any:
    # Halves of signs travel as \ud800, which is the only way that JSON has for them.
    return answer(client_of(user).patch(URL, json.dumps(body), content_type="application/json"), status)


def keys(*chords: str, title: str = "+1 correct", instead_of: list[str] | None = None) -> dict[str, Any]:
    return {"keys": list(chords), "title": title, "instead_of": instead_of or ["d", "1"]}


def test_nothing_is_chosen_at_first(ada: User):
    assert answer(client_of(ada).get(URL)) == {
        "username": "ada", "revision": 0, "changed_at": None, "theme": None, "keys": {}
    }  # fmt: skip
    assert Preferences.objects.count() == 0


def test_what_is_chosen_is_there_on_the_next_machine_and_nobody_else_has_it(ada: User):
    chosen = choose(ada, 0, theme="dark", keys={"label.correct": keys("v")})

    assert (chosen["revision"], chosen["theme"], chosen["keys"]) == (1, "dark", {"label.correct": keys("v")})
    assert answer(client_of(ada).get(URL)) == chosen
    assert answer(client_of(User.objects.create_user(username="sam")).get(URL))["keys"] == {}


def test_a_change_leaves_the_rest_alone_and_null_takes_back(ada: User):
    choose(ada, 0, theme="dark", keys={"label.correct": keys("v"), "read.fold": keys("w")})

    after = choose(ada, 1, theme=None, keys={"read.fold": None})

    assert (after["revision"], after["theme"], after["keys"]) == (2, None, {"label.correct": keys("v")})


def test_the_space_bar_and_no_key_at_all_are_choices(ada: User):
    chosen = choose(ada, 0, keys={"label.correct": keys(" "), "label.neutral": keys()})

    assert chosen["keys"]["label.correct"]["keys"] == [" "]
    assert chosen["keys"]["label.neutral"]["keys"] == []


def test_a_script_needs_not_say_what_a_command_is_called(ada: User):
    chosen = choose(ada, 0, keys={"label.correct": {"keys": ["v"]}})

    assert chosen["keys"] == {"label.correct": {"keys": ["v"], "title": "", "instead_of": None}}


def test_a_second_writer_is_told_what_stands_and_changes_nothing(ada: User):
    choose(ada, 0, keys={"label.correct": keys("v")})

    refused = choose(ada, 0, 409, keys={"label.correct": keys("b")}, theme="dark")

    assert refused["code"] == "preferences_moved"
    assert refused["preferences"] == answer(client_of(ada).get(URL))
    assert refused["preferences"]["keys"]["label.correct"]["keys"] == ["v"]
    assert choose(ada, refused["preferences"]["revision"], theme="dark")["revision"] == 2


def test_of_two_browsers_neither_loses_what_it_chose_in_another_group(ada: User):
    """The second sends what it knew of the other group with it: that is older by now, and must not come back."""
    choose(ada, 0, keys={"label.correct": keys("v"), "read.fold": keys("w")})
    choose(ada, 1, keys={"label.correct": keys("b"), "label.neutral": keys("n")})

    refused = choose(ada, 1, 409, keys={"label.correct": keys("v"), "read.fold": keys("x")})
    stands = refused["preferences"]
    assert stands["keys"] == {"label.correct": keys("b"), "label.neutral": keys("n"), "read.fold": keys("w")}

    both = choose(ada, stands["revision"], keys={"read.fold": keys("x")})
    assert both["keys"] == {"label.correct": keys("b"), "label.neutral": keys("n"), "read.fold": keys("x")}


def test_one_chord_in_two_groups_is_kept_for_both_whoever_came_first(ada: User):
    """Which groups meet on a page is for the page to know; the server drops neither."""
    choose(ada, 0, keys={"label.correct": keys("v")})
    stands = choose(ada, 0, 409, keys={"read.fold": keys("v")})["preferences"]

    both = choose(ada, stands["revision"], keys={"read.fold": keys("v")})

    assert both["keys"] == {"label.correct": keys("v"), "read.fold": keys("v")}


def test_a_page_of_one_person_cannot_choose_for_another_who_signed_in_since(ada: User):
    sam = User.objects.create_user(username="sam")

    refused = send(sam, {"username": "ada", "revision": 0, "theme": "dark"}, 409)

    assert refused["code"] == "other_person"
    assert Preferences.objects.count() == 0
    assert send(sam, {"username": "sam", "revision": 0, "theme": "dark"})["username"] == "sam"


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"keys": {"label.correct": keys("Escape")}}, "keys.label.correct.keys.0", "leaves dialogs"),
        ({"keys": {"label.correct": keys("v", "ctrl+x")}}, "keys.label.correct.keys.1", "A key is a sign"),
        ({"keys": {"label.correct": keys("Shift")}}, "keys.label.correct.keys.0", "only held"),
        ({"keys": {"label.correct": keys("v"), "label.neutral": keys("v")}}, "keys.label.correct", "label.neutral"),
        ({"keys": {"help.open": keys()}}, "keys.help.open", "opens it"),
        ({"keys": {"no command": keys("v")}}, "keys.no command", "no name of a command"),
        ({"keys": {"label.\ud800": keys("v")}}, "keys.label.\ud800", "no name of a command"),
        ({"keys": {"label.correct": ["v"]}}, "keys.label.correct.non_field_errors", "dictionary"),
        ({"keys": {"label.correct": {"title": "x"}}}, "keys.label.correct.keys", "required"),
        ({"keys": {"label.correct": keys(*"abcdefghij")}}, "keys.label.correct.keys", "9"),
        ({"keys": {"label.correct": keys("v", title="x" * 201)}}, "keys.label.correct.title", "200"),
        ({"keys": {"label.correct": keys("v", title="a\x00b")}}, "keys.label.correct.title", "Null"),
        ({"keys": ["v"]}, "keys", "dictionary"),
        ({"theme": "sepia"}, "theme", "not a valid choice"),
        ({"theme": "\ud800"}, "theme", "not a valid choice"),
        ({"revision": -1}, "revision", "greater than or equal to 0"),
        ({"revision": "first"}, "revision", "integer"),
    ],
)
def test_refuses_with_the_place_and_the_reason_and_keeps_what_stands(
    ada: User, changes: dict[str, Any], place: str, said: str
):
    before = choose(ada, 0, theme="dark", keys={"read.fold": keys("w")})

    refused = send(ada, {"revision": 1, **changes}, 400)

    assert place in refused["fields"], refused
    assert said in refused["fields"][place][0]
    assert answer(client_of(ada).get(URL)) == before


def test_a_key_is_not_taken_from_a_command_without_saying_so(ada: User):
    choose(ada, 0, keys={"label.correct": keys("v")})

    refused = choose(ada, 1, 400, keys={"label.neutral": keys("v")})
    swapped = choose(ada, 1, keys={"label.neutral": keys("v"), "label.correct": keys()})

    assert "v is the key of label.correct already" in refused["fields"]["keys.label.neutral"][0]
    assert swapped["keys"]["label.neutral"]["keys"] == ["v"]


def test_so_much_and_no_more_is_kept(ada: User):
    long = {f"label.n{number}": keys(title="x" * 200) for number in range(260)}

    refused = choose(ada, 0, 400, keys=long)

    assert f"{MOST_BYTES:,} are kept" in refused["fields"]["keys"][0]
    assert Preferences.objects.count() == 0


def test_what_a_newer_version_kept_is_there_for_it_after_an_older_one_wrote(ada: User):
    newer = {"keys": {"read.aloud": {"keys": ["Hyper+x"], "voice": 3}}, "density": "tight", "theme": "sepia"}
    Preferences.objects.create(user=ada, revision=4, choices=newer, changed_at=NOON)

    shown = answer(client_of(ada).get(URL))
    choose(ada, 4, keys={"label.correct": keys("v")})

    assert shown["keys"] == newer["keys"]
    kept = Preferences.objects.get(user=ada).choices
    assert (kept["density"], kept["theme"]) == ("tight", "sepia")
    assert kept["keys"]["read.aloud"] == {"keys": ["Hyper+x"], "voice": 3}


def test_the_session_brings_them_to_the_page_and_to_whoever_signs_in(ada: User):
    chosen = choose(ada, 0, keys={"label.correct": keys("v")})
    ada.set_password("a quiet lantern")
    ada.save()

    signed_in = answer(
        APIClient().post("/api/v1/session", {"username": "ada", "password": "a quiet lantern"}, format="json")
    )

    assert signed_in["preferences"] == chosen
    assert answer(client_of(ada).get("/api/v1/session"))["preferences"] == chosen
    assert answer(APIClient().get("/api/v1/session")) == {"user": None}


def test_they_go_with_the_account(ada: User):
    choose(ada, 0, theme="dark")

    ada.delete()

    assert Preferences.objects.count() == 0


def test_keeping_them_costs_the_same_for_one_and_for_many(ada: User, django_assert_max_num_queries: Any):
    choose(ada, 0, keys={f"label.n{number}": keys() for number in range(100)})
    client = client_of(ada)

    with django_assert_max_num_queries(7):  # session, person, savepoint, make, lock, write, release
        answer(client.patch(URL, {"revision": 1, "theme": "dark"}, format="json"))


def test_the_loser_of_a_race_leaves_nothing_behind(ada: User):
    with pytest.raises(PreferencesMoved), transaction.atomic():
        change_preferences(user=ada, revision=3, changes={"theme": "dark"}, at=NOON)

    assert Preferences.objects.count() == 0
