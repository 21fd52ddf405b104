"""The published files through the commands: the counts, the labels and the way back that everybody can check."""

import gzip
import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from annotator.adjudication.models import GoldLabel
from annotator.exchange.models import QuarantinedRow
from annotator.labeling.models import Annotation
from annotator.scoring.models import ScorerChannel, TrajectoryRewards
from annotator.trajectories.models import Trajectory
from tests.factories.cast import make_team
from tests.real_data import REAL_DATA, needs_real_data

pytestmark = [pytest.mark.slow, pytest.mark.django_db, needs_real_data]

BENCH = REAL_DATA / "processbench"
AGENTS = REAL_DATA / "agentprocessbench"


def run(*arguments: object) -> Any:
    out = StringIO()
    call_command(*map(str, arguments), "--json", stdout=out)
    return json.loads(out.getvalue())


def counts(imported: int = 0, unchanged: int = 0, **reasons: int) -> dict[str, Any]:
    return {
        "imported": imported, "unchanged": unchanged, "revised": 0, "quarantined": sum(reasons.values()),
        "reasons": reasons,
    }  # fmt: skip


def test_processbench_lands_whole_and_comes_out_equal(tmp_path: Path) -> None:
    make_team(slug="bench", protocol="first-error")
    files = [BENCH / "gsm8k.jsonl", BENCH / "math.jsonl"]

    assert run("import_trajectories", "bench", *files) == counts(1400)
    assert run("import_trajectories", "bench", *files) == counts(unchanged=1400)

    out = tmp_path / "out.jsonl.gz"
    assert run("export", "bench", "--format", "processbench", "--output", out)["rows"] == 1400
    given = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert [json.loads(line) for line in gzip.decompress(out.read_bytes()).splitlines()] == given
    assert dict(Counter(Trajectory.objects.values_list("source", flat=True))) == {"gsm8k": 400, "math": 1000}


def test_the_reward_files_belong_to_them(tmp_path: Path) -> None:
    make_team(slug="bench", protocol="first-error")
    run("import_trajectories", "bench", BENCH / "gsm8k.jsonl", BENCH / "math.jsonl")
    files = sorted(BENCH.glob("*.scores.*.jsonl"))

    assert run("import_rewards", "bench", *files) == counts(2800)
    assert run("import_rewards", "bench", *files) == counts(unchanged=2800)

    semantics = dict(ScorerChannel.objects.values_list("scorer__name", "semantics"))
    assert semantics == {"Qwen2.5-Math-PRM-7B": "probability", "Skywork-o1-Open-PRM-Qwen-2.5-7B": "value"}
    stored = TrajectoryRewards.objects.get(trajectory__external_id="gsm8k-0", channel__scorer__name__startswith="Qwen")
    assert stored.rewards == pytest.approx([1.0, 0.186523, 0.976562, 1.0])


def test_agentprocessbench_has_its_published_labels_and_comes_out_equal(tmp_path: Path) -> None:
    make_team(slug="agents")
    file = AGENTS / "hotpotqa.jsonl"

    assert run("import_trajectories", "agents", file) == counts(150)

    labels = Counter(label for gold in GoldLabel.objects.all() for label in gold.labels if label is not None)
    assert labels == {1: 286, 0: 28, -1: 112}
    out = tmp_path / "out.jsonl"
    assert run("export", "agents", "--format", "agentprocessbench", "--output", out)["rows"] == 150
    given = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()] == given


def test_each_judges_file_lands_but_for_the_trajectories_that_are_not_here() -> None:
    make_team(slug="agents")
    run("import_trajectories", "agents", AGENTS / "hotpotqa.jsonl")
    files = sorted((AGENTS / "judges").glob("*.jsonl"))
    assert len(files) == 6

    for file in files:
        name = file.stem.removeprefix("hotpotqa__blind_")
        assert run("import_annotations", "agents", file, "--annotator", name) == counts(150, unknown_trajectory=100)
        assert run("import_annotations", "agents", file, "--annotator", name) == counts(
            unchanged=150, unknown_trajectory=100
        )

    assert Annotation.objects.count() == 900
    assert QuarantinedRow.objects.count() == 600
    failed = Annotation.objects.exclude(failure="")
    assert all(set(one.labels) == {None} and not one.no_error for one in failed)
