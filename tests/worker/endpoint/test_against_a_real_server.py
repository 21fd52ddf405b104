"""The scorers behind endpoints against a server that is not ours: `transformers serve` with a tiny random model.

It talks nonsense, so what is tested is the protocol: every request is understood, every answer is read, and nonsense
is a reason. It ignores n and log-probabilities, as real servers do.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.worker.endpoint.trajectories import solution, unscored
from worker.scorers.registry import load

for needed in ("transformers", "torch", "fastapi", "uvicorn", "openai", "accelerate"):
    pytest.importorskip(needed, reason="`transformers serve` needs the worker's environment")

pytestmark = [pytest.mark.slow, pytest.mark.worker]

STARTED_WITHIN_S = 180
SHORT = {"n": 3, "temperature": 1.0, "max_tokens": 12}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The server, started once."""
    from tests.worker.endpoint.tiny_model import save_tiny_model  # It needs torch.

    folder = tmp_path_factory.mktemp("tiny")
    save_tiny_model(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", str(folder), "--host", "127.0.0.1",
               "--port", str(port), "--device", "cpu"]  # fmt: skip
    log = folder / "serve.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, stdout=output, stderr=output, env={**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "2"}
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", server, log)
        yield {"url": f"http://127.0.0.1:{port}/v1", "model": str(folder)}
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx2.get(url).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.5)
        assert server.poll() is None, log.read_text(encoding="utf-8")[-3_000:]
    pytest.fail(f"It did not start: {log.read_text(encoding='utf-8')[-3_000:]}")


def test_a_judge_gets_all_its_votes_from_a_server_without_n_and_reads_nonsense_as_such(
    endpoint: dict[str, str],
) -> None:
    judge = load("generative-judge", {"endpoint": endpoint, "sampling": SHORT})

    (result,) = judge.score([solution("2 + 3 = 6.")])

    reason = unscored(result)
    assert reason.startswith("Too few answers could be read: cut off at max_tokens = 12, no \\boxed{} (3 of 3)")
    assert judge.provenance["served_model"].startswith(endpoint["model"])


def test_a_forced_choice_notices_that_there_are_no_log_probabilities(endpoint: dict[str, str]) -> None:
    sampling = {"max_tokens": 2}
    judge = load("generative-judge", {"endpoint": endpoint, "template": "forced-choice-1", "sampling": sampling})

    (result,) = judge.score([solution("2 + 3 = 6.")])

    assert "no log-probabilities (1 of 1)" in unscored(result)


@pytest.mark.parametrize("api", ["chat", "completions"])
def test_rollouts_get_their_continuations_by_either_api(endpoint: dict[str, str], api: str) -> None:
    rollouts = load("rollouts", {"endpoint": endpoint, "api": api, "sampling": SHORT})

    (result,) = rollouts.score([solution("2 and 3.", "Add them.", answer="5")])

    assert unscored(result).startswith("None of 6 continuations ended with an answer in \\boxed{}")


def test_the_same_seed_gives_the_same_answers(endpoint: dict[str, str]) -> None:
    configuration = {"endpoint": endpoint, "sampling": {**SHORT, "seed": 7}}

    first, second = (unscored(load("generative-judge", configuration).score([solution("a")])[0]) for _ in range(2))

    assert first == second
