"""Publishing guideline versions in tests."""

from typing import Any

from tests.factories.cast import Team

RULES = "**Correct (+1).** It follows.\n\n**Incorrect (-1).** It does not."


def version(based_on: int = 0, **more: Any) -> dict[str, Any]:
    """What a manager's page sends."""
    return {"based_on": based_on, "body": RULES, "summary": "What changed.", **more}


def published(team: Team, who: str = "max", **sent: Any) -> Any:
    """The answer to that."""
    return team.client(who).post(team.url("guideline/versions"), version(**sent), format="json")
