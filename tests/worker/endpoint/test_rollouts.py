"""Rollouts: continuations from the steps of a solution, against a server of our own."""

import re
from typing import Any

import pytest

from tests.worker.endpoint.server import Answers, Reply, Seen, Server, chat, in_turn, serving
from tests.worker.endpoint.trajectories import hurried, scored, solution, unscored
from worker.scorers.contract import ScorableStep, ScorableToolCall, ScorableTrajectory, ScorerUnavailable
from worker.scorers.registry import load
from worker.scorers.rollouts.scorer import Rollouts
from worker.scorers.rollouts.search import first_error_search
from worker.scorers.settings import BadSetting

FOUR = solution("2 and 3.", "Add them.", "2 + 3 = 6.", "So \\boxed{6}.", answer="5")


def rollouts(server: Server, **settings: Any) -> Rollouts:
    endpoint = server.endpoint(**settings.pop("endpoint", {}))
    return Rollouts(endpoint=endpoint, sampling={"n": 4, **settings.pop("sampling", {})}, connect=hurried(), **settings)


def right_until(word: str, *, after: int = 0) -> Answers:
    """All continuations of a text without `word` are right, `after` of four behind it."""

    def answer(seen: Seen) -> Reply:
        right = after if word in str(seen.body) else 4
        return chat(*["so \\boxed{5}"] * right, *["so \\boxed{6}"] * (4 - right))

    return answer


def test_rewards_are_the_shares_of_continuations_that_reach_the_reference() -> None:
    """The solution's own end is not sampled: it says 6."""
    with serving(right_until("2 + 3 = 6", after=1)) as server:
        (result,) = rollouts(server).score([FOUR])

    found = scored(result)
    assert found.rewards == (1.0, 1.0, 0.25, 0.0)
    # Widths of Beta(5, 1) and Beta(2, 4).
    assert found.reliability == pytest.approx((0.516781, 0.516781, 0.663673, 0.0), abs=1e-4)
    assert [(why.step_index, why.verdict) for why in found.evidence] == [
        (0, "supports"), (1, "supports"), (2, "contradicts"), (3, "contradicts"),
    ]  # fmt: skip
    assert found.evidence[2].message == (
        "1 of 4 continuations from here reach the reference answer (95 % interval 0.05 to 0.72)."
    )
    assert found.evidence[2].details["successes"] == 1
    assert found.truncated_because == ""
    assert len(server.seen) == 3


def test_the_reference_answer_is_neither_sent_nor_told() -> None:
    trajectory = solution("a", "b", answer="4711")
    with serving(in_turn(chat(*["\\boxed{4711}"] * 4))) as server:
        (result,) = rollouts(server).score([trajectory])

    assert "4711" not in str([seen.body for seen in server.seen])
    assert "4711" not in str(scored(result).evidence)
    assert scored(result).rewards == (1.0, 1.0)


def test_a_solution_that_ends_right_keeps_its_last_step_without_a_sample() -> None:
    with serving(right_until("nothing")) as server:
        (result,) = rollouts(server).score([solution("It is \\boxed{5.0}", answer="5")])

    assert scored(result).rewards == (1.0,)
    assert server.seen == []
    assert scored(result).evidence[0].message == "The solution ends here and reaches the reference answer."


def test_a_continuation_without_an_answer_is_a_failure_that_is_counted() -> None:
    with serving(in_turn(chat("\\boxed{5}", "\\boxed{5}", "hm", "\\boxed{5"))) as server:
        (result,) = rollouts(server).score([solution("a", answer="5")])

    assert scored(result).rewards == (0.5,)
    assert "2 continuations gave no final answer and count as failures." in scored(result).evidence[0].message


def test_a_model_that_never_answers_is_a_reason_and_not_a_row_of_zeros() -> None:
    with serving(in_turn(chat("I", "like", "cake", ""))) as server:
        (result,) = rollouts(server).score([solution("a", "b", answer="5")])

    assert unscored(result).startswith("None of 8 continuations ended with an answer in \\boxed{}")
    assert "One began: “I”" in unscored(result)


@pytest.mark.parametrize("answer", [None, "", "  "])
def test_without_a_reference_answer_nothing_is_asked(answer: str | None) -> None:
    with serving(right_until("nothing")) as server:
        (result,) = rollouts(server).score([solution("a", answer=answer)])

    assert "There is no reference answer" in unscored(result)
    assert server.seen == []


@pytest.mark.parametrize(
    ("steps", "scorable", "words"),
    [
        ((), (), "no step to score"),
        (
            (ScorableStep("a"), ScorableStep("b", role="user"), ScorableStep("c")),
            (0, 2),
            "Step 1 is a turn of the user",
        ),
        ((ScorableStep("a", tool_calls=(ScorableToolCall("t", "{}"),)),), (0,), "Step 0 calls a tool"),
        ((ScorableStep("x", role="tool"), ScorableStep("a")), (1,), "Step 0 is a turn of the tool"),
        ((ScorableStep("x" * 60_000),), (0,), "more than max_input_characters = 50,000"),
    ],
)
def test_what_is_no_plain_solution_is_left_out(
    steps: tuple[ScorableStep, ...], scorable: tuple[int, ...], words: str
) -> None:
    with serving(right_until("nothing")) as server:
        (result,) = rollouts(server).score([ScorableTrajectory("p", steps, scorable, reference_answer="5")])

    assert words in unscored(result)
    assert server.seen == []


