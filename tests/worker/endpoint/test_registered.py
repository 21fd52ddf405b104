"""The scorers behind endpoints, as a worker loads them: from plain JSON, in the environment without torch."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.worker.endpoint.server import Reply, chat, in_turn, serving
from tests.worker.endpoint.trajectories import solution, unscored
from tests.worker.scorers.hostile_texts import HOSTILE_TEXTS
from worker.scorers.contract import ScorableStep, ScorableToolCall, ScorableTrajectory, StepRewards, Unscored
from worker.scorers.registry import load

ENDPOINT = {"url": "http://127.0.0.1:1/v1", "model": "m"}
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "generative-judge": {"endpoint": ENDPOINT},
    "rollouts": {"endpoint": ENDPOINT},
    "remote-reader": {"endpoint": ENDPOINT, "render": {"head": "$problem", "step": "$text"}},
}


def test_they_load_without_django_celery_or_torch() -> None:
    code = (
        "import json, sys; from worker.scorers.registry import load; "
        f"configurations = json.loads({json.dumps(CONFIGURATIONS)!r}); "
        "assert all(load(name, given).score([]) == [] for name, given in configurations.items()); "
        "sys.exit(any(module.split('.')[0] in ('django', 'celery', 'torch', 'annotator') for module in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


@pytest.mark.parametrize("name", sorted(HOSTILE_TEXTS))
@pytest.mark.parametrize("template", ["processbench-critique-1", "ternary-agent-judge-1", "boxed-verdicts-1"])
def test_a_judge_survives_hostile_trajectories_and_hostile_answers(template: str, name: str) -> None:
    text = HOSTILE_TEXTS[name]
    step = ScorableStep(text, reasoning=text, tool_calls=(ScorableToolCall(text, text),))
    trajectory = ScorableTrajectory(text, (ScorableStep(text, role="tool"), step), (1,), ({"name": text},))
    answers = [
        text,
        f"{text} \\boxed{{0}}",
        f"Step 1: {text} \\boxed{{correct}}",
        f'{{"step_labels": {{"1": 1}}}} {text}',
    ]
    sampling = {"n": 4, "temperature": 1}
    replies = Reply(chat(*answers).content)
    with serving(in_turn(replies)) as server:
        configuration = {"endpoint": server.endpoint(), "template": template, "sampling": sampling,
                         "limits": {"max_input_characters": 10_000_000}}  # fmt: skip
        (result,) = load("generative-judge", configuration).score([trajectory])

    stored = result.reason if isinstance(result, Unscored) else json.dumps([dict(e.details) for e in result.evidence])
    messages = [stored] if isinstance(result, Unscored) else [stored, *(e.message for e in result.evidence)]
    for message in messages:
        message.encode()
        assert "\x00" not in message
        assert len(message) < 5_000
    assert isinstance(result, Unscored) or result.rewards[0] is None


def test_a_scorer_whose_server_is_slow_to_fail_names_the_server() -> None:
    with serving(in_turn(Reply(b"<html>"))) as server:
        configuration = {"endpoint": server.endpoint(attempts=1), "render": {"head": "$problem", "step": "$text"}}
        (result,) = load("remote-reader", configuration).score([solution("a")])

    assert not isinstance(result, StepRewards)
    assert server.url.removeprefix("http://") in unscored(result)
