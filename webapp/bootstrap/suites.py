"""Runs checks and test suites, and sums up honestly what came out."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from webapp.bootstrap.steps import say
from webapp.env import REPOSITORY


@dataclass(frozen=True, kw_only=True)
class Suite:
    """One command that passes or fails; `report` is the option by which it writes JUnit XML, if it counts tests."""

    label: str
    command: Sequence[str | Path]
    folder: Path = REPOSITORY
    environment: Mapping[str, str] = field(default_factory=dict)
    report: str | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a suite said of itself. A suite that counts no tests has zeros and its exit status."""

    label: str
    succeeded: bool
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def run_all(suites: Sequence[Suite], *, checks: Sequence[Suite] = ()) -> bool:
    """Run every check (two at a time) and every suite (one after another), also after a failure; True if all succeeded.

    The last line holds the sums.
    """
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(run_check, checks))
    outcomes += [run_suite(suite) for suite in suites]
    say("")
    for outcome in outcomes:
        verdict = "ok    " if outcome.succeeded else "FAILED"
        say(f"{verdict}  {outcome.seconds:6.1f} s  {outcome.label}{_counted(outcome)}")
    passed, failed, skipped = (sum(getattr(one, kind) for one in outcomes) for kind in ("passed", "failed", "skipped"))
    succeeded = sum(outcome.succeeded for outcome in outcomes)
    say(f"{passed} passed, {failed} failed, {skipped} skipped; {succeeded} of {len(outcomes)} suites and checks ok")
    return succeeded == len(outcomes)


def run_check(check: Suite) -> Outcome:
    """Its output comes in one piece at its end, so that two at a time stay readable."""
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=check.folder,
        env=os.environ | check.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        errors="replace",
    )
    seconds = time.monotonic() - started
    say(f"── {check.label}, {seconds:.0f} s{'' if done.returncode == 0 else ': FAILED'}\n{done.stdout}".rstrip())
    return Outcome(label=check.label, succeeded=done.returncode == 0, seconds=seconds)


def run_suite(suite: Suite) -> Outcome:
    """Its output goes to the terminal as it comes; the counts are read from its report."""
    say(f"\n── {suite.label}")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="assay-report-") as folder:
        report = Path(folder) / "junit.xml"
        asked = [suite.report.format(report)] if suite.report is not None else []
        command = [os.fspath(part) for part in (*suite.command, *asked)]
        environment = os.environ | suite.environment
        status = subprocess.run(command, cwd=suite.folder, env=environment, check=False).returncode
        passed, failed, skipped = count_tests(report)
    if status < 0:
        say(f"{suite.label} did not end by itself: signal {-status} ended it")
    return Outcome(
        label=suite.label,
        # Counts that nobody wrote are no success: a suite of tests without a report fails.
        succeeded=status == 0 and failed == 0 and (suite.report is None or passed > 0),
        seconds=time.monotonic() - started,
        passed=passed,
        failed=failed,
        skipped=skipped,
    )


def count_tests(report: Path) -> tuple[int, int, int]:
    """Passed, failed (errors included) and skipped, from JUnit XML; zeros where there is none.

    From the sums of its suites: a test that was tried twice has two cases there, and is one test.
    """
    if not report.exists():
        return 0, 0, 0
    suites = list(ElementTree.parse(report).iter("testsuite"))  # noqa: S314 - written by our own test run
    every, failures, errors, skipped = (
        sum(int(suite.get(kind, 0)) for suite in suites) for kind in ("tests", "failures", "errors", "skipped")
    )
    return every - failures - errors - skipped, failures + errors, skipped


def _counted(outcome: Outcome) -> str:
    if not outcome.passed + outcome.failed + outcome.skipped:
        return ""
    return f": {outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped"
