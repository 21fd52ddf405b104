"""One request to an endpoint, with all that may go wrong with it."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.worker.endpoint.server import Reply, Server, in_turn, serving
from worker.scorers.contract import ScorerUnavailable
from worker.scorers.endpoint.connection import Connection
from worker.scorers.endpoint.endpoint_settings import EndpointSettings
from worker.scorers.endpoint.errors import RequestFailed
from worker.scorers.endpoint.parallel import in_order
from worker.scorers.endpoint.waiting import backoff, seconds_in
from worker.scorers.settings import BadSetting, read_settings

KEY = "sk-very-secret-4711"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def connected(server: Server, *, waits: list[float] | None = None, key: str = "", **settings: Any) -> Connection:
    slept: list[float] = [] if waits is None else waits
    given = EndpointSettings(**server.endpoint(**settings))
    return Connection(given, environ={"ASSAY_KEY_TEST": key}, sleep=slept.append, now=lambda: NOON)


def test_posts_the_model_the_body_and_the_key_and_returns_the_answer() -> None:
    with serving(in_turn(Reply({"fine": True}))) as server:
        connection = connected(
            server, key=KEY, api_key_variable="ASSAY_KEY_TEST", extra={"user": "assay", "seed": None}
        )

        assert connection.post("/chat/completions", {"seed": 1, "top_p": None}) == {"fine": True}

    (seen,) = server.seen
    assert seen.path == "/v1/chat/completions"
    assert seen.body == {"model": "tiny", "user": "assay"}
    assert seen.headers["Authorization"] == f"Bearer {KEY}"


def test_sends_no_key_where_none_is_configured_and_text_that_is_no_utf8_as_such() -> None:
    with serving(in_turn(Reply({}))) as server:
        connected(server).post("/pooling", {"input": "half a pair: \ud800, π"})

    assert "Authorization" not in server.seen[0].headers
    assert server.seen[0].body["input"] == "half a pair: ?, π"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_tries_again_after_a_fault_that_may_pass(status: int) -> None:
    waits: list[float] = []
    with serving(in_turn(Reply({}, status), Reply({}, status), Reply({"fine": True}))) as server:
        assert connected(server, waits=waits).post("/x", {}) == {"fine": True}

    assert len(server.seen) == 3
    assert 0.5 <= waits[0] <= 1
    assert 1 <= waits[1] <= 2


def test_waits_as_long_as_the_server_asks() -> None:
    waits: list[float] = []
    seconds = Reply({}, 429, {"Retry-After": "7"})
    date = Reply({}, 503, {"Retry-After": "Thu, 01 Jan 2026 12:00:20 GMT"})
    nonsense = Reply({}, 429, {"Retry-After": "soon"})
    with serving(in_turn(seconds, date, nonsense, Reply({}))) as server:
        connected(server, waits=waits).post("/x", {})

    assert waits[:2] == [7.0, 20.0]
    assert 2 <= waits[2] <= 4


def test_does_not_wait_for_hours() -> None:
    waits: list[float] = []
    with (
        serving(in_turn(Reply({"error": {"message": "Daily limit."}}, 429, {"Retry-After": "3600"}))) as server,
        pytest.raises(ScorerUnavailable, match=r"“Daily limit”. It asks to wait 3600 seconds"),
    ):
        connected(server, waits=waits).post("/x", {})

    assert (waits, len(server.seen)) == ([], 1)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (429, ScorerUnavailable, "no room at the moment"),
        (503, ScorerUnavailable, "no room at the moment"),
        (500, RequestFailed, r"failed \(500\): “out of memory”. It was tried 3 times"),
    ],
)
def test_gives_up_with_a_sentence(status: int, kind: type[Exception], words: str) -> None:
    with serving(in_turn(Reply({"detail": "out of memory"}, status))) as server, pytest.raises(kind, match=words):
        connected(server, attempts=3).post("/x", {})

    assert len(server.seen) == 3


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (400, RequestFailed, r"refused the request \(400\): “maximum context length is 4096”"),
        (422, RequestFailed, "refused the request"),
        (404, ScorerUnavailable, "there is no model 'tiny'.*Check both"),
        (402, ScorerUnavailable, "refused the request"),
        (308, ScorerUnavailable, "has moved"),
    ],
)
def test_does_not_try_again_what_will_not_change(status: int, kind: type[Exception], words: str) -> None:
    reply = Reply({"error": {"message": "maximum context length is 4096"}}, status, {"Location": "/elsewhere"})
    with serving(in_turn(reply)) as server, pytest.raises(kind, match=words):
        connected(server).post("/x", {})

    assert len(server.seen) == 1


@pytest.mark.parametrize(("status", "words"), [(401, "refuses the key"), (403, "may not use 'tiny'")])
def test_a_refused_key_names_its_variable_and_never_the_key(
    status: int, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    echo = Reply({"error": {"message": f"Incorrect API key provided: {KEY}"}}, status)
    with (
        caplog.at_level(logging.DEBUG),
        serving(in_turn(echo)) as server,
        pytest.raises(ScorerUnavailable, match=words) as refused,
    ):
        connected(server, key=KEY, api_key_variable="ASSAY_KEY_TEST").post("/x", {})

    assert "ASSAY_KEY_TEST" in str(refused.value)
    assert KEY not in str(refused.value) + caplog.text
    assert len(server.seen) == 1


def test_takes_the_key_out_of_what_a_server_says_and_says_how_to_give_one_where_it_is_missing() -> None:
    with serving(in_turn(Reply({"error": f"bad header Bearer {KEY}"}, 400))) as server:
        with pytest.raises(RequestFailed, match=r"bad header Bearer \[key\]"):
            connected(server, key=KEY, api_key_variable="ASSAY_KEY_TEST").post("/x", {})
        with pytest.raises(ScorerUnavailable, match=r"ASSAY_KEY_TEST.*is not set on this worker"):
            connected(server, key=" ", api_key_variable="ASSAY_KEY_TEST")
    with serving(in_turn(Reply({}, 401))) as server, pytest.raises(ScorerUnavailable, match="wants a key"):
        connected(server).post("/x", {})


def test_calls_only_the_hosts_that_the_operator_lists() -> None:
    settings = EndpointSettings(url="http://169.254.169.254/v1", model="m")

    with pytest.raises(
        ScorerUnavailable, match=r"may not call 169\.254\.169\.254: its ASSAY_ENDPOINT_HOSTS names a\.org"
    ):
        Connection(settings, environ={"ASSAY_ENDPOINT_HOSTS": "a.org, b.org:8000"})
    Connection(settings, environ={"ASSAY_ENDPOINT_HOSTS": "a.org 169.254.169.254"})


def test_an_answer_that_does_not_come_in_time_is_asked_for_once_more() -> None:
    with (
        serving(in_turn(Reply({}, seconds=0.5))) as server,
        pytest.raises(RequestFailed, match=r"within timeout_seconds = 0\.1\. It was tried 2 times"),
    ):
        connected(server, timeout_seconds=0.1).post("/x", {})


def test_an_answer_that_drips_for_ever_is_cut_off_as_well() -> None:
    with (
        serving(in_turn(Reply({"text": "x" * 60}, seconds=3.0, drips=True))) as server,
        pytest.raises(RequestFailed, match="did not answer within"),
    ):
        connected(server, timeout_seconds=0.2, attempts=1).post("/x", {})


@pytest.mark.parametrize("body", [b'{"choices": [', b"<html>Bad gateway</html>", b"", b'{"a": NaN}', b"\xff\xfe"])
def test_says_how_an_answer_begins_that_is_no_json(body: bytes) -> None:
    with serving(in_turn(Reply(body))) as server, pytest.raises(RequestFailed, match="not JSON: “") as failed:
        connected(server).post("/x", {})

    assert len(server.seen) == 2
    assert str(failed.value).isprintable()


def test_an_answer_that_breaks_off_is_tried_again() -> None:
    broken = Reply(b'{"fine": ', claims=1_000)
    with serving(in_turn(broken, Reply({"fine": True}))) as server:
        assert connected(server).post("/x", {}) == {"fine": True}
    with serving(in_turn(broken)) as server, pytest.raises(ScorerUnavailable, match="broke the connection off"):
        connected(server, attempts=2).post("/x", {})


def test_does_not_read_more_than_it_may() -> None:
    with (
        serving(in_turn(Reply({"text": "x" * 50_000}))) as server,
        pytest.raises(RequestFailed, match="more than max_response_bytes = 20,000"),
    ):
        connected(server, max_response_bytes=20_000).post("/x", {})

    assert len(server.seen) == 1


def test_says_that_nobody_answers() -> None:
    with serving(in_turn(Reply({}))) as server:
        pass

    with pytest.raises(ScorerUnavailable, match=r"127\.0\.0\.1:\d+ cannot be reached.*is it running\? It was tried 2"):
        connected(server, attempts=2).post("/x", {})


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"url": "ftp://a.org"}, "is an address such as"),
        ({"url": "api.openai.com/v1"}, "is an address such as"),
        ({"url": "https://user:pass@a.org/v1"}, "no name, password or question mark"),
        ({"url": "https://a.org/v1?key=sk-1"}, "no name, password or question mark"),
        ({"url": "http://a.org:99999/v1"}, "is not an address"),
        ({"model": " "}, "model is a text"),
        ({"api_key_variable": KEY}, "begins with ASSAY_KEY_"),
        ({"api_key_variable": "ASSAY_SECRET_KEY"}, "begins with ASSAY_KEY_"),
        ({"attempts": 0}, "attempts is a number of at least 1"),
        ({"attempts": 2.5}, "attempts is a whole number"),
        ({"timeout_seconds": True}, "timeout_seconds is a number"),
        ({"concurrency": 1000}, "at most 256"),
        ({"extra": "x"}, "extra is a table"),
        ({"modle": "m"}, "no setting 'modle'. Did you mean 'model'"),
    ],
)
def test_refuses_settings_that_cannot_work(settings: dict[str, Any], words: str) -> None:
    given = {"url": "https://a.org/v1", "model": "m", **settings}

    with pytest.raises(BadSetting, match=words) as refused:
        read_settings(EndpointSettings, given, called="endpoint")

    assert KEY not in str(refused.value)


def test_says_which_setting_is_missing_and_what_is_no_table() -> None:
    with pytest.raises(BadSetting, match="endpoint needs the setting 'model'"):
        read_settings(EndpointSettings, {"url": "https://a.org"}, called="endpoint")
    with pytest.raises(BadSetting, match="endpoint is a table of settings, not str"):
        read_settings(EndpointSettings, "https://a.org", called="endpoint")  # type: ignore[arg-type]


def test_reads_a_wish_to_wait() -> None:
    found = [seconds_in(text, now=NOON) for text in (None, "0", "1.5", "-3", "x", "Thu, 01 Jan 2026 11:00:00 GMT")]

    assert found == [None, 0.0, 1.5, None, None, 0.0]


def test_waits_twice_as_long_each_time_up_to_a_limit() -> None:
    assert [backoff(attempt, longest=10, chance=1.0) for attempt in (1, 2, 3, 4, 5, 99)] == [1, 2, 4, 8, 10, 10]
    assert backoff(3, longest=10, chance=0.0) == 2


def test_keeps_the_order_of_what_it_does_at_once_and_drops_what_waits_after_a_failure() -> None:
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        if item == 3:
            raise ScorerUnavailable("gone")
        return item * item

    assert in_order(work, [], at_once=4) == []
    assert in_order(work, [2, 1, 0], at_once=3) == [4, 1, 0]
    begun.clear()
    with pytest.raises(ScorerUnavailable):
        in_order(work, [3, *range(100, 200)], at_once=1)
    assert begun == [3]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of this machine is not what is tested."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_a_name_of_a_host_that_there_is_not_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server("http://nobody.invalid")
    raising: Callable[..., Any] = _no_such_host
    monkeypatch.setattr("socket.getaddrinfo", raising)

    with pytest.raises(ScorerUnavailable, match=r"nobody\.invalid cannot be reached"):
        connected(server, attempts=1).post("/x", {})


def _no_such_host(*_: object, **__: object) -> None:
    raise OSError(-2, "Name or service not known")
