"""Adding scorers of one's own, from the service, the API and the shell; presets that the repository ships."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.exchange.models import QuarantinedRow
from annotator.journal.models import JournalEntry
from annotator.journal.services import SHELL
from annotator.scoring.catalogue import ADAPTERS
from annotator.scoring.declaring import BadScorer
from annotator.scoring.models import Scorer, ScorerChannel
from annotator.scoring.presets import builtin_scorers, declared, presets
from annotator.scoring.queries import newest_scorer
from annotator.scoring.services.scorers import AddedScorer, add_scorer, ensure_builtin_scorers, scorer_to_run
from tests.factories.cast import NOON, Team, answer, make_team
from tests.factories.runs import make_run
from tests.factories.scoring import make_channel
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db
PRESET = """name = "trl"
summary = "Checkpoints of a trainer."
adapter = "step-reader"

[configuration]
separator = "\\n"

[channels.reward]
semantics = "probability"
"""
SHIPPED = """name = "small"
summary = "Runs anywhere."
adapter = "step-reader"
model = "worker/checkpoints/small"

[channels.reward]
semantics = "probability"
"""
JUDGE = """name = "judge"
summary = "Asks a model."
adapter = "generative-judge"

[channels.reward]
semantics = "vote-share"
"""
WHOLE = {"preset": "trl", "name": "mine", "model": "/models/mine"}


@pytest.fixture
def team(settings: Any, tmp_path: Path) -> Team:
    settings.REPOSITORY = tmp_path
    settings.SCORER_PRESETS = tmp_path / "presets"
    settings.SCORER_PRESETS.mkdir()
    (settings.SCORER_PRESETS / "trl.toml").write_text(PRESET, encoding="utf-8")
    (settings.SCORER_PRESETS / "judge.toml").write_text(JUDGE, encoding="utf-8")
    (settings.SCORER_PRESETS / "small.toml").write_text(SHIPPED, encoding="utf-8")
    return make_team()


def ship_weights(folder: Path) -> None:
    checkpoint = folder / "worker" / "checkpoints" / "small"
    checkpoint.mkdir(parents=True)
    (checkpoint / "config.json").write_text("{}", encoding="utf-8")
    (checkpoint / "model.safetensors").write_bytes(b"weights")


def add(team: Team, **changes: Any) -> AddedScorer:
    return add_scorer(project=team.project, declared=declared({**WHOLE, **changes}), actor=SHELL, at=NOON)


def events() -> list[str]:
    return list(JournalEntry.objects.filter(subject="scorer").order_by("pk").values_list("event", flat=True))


def post(team: Team, body: dict[str, Any], status: int) -> Any:
    return answer(team.client("max").post(team.url("scorers"), body, format="json"), status)


def test_adds_a_scorer_that_runs_on_its_own_queue(team: Team) -> None:
    make_trajectory(team)

    scorer = add(team, queue="gpu-large").scorer

    assert scorer_to_run(project=team.project, name="mine", at=NOON) == scorer
    assert scorer.configuration == {"separator": "\n", "model": "/models/mine"}
    assert (scorer.queue, scorer.description) == ("gpu-large", "Checkpoints of a trainer.")
    assert make_run(team, scorer).trajectory_count == 1
    assert events() == ["scorer.added"]


def test_other_settings_are_another_revision_and_the_newest_one_runs(team: Team) -> None:
    first, second = add(team), add(team, model="/models/better")

    assert (first.is_new, second.is_new) == (True, True)
    assert first.scorer.revision != second.scorer.revision
    assert scorer_to_run(project=team.project, name="mine", at=NOON) == second.scorer
    with pytest.raises(BadScorer, match="had exactly these settings before"):
        add(team)


def test_the_same_once_more_changes_thresholds_and_queue_and_nothing_else(team: Team) -> None:
    first = add(team)
    again = add(team, queue="gpu-2", channels={"reward": {"threshold": 0.7, "threshold_source": "our own gold"}})
    once_more = add(team, queue="gpu-2", channels={"reward": {"threshold": 0.7, "threshold_source": "our own gold"}})

    assert first.scorer == again.scorer == once_more.scorer
    assert not again.is_new
    channel = ScorerChannel.objects.get(scorer=first.scorer)
    assert (channel.threshold, channel.threshold_source) == (0.7, "our own gold")
    assert newest_scorer(project_id=team.project.pk, name="mine").queue == "gpu-2"  # type: ignore[union-attr]
    assert events() == ["scorer.added", "scorer.changed"]


def test_names_of_built_in_and_of_imported_scorers_are_taken(team: Team) -> None:
    make_channel(team, "prm")

    with pytest.raises(BadScorer, match="Every project has equation-checker already"):
        add(team, name="equation-checker")
    with pytest.raises(BadScorer, match="come from files here"):
        add(team, name="prm")
    assert events() == []


def test_a_preset_whose_weights_are_here_is_in_every_project(team: Team, tmp_path: Path, settings: Any) -> None:
    assert "small" not in builtin_scorers()
    settings.REPOSITORY = tmp_path / "with-weights"
    ship_weights(settings.REPOSITORY)

    small = next(row for row in ensure_builtin_scorers(project=team.project, at=NOON) if row.name == "small")

    assert (small.adapter, small.configuration["model"]) == ("step-reader", "worker/checkpoints/small")
    assert [channel.semantics for channel in small.channels.all()] == ["probability"]
    shown = answer(team.client("rita").get(team.url("scorers")))["results"]
    assert [row["name"] for row in shown] == ["equation-checker", "small", "tool-call-checker"]
    with pytest.raises(BadScorer, match="Every project has small already"):
        add(team, name="small")


def test_other_weights_under_the_same_path_are_another_revision(team: Team, tmp_path: Path, settings: Any) -> None:
    revisions = set()
    for weights in (b"weights", b"better weights"):
        settings.REPOSITORY = tmp_path / weights.decode()
        ship_weights(settings.REPOSITORY)
        (settings.REPOSITORY / "worker" / "checkpoints" / "small" / "model.safetensors").write_bytes(weights)
        revisions.add(builtin_scorers()["small"].revision)

    assert len(revisions) == 2


def test_a_manager_adds_one_over_the_api(team: Team) -> None:
    body = {**WHOLE, "configuration": {"max_tokens": 512}, "channels": {"reward": {"threshold": 0.4}}}

    made = post(team, body, 201)

    assert (made["name"], made["adapter"], made["model"], made["queue"]) == (
        "mine",
        "step-reader",
        "/models/mine",
        "gpu",
    )
    assert made["channels"][0]["threshold"] == 0.4
    assert Scorer.objects.get(name="mine").configuration["max_tokens"] == 512
    assert post(team, body, 200)["revision"] == made["revision"]


def test_a_judge_names_its_endpoint_and_the_model_behind_it(team: Team) -> None:
    body = {"preset": "judge", "model": "org/critic"}
    url = {"endpoint": {"url": "http://localhost:8001/v1"}}

    assert list(post(team, body, 400)["fields"]) == ["configuration.endpoint.url"]
    made = post(team, {**body, "configuration": url}, 201)

    assert (made["name"], made["model"], made["queue"]) == ("judge", "org/critic", "cpu")
    assert Scorer.objects.get().configuration == {
        "endpoint": {"url": "http://localhost:8001/v1", "model": "org/critic"}
    }


def test_a_refusal_over_the_api_says_which_field(team: Team) -> None:
    refused = post(team, {**WHOLE, "preset": "tlr"}, 400)

    assert (refused["code"], list(refused["fields"])) == ("bad_scorer", ["preset"])
    assert "Did you mean 'trl'?" in refused["detail"]
    assert post(team, {**WHOLE, "configuration": {"api_key": "x"}}, 400)["fields"]["configuration.api_key"]
    assert not Scorer.objects.exists()


def test_offers_presets_with_their_layout(team: Team) -> None:
    offered = answer(team.client("max").get(team.url("scorers/presets")))["results"]

    assert [row["name"] for row in offered] == ["judge", "small", "trl"]
    assert [row["model"] for row in offered] == ["", "worker/checkpoints/small", ""]
    assert [row["settings"] for row in offered] == [[{"name": "endpoint.url", "value": ""}], [], []]
    assert {row["has_model"] for row in offered} == {True}
    assert offered[2]["text"] == PRESET
    assert offered[2]["channels"][0] == {
        "name": "reward",
        "semantics": "probability",
        "threshold": 0.5,
        "threshold_source": "default of its semantics",
    }


def test_rewards_from_a_file_under_the_name_of_a_scorer_of_ones_own_are_quarantined(team: Team, tmp_path: Path) -> None:
    add(team)
    make_trajectory(team, "t-0", steps=2)
    file = tmp_path / "rewards.jsonl"
    file.write_text(json.dumps({"id": "t-0", "scorer": "mine", "scores": [0.5, 0.5]}) + "\n", encoding="utf-8")

    call_command("import_rewards", "algebra", str(file), "--source", "tests", stdout=StringIO())

    assert [row.code for row in QuarantinedRow.objects.all()] == ["reserved_scorer"]


def command(*arguments: str) -> Any:
    output = StringIO()
    call_command("add_scorer", "algebra", *arguments, "--json", stdout=output)
    return json.loads(output.getvalue())


def test_the_shell_adds_one_from_a_preset_with_settings(team: Team) -> None:
    changes = ("--set", "channels.reward.threshold=0.4", "--set", "separator=<sep>", "--set", "render.joint=true")

    made = command("--preset", "trl", "--model", "org/model", "--name", "mine", *changes)

    scorer = Scorer.objects.get()
    assert made == {"name": "mine", "revision": scorer.revision, "adapter": "step-reader", "is_new": True}
    assert scorer.configuration == {"separator": "<sep>", "render": {"joint": True}, "model": "org/model"}
    assert scorer.channels.get().threshold == 0.4


def test_the_shell_adds_one_from_a_file(team: Team, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('preset = "trl"\nname = "mine"\nmodel = "org/model"\n', encoding="utf-8")

    assert command(str(file))["is_new"]
    assert not command(str(file))["is_new"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--preset", "trl"], "model: Name the model"),
        (["--preset", "nope", "--model", "m"], "preset: There is no preset 'nope'."),
        ([], "Name a preset with --preset, or a TOML file"),
        (["absent.toml"], "absent.toml: The file cannot be read"),
        (["broken.toml"], "is not TOML"),
        (["--preset", "trl", "--set", "threshold"], "write KEY=VALUE"),
        (["--preset", "trl", "--set", "a=1", "--set", "a.b=1"], "holds no others"),
    ],
)
def test_the_shell_refuses_with_a_sentence(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.toml").write_text("name = ", encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        call_command("add_scorer", "algebra", *arguments)

    assert says in str(refused.value)


def test_every_preset_of_the_repository_is_a_scorer() -> None:
    for name, preset in presets().items():
        scorer = preset.declared
        assert scorer.name == name
        assert scorer.adapter in ADAPTERS
        assert scorer.description.endswith(".")
