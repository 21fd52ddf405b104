"""The generative judge whatever it is asked: endpoints that fail, batches, settings."""

import threading
from typing import Any

import pytest

from tests.worker.endpoint.judging import THREE, judge, judged
from tests.worker.endpoint.server import Reply, Seen, chat, in_turn, serving
from tests.worker.endpoint.trajectories import rewards_of, scored, solution, unscored
from worker.scorers.contract import (
    ScorerUnavailable,
)
from worker.scorers.prompt_templates import load_template, template_names
from worker.scorers.registry import load
from worker.scorers.settings import BadSetting

# Endpoints that fail


@pytest.mark.parametrize(
    "body",
    [{}, {"choices": []}, {"choices": [{"message": {"content": 7}}]}, {"choices": ["x"]}, [], "x", None,
     {"choices": [{"index": 0}]}, {"choices": [{"message": {"content": ["x"]}}]}],
)  # fmt: skip
def test_an_answer_of_another_shape_is_a_reason(body: Any) -> None:
    assert "without choices that can be read" in unscored(judged(Reply(body)))


def test_reads_content_in_parts_and_a_model_that_only_thought() -> None:
    parts = [{"type": "text", "text": "\\boxed"}, {"type": "image"}, {"type": "text", "text": "{0}"}]
    assert scored(judged(Reply({"choices": [{"message": {"content": parts}}]}))).rewards[0] == 0.0
    assert "no \\boxed{} (1 of 1)" in unscored(judged(Reply({"choices": [{"message": {"content": None}}]})))


def test_one_refused_request_is_its_trajectorys_and_a_refused_key_everybodys() -> None:
    def answer(seen: Seen) -> Reply:
        if "too long" in seen.body["messages"][0]["content"]:
            return Reply({"error": {"message": "context length exceeded"}}, 400)
        return chat("\\boxed{-1}")

    with serving(answer) as server:
        first, second = judge(server).score([solution("too long"), solution("fine")])
    with serving(in_turn(Reply({}, 401))) as server, pytest.raises(ScorerUnavailable, match="wants a key"):
        judge(server).score([THREE])

    assert "context length exceeded" in unscored(first)
    assert scored(second).rewards == (1.0,)


def test_the_same_trajectory_gets_the_same_rewards_alone_in_a_batch_and_in_another_order() -> None:
    def answer(seen: Seen) -> Reply:
        return chat(f"\\boxed{{{seen.body['messages'][0]['content'].count('wrong') - 1}}}")

    batch = [solution(*["a", "b wrong", "c"][: 1 + index % 3]) for index in range(9)]
    with serving(answer) as server:
        subject = judge(server)
        together = subject.score(batch)
        assert [subject.score([trajectory])[0] for trajectory in batch] == together
        assert subject.score(batch[::-1]) == together[::-1]
        assert subject.score([]) == []

    assert len(set(rewards_of(together))) > 1


def test_never_asks_more_at_once_than_it_may_and_does_ask_at_once() -> None:
    together = threading.Barrier(3, timeout=60)

    def answer(_seen: Seen) -> Reply:
        together.wait()  # Passes only if three requests are there at the same time.
        return chat("\\boxed{-1}")

    with serving(answer) as server:
        judge(server, endpoint={"concurrency": 3}).score([solution(str(index)) for index in range(9)])

    assert (server.busiest, len(server.seen)) == (3, 9)


# Settings


def test_says_on_what_it_ran_as_far_as_the_server_tells() -> None:
    with serving(in_turn(chat("\\boxed{-1}", model="tiny-2026-01"))) as server:
        subject = judge(server)
        before = dict(subject.provenance)
        subject.score([THREE])

    assert before == {
        "model": "tiny",
        "endpoint": server.url.removeprefix("http://"),
        "template": "processbench-critique-1",
        "template_hash": load_template("processbench-critique-1").digest,
        "sampling": "n 1, temperature 0.0, max_tokens 8192, seed 0",
    }
    assert dict(subject.provenance) == {**before, "served_model": "tiny-2026-01"}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"template": "processbench"}, "There is no template 'processbench'. There are: boxed-verdicts-1"),
        ({"template": "rollout-chat-1"}, "it is for rollouts"),
        ({"template": {"kind": "step-verdicts", "user": "Look."}}, r"template\.user must hold \$steps"),
        ({"template": {"kind": "step-verdicts", "user": "$steps $price"}}, "It holds"),
        ({"template": {"kind": "step-verdicts", "user": "$steps for $5"}}, "write [$][$] for a dollar"),
        ({"template": {"kind": "guess", "user": "$steps"}}, "template.kind is one of"),
        ({"template": {"user": "$steps"}}, "template needs the setting 'kind'"),
        ({"sampling": {"n": 8}}, "8 answers at temperature 0 are one answer 8 times"),
        ({"sampling": {"temperature": "hot"}}, "sampling.temperature is a number"),
        ({"sampling": {"max_tokens": 0}}, "sampling.max_tokens"),
        ({"limits": {"min_votes": 2}}, "more answers than sampling.n gets"),
        ({"limits": {"overflow": "middle"}}, "overflow is one of unscored, beginning, end"),
        ({"readout": "vibes"}, "readout is one of"),
    ],
)
def test_refuses_settings_that_make_no_sense(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        load("generative-judge", {"endpoint": {"url": "http://127.0.0.1:1/v1", "model": "m"}, **settings})


def test_a_template_can_be_written_into_the_configuration() -> None:
    own = {
        "kind": "first-error-index",
        "first_number": 1,
        "user": "Cost $$5.\n$problem\n$steps",
        "step": "$number) $text\n",
    }
    with serving(in_turn(chat("\\boxed{2}"))) as server:
        (result,) = judge(server, own).score([THREE])  # type: ignore[arg-type]

    assert scored(result).rewards == (1.0, 0.0, None)
    assert server.seen[0].body["messages"][0]["content"].startswith("Cost $5.\nWhat is 2 + 3?\n1) 2 and 3")


def test_every_template_of_ours_can_be_read_and_has_a_digest_of_its_own() -> None:
    digests = {load_template(name).digest for name in template_names()}

    assert len(digests) == len(template_names()) >= 6
