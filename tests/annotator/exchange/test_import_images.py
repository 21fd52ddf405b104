"""Images on their way in and out: found in content parts and columns, checked, stored once, shown, said again."""

import base64
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from annotator.exchange.import_options import ImportOptions
from annotator.exchange.services.imports import check_file, land_file, open_import
from annotator.exchange.services.landing import tally_of
from annotator.journal.services import SHELL
from annotator.trajectories.models import StoredImage, Trajectory, TrajectoryText
from annotator.trajectories.steps import Step, content_hash
from tests.annotator.exchange.importing import bench_row, bring, counts, quarantine, write_rows
from tests.annotator.exchange.pictures import (
    base64_of,
    data_address,
    noisy_picture,
    picture,
    png_that_claims,
    seen_talk,
    zip_of,
)
from tests.factories.cast import NOON, Team, make_team

RED, BLUE = picture(), picture(colour="blue")


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


def bring_with(team: Team, path: Path, images: Path | None, **options: Any) -> dict[str, Any]:
    """An import with its images beside it."""
    file = check_file(
        project=team.project, path=path, name=path.name, options=ImportOptions(kind="trajectories", **options)
    )
    file_import = open_import(project=team.project, file=file, dry_run=False, at=NOON)
    land_file(file_import=file_import, path=path, actor=SHELL, clock=lambda: NOON, tell=lambda _: None, images=images)
    return tally_of(file_import).as_json()


def text_of(external_id: str) -> TrajectoryText:
    return TrajectoryText.objects.get(trajectory__external_id=external_id)


def sha_of(data: bytes) -> str:
    return bytes(StoredImage.objects.get(data=data).sha256).hex()


def test_a_content_part_becomes_an_image_of_its_step_and_of_the_problem(team: Team, tmp_path: Path):
    path = write_rows(tmp_path / "a.jsonl", [seen_talk(data_address(RED))])

    assert bring(team, path) == counts(imported=1)

    text, shown = text_of("seen"), {"sha": sha_of(RED), "width": 6, "height": 4, "alt": ""}
    assert text.steps[0]["images"] == text.images == [shown]
    assert text.steps[0]["text"] == text.problem == "How long is the side?\n[image 1]"
    assert "images" not in text.steps[1]
    assert base64_of(RED) not in json.dumps(text.steps), "the bytes are in the table of images, and nowhere else"


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": data_address(RED)},
        {"type": "input_image", "image_url": data_address(RED)},
        {"type": "image", "image": base64_of(RED)},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": base64_of(RED)}},
        {"type": "image_url", "image_url": {"url": data_address(RED, "text/html")}},
    ],
)
def test_every_form_of_a_part_is_read_and_said_again(team: Team, tmp_path: Path, part: dict[str, Any]):
    row = seen_talk(
        "", step_labels={"1": 1}, final_label=1, data_source="s", query_index=1, sample_index=0, record_id="r"
    )
    row["messages"][0]["content"][1] = part
    path = write_rows(tmp_path / "a.jsonl", [row])

    assert bring(team, path) == counts(imported=1)
    output = tmp_path / "out.jsonl"
    call_command("export", team.project.slug, format="agentprocessbench", output=output, json=True)

    assert text_of("r").steps[0]["images"][0]["sha"] == sha_of(RED)
    assert StoredImage.objects.get().kind == "PNG", "what the file declares counts for nothing"
    assert json.loads(output.read_text())["messages"] == row["messages"]


@pytest.mark.parametrize(
    ("columns", "alts"),
    [
        ({"image": base64_of(RED)}, [""]),
        ({"image": data_address(RED)}, [""]),
        ({"images": [base64_of(RED), base64_of(BLUE)]}, ["", ""]),
        ({"images": [{"bytes": base64_of(RED), "path": "figures/red.png"}]}, ["red.png"]),
        ({"image": "figures/red.png"}, ["red.png"]),
        ({"images": ["./figures/red.png", "blue.PNG"]}, ["red.png", "blue.PNG"]),
        ({"images": [{"bytes": None, "path": "red.png"}]}, ["red.png"]),
    ],
)
def test_columns_of_images_are_the_problems_and_are_said_again(
    team: Team, tmp_path: Path, columns: dict[str, Any], alts: list[str]
):
    row = bench_row(0, **columns)
    images = zip_of(tmp_path / "i.zip", {"figures/red.png": RED, "blue.PNG": BLUE})

    assert bring_with(team, write_rows(tmp_path / "a.jsonl", [row]), images) == counts(imported=1)
    output = tmp_path / "out.jsonl"
    call_command("export", team.project.slug, format="processbench", output=output, json=True)

    assert [image["alt"] for image in text_of("sum-0").images] == alts
    said = json.loads(output.read_text())
    assert {name: said[name] for name in columns} == columns


