"""The API of scorers and runs."""

from datetime import timedelta
from typing import Any

import pytest

from annotator.http.clock import now
from annotator.scoring.catalogue import RULE_SCORERS
from annotator.scoring.models import RunStatus, Scorer, ScoreRun
from annotator.scoring.presets import builtin_scorers
from annotator.scoring.queries import reasons_of
from annotator.scoring.services.chunks import finish_chunk
from annotator.scoring.services.recording import record_failures, record_rewards
from annotator.trajectories.models import Trajectory
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.runs import chunks_of, claimed, make_run, make_scorer, scored
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectories, make_trajectory
from tests.plugins.queries import Asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def get(team: Team, path: str, name: str = "rita") -> Any:
    return answer(team.client(name).get(team.url(path)))


def post(team: Team, path: str, body: dict[str, Any] | None = None, *, status: int = 200) -> Any:
    return answer(team.client("max").post(team.url(path), body or {}, format="json"), status)


def by_name(team: Team) -> dict[str, Any]:
    return {scorer["name"]: scorer for scorer in get(team, "scorers")["results"]}


def test_lists_built_in_scorers_before_they_ever_ran(team: Team) -> None:
    shown = by_name(team)["equation-checker"]

    assert shown == {
        "name": "equation-checker",
        "revision": RULE_SCORERS["equation-checker"].revision,
        "adapter": "equation-checker",
        "description": RULE_SCORERS["equation-checker"].description,
        "is_runnable": True,
        "queue": "cpu",
        "model": "",
        "channels": [
            {
                "name": "reward",
                "semantics": "verdict",
                "threshold": 0.5,
                "threshold_source": "by definition: 1 holds, 0 is contradicted",
            }
        ],
        "scored": 0,
    }
    assert not Scorer.objects.exists()


def test_counts_trajectories_with_rewards_for_their_present_text(team: Team) -> None:
    channel = make_channel(team, "prm")
    for trajectory in make_trajectories(team, 2):
        make_rewards(team, channel, trajectory, [0.5, 0.5, 0.5])
    outdated = make_trajectory(team, "t-9")
    make_rewards(team, channel, outdated, [0.5, 0.5, 0.5])
    make_trajectory(team, "t-9", problem="Reworded?", revision=2, previous=outdated)

    shown = by_name(team)["prm"]

    assert (shown["scored"], shown["is_runnable"], shown["channels"][0]["semantics"]) == (2, False, "probability")


def test_an_older_revision_of_a_checker_is_shown_as_yet_to_run(team: Team) -> None:
    scorer = make_scorer(team, revision="0-old")
    make_trajectories(team, 1)
    make_run(team, scorer)

    shown = by_name(team)["equation-checker"]

    assert (shown["revision"], shown["scored"]) == (RULE_SCORERS["equation-checker"].revision, 0)


def test_an_annotator_gets_names_and_nothing_else(team: Team) -> None:
    make_channel(team, "prm")

    names = sorted({"prm", *builtin_scorers()})
    assert get(team, "scorers", "ada") == {"results": [{"name": name} for name in names]}
    assert team.client("ada").get(team.url("runs")).status_code == 403


def test_a_manager_starts_a_run_and_everybody_who_may_sees_where_it_stands(team: Team) -> None:
    make_trajectories(team, 3)

    started = post(team, "runs", {"scorer": "equation-checker", "filter": "id:t-*"}, status=201)

    run = ScoreRun.objects.get()
    assert started["unchanged"] == 0
    assert started["run"]["id"] == run.pk
    shown = get(team, f"runs/{run.pk}")
    assert (shown["status"], shown["filter"], shown["requested_by"]) == ("QUEUED", "id:t-*", "max")
    assert shown["counts"] == {"total": 3, "done": 0, "ok": 0, "unchanged": 0, "truncated": 0, "failed": 0}
    assert (shown["per_second"], shown["seconds_left"], shown["reasons"]) == (None, None, [])
    assert [row["id"] for row in get(team, "runs")["results"]] == [run.pk]


def test_says_when_nothing_is_left_to_do(team: Team) -> None:
    assert post(team, "runs", {"scorer": "equation-checker"}) == {"run": None, "unchanged": 0}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"scorer": "oracle"}, 400, "unknown_scorer"),
        ({"scorer": "prm"}, 409, "cannot_run"),
        ({"scorer": "equation-checker", "filter": "colour:red"}, 400, "bad_filter"),
        ({"scorer": "equation-checker", "filter": "x" * 5_000}, 400, "invalid"),
        ({}, 400, "invalid"),
    ],
)
def test_refuses_with_a_sentence(team: Team, body: dict[str, Any], status: int, code: str) -> None:
    make_channel(team, "prm")

    refusal = post(team, "runs", body, status=status)

    assert refusal["code"] == code
    assert refusal["detail"].endswith(".")
    assert not ScoreRun.objects.exists()


def test_a_reviewer_looks_and_does_not_start(team: Team) -> None:
    refused = answer(team.client("rita").post(team.url("runs"), {"scorer": "equation-checker"}, format="json"), 403)

    assert "manager" in refused["detail"]


