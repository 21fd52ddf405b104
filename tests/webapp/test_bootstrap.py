"""The installer runs on a bare Python, does nothing twice, and counts honestly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from webapp.bootstrap.bytecode import keep_bytecode
from webapp.bootstrap.checks import SECOND_TRY
from webapp.bootstrap.clean import clean
from webapp.bootstrap.digest import digest_of, is_made, mark_made
from webapp.bootstrap.packages import REQUIREMENTS, web_environment, worker_environment
from webapp.bootstrap.steps import Step, StepFailed
from webapp.bootstrap.suites import Suite, run_all, run_suite
from webapp.env import HOME_MARK, REPOSITORY, prepare_home, read_environment


@pytest.fixture
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_HOME", str(tmp_path / "home"))


def test_needs_nothing_but_the_standard_library() -> None:
    # -S leaves out site-packages, -E all variables: what is imported now is what a bare Python has.
    code = "import webapp.bootstrap.targets, webapp.env, webapp.embedded"
    subprocess.run([sys.executable, "-S", "-E", "-c", code], cwd=REPOSITORY, check=True)


def test_says_which_targets_there_are() -> None:
    asked = [sys.executable, "-m", "webapp.bootstrap", "fly"]
    told = subprocess.run(asked, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "install" in told.stdout


def test_every_target_of_the_makefile_is_known_and_explained() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    explained = {line.split()[1] for line in listed.splitlines()}
    assert explained == {"help", "demo", "serve", "install", "test", "check", "e2e", "smoke", "fix", "types", "clean"}


@pytest.mark.usefixtures("_own_home")
def test_a_failed_step_ends_in_a_sentence_with_the_end_of_its_output() -> None:
    with pytest.raises(StepFailed, match=r"(?s)Trying: failed with exit status 3\..*the reason"):
        Step(label="Trying", command=[sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]).run()


@pytest.mark.usefixtures("_own_home")
def test_shows_what_is_downloaded_and_keeps_the_rest_in_the_log(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code = "print('Downloading wheel (5 MB)'); print('a detail')"
    Step(label="Installing", command=[sys.executable, "-c", code]).run()
    assert capsys.readouterr().out == "Installing\n  Downloading wheel (5 MB)\n"
    assert "a detail" in (tmp_path / "home" / "logs" / "install.log").read_text()


def test_a_digest_changes_with_a_name_or_a_byte_and_not_with_the_order(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1")
    second.write_text("2")
    before = digest_of([first, second], root=tmp_path)
    assert digest_of([second, first], root=tmp_path) == before
    assert digest_of([first], root=tmp_path) != before
    second.write_text("3")
    assert digest_of([first, second], root=tmp_path) != before


def test_counts_as_made_only_what_was_marked_for_the_same_sources(tmp_path: Path) -> None:
    stamp = tmp_path / "deep" / "stamp"
    assert not is_made(stamp, "one")
    mark_made(stamp, "one")
    assert is_made(stamp, "one")
    assert not is_made(stamp, "two")


def report_of(*, tests: int = 0, failures: int = 0, errors: int = 0, skipped: int = 0) -> list[str | Path]:
    """A stand-in for a test program: it writes the report that its last argument names."""
    sums = f'tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    text = f"<testsuites {sums}><testsuite {sums}></testsuite></testsuites>"
    return [sys.executable, "-c", f"import sys; open(sys.argv[1], 'w').write({text!r})"]


def test_counts_passed_failed_and_skipped_tests() -> None:
    written = report_of(tests=5, failures=1, errors=1, skipped=1)
    outcome = run_suite(Suite(label="some", command=written, report="{}"))
    assert (outcome.passed, outcome.failed, outcome.skipped) == (2, 2, 1)
    assert not outcome.succeeded


@pytest.mark.slow
def test_a_test_that_was_tried_twice_is_counted_once(tmp_path: Path) -> None:
    (tmp_path / "test_second_try.py").write_text(
        "from pathlib import Path\n"
        "def test_fails_once():\n"
        "    mark = Path(__file__).with_name('mark')\n"
        "    was_there = mark.exists()\n"
        "    mark.touch()\n"
        "    assert was_there\n"
    )
    pytest_here: list[str | Path] = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", tmp_path]
    outcome = run_suite(
        Suite(label="some", command=[*pytest_here, "--reruns", "1", *SECOND_TRY], report="--junitxml={}")
    )
    assert (outcome.passed, outcome.failed, outcome.skipped, outcome.succeeded) == (1, 0, 0, True)
    (tmp_path / "mark").unlink()
    assert not run_suite(Suite(label="some", command=pytest_here, report="--junitxml={}")).succeeded


def test_a_suite_that_reports_no_passed_test_has_not_succeeded() -> None:
    assert not run_suite(Suite(label="empty", command=report_of(), report="{}")).succeeded
    assert not run_suite(Suite(label="silent", command=[sys.executable, "-c", ""], report="--unused={}")).succeeded


def test_goes_on_after_a_failure_and_ends_with_the_sums(capsys: pytest.CaptureFixture[str]) -> None:
    checks = [Suite(label="breaks", command=[sys.executable, "-c", "print('the reason'); raise SystemExit(1)"])]
    suites = [Suite(label="passes", command=report_of(tests=2, skipped=1), report="{}")]
    assert run_all(suites, checks=checks) is False
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["── breaks, 0 s: FAILED", "the reason"]
    assert said[-1] == "1 passed, 0 failed, 1 skipped; 1 of 2 suites and checks ok"


def test_the_web_environment_has_no_torch_and_the_worker_environment_pins_it_outside_its_lock() -> None:
    for environment in (web_environment(development=True), worker_environment(development=True)):
        locked = "\n".join(layer.source for layer in environment.layers if layer.name != "torch")
        assert "\ntorch==" not in f"\n{locked}"
    assert [layer.source for layer in worker_environment().layers][-1] == "torch==2.13.0"


def test_the_locks_agree_on_every_package_that_they_share() -> None:
    pinned: dict[str, dict[str, str]] = {}
    for lock in REQUIREMENTS.glob("*.txt"):
        for line in lock.read_text(encoding="utf-8").splitlines():
            name, equals, version = line.partition(";")[0].strip().partition("==")
            if equals and not line.startswith((" ", "#")):
                pinned.setdefault(name, {})[lock.name] = version
    assert {name: locks for name, locks in pinned.items() if len(set(locks.values())) > 1} == {}


def test_clean_removes_only_a_home_that_assay_made(tmp_path: Path) -> None:
    stranger = tmp_path / "photos"
    stranger.mkdir()
    (stranger / "one.jpg").write_text("")
    with pytest.raises(StepFailed, match=f"has no file {HOME_MARK}"):
        clean(read_environment({"ASSAY_HOME": str(stranger)}), built=())
    assert (stranger / "one.jpg").exists()
    own = read_environment({"ASSAY_HOME": str(tmp_path / "own")})
    prepare_home(own)
    clean(own, built=())
    assert not own.home.exists()


def test_an_interrupted_step_leaves_nothing_running(tmp_path: Path) -> None:
    code = (
        "from webapp.bootstrap.steps import Step; import sys\n"
        "Step(label='Long', command=[sys.executable, '-c', 'import os, time; print(\"Installed\", os.getpid(), flush=True); "
        "time.sleep(60)']).run()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=REPOSITORY,
        env=os.environ | {"ASSAY_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdout is not None
        grandchild = next(int(line.split()[1]) for line in running.stdout if "Installed" in line)
        running.send_signal(2)
        running.wait(60)
        assert not Path(f"/proc/{grandchild}").exists()


def test_keeps_compiled_code_below_its_home_where_python_may_keep_none(tmp_path: Path) -> None:
    home = read_environment({"ASSAY_HOME": str(tmp_path / "home")})
    variables = {"PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ["PATH"]}

    keep_bytecode(home, variables)

    subprocess.run([sys.executable, "-c", "import wave"], check=True, env=variables)
    assert "PYTHONDONTWRITEBYTECODE" not in variables
    assert list((tmp_path / "home" / "pycache").rglob("wave.*.pyc"))


def test_leaves_python_alone_where_it_keeps_what_it_compiles(tmp_path: Path) -> None:
    variables = {"PATH": os.environ["PATH"]}

    keep_bytecode(read_environment({"ASSAY_HOME": str(tmp_path / "home")}), variables)

    assert variables.keys() == {"PATH"}
