"""The presets of the scorers behind endpoints."""

import pytest

from annotator.scoring.semantics import Semantics
from tests.worker.endpoint.server import chat, in_turn, serving
from tests.worker.endpoint.trajectories import rewards_of, solution
from webapp.env import REPOSITORY
from worker.presets import preset, preset_names
from worker.scorers.contract import Scorer
from worker.scorers.registry import load

ADAPTERS = ("generative-judge", "rollouts", "remote-reader")
NAMES = [name for adapter in ADAPTERS for name in preset_names(adapter)]


def built(name: str, url: str) -> Scorer:
    """As it is once somebody has named an endpoint and a model."""
    found = preset(name)
    endpoint = {"model": "tiny", **found.configuration["endpoint"], "url": url}
    return load(found.adapter, {**found.configuration, "endpoint": endpoint})


def test_there_is_one_for_each_kind() -> None:
    assert set(NAMES) == {
        "critique-judge", "agent-judge", "step-verdict-judge", "forced-choice-judge", "rollouts", "vllm-math-shepherd",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_each_builds_a_scorer_once_an_endpoint_is_named_and_says_what_its_numbers_mean(name: str) -> None:
    found = preset(name)

    assert built(name, "http://127.0.0.1:1/v1").score([]) == []
    assert found.name == name
    assert len(found.summary) < 120
    assert found.channels["reward"].semantics in set(Semantics)
    assert found.channels["reward"].threshold_source


@pytest.mark.parametrize("name", NAMES)
def test_each_is_described(name: str) -> None:
    assert f"`{name}`" in (REPOSITORY / "docs" / "judges.md").read_text(encoding="utf-8")


def test_one_of_them_judges() -> None:
    with serving(in_turn(chat("\\boxed{1}"))) as server:
        results = built("critique-judge", f"{server.url}/v1").score([solution("a", "b")])

    assert rewards_of(results) == [(1.0, 0.0)]