def test_reasons_that_differ_in_numbers_alone_are_one_with_an_example(team: Team) -> None:
    first, second, third = make_trajectories(team, 3, with_slots=False)
    run = make_run(team, make_scorer(team))
    words = {
        first.pk: "1,188 tokens are too many.",
        second.pk: "4,097 tokens are too many.",
        third.pk: "No such model.",
    }
    record_failures(claim=claimed(chunks_of(run)[0], now=now()), reasons=words, now=now())

    reasons = get(team, f"runs/{run.pk}")["reasons"]

    assert [(one["reason"], one["count"], one["wordings"], one["example"]) for one in reasons] == [
        ("1,188 tokens are too many.", 2, 2, first.pk),
        ("No such model.", 1, 1, third.pk),
    ]
    assert reasons_of(run)[0].sentence == "1,188 tokens are too many. (or alike, with other numbers)"


def test_shows_progress_and_reasons_of_a_run_that_goes_on(team: Team) -> None:
    make_trajectories(team, 70, with_slots=False)
    run = make_run(team, make_scorer(team))
    first = claimed(chunks_of(run)[0], now=now())
    done = list(chunks_of(run)[0].trajectory_ids)
    moment = now() - timedelta(seconds=10)
    record_failures(claim=first, reasons={done[0]: "ValueError: poison", done[1]: "ValueError: poison"}, now=moment)
    rest = Trajectory.objects.filter(pk__in=done[2:])
    record_rewards(claim=first, scored=[scored(trajectory) for trajectory in rest], now=moment)

    shown = get(team, f"runs/{run.pk}")

    assert shown["counts"] == {"total": 70, "done": 64, "ok": 62, "unchanged": 0, "truncated": 0, "failed": 2}
    assert shown["reasons"] == [
        {"status": "FAILED", "reason": "ValueError: poison", "count": 2, "wordings": 1, "example": min(done[:2])}
    ]
    assert shown["per_second"] == pytest.approx(6.4, rel=0.2)
    assert shown["seconds_left"] == pytest.approx(6 / 6.4, rel=0.2)


def test_cancels_and_tries_again(team: Team) -> None:
    trajectory = make_trajectory(team)
    run = make_run(team, make_scorer(team))
    claim = claimed(chunks_of(run)[0])
    record_failures(claim=claim, reasons={trajectory.pk: "too long"}, now=NOON)
    finish_chunk(claim=claim, now=NOON)

    assert post(team, f"runs/{run.pk}/cancel", status=409)["code"] == "run_is_over"
    retried = post(team, f"runs/{run.pk}/retry")
    assert (retried["status"], retried["counts"]["failed"], retried["counts"]["done"]) == ("QUEUED", 0, 0)
    assert post(team, f"runs/{run.pk}/retry", status=409)["code"] == "cannot_retry"
    assert post(team, f"runs/{run.pk}/cancel")["status"] == "CANCELLED"


def test_a_run_of_another_project_is_not_there(team: Team) -> None:
    other = make_team(slug="other")
    make_trajectories(other, 1)
    run = make_run(other, make_scorer(other))

    for path in (f"runs/{run.pk}/cancel", f"runs/{run.pk}/retry"):
        post(team, path, status=404)
    assert answer(team.client("max").get(team.url(f"runs/{run.pk}")), 404)["code"] == "not_found"


def test_asks_the_database_as_often_for_many_runs_as_for_one(team: Team) -> None:
    scorer = make_scorer(team)
    make_trajectory(team)
    client = team.client("rita")

    def queries(path: str) -> int:
        with Asked() as captured:
            answer(client.get(team.url(path)))
        return len(captured)

    make_run(team, scorer)
    one = queries("runs"), queries("scorers")
    for _ in range(5):
        make_run(team, scorer)
        make_channel(team, f"prm-{ScoreRun.objects.count()}")

    assert (queries("runs"), queries("scorers")) == one


def test_pauses_and_resumes_and_says_when_it_cannot(team: Team) -> None:
    make_trajectory(team)
    run = make_run(team, make_scorer(team))

    assert post(team, f"runs/{run.pk}/resume", status=409)["code"] == "cannot_resume"
    assert post(team, f"runs/{run.pk}/pause")["status"] == RunStatus.PAUSED
    assert post(team, f"runs/{run.pk}/pause", status=409)["code"] == "cannot_pause"
    assert post(team, f"runs/{run.pk}/resume")["status"] == RunStatus.QUEUED


def test_says_how_much_a_run_would_have_to_do_before_it_is_asked_for(team: Team) -> None:
    trajectories = make_trajectories(team, 3)
    run = make_run(team, make_scorer(team, revision=RULE_SCORERS["equation-checker"].revision), filter_text="id:t-0")
    record_rewards(claim=claimed(chunks_of(run)[0]), scored=[scored(trajectories[0])], now=NOON)

    def preview(query: str) -> Any:
        return get(team, f"runs/preview?{query}", "max")

    assert preview("scorer=equation-checker") == {"wanted": 2, "unchanged": 1}
    assert preview("scorer=equation-checker&filter=id:t-1") == {"wanted": 1, "unchanged": 0}
    assert preview("scorer=tool-call-checker") == {"wanted": 3, "unchanged": 0}
    refused = team.client("max").get(team.url("runs/preview?scorer=equation-checker&filter=colour:red"))
    assert answer(refused, 400)["code"] == "bad_filter"


def test_a_preview_after_a_change_of_the_checker_counts_what_the_new_one_would_do(team: Team) -> None:
    trajectories = make_trajectories(team, 2)
    run = make_run(team, make_scorer(team, revision="0-old"))
    record_rewards(claim=claimed(chunks_of(run)[0]), scored=[scored(each) for each in trajectories], now=NOON)

    assert get(team, "runs/preview?scorer=equation-checker", "max") == {"wanted": 2, "unchanged": 0}
