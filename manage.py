#!/usr/bin/env python
"""Django's command line, with the embedded services up for as long as a command needs them."""

import os
import sys

from webapp.embedded.server import CannotStart
from webapp.embedded.services import ensure_services
from webapp.env import BadEnvironment, Environment, read_environment

# They read no table and send no message; everything else may.
NEEDS_NO_SERVICES = {"collectstatic", "diffsettings", "findstatic", "help", "spectacular", "startapp", "version"}


def main() -> int:
    """Run one command; what it had to start is stopped again, also when it fails."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webapp.settings")
    try:
        environment = read_environment(os.environ)
        if not needs_services(sys.argv):
            run_command()
            return 0
        with ensure_services(environment, say=tell):
            return run_command_on_tables(environment)
    except (BadEnvironment, CannotStart) as error:
        tell(str(error))
        return 1
    return 0


def needs_services(arguments: list[str]) -> bool:
    """False for a command that only prints or copies, and for every question about a command."""
    command = arguments[1] if len(arguments) > 1 else "help"
    asks = {"-h", "--help", "--version"} & set(arguments[1:])
    only_checks_code = command == "check" and "--database" not in arguments
    return not (asks or only_checks_code or command in NEEDS_NO_SERVICES)


def run_command_on_tables(environment: Environment) -> int:
    """The same, after whatever migrations are missing. Imported here, for the reason below."""
    import django

    from webapp.up_to_date import TablesMissing, ensure_tables

    django.setup()
    try:
        ensure_tables(environment, command=sys.argv[1], say=tell)
    except TablesMissing as refusal:
        tell(str(refusal))
        return 1
    run_command()
    return 0


def run_command() -> None:
    """Imported here, because the settings want to know where the services are."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def tell(line: str) -> None:
    """To standard error: standard output belongs to the command's own answer."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