def test_a_column_that_is_called_image_and_names_something_else_is_left_alone(team: Team, tmp_path: Path):
    rows = [bench_row(0, image="ubuntu:22.04"), bench_row(1, image=None), bench_row(2, images=7)]

    assert bring(team, write_rows(tmp_path / "a.jsonl", rows)) == counts(imported=3)
    assert not StoredImage.objects.exists()
    assert Trajectory.objects.get(external_id="sum-0").metadata["image"] == "ubuntu:22.04"


def test_a_remote_address_is_never_fetched_and_stands_as_text(team: Team, tmp_path: Path):
    rows = [seen_talk("https://elsewhere.test/a.png"), bench_row(0, image="http://elsewhere.test/b.png")]

    bring(team, write_rows(tmp_path / "a.jsonl", rows[:1]))
    bring(team, write_rows(tmp_path / "b.jsonl", rows[1:]))

    step = text_of("seen").steps[0]
    assert step["text"].endswith("[image: https://elsewhere.test/a.png]")
    assert "images" not in step
    assert text_of("sum-0").images == []
    assert not StoredImage.objects.exists()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("nowhere.png", "image_not_found"),
        ("../secret.png", "image_not_found"),
        ("/etc/passwd", "image_not_found"),
        ("a\x00.png".replace("\x00", "\\u0000"), "image_not_found"),
        ("x" * 5_000, "image_not_found"),
        ("file:///etc/passwd", "image_not_found"),
        ("assay-image:" + "0" * 64 + ":1x1:base64:", "image_not_found"),
        ("data:image/svg+xml;base64," + base64_of(b"<svg/>"), "image_svg"),
        ("data:image/svg+xml,%3Csvg/%3E", "not_an_image"),
        ("data:image/png;base64,%%%%", "not_an_image"),
        (data_address(b"nothing"), "not_an_image"),
        (data_address(noisy_picture()[:600]), "image_truncated"),
        (data_address(RED)[:-3], "image_truncated"),
        (data_address(png_that_claims(60_000, 60_000)), "image_too_large"),
    ],
)
def test_a_row_whose_image_cannot_be_shown_is_quarantined(team: Team, tmp_path: Path, url: str, code: str):
    folder = tmp_path / "images"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(RED)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    rows = [seen_talk(url), seen_talk("link.png", id="link"), seen_talk(data_address(BLUE), id="good")]

    brought = bring_with(team, write_rows(tmp_path / "a.jsonl", rows), folder)

    assert brought["imported"] == 1
    assert quarantine() == [(1, code), (2, "image_not_found")]
    assert [bytes(row.data) for row in StoredImage.objects.all()] == [BLUE]


def test_more_images_than_a_page_can_show_are_refused(team: Team, tmp_path: Path):
    bring(team, write_rows(tmp_path / "a.jsonl", [bench_row(0, images=[base64_of(RED)] * 51)]))

    assert quarantine() == [(1, "too_many_images")]


def test_an_image_is_stored_once_and_a_rehearsal_stores_none(team: Team, tmp_path: Path):
    path = write_rows(tmp_path / "a.jsonl", [bench_row(n, image=base64_of(RED)) for n in range(3)])

    assert bring(team, path, dry_run=True) == counts(imported=3)
    assert not StoredImage.objects.exists()
    assert bring(team, path) == counts(imported=3)
    assert bring(team, path) == counts(unchanged=3)
    assert StoredImage.objects.count() == 1


