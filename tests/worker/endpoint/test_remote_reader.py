"""The remote reader, against a server that answers as vLLM does."""

import math
from typing import Any

import pytest

from tests.worker.endpoint.server import Reply, Seen, Server, in_turn, serving
from tests.worker.endpoint.trajectories import hurried, rewards_of, scored, solution, unscored
from worker.scorers.contract import ScorableStep, ScorableTrajectory, ScorerUnavailable
from worker.scorers.registry import load
from worker.scorers.remote_reader import RemoteReader
from worker.scorers.settings import BadSetting

SHEPHERD: dict[str, Any] = {"head": "$problem ", "step": "Step $number: $text ки\n", "remove": ["ки"]}
TWO = solution("2 and 3.", "2 + 3 = 6.")


def reader(server: Server, **settings: Any) -> RemoteReader:
    endpoint = server.endpoint(**settings.pop("endpoint", {}))
    return RemoteReader(endpoint=endpoint, render=settings.pop("render", SHEPHERD), connect=hurried(), **settings)


def pooled(rows: Any) -> Reply:
    return Reply({"object": "list", "model": "tiny", "data": [{"index": 0, "object": "pooling", "data": rows}]})


def scores(*values: Any) -> Reply:
    results = [{"index": index, "object": "score", "score": value} for index, value in enumerate(values)]
    return Reply({"object": "list", "model": "tiny", "data": results})


def test_reads_one_row_per_step_from_the_pooling_endpoint() -> None:
    with serving(in_turn(pooled([[0.9, 0.1], [0.25, 0.75]]))) as server:
        (result,) = reader(server, reading={"column": 0}).score([TWO])

    assert scored(result).rewards == (0.9, 0.25)
    assert scored(result).margins is None
    (seen,) = server.seen
    assert seen.path == "/pooling"
    assert seen.body == {
        "model": "tiny",
        "input": "What is 2 + 3? Step 1: 2 and 3. ки\nStep 2: 2 + 3 = 6. ки\n",
        "task": "token_classify",
        "encoding_format": "float",
        "add_special_tokens": True,
        "use_activation": True,
    }


def test_raw_scores_give_margins_too() -> None:
    """Two labels: 3 - 1 = 2, and sigmoid(2). Three labels: 2 - log(e^0 + e^1)."""
    with serving(in_turn(pooled([[1.0, 3.0], [0.0, 2.0, 1.0], [-800.0]]))) as server:
        (result,) = reader(server, reading={"scores": "logits"}).score([solution("a", "b", "c")])

    expected = (2.0, 2 - math.log(1 + math.e), -800.0)
    assert scored(result).margins == pytest.approx(expected)
    assert scored(result).rewards == pytest.approx((0.8807970, 0.6652410, 0.0), abs=1e-6)
    assert server.seen[0].body["use_activation"] is False


def test_takes_single_numbers_per_step_and_keeps_context_out() -> None:
    steps = (ScorableStep("2 + 3?", role="user"), ScorableStep("a"), ScorableStep("b"))
    with serving(in_turn(pooled([0.5, 0.75]))) as server:
        (result,) = reader(server).score([ScorableTrajectory("p", steps, (1, 2))])

    assert scored(result).rewards == (None, 0.5, 0.75)


def test_takes_the_tag_out_of_the_texts_so_that_it_stands_once_per_step() -> None:
    with serving(in_turn(pooled([[0.5, 0.5]]))) as server:
        reader(server).score([solution("a ки b ки", problem="p ки")])

    assert server.seen[0].body["input"].count("ки") == 1


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[0.1, 0.9]], "gave 1 score for 2 steps: check that it runs with STEP pooling"),
        ([[0.1, 0.9]] * 17, "gave 17 scores for 2 steps"),
        ([], "gave 0 scores for 2 steps"),
        ([[0.9], [1.5]], "sent 1.5 where a probability should be"),
        ([[0.1, 0.9], [-0.2, -3.0]], "for raw scores set reading.scores"),
        ([[0.1, None], [0.1, 0.9]], "a step score that is no number"),
        ([[], []], "a step score that is no number"),
        ([True, False], "a step score that is no number"),
        ([["0.1", "0.9"]] * 2, "a step score that is no number"),
        ("AAAA", "an answer without scores"),
        (None, "an answer without scores"),
        ({"a": 1}, "an answer without scores"),
    ],
)
def test_takes_no_answer_that_does_not_fit_the_steps(rows: Any, words: str) -> None:
    with serving(in_turn(pooled(rows))) as server:
        (result,) = reader(server).score([TWO])

    assert words in unscored(result)


@pytest.mark.parametrize("body", [{}, [], None, "x", {"data": []}, {"data": [{}]}, {"data": {}}, {"data": [1, 2]}])
@pytest.mark.parametrize("mode", ["pooling", "generative-scoring"])
def test_takes_no_answer_of_another_shape(mode: str, body: Any) -> None:
    settings: dict[str, Any] = {"mode": mode, "reading": {"label_token_ids": [10, 12]}}
    with serving(in_turn(Reply(body))) as server:
        (result,) = reader(server, **settings).score([TWO])

    assert "sent an answer without scores" in unscored(result) or "gave 0 scores" in unscored(result)


def test_a_column_that_there_is_not_is_named() -> None:
    with serving(in_turn(pooled([[0.1, 0.9]] * 2))) as server:
        (result,) = reader(server, reading={"column": 2}).score([TWO])

    assert "sent 2 numbers per step, and reading.column is 2 (counted from 0)" in unscored(result)


