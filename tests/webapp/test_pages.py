"""The shell of every page: who one is, and what the browser may ask for early."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import override_settings

from annotator.accounts.services import change_preferences
from tests.factories.cast import NOON, make_team
from webapp import chunks, pages
from webapp.env import REPOSITORY

pytestmark = pytest.mark.django_db
SESSION = re.compile(r'<script id="session" type="application/json">(.*?)</script>')


@pytest.fixture(autouse=True)
def built(tmp_path):
    """A front end of one page."""
    (tmp_path / "index.html").write_text("<!doctype html><head><title>Assay</title></head><body></body>")
    pages._shell.cache_clear()
    with override_settings(FRONTEND=tmp_path):
        yield
    pages._shell.cache_clear()


def session_in(html: str) -> Any:
    found = SESSION.search(html)
    assert found is not None, html
    return json.loads(found[1])


def test_a_stranger_is_nobody_and_is_offered_nothing():
    make_team()

    response = Client().get("/p/algebra/label")

    assert session_in(response.text) == {"user": None}
    assert "Link" not in response.headers
    assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("path", "early"),
    [
        ("/projects", []),
        ("/p/algebra", ["projects/algebra"]),
        ("/p/algebra/trajectories/7", ["projects/algebra"]),
        ("/p/algebra/label", ["projects/algebra", "projects/algebra/queues"]),
        ("/p/%22%3E,<x>/label", []),
    ],
)
def test_says_who_one_is_and_what_is_asked_first(path: str, early: list[str]):
    team = make_team()
    response = team.client("ada").get(path)

    assert session_in(response.text)["user"]["username"] == "ada"
    assert re.findall(r"</api/v1/([^>]*)>; rel=preload", response.headers.get("Link", "")) == early


MANIFEST = {
    "index.html": {"file": "assets/index.js", "imports": ["_widgets.js"], "css": ["assets/index.css"]},
    "_widgets.js": {"file": "assets/widgets.js", "css": ["assets/widgets.css"]},
    "_katex.js": {"file": "assets/katex.js", "css": ["assets/katex.css"]},
    "src/text/richText.tsx": {"file": "assets/text.js", "imports": ["_katex.js", "_widgets.js", "index.html"]},
    "_visible.js": {"file": "assets/visible.js"},
    "src/features/labeling/early/early.ts": {
        "file": "assets/early.js",
        "imports": ["_visible.js"],
        "css": ["assets/early.css"],
    },
    "src/features/labeling/LabelPage.tsx": {"file": "assets/label.js", "imports": ["_widgets.js"]},
}
FILES = re.compile(r'(?:href|src)="/static/([^"]+)"')


def build_manifest(folder: Path) -> None:
    (folder / ".vite").mkdir()
    (folder / ".vite" / "manifest.json").write_text(json.dumps(MANIFEST))


def test_the_desk_names_its_own_files_and_none_that_every_page_names_already(tmp_path):
    build_manifest(tmp_path)
    team = make_team()

    html = team.client("ada").get("/p/algebra/label").text

    expected = ["early.js", "early.css", "visible.js", "label.js", "text.js", "katex.js", "katex.css"]
    assert FILES.findall(html.partition("</head>")[0]) == [f"assets/{name}" for name in expected]
    assert FILES.findall(team.client("ada").get("/projects").text) == []
    assert FILES.findall(Client().get("/p/algebra/label").text) == []


def test_what_the_pages_name_is_what_the_bundler_makes():
    sources = [chunks._EARLY, *(name for _, modules in chunks._MODULES for name in modules)]

    assert [name for name in sources if not (REPOSITORY / "frontend" / name).is_file()] == []


def test_a_name_cannot_end_the_script_it_stands_in():
    team = make_team()
    User.objects.filter(username="ada").update(first_name="</script><script>alert(1)</script>")

    html = team.client("ada").get("/projects").text

    assert html.count("</script>") == 1
    assert session_in(html)["user"]["display_name"].startswith("</script>")


def test_the_page_knows_what_one_chose_before_its_first_script_runs(tmp_path):
    (tmp_path / "index.html").write_text(
        '<!doctype html><head><title>Assay</title><script src="/theme.js"></script></head><body></body>'
    )
    team = make_team()
    chosen = {"theme": "dark", "keys": {"label.correct": {"keys": ["v"], "title": "</script><b>", "instead_of": None}}}
    change_preferences(user=User.objects.get(username="ada"), revision=0, changes=chosen, at=NOON)

    html = team.client("ada").get("/projects").text

    assert html.index('id="session"') < html.index("theme.js")
    assert html.count("</script>") == 2
    kept = session_in(html)["preferences"]
    assert (kept["theme"], kept["keys"]) == ("dark", chosen["keys"])
    assert session_in(team.client("grace").get("/projects").text)["preferences"]["keys"] == {}


def test_says_so_where_the_front_end_is_not_built(tmp_path):
    (tmp_path / "index.html").unlink()

    response = Client().get("/projects")

    assert (response.status_code, response.text) == (503, "The front end is not built: run `make install`.")
