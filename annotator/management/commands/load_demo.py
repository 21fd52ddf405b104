"""`manage.py load_demo`: the demo project, with its accounts."""

import json
from typing import Any

from django.core.management.base import CommandParser

from annotator.demo.accounts import demo_accounts
from annotator.demo.loading import load_demo
from annotator.http.clock import now
from annotator.management.shell_command import ShellCommand


class Command(ShellCommand):
    """Load what is missing of the demo and say who can sign in."""

    help = "Load the demo project (once; cheap when it is there) and print its accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *_args: Any, **given: Any) -> None:
        loaded = load_demo(at=now())
        accounts = [
            {
                "role": account.role.value.lower(),
                "username": account.username,
                "password": account.password or "(the one you chose)",
            }
            for account in demo_accounts()
        ]
        if given["json"]:
            answer = {"project": loaded.slug, "trajectories": loaded.trajectory_count, "accounts": accounts}
            self.stdout.write(json.dumps(answer))
            return
        self.stdout.write(f"Project {loaded.slug}: {loaded.trajectory_count} trajectories.")
        for account in accounts:
            self.stdout.write(f"  {account['role']:<10} {account['username']:<10} {account['password']}")