def test_the_turn_that_states_the_problem_is_no_obstacle() -> None:
    steps = (ScorableStep("2 + 3?", role="user"), ScorableStep("a"))
    with serving(right_until("nothing")) as server:
        (result,) = rollouts(server).score([ScorableTrajectory("2 + 3?", steps, (1,), reference_answer="5")])

    assert scored(result).rewards == (None, 1.0)


def test_the_text_api_is_given_the_text_itself() -> None:
    choices = [{"index": 0, "text": " is \\boxed{5}", "finish_reason": "stop"}]
    with serving(in_turn(Reply({"choices": choices * 4}))) as server:
        (result,) = rollouts(server, api="completions").score([solution("2 and 3.", "Add $them.", answer="5")])

    assert scored(result).rewards == (1.0, 1.0)
    assert {seen.path for seen in server.seen} == {"/v1/completions"}
    prompts = sorted((seen.body["prompt"] for seen in server.seen), key=len)
    assert prompts[1].endswith("2 and 3.\nAdd $them.\n")
    assert prompts[0].endswith("2 and 3.\n")


# The search for the first error


def visited(step_count: int, first_error: int | None) -> list[int]:
    """Where the search looks, if continuations succeed before the first error and never after it."""
    search = first_error_search(step_count)
    places: list[int] = []
    try:
        wanted = next(search)
        while True:
            places.extend(wanted)
            wanted = search.send([first_error is None or place < first_error for place in wanted])
    except StopIteration:
        return places


@pytest.mark.parametrize("step_count", [1, 2, 3, 8, 33])
def test_the_search_always_ends_with_the_first_error_and_the_step_before_it_known(step_count: int) -> None:
    assert visited(step_count, None) == [step_count - 1]
    for first_error in range(step_count):
        places = visited(step_count, first_error)
        assert first_error in places
        assert first_error == 0 or first_error - 1 in places
        assert len(places) == len(set(places)) <= step_count.bit_length() + 2


def test_a_search_leaves_the_steps_that_it_does_not_visit_unjudged_and_says_so() -> None:
    trajectory = solution(*(f"step {index}{'!' * (index >= 5)}" for index in range(8)), answer="5")
    with serving(right_until("!")) as server:
        (result,) = rollouts(server, search="first-error").score([trajectory])

    found = scored(result)
    assert found.rewards == (None, None, None, 1.0, 1.0, 0.0, None, 0.0)
    assert found.truncated_because.startswith("A binary search for the first error visited 4 of 8 steps")
    assert len(server.seen) == 4


def test_trajectories_search_side_by_side_as_they_would_alone() -> None:
    batch = [
        solution(*(f"step {index}{'!' * (index >= wrong)}" for index in range(6)), answer="5") for wrong in range(7)
    ]
    with serving(right_until("!")) as server:
        subject = rollouts(server, search="first-error", endpoint={"concurrency": 3})
        together = subject.score(batch)
        assert server.busiest <= 3
        assert [subject.score([trajectory])[0] for trajectory in batch] == together
        assert subject.score(batch[::-1]) == together[::-1]

    firsts = [
        next((i for i, reward in enumerate(scored(result).rewards) if reward == 0.0), None) for result in together
    ]
    assert firsts == [0, 1, 2, 3, 4, 5, None]


# Endpoints that fail


def test_a_refused_request_names_its_step_and_the_rest_of_the_batch_lands() -> None:
    def answer(seen: Seen) -> Reply:
        if re.search("poison", str(seen.body)):
            return Reply({"detail": "no"}, 422)
        return chat(*["\\boxed{5}"] * 4)

    with serving(answer) as server:
        first, second = rollouts(server).score([solution("a", "poison", answer="5"), solution("a", answer="5")])

    assert unscored(first).startswith("Step 1: ")
    assert "“no”" in unscored(first)
    assert scored(second).rewards == (1.0,)


def test_an_endpoint_that_is_away_is_nobodys_fault() -> None:
    with serving(in_turn(Reply({}, 503))) as server, pytest.raises(ScorerUnavailable, match="no room"):
        rollouts(server, endpoint={"attempts": 2}).score([FOUR])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"api": "responses"}, "api is one of chat, completions"),
        ({"search": "all"}, "search is one of every-step, first-error"),
        ({"template": "forced-choice-1"}, "it is for the judge"),
        ({"sampling": {"temperature": 0}}, "at temperature 0 are one answer 8 times"),
        ({"max_input_characters": 1}, "max_input_characters"),
    ],
)
def test_refuses_settings_that_make_no_sense(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        load("rollouts", {"endpoint": {"url": "http://127.0.0.1:1/v1", "model": "m"}, **settings})


def test_names_the_prover_and_how_it_sampled() -> None:
    subject = load("rollouts", {"endpoint": {"url": "http://127.0.0.1:1/v1", "model": "prover"}})

    assert subject.provenance["model"] == "prover"
    assert subject.provenance["sampling"] == "n 8, temperature 0.7, max_tokens 2048, seed 0"
    assert subject.provenance["search"] == "every-step"
