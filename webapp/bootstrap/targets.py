"""One function per target of the Makefile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from webapp.bootstrap.browser import ensure_browser
from webapp.bootstrap.bytecode import keep_bytecode
from webapp.bootstrap.checks import all_tests, browser_tests, fast_tests, static_checks, worker_tests
from webapp.bootstrap.clean import clean as remove_state
from webapp.bootstrap.frontend import FRONTEND, Node, ensure_bundle, ensure_modules, ensure_node
from webapp.bootstrap.packages import web_environment, worker_environment
from webapp.bootstrap.smoke import smoke as run_smoke
from webapp.bootstrap.steps import Step, StepFailed, say
from webapp.bootstrap.suites import run_all
from webapp.env import REPOSITORY, BadEnvironment, Environment, read_environment


def main(arguments: list[str]) -> int:
    """Run one target. 0 success, 1 failure, 2 wrong use, 130 interrupted."""
    signal.signal(signal.SIGTERM, _interrupt)
    target = TARGETS.get(arguments[0]) if len(arguments) == 1 else None
    if target is None:
        say(f"One target, please: {', '.join(TARGETS)}.")
        return 2
    try:
        environment = read_environment(os.environ)
        keep_bytecode(environment, os.environ)
        return 0 if target(environment) else 1
    except (StepFailed, BadEnvironment) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("Interrupted. Run the same command again to go on.")
        return 130


def install(environment: Environment) -> bool:
    """Everything that `make demo` needs, so that it works with the network down afterwards."""
    web_environment().ensure()
    ensure_bundle(environment.embedded)
    if environment.model_worker:
        worker_environment().ensure()
    return True


def install_worker(environment: Environment) -> bool:
    """The second environment alone; the demo calls this while it serves already."""
    del environment
    worker_environment().ensure()
    return True


def demo(environment: Environment) -> bool:
    """Hand over to the supervisor, which never comes back."""
    _serve(environment, "--demo")


def serve(environment: Environment) -> bool:
    """The same without the demo project."""
    _serve(environment)


def test(environment: Environment) -> bool:
    """Everything, whatever it takes."""
    node = _prepare_development(environment)
    ensure_bundle(environment.embedded)
    ensure_browser()
    worker = worker_environment(development=True)
    worker.ensure()
    suites = [*all_tests(_binaries(), node), *worker_tests(worker.folder / "bin")]
    return run_all(suites, checks=static_checks(_binaries(), node))


def check(environment: Environment) -> bool:
    """What a change has to pass before it is shown to anybody."""
    node = _prepare_development(environment)
    return run_all(fast_tests(_binaries()), checks=static_checks(_binaries(), node))


def e2e(environment: Environment) -> bool:
    """The browser tests alone."""
    web_environment(development=True).ensure()
    ensure_bundle(environment.embedded)
    ensure_browser()
    return run_all(browser_tests(_binaries()))


def fix(environment: Environment) -> bool:
    """Format, and repair what the linters can repair."""
    node = _prepare_development(environment)
    ruff = _binaries() / "ruff"
    subprocess.run([ruff, "check", "--fix-only", "--quiet", "."], cwd=REPOSITORY, check=False)
    subprocess.run([ruff, "format", "."], cwd=REPOSITORY, check=False)
    command: list[str | Path] = [node.npm, "--silent", "run", "lint", "--", "--fix"]
    return subprocess.run(command, cwd=FRONTEND, env=node.environment(), check=False).returncode == 0


def types(environment: Environment) -> bool:
    """The API's description, and from it the front end's types."""
    node = _prepare_development(environment)
    describe: list[str | Path] = [_binaries() / "python", "manage.py", "spectacular", "--validate", "--fail-on-warn"]
    describe += ["--format", "openapi-json", "--file", FRONTEND / "openapi.json"]
    Step(label="Describing the API", command=describe, folder=REPOSITORY).run()
    generate: list[str | Path] = [node.npm, "--silent", "run", "types"]
    Step(label="Writing its types", command=generate, environment=node.environment(), folder=FRONTEND).run()
    return True


def smoke(environment: Environment) -> bool:
    """The demo from start to stop, twice, in an ASSAY_HOME of its own."""
    del environment
    run_smoke()
    say("The smoke test succeeded.")
    return True


def clean_home(environment: Environment) -> bool:
    """ASSAY_HOME alone, and what was kept elsewhere for it."""
    remove_state(environment, built=())
    return True


def clean(environment: Environment) -> bool:
    """Back to a fresh clone, but for the installed packages."""
    remove_state(environment)
    return True


TARGETS: dict[str, Callable[[Environment], bool]] = {
    "install": install,
    "install-worker": install_worker,
    "demo": demo,
    "serve": serve,
    "test": test,
    "check": check,
    "e2e": e2e,
    "fix": fix,
    "types": types,
    "smoke": smoke,
    "clean": clean,
    "clean-home": clean_home,
}


def _serve(environment: Environment, *arguments: str) -> NoReturn:
    web_environment().ensure()
    ensure_bundle(environment.embedded)
    python = _binaries() / "python"
    sys.stdout.flush()
    os.chdir(REPOSITORY)
    os.execv(python, [str(python), "-m", "webapp.supervisor", *arguments])  # noqa: S606 - one process, one Ctrl-C


def _prepare_development(environment: Environment) -> Node:
    web_environment(development=True).ensure()
    node = ensure_node(environment.embedded)
    ensure_modules(node)
    return node


def _binaries() -> Path:
    return web_environment().folder / "bin"


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise KeyboardInterrupt
