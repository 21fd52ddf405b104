"""Parameters behind a `?`: what the API describes is what it takes, and anything else is refused by its name."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver

from annotator.projects.access import ProjectView
from tests.factories.cast import answer, make_team

DESCRIBED: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[3] / "frontend/openapi.json").read_text(encoding="utf-8")
)["paths"]


def described() -> dict[str, tuple[str, ...]]:
    """By address below a project, the parameters of its methods."""
    return {
        path.replace("{", "<").replace("}", ">"): tuple(
            sorted({one["name"] for told in methods.values() for one in told.get("parameters", []) if one["in"] == "query"})
        )
        for path, methods in DESCRIBED.items()
        if path.startswith("/api/v1/projects/{slug}")
    }  # fmt: skip


def taken() -> dict[str, tuple[str, ...]]:
    """The same, as the views have it."""
    found = {}
    waiting = [("/", pattern) for pattern in get_resolver().url_patterns]
    while waiting:
        before, pattern = waiting.pop()
        route = before + str(getattr(pattern.pattern, "_route", pattern.pattern))
        waiting.extend((route, inner) for inner in getattr(pattern, "url_patterns", ()))
        view = getattr(getattr(pattern, "callback", None), "view_class", None)
        if view is not None and issubclass(view, ProjectView):
            found[route] = tuple(sorted(view.asked))
    return {"/".join(_bare(part) for part in route.split("/")): asked for route, asked in found.items()}


def _bare(part: str) -> str:
    """`<int:queue_id>` is `<queue_id>` in the description."""
    return f"<{part.partition(':')[2]}" if part.startswith("<") and ":" in part else part


def test_the_parameters_that_are_described_are_those_that_are_taken():
    assert taken() == described()
    assert taken()["/api/v1/projects/<slug>/trajectories/count"] == ("filter",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "name", "there_are"),
    [
        ("trajectories?fliter=steps:2", "fliter", "there are channels, cursor, filter, length, order"),
        ("export?filter=steps:2&labls=annotations", "labls", "there are annotator, by_hand, filter, format, labels"),
        ("queues?filter=x", "filter", "this address has none"),
    ],
)
def test_a_parameter_that_is_not_there_is_refused_with_those_that_are(path: str, name: str, there_are: str):
    refused = answer(make_team().client("rita").get("/api/v1/projects/algebra/" + path), 400)

    assert refused["fields"] == {name: [f"There is no such parameter here; {there_are}."]}
