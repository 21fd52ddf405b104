"""Becomes one program of the site: `python -m webapp.supervisor.role web|worker|gpu-worker|beat`.

For containers, systemd and other supervisors than ours: the commands are the same, and the addresses have to be given.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from webapp.embedded import Addresses, addresses
from webapp.embedded.child import Program
from webapp.env import DEFAULT_PORT, BadEnvironment, Environment, prepare_home, read_environment
from webapp.supervisor import programs


def web(environment: Environment, found: Addresses) -> Program:
    """The usual port if none is given: a fixed one, as others have to know it."""
    return programs.web(environment, found, port=environment.port or DEFAULT_PORT)


def gpu_worker(environment: Environment, found: Addresses) -> Program:
    """From the environment that runs this."""
    return programs.gpu_worker(environment, found, binaries=Path(sys.executable).parent)


ROLES: dict[str, Callable[[Environment, Addresses], Program]] = {
    "web": web,
    "worker": programs.cpu_worker,
    "gpu-worker": gpu_worker,
    "beat": programs.beat,
}


def program_for(role: str, environment: Environment) -> Program:
    """Raises BadEnvironment where an address is missing: this process is told where the servers are, or has none."""
    if environment.database_url is None or environment.broker_url is None:
        raise BadEnvironment("ASSAY_DATABASE_URL and ASSAY_BROKER_URL are both needed here (`make serve` has its own).")
    (prepare_home(environment) / "run").mkdir(mode=0o700, exist_ok=True)
    return ROLES[role](environment, addresses(environment))


def main(arguments: list[str]) -> int:
    """Comes back only with an error: 1 for a wrong environment, 2 for wrong use."""
    if len(arguments) != 1 or arguments[0] not in ROLES:
        sys.stderr.write(f"One role, please: {', '.join(ROLES)}.\n")
        return 2
    try:
        program = program_for(arguments[0], read_environment(os.environ))
    except BadEnvironment as error:
        sys.stderr.write(f"{error}\n")
        return 1
    command = [os.fspath(part) for part in program.command]
    os.execve(command[0], command, dict(program.environment))  # noqa: S606 - signals then reach the program itself
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
