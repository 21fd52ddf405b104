"""Commands as a person types them."""

import json
from io import StringIO
from typing import Any

from django.core.management import call_command


def run(*words: object) -> str:
    """What the command prints."""
    said = StringIO()
    call_command(*map(str, words), stdout=said)
    return said.getvalue()


def answered(*words: object) -> Any:
    """The object that it prints with `--json`."""
    return json.loads(run(*words, "--json"))