def test_generative_scoring_asks_for_each_prefix_once() -> None:
    render = {"head": "$problem\n", "step": "$text\n", "tail": "Good? "}
    settings: dict[str, Any] = {
        "mode": "generative-scoring",
        "render": render,
        "reading": {"label_token_ids": [10, 12]},
    }
    with serving(in_turn(scores(0.9, 0.2))) as server:
        (result,) = reader(server, **settings).score([TWO])

    assert scored(result).rewards == (0.9, 0.2)
    (seen,) = server.seen
    assert seen.path == "/generative_scoring"
    assert seen.body["query"] == "What is 2 + 3?\n"
    assert seen.body["items"] == ["2 and 3.\nGood? ", "2 and 3.\n2 + 3 = 6.\nGood? "]
    assert (seen.body["label_token_ids"], seen.body["apply_softmax"], seen.body["item_first"]) == (
        [10, 12],
        True,
        False,
    )


def test_generative_scores_go_by_their_index_and_must_be_complete() -> None:
    settings: dict[str, Any] = {"mode": "generative-scoring", "reading": {"label_token_ids": [10, 12]}}
    swapped = Reply({"data": [{"index": 1, "score": 0.2}, {"index": 0, "score": 0.9}]})
    doubled = Reply({"data": [{"index": 0, "score": 0.2}, {"index": 0, "score": 0.9}]})
    with serving(in_turn(swapped, doubled, scores(0.1), scores(0.1, 7))) as server:
        subject = reader(server, **settings)
        results = [subject.score([TWO])[0] for _ in range(4)]

    assert scored(results[0]).rewards == (0.9, 0.2)
    assert "did not answer for each step once" in unscored(results[1])
    assert "gave 1 score for 2 steps" in unscored(results[2])
    assert "where a probability should be" in unscored(results[3])


def test_what_is_no_plain_solution_or_too_long_is_left_out_unasked() -> None:
    conversation = ScorableTrajectory(
        "p", (ScorableStep("a"), ScorableStep("b", role="tool"), ScorableStep("c")), (0, 2)
    )
    with serving(in_turn(pooled([]))) as server:
        first, second = reader(server, max_input_characters=500).score([conversation, solution("x" * 600)])

    assert "Step 1 is a turn of the tool" in unscored(first)
    assert "more than max_input_characters = 500" in unscored(second)
    assert server.seen == []


def test_gives_the_same_alone_in_a_batch_and_in_another_order_within_its_bound() -> None:
    def answer(seen: Seen) -> Reply:
        return pooled(
            [[1 - len(seen.body["input"]) / 1000, len(seen.body["input"]) / 1000]] * seen.body["input"].count("ки")
        )

    batch = [solution(*["x" * (index + 1)] * (1 + index % 3)) for index in range(8)]
    with serving(answer) as server:
        subject = reader(server, endpoint={"concurrency": 2})
        together = subject.score(batch)
        assert [subject.score([trajectory])[0] for trajectory in batch] == together
        assert subject.score(batch[::-1]) == together[::-1]

    assert server.busiest <= 2
    assert len(set(rewards_of(together))) == 8


def test_a_refused_request_is_its_trajectorys_and_a_missing_path_everybodys() -> None:
    def answer(seen: Seen) -> Reply:
        return Reply({"detail": "too many tokens"}, 400) if "long" in seen.body["input"] else pooled([[0.1, 0.9]])

    with serving(answer) as server:
        first, second = reader(server).score([solution("long"), solution("a")])
    with serving(in_turn(Reply({"detail": "Not Found"}, 404))) as server, pytest.raises(ScorerUnavailable, match="404"):
        reader(server).score([TWO])

    assert "too many tokens" in unscored(first)
    assert scored(second).rewards == (0.9,)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"render": {"head": "Q: ", "step": "$text"}}, r"render\.head must hold \$problem"),
        ({"render": {"head": "$problem", "step": "ки"}}, r"render\.step must hold \$text"),
        ({"render": {"head": "$problem", "step": "$text", "remove": "ки"}}, "remove is a list"),
        ({"mode": "classify"}, "mode is one of pooling, generative-scoring"),
        ({"mode": "generative-scoring"}, "label_token_ids are two token ids"),
        ({"reading": {"scores": "odds"}}, "scores is one of"),
        ({"reading": {"column": -1}}, "column is a number of at least 0"),
    ],
)
def test_refuses_settings_that_make_no_sense(settings: dict[str, Any], words: str) -> None:
    endpoint = {"url": "http://127.0.0.1:1", "model": "m"}
    with pytest.raises(BadSetting, match=words):
        load("remote-reader", {"endpoint": endpoint, "render": SHEPHERD, **settings})


def test_says_which_model_it_asked_how() -> None:
    endpoint = {"url": "http://gpu-1:8000/v1/", "model": "shepherd"}
    subject = load("remote-reader", {"endpoint": endpoint, "render": SHEPHERD})
    other = load("remote-reader", {"endpoint": endpoint, "render": {**SHEPHERD, "tail": "!"}})

    assert subject.provenance["model"] == "shepherd"
    assert subject.provenance["endpoint"] == "gpu-1:8000"
    assert subject.provenance["template_hash"] != other.provenance["template_hash"]
