"""Files over HTTP: stored privately, checked at once, run by a worker, shown to managers alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from annotator.accounts.services import create_token
from annotator.exchange.models import FileImport, QuarantinedRow
from annotator.exchange.services.uploads import run_import
from annotator.exchange.views import PAGE
from annotator.http.clock import now
from annotator.journal.models import JournalEntry
from annotator.labeling.models import Assignment
from annotator.labeling.services import claims
from annotator.labeling.services.giving_back import release
from annotator.trajectories.models import Trajectory
from tests.annotator.exchange.importing import bench_row, bring, judge_row, talk_row, write_rows
from tests.factories.cast import NOON, Team, answer, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(settings: Any, tmp_path: Path) -> Team:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return make_team()


def stored(settings: Any) -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    return list(folder.iterdir()) if folder.is_dir() else []


def content(rows: list[Any]) -> bytes:
    return b"".join(row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows)


def upload(team: Team, rows: list[Any], *, name: str = "a.jsonl", status: int = 201, **fields: Any) -> Any:
    form = {"kind": "trajectories", "file": SimpleUploadedFile(name, content(rows)), **fields}
    return answer(team.client("max").post(team.url("imports"), form), status)


def run(made: Any) -> None:
    run_import(import_id=made["id"], clock=now)


def read(team: Team, path: str, status: int = 200) -> Any:
    return answer(team.client("max").get(team.url(path)), status)


def test_an_upload_waits_for_a_worker_and_then_says_what_came_of_it(team: Team, settings: Any) -> None:
    made = upload(team, [bench_row(0), b"{\n", bench_row(1)])

    assert (made["status"], made["kind"], made["format"], made["requested_by"]) == (
        "QUEUED", "trajectories", "processbench", "max"
    )  # fmt: skip
    (file,) = stored(settings)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert not Trajectory.objects.exists()

    run(made)

    found = read(team, f"imports/{made['id']}")
    assert (found["status"], found["imported"], found["quarantined"]) == ("FINISHED", 2, 1)
    assert (found["reasons"], found["bytes_read"], found["error"]) == ({"malformed_json": 1}, found["file_bytes"], "")
    assert stored(settings) == []
    assert JournalEntry.objects.get(event="file.imported").actor == "max"


def test_what_was_asked_for_is_done(team: Team) -> None:
    rows = [{"q": "2?", "s": ["2"], "key": "k"}]
    form: dict[str, Any] = {"map": ["problem=q", "steps=s", "id=key"], "source": "mine", "revise": "true"}

    made = upload(team, rows, **form)
    run(made)

    assert made["format"] == "plain"
    assert made["options"] == {
        "source": "mine", "field_map": {"problem": "q", "steps": "s", "id": "key"}, "revise": True,
        "semantics": None, "annotator": None, "annotator_kind": "MODEL",
    }  # fmt: skip
    assert Trajectory.objects.get().source == "mine"


def test_rewards_and_annotations_come_the_same_way(team: Team) -> None:
    run(upload(team, [talk_row()], name="talks.jsonl"))
    rewards = [{"id": "talks:0:0", "scorer": "prm", "scores": [1, 0]}]
    for made in (
        upload(team, rewards, kind="rewards", semantics="verdict"),
        upload(team, [judge_row()], kind="annotations", annotator="blind", annotator_kind="IMPORTED"),
    ):
        run(made)
        assert read(team, f"imports/{made['id']}")["imported"] == 1


def test_a_dry_run_writes_nothing(team: Team) -> None:
    made = upload(team, [bench_row(), b"{"], dry_run="true")
    run(made)

    found = read(team, f"imports/{made['id']}")
    assert (found["dry_run"], found["status"], found["imported"], found["quarantined"]) == (True, "FINISHED", 1, 1)
    assert not Trajectory.objects.exists()
    assert not QuarantinedRow.objects.exists()


@pytest.mark.parametrize(
    ("rows", "fields", "code"),
    [
        ([{"nothing": "known"}], {}, "unknown_format"),
        ([bench_row()], {"kind": "rewards"}, "other_kind"),
        ([bench_row()], {"format": "nonsense"}, "unknown_format"),
        ([bench_row()], {"map": "nonsense"}, "bad_map"),
        ([bench_row()], {"map": "steps=s", "format": "processbench"}, "map_without_plain"),
        ([{"id": "a", "scorer": "s", "scores": [1]}], {"kind": "rewards", "source": "nowhere"}, "unknown_source"),
        ([], {}, "invalid"),
        ([bench_row()], {"kind": "nonsense"}, "invalid"),
        ([bench_row()], {"source": "x" * 201}, "invalid"),
        ([bench_row()], {"source": "a\x00"}, "invalid"),
        ([bench_row()], {"file": "no file"}, "invalid"),
        ([bench_row()], {"semantics": "guess"}, "invalid"),
        ([bench_row()], {"annotator_kind": "HUMAN"}, "invalid"),
    ],
)
def test_refuses_at_once_what_cannot_be_read_and_keeps_nothing(
    team: Team, settings: Any, rows: list[Any], fields: dict[str, Any], code: str
) -> None:
    refused = upload(team, rows, status=400, **fields)

    assert (refused["code"], bool(refused["detail"])) == (code, True)
    assert stored(settings) == []
    assert not FileImport.objects.exists()


@pytest.mark.parametrize("row", [{"nothing": "known"}, {"id": "a", "scorer": "s", "scores": [1]}])
def test_a_page_is_not_told_what_to_type_into_a_shell(team: Team, row: Any) -> None:
    detail = upload(team, [row], status=400)["detail"]

    assert "--" not in detail
    assert "import_" not in detail


@pytest.mark.parametrize("body", ["", "--x\r\n", '--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n--x--'])
def test_a_damaged_form_is_refused(team: Team, body: str) -> None:
    response = team.client("max").generic(
        "POST", team.url("imports"), body, content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == 400


def test_a_full_disk_is_said_and_nothing_is_kept(team: Team, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.write_text("in the way")

    assert upload(team, [bench_row()], status=507)["code"] == "cannot_store"


@pytest.mark.parametrize("name", ["../../etc/passwd.jsonl", "a\nb.jsonl", "<script>.jsonl", "é" * 120 + ".jsonl"])
def test_a_files_name_is_a_label_and_never_a_path(team: Team, settings: Any, name: str) -> None:
    made = upload(team, [bench_row()], name=name)

    assert "/" not in made["file_name"]
    assert [len(path.name) for path in stored(settings)] == [32]
    run(made)
    assert read(team, f"imports/{made['id']}")["status"] == "FINISHED"


def test_only_an_import_that_has_not_begun_can_be_taken_back(
    team: Team, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    waiting, done = upload(team, [bench_row()]), upload(team, [bench_row()])
    run(done)

    with django_capture_on_commit_callbacks(execute=True):
        answer(team.client("max").delete(team.url(f"imports/{waiting['id']}")), 204)
    assert answer(team.client("max").delete(team.url(f"imports/{done['id']}")), 409)["code"] == "has_begun"

    assert stored(settings) == []
    read(team, f"imports/{waiting['id']}", 404)
    run(waiting)
    assert Trajectory.objects.count() == 1


def test_the_list_has_pages_the_newest_first(team: Team, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.jsonl", [bench_row()])
    for _ in range(PAGE + 2):
        bring(team, path)
    bring(make_team(slug="other"), path)

    first = read(team, "imports")
    second = read(team, f"imports?cursor={first['next_cursor']}")

    assert (len(first["results"]), len(second["results"]), second["next_cursor"]) == (PAGE, 2, None)
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert ids == sorted(ids, reverse=True)
    assert read(team, "imports?cursor=nonsense", 400)["code"] == "bad_cursor"
    assert read(team, "imports/1/quarantine?cursor=x", 404)


def test_another_projects_import_does_not_exist(team: Team, tmp_path: Path) -> None:
    bring(make_team(slug="other"), write_rows(tmp_path / "a.jsonl", [bench_row(), "{"]))
    other = FileImport.objects.get().pk

    for path in (f"imports/{other}", f"imports/{other}/quarantine", f"imports/{other}/quarantine.jsonl"):
        read(team, path, 404)
    assert team.client("max").get(team.url("quarantine.jsonl")).getvalue() == b""


def quarantined(team: Team, tmp_path: Path, rows: list[Any]) -> int:
    bring(team, write_rows(tmp_path / "bad.jsonl", rows), format="processbench")
    return FileImport.objects.latest("pk").pk


def test_the_quarantine_shows_hostile_bytes_as_text(team: Team, tmp_path: Path) -> None:
    rows = [b'{"id": "\xff<script>"', b"{" + b"x" * 70_000, bench_row(label=7)]
    number = quarantined(team, tmp_path, rows)

    script, long, label = read(team, f"imports/{number}/quarantine")["results"]

    assert (script["line"], script["code"], script["raw"]) == (1, "wrong_encoding", '{"id": "\ufffd<script>"')
    assert (len(long["raw"]), long["raw_bytes"], long["is_cut"]) == (4_000, 70_001, True)
    assert (label["external_id"], json.loads(label["raw"]), label["is_cut"]) == ("sum-0", bench_row(label=7), False)
    assert label["reason"].startswith("label is 7, but there are 2 steps")


def test_the_quarantine_has_pages_in_the_order_of_the_file(team: Team, tmp_path: Path) -> None:
    number = quarantined(team, tmp_path, ["{"] * (PAGE + 3))

    first = read(team, f"imports/{number}/quarantine")
    second = read(team, f"imports/{number}/quarantine?cursor={first['next_cursor']}")

    assert [row["line"] for row in first["results"] + second["results"]] == list(range(1, PAGE + 4))
    assert second["next_cursor"] is None


def download(team: Team, path: str) -> list[Any]:
    response = team.client("max").get(team.url(path))
    assert response.headers["Content-Type"] == "application/x-ndjson"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="algebra-')
    return [json.loads(line) for line in response.getvalue().splitlines()]


def test_the_quarantine_can_be_downloaded_exactly(team: Team, tmp_path: Path) -> None:
    number = quarantined(team, tmp_path, [b'{"id": "\xff"', bench_row(label=7), *["{"] * 300])
    quarantined(team, tmp_path, [bench_row(label=8)])

    of_one, of_all = download(team, f"imports/{number}/quarantine.jsonl"), download(team, "quarantine.jsonl")

    assert (len(of_one), len(of_all)) == (302, 303)
    assert (of_one[0]["raw"], of_one[0]["raw_base64"]) == (None, "eyJpZCI6ICL/Ig==")
    assert json.loads(of_one[1]["raw"]) == bench_row(label=7)
    assert of_one[1] | {"raw": ""} == {
        "file": "bad.jsonl", "line": 2, "code": "label_out_of_range", "id": "sum-0", "raw": "", "raw_base64": None,
        "raw_bytes": len(json.dumps(bench_row(label=7))), "reason": of_all[1]["reason"],
    }  # fmt: skip


def test_rows_of_a_trajectory_that_the_manager_is_labelling_are_withheld(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row(0), bench_row(1)]))
    number = quarantined(team, tmp_path, [bench_row(0, label=9), bench_row(1, label=9), "{"])
    claim = claims.claim_next(queue_id=team.queue.pk, member=team.member("max"), now=now())
    assert claim is not None
    assert claim.external_id == "sum-0"

    hidden, shown, unknown = read(team, f"imports/{number}/quarantine")["results"]
    lines = download(team, "quarantine.jsonl")

    assert hidden == {
        "id": hidden["id"], "file_name": "bad.jsonl", "line": 1, "code": "label_out_of_range", "reason": "",
        "external_id": "", "raw": "", "raw_bytes": 0, "is_cut": False, "is_withheld": True,
    }  # fmt: skip
    assert (shown["is_withheld"], unknown["is_withheld"]) == (False, True)
    assert lines[0] == {"file": "bad.jsonl", "line": 1, "code": "label_out_of_range", "withheld": True}
    assert [line.get("withheld", False) for line in lines] == [True, False, True]

    release(
        assignment=Assignment.objects.get(pk=claim.assignment_id),
        annotator_id=team.member("max").annotator_id,
        now=now(),
    )
    assert not any(row["is_withheld"] for row in read(team, f"imports/{number}/quarantine")["results"])


@pytest.mark.parametrize("person", ["ada", "rita"])
def test_managers_alone_import_and_read_the_quarantine(team: Team, tmp_path: Path, person: str) -> None:
    number = quarantined(team, tmp_path, ["{"])
    client = team.client(person)

    for path in ("imports", f"imports/{number}", f"imports/{number}/quarantine", "quarantine.jsonl"):
        assert client.get(team.url(path)).status_code == 403
    form = {"kind": "trajectories", "file": SimpleUploadedFile("a.jsonl", content([bench_row()]))}
    assert answer(client.post(team.url("imports"), form), 403)["detail"].startswith("Only a manager may do this")
    assert FileImport.objects.count() == 1


def test_a_token_imports_like_a_browser(team: Team) -> None:
    _, token = create_token(user=User.objects.get(username="max"), name="script", expires_in_days=None)
    form = {"kind": "trajectories", "file": SimpleUploadedFile("a.jsonl", content([bench_row()]))}

    response = team.client(None).post(team.url("imports"), form, headers={"Authorization": f"Token {token}"})

    assert answer(response, 201)["created_at"] >= NOON.isoformat()
