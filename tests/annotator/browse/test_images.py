"""Images over HTTP: to members alone, with our own types, and unable to do anything."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from annotator.exchange.image_files import check_image
from annotator.exchange.models import FileImport
from annotator.exchange.services.images import store_image
from annotator.exchange.services.uploads import run_import, sweep_imports
from annotator.http.clock import now
from annotator.labeling.services import claims
from annotator.trajectories.models import StoredImage
from tests.annotator.exchange.importing import bench_row, bring, write_rows
from tests.annotator.exchange.pictures import data_address, picture, seen_talk, zip_of
from tests.factories.cast import NOON, Team, answer, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(settings: Any, tmp_path: Path) -> Team:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return make_team()


def stored(team: Team, data: bytes) -> str:
    image = check_image(data, "image")
    store_image(team.project.pk, image, lambda: NOON)
    return image.sha


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
def test_an_image_comes_as_what_it_is_and_can_do_nothing(team: Team, kind: str, content_type: str):
    data = picture(kind) + b"<script>alert(1)</script>"
    sha = stored(team, data)

    response = team.client("ada").get(team.url(f"images/{sha}"))

    assert (response.status_code, response.content) == (200, data)
    assert response["Content-Type"] == content_type
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["Content-Disposition"].startswith('inline; filename="')


def test_strangers_and_other_projects_find_nothing(team: Team):
    sha = stored(team, picture())
    other = make_team(slug="geometry")

    assert team.client("sam").get(team.url(f"images/{sha}")).status_code == 404
    assert team.client(None).get(team.url(f"images/{sha}")).status_code == 401
    assert other.client("max").get(other.url(f"images/{sha}")).status_code == 404


@pytest.mark.parametrize("sha", ["0" * 64, "x", "..", "0" * 63, "\u0661" * 64, "0" * 5_000])
def test_what_is_no_hash_finds_nothing(team: Team, sha: str):
    stored(team, picture())

    assert team.client("ada").get(team.url(f"images/{sha}")).status_code == 404


def test_desk_and_page_say_which_images_a_problem_and_a_step_show(team: Team, tmp_path: Path):
    bring(team, write_rows(tmp_path / "a.jsonl", [seen_talk(data_address(picture()))]))
    held = claims.claim_next(queue_id=team.queue.pk, member=team.member("ada"), now=NOON)
    assert held is not None
    shown = [{"sha": bytes(StoredImage.objects.get().sha256).hex(), "width": 6, "height": 4, "alt": ""}]

    desk = answer(team.client("ada").get(team.url(f"assignments/{held.assignment_id}")))["trajectory"]
    page = answer(team.client("ada").get(team.url(f"trajectories/{held.trajectory_id}")))

    assert desk["problem_images"] == page["problem_images"] == held.problem_images == shown
    assert desk["steps"][0]["images"] == page["steps"][0]["images"] == shown
    assert "images" not in desk["steps"][1]


def upload(team: Team, images: bytes | None, status: int = 201, **row: Any) -> Any:
    rows = json.dumps(bench_row(0, **row)).encode()
    form: dict[str, Any] = {"kind": "trajectories", "file": SimpleUploadedFile("a.jsonl", rows)}
    if images is not None:
        form["images"] = SimpleUploadedFile("figures.zip", images, content_type="text/html")
    return answer(team.client("max").post(team.url("imports"), form), status)


def uploads() -> list[str]:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_zip_comes_with_an_upload_and_goes_when_the_import_is_over(team: Team, tmp_path: Path):
    images = zip_of(tmp_path / "i.zip", {"figures/red.png": picture()}).read_bytes()

    made = upload(team, images, image="red.png")
    assert len(uploads()) == 2
    run_import(import_id=made["id"], clock=now)

    assert FileImport.objects.get().imported == 1
    assert StoredImage.objects.get().kind == "PNG"
    assert uploads() == []


def test_a_zip_that_cannot_be_read_is_refused_at_once_and_nothing_stays(team: Team):
    refused = upload(team, b"no zip at all", status=400)

    assert refused["code"] == "bad_images"
    assert uploads() == []
    assert not FileImport.objects.exists()


def test_a_cancelled_upload_and_one_that_nobody_knows_leave_no_images(
    team: Team, tmp_path: Path, django_capture_on_commit_callbacks: Any
):
    images = zip_of(tmp_path / "i.zip", {"red.png": picture()}).read_bytes()
    made = upload(team, images, image="red.png")
    sweep_imports(now=now())
    assert len(uploads()) == 2, "what waits for a worker is kept"

    with django_capture_on_commit_callbacks(execute=True):
        answer(team.client("max").delete(team.url(f"imports/{made['id']}")), 204)

    assert uploads() == []
