"""Which checks and suites there are. `make check` is the fast part of `make test`."""

from __future__ import annotations

from pathlib import Path

from webapp.bootstrap.frontend import FRONTEND, Node
from webapp.bootstrap.suites import Suite

JUNIT = "--junitxml={}"
# Browsers and other processes keep their own time: a test that fails there is tried once more, its first failure is
# told with its traceback, and more than five of them are no bad luck (docs/decisions/0024).
SECOND_TRY = ("--max-suite-reruns", "5", "--rerun-show-tracebacks")


def static_checks(binaries: Path, node: Node) -> list[Suite]:
    """Nothing here runs the product. The longest come first, as two run at a time."""
    return [
        _npm(node, "front end lint", "run", "lint"),
        Suite(label="Python types", command=[binaries / "mypy", "."]),
        _npm(node, "front end types", "run", "typecheck"),
        _npm(node, "front end import contracts", "run", "depcruise"),
        _npm(node, "front end types of the API", "run", "types:check"),
        Suite(label="import contracts", command=[binaries / "lint-imports"]),
        Suite(label="Python lint", command=[binaries / "ruff", "check", "--quiet", "."]),
        Suite(label="Python format", command=[binaries / "ruff", "format", "--check", "--quiet", "."]),
    ]


def fast_tests(binaries: Path) -> list[Suite]:
    """What fits into a coffee break."""
    return [
        _pytest(binaries, "Python tests, the fast ones", "-n", "2", "-m", "not slow and not browser and not worker")
    ]


def all_tests(binaries: Path, node: Node) -> list[Suite]:
    """Everything that needs no torch."""
    return [
        _front_end_tests(node),
        _pytest(binaries, "Python tests", "-n", "2", "-m", "not browser and not worker", *SECOND_TRY),
        *browser_tests(binaries),
    ]


def browser_tests(binaries: Path) -> list[Suite]:
    """One real browser, one test after another."""
    return [_pytest(binaries, "browser tests", "-m", "browser", "--reruns", "1", *SECOND_TRY, "tests/e2e")]


def worker_tests(binaries: Path) -> list[Suite]:
    """In the second environment, where torch is."""
    return [_pytest(binaries, "worker tests, with torch", "-n", "2", "tests/worker")]


def _pytest(binaries: Path, label: str, *arguments: str) -> Suite:
    return Suite(label=label, command=[binaries / "python", "-m", "pytest", "-q", *arguments], report=JUNIT)


def _front_end_tests(node: Node) -> Suite:
    reporters = ("--reporter=default", "--reporter=junit")
    suite = _npm(node, "front end tests", "test", "--", *reporters)
    return Suite(
        label=suite.label,
        command=suite.command,
        folder=suite.folder,
        environment=suite.environment,
        report="--outputFile.junit={}",
    )


def _npm(node: Node, label: str, *arguments: str) -> Suite:
    command: list[str | Path] = [node.npm, "--silent", *arguments]
    return Suite(label=label, command=command, folder=FRONTEND, environment=node.environment())
