"""Signing in and out, changing passwords, and tokens for scripts."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore as DjangosStore
from django.contrib.sessions.models import Session
from django.test import Client
from rest_framework.test import APIClient

from annotator.accounts.models import AccessToken
from annotator.accounts.sessions import SessionStore
from annotator.http.clock import now
from tests.factories.cast import answer

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet lantern"


@pytest.fixture
def ada() -> User:
    return User.objects.create_user(username="ada", password=PASSWORD, first_name="Ada", last_name="L")


def sign_in(client: Any, password: str = PASSWORD, username: str = "ada", **headers: str):
    body = {"username": username, "password": password}
    return client.post("/api/v1/session", body, content_type="application/json", headers=headers)


def browser() -> Client:
    """A client that is held to CSRF, as a browser is."""
    return Client(enforce_csrf_checks=True)


def csrf(client: Client) -> dict[str, str]:
    client.get("/api/v1/session")
    return {"X-CSRFToken": client.cookies["csrftoken"].value}


def test_signs_in_and_out(ada: User):
    client = browser()

    signed_in = answer(sign_in(client, **csrf(client)))
    token = client.cookies["csrftoken"].value
    signed_out = client.delete("/api/v1/session", headers={"X-CSRFToken": token})

    assert signed_in["user"] == {"username": "ada", "display_name": "Ada L", "is_staff": False}
    assert signed_out.status_code == 204
    assert answer(client.get("/api/v1/session")) == {"user": None}


def test_refuses_a_sign_in_from_another_site(ada: User):
    refused = answer(sign_in(browser()), 403)

    assert refused["code"] == "csrf_failed"
    assert "Reload" in refused["detail"]


def test_refuses_a_change_without_the_csrf_token(ada: User):
    client = browser()
    answer(sign_in(client, **csrf(client)))

    assert client.delete("/api/v1/session").status_code == 403
    assert answer(client.get("/api/v1/session"))["user"] is not None


def test_says_the_same_for_a_wrong_password_and_an_unknown_name(ada: User):
    wrong = answer(sign_in(Client(), "not it"), 400)
    unknown = answer(sign_in(Client(), "not it", "nobody"), 400)

    assert wrong["detail"] == unknown["detail"]
    assert wrong["code"] == "wrong_credentials"


def test_throttles_a_guesser_and_says_how_long(ada: User):
    for _ in range(7):
        assert sign_in(Client(), "guess").status_code == 400

    last_straw = sign_in(Client(), "guess")
    throttled = sign_in(Client())
    other_place = Client().post(
        "/api/v1/session",
        {"username": "ada", "password": PASSWORD},
        content_type="application/json",
        REMOTE_ADDR="192.0.2.9",
    )

    for refused in (last_straw, throttled):
        assert answer(refused, 429)["code"] == "throttled"
        assert 0 < int(refused["Retry-After"]) <= 300
    assert other_place.status_code == 200


def test_a_session_is_over_when_its_time_is(ada: User):
    client = Client()
    answer(sign_in(client))
    assert answer(client.get("/api/v1/session"))["user"] is not None

    Session.objects.update(expire_date=now())

    assert answer(client.get("/api/v1/session")) == {"user": None}


@pytest.mark.parametrize("cookie", ["", "short", "a" * 32, "'; DROP TABLE django_session; --"])
def test_a_session_that_nobody_began_is_nobodys(ada: User, cookie: str):
    client = Client()
    answer(sign_in(client))
    client.cookies["sessionid"] = cookie

    assert answer(client.get("/api/v1/session")) == {"user": None}
    assert Session.objects.count() == 1


def test_a_session_whose_content_was_changed_is_nobodys(ada: User):
    client = Client()
    answer(sign_in(client))
    row = Session.objects.get()
    Session.objects.update(session_data=row.session_data[:-1] + ("A" if row.session_data[-1] != "A" else "B"))

    assert answer(client.get("/api/v1/session")) == {"user": None}


def test_sessions_are_written_and_read_as_djangos_own(ada: User):
    client = Client()
    answer(sign_in(client))
    key = client.cookies["sessionid"].value

    assert SessionStore(key).load() == DjangosStore(key).load()
    assert SessionStore(key).load()["_auth_user_id"] == str(ada.pk)
    theirs = DjangosStore()
    theirs["left"] = "before"
    theirs.save()
    assert SessionStore(theirs.session_key).load() == {"left": "before"}


def test_changes_the_password_and_keeps_this_session_only(ada: User):
    here, elsewhere = Client(), Client()
    answer(sign_in(here))
    answer(sign_in(elsewhere))
    body = {"current_password": PASSWORD, "new_password": "another quiet lantern"}

    answer(here.post("/api/v1/account/password", body, content_type="application/json"), 204)

    assert answer(here.get("/api/v1/session"))["user"] is not None
    assert answer(elsewhere.get("/api/v1/session"))["user"] is None
    assert sign_in(Client(), "another quiet lantern").status_code == 200


@pytest.mark.parametrize(
    ("current", "new", "named"),
    [("wrong", "another quiet lantern", "current_password"), (PASSWORD, "12345", "new_password")],
)
def test_refuses_a_wrong_or_weak_password_at_its_field(ada: User, current: str, new: str, named: str):
    client = Client()
    answer(sign_in(client))

    body = {"current_password": current, "new_password": new}
    refused = answer(client.post("/api/v1/account/password", body, content_type="application/json"), 400)

    assert list(refused["fields"]) == [named]
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_a_token_signs_a_script_in_until_it_is_revoked(ada: User):
    client = Client()
    answer(sign_in(client))
    made = answer(
        client.post(
            "/api/v1/account/tokens", {"name": "nightly", "expires_in_days": 30}, content_type="application/json"
        ),
        201,
    )
    script = APIClient()
    script.credentials(HTTP_AUTHORIZATION=f"Token {made['token']}")

    assert answer(script.get("/api/v1/projects")) == {"results": [], "may_create": False}
    listed = answer(client.get("/api/v1/account/tokens"))["results"]
    assert [(row["name"], row["prefix"]) for row in listed] == [("nightly", made["token"][: len(made["prefix"])])]
    assert made["token"] not in str(listed)
    assert not AccessToken.objects.filter(digest=made["token"]).exists()

    answer(client.delete(f"/api/v1/account/tokens/{made['id']}"), 204)
    assert script.get("/api/v1/projects").status_code == 401


def test_nobody_revokes_somebody_elses_token(ada: User):
    _, token = AccessToken.objects.create(user=ada, expiry=None, name="hers")
    sam = APIClient()
    sam.force_authenticate(User.objects.create_user(username="sam"))

    public_id = AccessToken.objects.get().public_id
    answer(sam.delete(f"/api/v1/account/tokens/{public_id}"), 404)

    assert AccessToken.objects.count() == 1
    assert token.startswith("assay_")
