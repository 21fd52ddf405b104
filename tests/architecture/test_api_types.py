"""The front end is typed from the API's description, and that description is the API."""

import json
from pathlib import Path

from django.core.management import call_command

from webapp.env import REPOSITORY

DESCRIPTION = REPOSITORY / "frontend" / "openapi.json"


def described(tmp_path: Path) -> dict[str, object]:
    written = tmp_path / "openapi.json"
    call_command("spectacular", validate=True, fail_on_warn=True, format="openapi-json", file=str(written))
    found: dict[str, object] = json.loads(written.read_text(encoding="utf-8"))
    return found


def test_what_the_front_end_was_typed_from_is_the_api_as_it_is(tmp_path: Path) -> None:
    kept = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    now = described(tmp_path)
    differing = [
        name
        for part in ("paths", "components")
        for name in _differing(kept[part], now[part])  # named, as the whole of it is 10,000 lines
    ]
    assert differing == [], "run `make types` and commit what it writes"
    assert kept == now, "run `make types` and commit what it writes"


def _differing(kept: object, now: object, *, depth: int = 2) -> list[str]:
    """Paths, or components such as schemas.Queue, that are not the same in both."""
    if kept == now:
        return []
    if depth == 0 or not (isinstance(kept, dict) and isinstance(now, dict)):
        return [""]
    names = sorted(kept.keys() | now.keys())
    return [
        f"{name} {deeper}".rstrip()
        for name in names
        for deeper in _differing(kept.get(name), now.get(name), depth=depth - 1)
    ]