def test_another_image_is_other_content(team: Team, tmp_path: Path):
    bring(team, write_rows(tmp_path / "a.jsonl", [seen_talk(data_address(RED))]))
    before = bytes(Trajectory.objects.get().content_hash)
    path = write_rows(tmp_path / "a.jsonl", [seen_talk(data_address(BLUE))])

    assert bring(team, path) == counts(changed_content=1)
    assert bring(team, path, revise=True) == counts(revised=1)
    assert bytes(Trajectory.objects.get(revision=2).content_hash) != before


def test_hashes_from_before_there_were_images_still_hold():
    """Worked out with the code of that time."""
    steps = [Step("Please.", role="user"), Step("One.")]

    assert content_hash(problem="p", steps=steps).hex() == OLD_HASH
    assert content_hash(problem="p", steps=steps, images=()) == content_hash(problem="p", steps=steps)


OLD_HASH = "0f542bc34a37e58402f3ee800fe7f5fbcfbd359a3428fe0f80a37efc782b6772"


def test_rows_without_an_id_that_differ_in_their_image_are_two_trajectories(team: Team, tmp_path: Path):
    rows = [{"problem": "Which colour?", "steps": ["Red."], "image": base64_of(data)} for data in (RED, BLUE)]

    assert bring(team, write_rows(tmp_path / "a.jsonl", rows)) == counts(imported=2)


def test_a_parquet_file_brings_images_as_bytes(team: Team, tmp_path: Path):
    rows = [{**bench_row(0), "image": {"bytes": RED, "path": "red.png"}}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")

    assert bring(team, tmp_path / "a.parquet") == counts(imported=1)
    assert text_of("sum-0").images[0]["sha"] == sha_of(RED)


def test_names_are_looked_up_in_a_folder_by_the_command(team: Team, tmp_path: Path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "red.png").write_bytes(RED)
    path = write_rows(tmp_path / "a.jsonl", [bench_row(0, image="figures/red.png")])

    call_command("import_trajectories", team.project.slug, str(path), images=tmp_path, strict=True)

    assert text_of("sum-0").images == [{"sha": sha_of(RED), "width": 6, "height": 4, "alt": "red.png"}]


def test_the_command_says_when_the_images_cannot_be_read(team: Team, tmp_path: Path):
    path = write_rows(tmp_path / "a.jsonl", [bench_row(0)])

    with pytest.raises(CommandError, match=r"no folder and no \.zip"):
        call_command("import_trajectories", team.project.slug, str(path), images=tmp_path / "gone")
    with pytest.raises(CommandError, match=r"must come as a \.zip"):
        call_command("import_trajectories", team.project.slug, str(path), images=path)


def test_a_name_that_two_entries_of_a_zip_share_says_nothing(team: Team, tmp_path: Path):
    images = zip_of(tmp_path / "i.zip", {"a/x.png": RED, "b/x.png": BLUE, "../../out.png": RED})
    rows = [bench_row(0, image="x.png"), bench_row(1, image="b/x.png"), bench_row(2, image="../../out.png")]

    bring_with(team, write_rows(tmp_path / "a.jsonl", rows), images)

    assert quarantine() == [(1, "image_not_found"), (3, "image_not_found")]
    assert text_of("sum-1").images[0]["sha"] == sha_of(BLUE)


def test_an_entry_that_unfolds_into_more_than_is_kept_is_refused(team: Team, tmp_path: Path):
    images = zip_of(tmp_path / "i.zip", {"bomb.png": RED + bytes(40_000_000)})

    bring_with(team, write_rows(tmp_path / "a.jsonl", [bench_row(0, image="bomb.png")]), images)

    assert quarantine() == [(1, "image_too_large")]


def test_steps_carry_no_bytes_and_exports_bring_them_back_whole(team: Team, tmp_path: Path):
    row = bench_row(0, images=[data_address(RED), base64_of(BLUE)])
    bring(team, write_rows(tmp_path / "a.jsonl", [row]))
    output = tmp_path / "out.jsonl"

    call_command("export", team.project.slug, format="processbench", output=output, json=True)

    said = json.loads(output.read_text())["images"]
    assert base64.b64decode(said[1]) == BLUE
    assert said[0] == data_address(RED)
