"""Requests that no page sends: whatever is wrong with one, the answer is JSON that says so, and never an accident."""

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from rest_framework.test import APIClient

from annotator.http.addresses import failed
from annotator.projects.services import CannotChangeProject, create_person
from tests.factories.cast import Team, answer, make_team

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def team() -> Team:
    return make_team()


def manager(team: Team) -> APIClient:
    return team.client("max")


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"[" * 100_000, "nested"),
        (b'{"a":' * 100_000, "nested"),
        (b'{"name":"n","overlap":' + b"9" * 301 + b"}", "301 digits"),
        (b'{"name":"n","overlap":-' + b"9" * 5_000 + b"}", "digits"),
        (b'{"name":"n","overlap":1e400}', "1e400"),
        (b'{"name":"n","overlap":NaN}', "NaN"),
        (b'{"name":"n","overlap":-Infinity}', "-Infinity"),
        (b'{"name":"caf\xe9"}', "byte 12"),
        ('{"name":"n"}'.encode("utf-16"), "UTF-8"),
        (b'{"name":"n"', "line 1 column 12"),
        (b"name=n", "line 1 column 1"),
    ],
)
def test_a_body_that_is_no_json_is_refused_with_its_place(team: Team, body: bytes, word: str):
    refused = answer(manager(team).post(team.url("queues"), body, content_type=JSON), 400)

    assert refused["code"] == "parse_error"
    assert word in refused["detail"]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "hex", "nonsense"])
def test_json_is_utf_8_whatever_its_header_says(team: Team, charset: str):
    made = manager(team).post(team.url("queues"), b'{"name":"caf\xc3\xa9"}', content_type=f"{JSON}; charset={charset}")

    assert answer(made, 201)["queue"]["name"] == "café"


@pytest.mark.parametrize("number", ["9" * 300, "1e308"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("queues/{queue}/checks", '{"share": NUMBER}'),
        ("queues/{queue}/priorities", '{"priorities": [{"trajectory_id": 1, "priority": NUMBER}]}'),
        ("queues/{queue}/qualification", '{"threshold": NUMBER, "minimum": 1}'),
        ("scorers", '{"preset": "agent-judge", "model": "m", "name": "s", "channels": {"reward": {"threshold": NUMBER}}}'),
    ],
)  # fmt: skip
def test_a_number_that_can_just_be_read_is_judged_by_its_field(team: Team, path: str, body: str, number: str):
    sent = body.replace("NUMBER", number)
    response = manager(team).post(team.url(path.format(queue=team.queue.pk)), sent, content_type=JSON)

    assert response.status_code in {201, 400, 409}, response.content[:500]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("delete", "members/ada%00"),
        ("patch", "members/%00"),
        ("get", "queues/{queue}/slots?status=%00"),
        ("get", "runs/preview?scorer=%00"),
        ("get", "trajectories?filter=a%00b"),
    ],
)
def test_a_null_character_in_an_address_is_refused(team: Team, method: str, path: str):
    response = manager(team).generic(method, team.url(path.format(queue=team.queue.pk)), '{"role": "ANNOTATOR"}', JSON)

    assert answer(response, 400)["code"] == "null_character"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "queues"),
        ("patch", "queues/{queue}"),
        ("post", "queues/{queue}/requeue"),
        ("post", "queues/{queue}/checks"),
        ("post", "queues/{queue}/qualification"),
        ("post", "exclusions"),
        ("post", "runs"),
        ("post", "imports"),
    ],
)
def test_a_misspelt_field_does_not_ask_for_everything(team: Team, method: str, path: str):
    kind = "multipart" if path == "imports" else "json"
    send = getattr(manager(team), method)

    refused = answer(send(team.url(path.format(queue=team.queue.pk)), {"fliter": "steps:2"}, format=kind), 400)

    assert list(refused["fields"]) == ["fliter"]
    assert "There is no such field here; there are" in refused["detail"]


@pytest.mark.parametrize("path", ["/api/v1/nope", "/api/v1/projects/algebra/", "/api/v1/projects/algebra/queues/one"])
def test_an_address_that_is_not_there_is_said_in_the_shape_of_every_refusal(path: str):
    response = Client().get(path)
    refused = answer(response, 404)

    assert refused["code"] == "no_such_address"
    assert refused["request_id"] == response["X-Request-ID"]


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000)
def test_a_body_beyond_the_limit_is_refused_as_too_large(team: Team):
    response = manager(team).post(team.url("queues"), {"name": "n" * 2_000}, format="json")

    assert answer(response, 413)["code"] == "too_large"


def test_a_host_that_is_not_served_is_told_which_setting_names_those_that_are():
    refused = answer(Client(headers={"host": "evil.example"}).get("/api/v1/session"), 400)

    assert refused["code"] == "unknown_host"
    assert "ASSAY_ALLOWED_HOSTS" in refused["detail"]


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/projects", "application/json"), ("/p/algebra", "text/html")])
def test_an_accident_is_said_in_the_shape_of_whoever_asked(path: str, kind: str):
    request: HttpRequest = RequestFactory().get(path)
    response = failed(request)

    assert response.status_code == 500
    assert response["Content-Type"].startswith(kind)


@pytest.mark.parametrize("username", ["a b", "a/b", "", "a\nb", "n" * 151])
def test_a_name_that_cannot_stand_in_an_address_makes_no_account(team: Team, username: str):
    with pytest.raises(CannotChangeProject, match="cannot be made"):
        create_person(username=username, password=None)
