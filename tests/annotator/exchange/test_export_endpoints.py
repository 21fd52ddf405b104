"""Labels over HTTP: for reviewers and managers, without what they are blind to now."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.http.clock import now
from annotator.labeling.held_work import HeldWork
from annotator.labeling.models import Assignment, Draft
from annotator.labeling.services import claims
from annotator.labeling.services.giving_back import release
from tests.annotator.exchange.importing import bench_row, bring, judge_row, talk_row, write_rows
from tests.factories.cast import Team, answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """Three talks with gold and one judge, and a trajectory that nobody labelled."""
    team = make_team()
    bring(team, write_rows(tmp_path / "talks.jsonl", [talk_row(number) for number in range(3)]))
    bring(team, write_rows(tmp_path / "j.jsonl", [judge_row(number) for number in range(2)]), "annotations")
    make_trajectory(team)
    return team


def export(team: Team, query: str = "", person: str = "rita") -> list[Any]:
    response = team.client(person).get(team.url(f"export?{query}"))
    assert response.status_code == 200, response.content
    return [json.loads(line) for line in response.getvalue().splitlines()]


def preview(team: Team, query: str = "", person: str = "rita") -> Any:
    return answer(team.client(person).get(team.url(f"export/preview?{query}")))


def claim(team: Team, person: str = "rita") -> HeldWork:
    made = claims.claim_next(queue_id=team.queue.pk, member=team.member(person), now=now())
    assert made is not None
    assert made.external_id == "talks:0:0"
    return made


@pytest.mark.parametrize("person", ["rita", "max"])
def test_gold_comes_in_the_projects_own_format_unless_another_is_asked_for(team: Team, person: str) -> None:
    assert export(team, person=person) == [talk_row(number) for number in range(3)]
    assert [row["label"] for row in export(team, "format=processbench", person)] == [1, 1, 1]


def test_the_answer_is_a_file_that_says_what_is_not_in_it(team: Team) -> None:
    response = team.client("rita").get(team.url("export?format=processbench"))

    assert response.headers["Content-Disposition"] == 'attachment; filename="algebra-gold-processbench.jsonl"'
    assert (response.headers["Content-Type"], response.headers["X-Assay-Hidden"]) == ("application/x-ndjson", "0")
    assert response.streaming


def test_the_preview_counts_what_the_file_will_have(team: Team) -> None:
    assert preview(team, "format=processbench") == {
        "format": "processbench",
        "counts": {"rows": 3, "without_labels": 1, "hidden": 0, "reasons": {}, "notes": {}, "proposals": 0},
        "annotator": None,
        "annotators": [{"annotator": "model:judge", "name": "judge", "kind": "MODEL", "trajectory_count": 2}],
        "formats": preview(team)["formats"],
    }
    assert [made["name"] for made in preview(team)["formats"]] == ["processbench", "agentprocessbench"]
    assert preview(team, "labels=annotations")["annotator"] == "model:judge"
    assert preview(team, "labels=annotations")["counts"]["rows"] == len(export(team, "labels=annotations")) == 2


def test_the_filter_narrows_both(team: Team) -> None:
    query = "filter=steps:4 id:talks*"

    assert len(export(team, query)) == preview(team, query)["counts"]["rows"] == 3
    assert preview(team, "filter=steps:3")["counts"] == {
        "rows": 0,
        "without_labels": 1,
        "hidden": 0,
        "reasons": {},
        "notes": {},
        "proposals": 0,
    }


def test_of_several_annotators_one_must_be_named(team: Team, tmp_path: Path) -> None:
    rows = [judge_row(0, annotator="second", step_labels={"1": -1})]
    bring(team, write_rows(tmp_path / "k.jsonl", rows), "annotations")

    shown = preview(team, "labels=annotations")
    refused = answer(team.client("rita").get(team.url("export?labels=annotations")), 400)

    assert (shown["counts"], [one["annotator"] for one in shown["annotators"]]) == (
        None,
        ["model:judge", "model:second"],
    )
    assert refused["code"] == "annotator_needed"
    (row,) = export(team, "labels=annotations&annotator=model:second&format=processbench")
    assert row["label"] == 0


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("format=plain", "unknown_format"),
        ("labels=nonsense", "invalid"),
        ("annotator=judge", "annotator_of_gold"),
        ("labels=annotations&annotator=nobody", "unknown_annotator"),
        ("filter=nonsense:1", "bad_filter"),
        ("filter=%22", "bad_filter"),
        ("filter=a%00", "null_character"),
    ],
)
@pytest.mark.parametrize("path", ["export", "export/preview"])
def test_refuses_with_a_reason(team: Team, path: str, query: str, code: str) -> None:
    refused = answer(team.client("rita").get(team.url(f"{path}?{query}")), 400)

    assert (refused["code"], bool(refused["detail"])) == (code, True)


@pytest.mark.parametrize("labels", ["gold", "annotations"])
@pytest.mark.parametrize("person", ["rita", "max"])
def test_what_the_person_is_blind_to_is_not_in_it(team: Team, labels: str, person: str) -> None:
    everything = export(team, f"labels={labels}", person)
    made = claim(team, person)

    rest = export(team, f"labels={labels}", person)

    assert len(everything) == len(rest) + 1
    assert "talks:0:0" not in json.dumps(rest)
    assert preview(team, f"labels={labels}", person)["counts"]["hidden"] == 1
    assert preview(team, f"labels={labels}", person)["annotators"][0]["trajectory_count"] == 1
    response = team.client(person).get(team.url(f"export?labels={labels}"))
    assert response.headers["X-Assay-Hidden"] == "1"

    release(
        assignment=Assignment.objects.get(pk=made.assignment_id),
        annotator_id=team.member(person).annotator_id,
        now=now(),
    )
    assert export(team, f"labels={labels}", person) == everything


def test_a_filter_tells_nothing_about_what_is_hidden(team: Team) -> None:
    """Also the number of what is left out: under a filter that asks for labels it counts whatever is hidden."""
    claim(team)

    for query in ("gold:error", "gold:clean", "-gold:yes", "outcome:right", "outcome:wrong"):
        assert preview(team, f"filter={query}")["counts"]["hidden"] == 1
    assert preview(team, "filter=steps:4")["counts"]["hidden"] == 1
    assert preview(team, "filter=steps:3")["counts"]["hidden"] == 0


def test_what_can_still_be_taken_back_stays_hidden(team: Team) -> None:
    made = claim(team)
    Draft.objects.filter(pk=made.draft_id).update(closed_at=now())
    Assignment.objects.filter(pk=made.assignment_id).update(status="SUBMITTED", undo_until=now().replace(year=2100))

    assert len(export(team)) == 2

    Assignment.objects.filter(pk=made.assignment_id).update(undo_until=now())
    assert len(export(team)) == 3


def test_annotators_take_no_labels_out(team: Team) -> None:
    for path in ("export", "export/preview"):
        refused = answer(team.client("ada").get(team.url(path)), 403)
        assert refused["detail"].startswith("Only a reviewer or a manager may do this")


def test_an_empty_export_is_an_empty_file(tmp_path: Path) -> None:
    assert export(make_team(slug="empty", protocol="first-error")) == []


def test_a_large_export_comes_in_blocks_and_whole(team: Team, tmp_path: Path) -> None:
    rows = [bench_row(number, problem="x" * 1000) for number in range(300)]
    bring(team, write_rows(tmp_path / "a.jsonl", rows))

    response = team.client("rita").get(team.url("export?format=processbench&filter=source:a"))
    blocks = list(response.streaming_content)  # type: ignore[attr-defined]

    assert [json.loads(line) for line in b"".join(blocks).splitlines()] == rows
    assert 1 < len(blocks) < 20
