"""Brings database and static files up to date: `python -m webapp.supervisor.prepare [--demo] [--in-background]`.

With `--demo` it also loads the demo project; standard output then holds what that answers, one JSON object, and
nothing else.
"""

from __future__ import annotations

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

from webapp.bootstrap.digest import digest_of, is_made, mark_made
from webapp.env import REPOSITORY
from webapp.supervisor.preparation import STAGE_MARK

DEMO_COMMAND = "load_demo"


def main(arguments: list[str]) -> None:
    """Everything here may be done again and again; nothing is done twice."""
    if "--in-background" in arguments:
        os.nice(10)  # the page, which loads at the same time, comes first
    django.setup()
    tell_stage("migrating the database")
    call_command("migrate", interactive=False, stdout=sys.stderr)
    tell_stage("collecting static files")
    collect_static()
    if "--demo" in arguments:
        tell_stage("loading the demo project")
        call_command(DEMO_COMMAND, json=True)


def tell_stage(stage: str) -> None:
    """On standard error, where the supervisor reads it to say what it waits for."""
    sys.stderr.write(f"{STAGE_MARK}{stage}\n")
    sys.stderr.flush()


def collect_static() -> None:
    """Only when the bundle or the packages changed; compressing takes seconds."""
    bundle = (path for folder in settings.STATICFILES_DIRS for path in folder.rglob("*") if path.is_file())
    packages = (REPOSITORY / "requirements" / "base.txt").read_text(encoding="utf-8")
    digest = digest_of(bundle, root=REPOSITORY, also=packages)
    stamp = settings.STATIC_ROOT.with_name("static.stamp")
    if not is_made(stamp, digest):
        call_command("collectstatic", interactive=False, clear=True, stdout=sys.stderr)
        mark_made(stamp, digest)


if __name__ == "__main__":
    main(sys.argv[1:])
