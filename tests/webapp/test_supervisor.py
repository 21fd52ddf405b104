"""One terminal runs the whole site, and nothing of it outlives that terminal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.webapp.homes import Home, eventually, fresh_home, is_alive
from webapp.bootstrap.frontend import BUNDLE
from webapp.embedded.child import Program
from webapp.env import REPOSITORY, read_environment
from webapp.supervisor.address import NoPort, address_of, choose_port, page_answers
from webapp.supervisor.process import Process, stop_all

pytestmark = pytest.mark.flaky(reruns=1)
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


@dataclass
class RunningSite:
    """A supervisor in a process of its own, and what it has said so far."""

    process: subprocess.Popen[str]
    address: str


@contextmanager
def running_site(home: Home) -> Iterator[RunningSite]:
    """Up until its page answers; ended the hard way if the test has not ended it."""
    with home.start("-m", "webapp.supervisor") as process:
        try:
            yield RunningSite(process, _address_from(process))
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)


def _address_from(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Assay is at "):
            return line.split()[3]
    raise AssertionError("".join(said))


@pytest.fixture
def home() -> Iterator[Home]:
    if not (BUNDLE / "index.html").exists():
        pytest.skip("the front end is not built: run `make install`")
    with fresh_home() as path:
        yield Home(
            path, variables={"ASSAY_MODEL_WORKER": "false", "ASSAY_WEB_WORKERS": "1", "ASSAY_TASK_PROCESSES": "1"}
        )


@linux
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stops_everything_when_asked_and_leaves_nothing(home: Home, number: signal.Signals) -> None:
    with running_site(home) as site:
        assert page_answers(site.address)
        site.process.send_signal(number)
        said = site.process.communicate(timeout=180)[0]
    assert said.endswith("Everything has stopped.\n")
    assert site.process.returncode == 0
    # A process that has let go of its lock, or was killed, takes a moment to go.
    assert home.comes_to_rest(seconds=10), home.commands()


@linux
@pytest.mark.slow
def test_nothing_outlives_a_killed_supervisor_and_the_next_start_works(home: Home) -> None:
    with running_site(home) as first:
        assert len(home.processes()) >= 6
        first.process.kill()
        assert home.comes_to_rest(seconds=40), home.commands()
    with running_site(home) as second:
        assert page_answers(second.address)


@linux
@pytest.mark.slow
def test_starts_a_killed_web_process_again_and_says_so(home: Home) -> None:
    with running_site(home) as site:
        os.kill(_leader(home, "granian"), signal.SIGKILL)
        assert site.process.stdout is not None
        assert any(
            "web ended with status -9; starting it again" in line for line in iter(site.process.stdout.readline, "")
        )
        assert eventually(lambda: page_answers(site.address), seconds=60)


@linux
@pytest.mark.slow
def test_brings_the_services_back_when_their_keeper_is_killed(home: Home) -> None:
    with running_site(home) as site:
        keeper = int(str(home.runtime()["pid"]))
        os.kill(keeper, signal.SIGKILL)
        assert eventually(lambda: home.processes(containing="webapp.embedded.keeper") not in ([], [keeper]), seconds=60)
        assert eventually(lambda: page_answers(site.address))


@linux
@pytest.mark.slow
def test_refuses_a_second_start_of_the_same_home(home: Home) -> None:
    with running_site(home):
        second = home.start("-m", "webapp.supervisor")
        said = second.communicate(timeout=180)[0]
        assert second.returncode == 1
        assert "Assay runs already" in said


def _leader(home: Home, containing: str) -> int:
    """The process that leads its session: the others are its workers."""
    return next(pid for pid in home.processes(containing=containing) if os.getsid(pid) == pid)


def test_takes_the_next_port_when_the_usual_one_is_taken_and_none_was_asked_for() -> None:
    environment = read_environment({})
    first = choose_port(environment)
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", first))
        taken.listen()
        assert choose_port(environment) > first


def test_refuses_a_taken_port_that_was_asked_for_and_names_the_variable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = replace(read_environment({}), port=taken.getsockname()[1])
        with pytest.raises(NoPort, match="ASSAY_PORT"):
            choose_port(wanted)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:81/"),
        ("0.0.0.0", "http://127.0.0.1:81/"),  # noqa: S104 - only printed
        ("::1", "http://[::1]:81/"),
        ("::", "http://127.0.0.1:81/"),
    ],
)
def test_prints_an_address_that_a_browser_here_can_open(host: str, address: str) -> None:
    assert address_of(replace(read_environment({}), host=host), 81) == address


def test_a_closed_port_is_no_page() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert not page_answers(f"http://127.0.0.1:{bound.getsockname()[1]}/")


def program(tmp_path: Path, code: str) -> Program:
    return Program(command=[sys.executable, "-c", code], log=tmp_path / "log", folder=REPOSITORY)


def test_waits_longer_before_each_restart_of_what_keeps_dying(tmp_path: Path) -> None:
    said: list[str] = []
    process = Process(name="mayfly", program=program(tmp_path, "raise SystemExit(4)"), say=said.append)
    process.start()
    assert eventually(lambda: _watched(process).deaths == 2)
    assert said[0].startswith("mayfly ended with status 4; starting it again in 2 s")
    assert said[1].startswith("mayfly ended with status 4; starting it again in 4 s")


def _watched(process: Process) -> Process:
    process.watch()
    return process


@linux
def test_stops_what_ignores_requests_and_its_children_too(tmp_path: Path) -> None:
    code = (
        "import signal, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    process = Process(name="careless", program=program(tmp_path, code), say=print)
    process.start()
    assert eventually(lambda: (tmp_path / "log").read_text().strip() != "")
    orphan = int((tmp_path / "log").read_text())
    started = time.monotonic()
    stop_all([process])
    assert time.monotonic() - started < 5
    assert eventually(lambda: not is_alive(orphan))
