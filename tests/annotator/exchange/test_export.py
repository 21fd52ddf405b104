"""Labels taken out: what came in comes out, what has no labels is counted, and no file is ever half there."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from annotator.adjudication.models import GoldLabel
from annotator.exchange.export_queries import ExportScope
from annotator.exchange.services.exports import (
    AnnotatorNeeded,
    CannotWrite,
    format_to_write,
    preview,
    usual_format,
    with_author,
    write_export,
)
from annotator.labeling.models import Annotation, Assignment
from annotator.projects.models import Annotator
from annotator.trajectories.filters import BadFilter
from annotator.trajectories.models import Trajectory
from tests.annotator.exchange.importing import bench_row, bring, judge_row, talk_row, write_rows
from tests.factories.cast import NOON, Team, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def export(
    team: Team, path: Path, name: str = "processbench", *, annotator: str | None = None, **scope: Any
) -> dict[str, Any]:
    """What was counted; also checks that a preview had said so."""
    wanted, _ = with_author(ExportScope(project_id=team.project.pk, **scope), annotator)
    chosen = format_to_write(name)
    told = write_export(wanted, chosen=chosen, path=path, tell=lambda _: None).as_json()
    assert preview(wanted, chosen).tally.as_json() == told
    return told


def lines(path: Path) -> list[Any]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in content.splitlines()]


def told(rows: int = 0, without_labels: int = 0, **reasons: int) -> dict[str, Any]:
    return {"rows": rows, "without_labels": without_labels, "reasons": reasons}


def test_imported_gold_comes_out_as_it_came_in(team: Team, tmp_path: Path) -> None:
    rows = [
        bench_row(0, seed=1.5, note=None, nested={"a": [1, {"b": "\\u"}]}, source="own"),
        bench_row(1, label=-1, problem="½ \\frac\n\t\u2028?"),
        bench_row(2, id=2, huge=1e300, large=2**63),
    ]
    bring(team, write_rows(tmp_path / "in.jsonl", rows))

    assert export(team, tmp_path / "out.jsonl") == told(3)
    assert lines(tmp_path / "out.jsonl") == rows


def test_agent_gold_comes_out_as_it_came_in(team: Team, tmp_path: Path) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "clock", "arguments": '{"zone": "\\u00fc"}'}}
    messages = [
        {"role": "user", "content": "How late?"},
        {"role": "assistant", "content": "", "tool_calls": [call], "weight": 1},
        {"role": "tool", "content": "noon", "tool_call_id": "c1", "name": "clock"},
        {"role": "assistant", "content": "Noon."},
    ]
    rows = [
        talk_row(0),
        talk_row(1, messages=messages, step_labels={"1": 1, "3": 1}, final_label=1, ground_truth={"target": ["noon"]}),
        talk_row(
            2,
            messages=messages,
            question="How late?",
            step_labels={"3": 0},
            final_label=0,
            tools=[{"type": "function"}],
        ),
    ]
    bring(team, write_rows(tmp_path / "in.jsonl", rows))

    assert export(team, tmp_path / "out.jsonl", "agentprocessbench") == told(3)
    assert lines(tmp_path / "out.jsonl") == rows


def test_what_is_exported_can_be_imported_again_and_is_the_same(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "in.jsonl", [bench_row(0), bench_row(1, label=-1)]))
    export(team, tmp_path / "in.jsonl.gz")

    assert bring(team, tmp_path / "in.jsonl.gz")["unchanged"] == 2


def test_trajectories_without_labels_are_left_out_and_counted(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "in.jsonl", [bench_row()]))
    make_trajectory(team)

    assert export(team, tmp_path / "out.jsonl") == told(1, without_labels=1)
    assert [row["id"] for row in lines(tmp_path / "out.jsonl")] == ["sum-0"]


def test_labels_that_a_format_cannot_say_are_left_out_and_counted(team: Team, tmp_path: Path) -> None:
    """Without a label for every step nobody knows that there is no error."""
    bring(team, write_rows(tmp_path / "in.jsonl", [talk_row(0, step_labels={"1": 1}), talk_row(1)]))

    assert export(team, tmp_path / "out.jsonl") == told(1, undecided=1)
    assert [row["label"] for row in lines(tmp_path / "out.jsonl")] == [1]


def gold(
    trajectory: Trajectory, protocol: str, version: int, first_error: int | None, labels: list[int | None]
) -> None:
    GoldLabel.objects.create(
        trajectory=trajectory, protocol=protocol, version=version, labels=labels, first_error=first_error,
        no_error=first_error is None, method="ADJUDICATED", created_at=NOON,
    )  # fmt: skip


def test_the_highest_version_of_the_gold_is_the_gold(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "in.jsonl", [bench_row(label=1)]))
    gold(Trajectory.objects.get(), "first-error", 2, 0, [None, None])

    export(team, tmp_path / "out.jsonl")

    assert lines(tmp_path / "out.jsonl")[0]["label"] == 0


def test_each_format_takes_the_labels_of_its_own_protocol_first(team: Team, tmp_path: Path) -> None:
    trajectory = make_trajectory(team, steps=2)
    gold(trajectory, "first-error", 1, 0, [None, None])
    gold(trajectory, "ternary", 1, 1, [1, -1])

    export(team, tmp_path / "bench.jsonl")
    export(team, tmp_path / "talk.jsonl", "agentprocessbench")

    assert lines(tmp_path / "bench.jsonl")[0]["label"] == 0
    assert lines(tmp_path / "talk.jsonl")[0]["step_labels"] == {"1": 1, "2": -1}


@pytest.mark.parametrize(
    ("protocol", "labels", "first_error"),
    [("correctable", [0, -1], 0), ("prm800k", [1, -1], 1), ("binary", [1, -1], 1), ("prmbench", [None, -1], 1)],
)
def test_processbench_says_the_first_error_of_any_protocol(
    team: Team, tmp_path: Path, protocol: str, labels: list[int | None], first_error: int
) -> None:
    gold(make_trajectory(team, steps=2), protocol, 1, first_error, labels)

    assert export(team, tmp_path / "out.jsonl") == told(1)
    assert lines(tmp_path / "out.jsonl")[0]["label"] == first_error


def test_agentprocessbench_takes_no_0_of_another_protocol_for_its_own(team: Team, tmp_path: Path) -> None:
    gold(make_trajectory(team, "wrong-but-correctable", steps=2), "correctable", 1, 0, [0, 1])
    gold(make_trajectory(team, "no-progress", steps=2), "prm800k", 1, None, [0, 1])
    gold(make_trajectory(team, "right-and-wrong", steps=2), "binary", 1, 1, [1, -1])

    assert export(team, tmp_path / "out.jsonl", "agentprocessbench") == told(1, another_zero=2)
    assert [row["step_labels"] for row in lines(tmp_path / "out.jsonl")] == [{"1": 1, "2": -1}]


def test_a_protocol_without_a_format_of_its_own_goes_out_as_first_errors() -> None:
    assert [usual_format(name) for name in ("ternary", "first-error", "prm800k")] == [
        "agentprocessbench", "processbench", "processbench"
    ]  # fmt: skip


def test_accepted_proposals_are_labels_or_left_out_as_asked(team: Team, tmp_path: Path) -> None:
    make_trajectory(team, steps=3)
    assignment = Assignment.objects.get()
    Annotation.objects.create(
        assignment=assignment, annotator=Annotator.objects.get(name="ada"), trajectory=assignment.trajectory,
        protocol="ternary", protocol_version=1, evidence_view="BLIND", labels=[1, -1, -1], origins=[0, 0, 1],
        unsure=[False] * 3, active_ms=[None] * 3, first_error=1, no_error=False, submitted_at=NOON,
    )  # fmt: skip

    export(team, tmp_path / "all.jsonl", "agentprocessbench", labels="annotations")
    export(team, tmp_path / "own.jsonl", "agentprocessbench", labels="annotations", by_hand=True)

    assert lines(tmp_path / "all.jsonl")[0]["step_labels"] == {"1": 1, "2": -1, "3": -1}
    assert lines(tmp_path / "own.jsonl")[0]["step_labels"] == {"1": 1, "2": -1}


def test_labels_of_an_older_revision_are_not_those_of_the_new_one(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "in.jsonl", [talk_row()]))
    bring(team, write_rows(tmp_path / "j.jsonl", [judge_row()]), "annotations")
    bring(team, write_rows(tmp_path / "in.jsonl", [talk_row(generator="new")]), revise=True)

    assert export(team, tmp_path / "out.jsonl") == told(1)
    with pytest.raises(CannotWrite, match="no annotations"):
        export(team, tmp_path / "out.jsonl", labels="annotations")


def test_the_filter_says_which_trajectories(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "in.jsonl", [bench_row(0), bench_row(1, label=-1), bench_row(2)]))

    assert export(team, tmp_path / "out.jsonl", filter="gold:error -id:sum-2") == told(1)
    with pytest.raises(BadFilter):
        export(team, tmp_path / "out.jsonl", filter="nonsense:1")


def test_another_projects_labels_are_not_in_it(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "in.jsonl", [bench_row()]))

    assert export(make_team(slug="other"), tmp_path / "out.jsonl") == told(0)
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def judged(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "in.jsonl", [talk_row(0), talk_row(1)]))
    rows = [judge_row(0), judge_row(1, comment="llm_annotate_failed: timeout")]
    bring(team, write_rows(tmp_path / "j.jsonl", rows), "annotations")


def test_the_only_annotators_labels_need_no_name_and_failures_are_no_labels(team: Team, tmp_path: Path) -> None:
    judged(team, tmp_path)

    assert export(team, tmp_path / "out.jsonl", "agentprocessbench", labels="annotations") == told(1, without_labels=1)
    assert lines(tmp_path / "out.jsonl")[0]["step_labels"] == {"1": 1, "3": -1}


def test_of_several_annotators_one_must_be_named(team: Team, tmp_path: Path) -> None:
    judged(team, tmp_path)
    bring(
        team, write_rows(tmp_path / "k.jsonl", [judge_row(1, annotator="second", step_labels={"1": -1})]), "annotations"
    )

    with pytest.raises(AnnotatorNeeded, match="name one of model:judge, model:second"):
        export(team, tmp_path / "out.jsonl", labels="annotations")
    with pytest.raises(CannotWrite, match="no annotations of 'third'"):
        export(team, tmp_path / "out.jsonl", labels="annotations", annotator="third")

    assert export(team, tmp_path / "out.jsonl", labels="annotations", annotator="second") == told(1, without_labels=1)
    assert [row["label"] for row in lines(tmp_path / "out.jsonl")] == [0]


def test_a_person_and_a_model_of_one_name_are_told_apart(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "in.jsonl", [talk_row()]))
    bring(team, write_rows(tmp_path / "j.jsonl", [judge_row(annotator="twin")]), "annotations")
    path = write_rows(tmp_path / "k.jsonl", [judge_row(annotator="twin", step_labels={"1": -1, "3": 1})])
    bring(team, path, "annotations", annotator_kind="IMPORTED")

    with pytest.raises(AnnotatorNeeded, match="imported:twin, model:twin"):
        export(team, tmp_path / "out.jsonl", labels="annotations", annotator="twin")

    export(team, tmp_path / "out.jsonl", labels="annotations", annotator="imported:twin")
    assert lines(tmp_path / "out.jsonl")[0]["label"] == 0


def test_of_one_annotators_work_the_latest_that_stands_is_taken(team: Team, tmp_path: Path) -> None:
    judged(team, tmp_path)
    bring(
        team,
        write_rows(tmp_path / "j.jsonl", [judge_row(0, step_labels={"1": -1, "3": -1})]),
        "annotations",
        revise=True,
    )

    export(team, tmp_path / "out.jsonl", labels="annotations")

    assert Annotation.objects.filter(withdrawn_at__isnull=False).count() == 1
    assert [row["label"] for row in lines(tmp_path / "out.jsonl")] == [0]


def test_gold_has_no_annotator(team: Team, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="Gold has no annotator"):
        export(team, tmp_path / "out.jsonl", annotator="judge")


def test_refuses_a_format_that_can_only_be_read() -> None:
    with pytest.raises(CannotWrite, match="there are processbench, agentprocessbench"):
        format_to_write("plain")


def test_the_same_labels_make_the_same_compressed_file(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "in.jsonl", [bench_row()]))
    export(team, tmp_path / "a.jsonl.gz")
    export(team, tmp_path / "b.jsonl.gz")

    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()


def test_an_export_that_fails_leaves_the_file_of_before(team: Team, tmp_path: Path) -> None:
    bring(team, write_rows(tmp_path / "in.jsonl", [bench_row(0), bench_row(1)]))
    path = tmp_path / "out" / "out.jsonl"
    path.parent.mkdir()
    path.write_text("before")

    def fail(_: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_export(
            ExportScope(project_id=team.project.pk), chosen=format_to_write("processbench"), path=path, tell=fail
        )

    assert [file.name for file in path.parent.iterdir()] == ["out.jsonl"]
    assert path.read_text() == "before"


@pytest.mark.parametrize("place", ["nowhere/out.jsonl", "."])
def test_says_where_it_cannot_write(team: Team, tmp_path: Path, place: str) -> None:
    with pytest.raises(CannotWrite, match=r"cannot be written|no file"):
        export(team, tmp_path / place)


def test_does_not_replace_a_device(team: Team) -> None:
    with pytest.raises(CannotWrite, match="no file that could be replaced"):
        export(team, Path("/dev/null"))


def test_an_annotator_without_labels_is_not_offered(team: Team, tmp_path: Path) -> None:
    judged(team, tmp_path)

    assert Annotator.objects.filter(project=team.project).count() == 5
    with pytest.raises(CannotWrite, match=r"some of model:judge\.$"):
        with_author(ExportScope(project_id=team.project.pk, labels="annotations"), "ada")
