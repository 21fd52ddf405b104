"""The generative judge that marks every step: ratings of agents' messages, boxed verdicts, choices of a word."""

import json
from typing import Any

import pytest

from tests.worker.endpoint.judging import THREE, VOTES, judge, judged
from tests.worker.endpoint.server import Reply, Seen, chat, in_turn, serving, token
from tests.worker.endpoint.trajectories import scored, solution, unscored
from worker.scorers.contract import (
    ScorableStep,
    ScorableToolCall,
    ScorableTrajectory,
)

# Labels of agents' messages

AGENT = ScorableTrajectory(
    "Who wrote it?",
    (
        ScorableStep("You have tools.", role="system"),
        ScorableStep("", tool_calls=(ScorableToolCall("search", '{"q": "it"}', "c1"),), reasoning="I search."),
        ScorableStep("By Ann.", role="tool", tool_name="search", tool_call_id="c1"),
        ScorableStep("It was Bob."),
    ),
    (1, 3),
    ({"type": "function", "function": {"name": "search"}},),
)


def labels(step_labels: Any, **further: Any) -> str:
    return f"I think.\n```json\n{json.dumps({'step_labels': step_labels, **further})}\n```\n"


def test_labels_are_ratings_by_message_index_with_explanations() -> None:
    answer = labels({"1": 1, "3": -1}, final_label=-1, explanations={"3": "The tool said Ann."})

    result = scored(judged(chat(answer), AGENT, template="ternary-agent-judge-1"))

    assert result.rewards == (None, 1.0, None, -1.0)
    assert [(why.step_index, why.verdict, why.message) for why in result.evidence] == [
        (3, "contradicts", "The tool said Ann.")
    ]


def test_the_judge_of_agents_sees_every_message_with_its_index() -> None:
    with serving(in_turn(chat(labels({"1": 1, "3": 1})))) as server:
        judge(server, "ternary-agent-judge-1").score([AGENT])

    system, user = (message["content"] for message in server.seen[0].body["messages"])
    assert "+1" in system
    payload = json.loads(user.split("\n\n")[1])
    assert payload["label_these"] == [1, 3]
    assert payload["tools"] == [{"type": "function", "function": {"name": "search"}}]
    assert payload["messages"][1] == {
        "index": 1, "role": "assistant", "content": "", "reasoning": "I search.",
        "tool_calls": [{"name": "search", "arguments": '{"q": "it"}', "id": "c1"}],
    }  # fmt: skip
    assert payload["messages"][2]["tool"] == "search"


def test_a_message_without_a_label_is_not_judged_and_that_is_said() -> None:
    result = scored(judged(chat(labels({"3": 0})), AGENT, template="ternary-agent-judge-1"))

    assert result.rewards == (None, None, None, 0.0)
    assert result.truncated_because == "The judge said nothing of 1 step: 1."


@pytest.mark.parametrize("label", [2, -7, "1", True, 1.0, None, [1], "good"])
def test_only_whole_labels_count(label: Any) -> None:
    result = scored(judged(chat(labels({"1": label, "3": 1})), AGENT, template="ternary-agent-judge-1"))

    assert result.rewards == (None, None, None, 1.0)


@pytest.mark.parametrize(
    "answer",
    [
        '{"step_labels": {"1": 1, "3": 1}}',
        'Here: {"step_labels": {"1": 1, "3": 1}} Good luck.',
        labels({"1": -1, "3": -1}) + "Wait.\n" + labels({"1": 1, "3": 1}),
        labels({"1": 1, "3": 1, "2": -1, "99": -1}),
    ],
)
def test_the_last_object_counts_however_it_is_wrapped(answer: str) -> None:
    result = scored(judged(chat(answer), AGENT, template="ternary-agent-judge-1"))

    assert result.rewards == (None, 1.0, None, 1.0)


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[1, -1]", '{"labels": {"1": 1}}', labels([1, -1]), labels({}), "```json\n{\n```", "{" * 50_000,
     labels({"2": 1})],
)  # fmt: skip
def test_anything_else_is_no_answer(answer: str) -> None:
    unscored(judged(chat(answer), AGENT, template="ternary-agent-judge-1"))


def test_ratings_of_several_answers_are_averaged_over_those_that_label_the_step() -> None:
    answers = [labels({"1": 1, "3": -1}), labels({"1": 0, "3": -1}), labels({"1": 1}), "no"]

    result = scored(judged(chat(*answers), AGENT, template="ternary-agent-judge-1", sampling=VOTES))

    assert result.rewards == pytest.approx((None, 2 / 3, None, -1.0))
    assert result.reliability == pytest.approx((None, 0.4714045, None, 0.0))


def test_explanations_are_cut_and_may_stand_one_level_deeper() -> None:
    answer = labels({"1": 1, "3": 1}, explanations={"steps": {"1": "long " * 100, "3": 7}, "final": "x"})

    result = scored(
        judged(chat(answer), AGENT, template="ternary-agent-judge-1", limits={"max_explanation_characters": 30})
    )

    (why,) = result.evidence
    assert len(why.message) <= 30
    assert why.message.endswith("…")


# Verdicts per step


def test_boxed_verdicts_belong_to_the_step_whose_heading_they_follow() -> None:
    review = "Step 1: fine. \\boxed{correct}\n**Step 2:** No: \\boxed{correct}? It is 5. \\boxed{incorrect}\n"

    result = scored(judged(chat(review), template="boxed-verdicts-1"))

    assert result.rewards == (1.0, 0.0, None)
    assert (result.evidence[1].step_index, result.evidence[1].verdict) == (1, "contradicts")
    assert result.truncated_because == ""


def test_verdicts_without_headings_belong_to_the_steps_in_order() -> None:
    result = scored(
        judged(chat("Good. \\boxed{Correct} Hm. \\boxed{Yes} No! \\boxed{no}"), template="boxed-verdicts-1")
    )

    assert result.rewards == (1.0, 1.0, 0.0)


def test_a_step_that_a_review_passes_over_is_said_to_be_unjudged() -> None:
    result = scored(judged(chat("Step 1: \\boxed{correct}\nStep 3: \\boxed{correct}"), template="boxed-verdicts-1"))

    assert result.rewards == (1.0, None, 1.0)
    assert result.truncated_because == "The judge said nothing of 1 step: 1."


@pytest.mark.parametrize(
    "review",
    ["", "\\boxed{5}", "Step 4: \\boxed{correct}", "Intro \\boxed{correct}\nStep 1: \\boxed{correct}",
     "\\boxed{correct}" * 4, "Step 1: \\boxed{correct"],
)  # fmt: skip
def test_verdicts_on_nothing_are_no_answer(review: str) -> None:
    unscored(judged(chat(review), template="boxed-verdicts-1"))


# A forced choice


def test_reads_the_odds_of_two_words_and_their_margin() -> None:
    """p(Yes) = e^-0.2 + e^-3 over that and e^-1.8: spellings are summed."""
    reply = chat("Yes", logprobs=[token("Yes", {"Yes": -0.2, " yes": -3.0, "No": -1.8, "Well": -0.1})])

    result = scored(judged(reply, template="forced-choice-1"))

    assert result.rewards == pytest.approx((0.840108, 0.840108, 0.840108), abs=1e-5)
    assert result.margins == pytest.approx((1.65904, 1.65904, 1.65904), abs=1e-4)
    assert result.evidence == ()


def test_asks_about_each_step_with_nothing_that_comes_after_it() -> None:
    with serving(in_turn(chat("No", logprobs=[token("No", {"No": -0.1, "Yes": -2.0})]))) as server:
        judge(server, "forced-choice-1", endpoint={"concurrency": 1}).score([THREE])

    contents = [seen.body["messages"][1]["content"] for seen in server.seen]
    assert ["So it is 6." in content for content in contents] == [False, False, True]
    assert [(seen.body["logprobs"], seen.body["top_logprobs"]) for seen in server.seen] == [(True, 20)] * 3


def test_a_word_that_is_not_among_the_likeliest_gives_a_bound_and_says_so() -> None:
    reply = chat("No", logprobs=[token("No", {"No": -0.5, "Nope": -2.5})])

    result = scored(judged(reply, template="forced-choice-1"))

    assert result.margins == pytest.approx((-2.0, -2.0, -2.0))
    assert result.rewards == pytest.approx((0.1192029,) * 3, abs=1e-6)
    assert [(why.kind, why.verdict) for why in result.evidence] == [("log-probability", "contradicts")] * 3


def test_several_choices_are_averaged_with_their_spread() -> None:
    even = token("Yes", {"Yes": -1.0, "No": -1.0})
    sure = token("No", {"No": -0.1, "Yes": -200.0})
    choices = [
        {"index": index, "message": {"content": each["token"]}, "logprobs": {"content": [each]}}
        for index, each in enumerate((even, sure))
    ]
    result = scored(judged(Reply({"choices": choices}), solution("a"), template="forced-choice-1",
                           sampling={"n": 2, "temperature": 1.0}))  # fmt: skip

    assert result.rewards == pytest.approx((0.25,))
    assert result.reliability == pytest.approx((0.25,))
    assert result.margins == pytest.approx((-99.95,))


def test_a_server_without_log_probabilities_is_not_guessed_at() -> None:
    reason = unscored(judged(chat("Yes"), template="forced-choice-1"))

    assert "no log-probabilities (3 of 3)" in reason


def test_words_can_be_counted_instead() -> None:
    with serving(in_turn(chat("I say: yes", "No.", "YES", "perhaps"))) as server:
        (result,) = judge(server, "forced-choice-1", readout="words", sampling=VOTES).score([solution("a")])

    assert scored(result).rewards == pytest.approx((2 / 3,))
    assert scored(result).margins is None
    assert "logprobs" not in server.seen[0].body


def test_a_choice_that_cannot_be_read_leaves_its_step_unjudged_and_says_so() -> None:
    def answer(seen: Seen) -> Reply:
        if "2 + 3 = 6" in seen.body["messages"][1]["content"] and "So it" not in seen.body["messages"][1]["content"]:
            return chat("Hm", logprobs=[token("Hm", {"Hm": -0.1})])
        return chat("Yes", logprobs=[token("Yes", {"Yes": -1.0, "No": -1.0})])

    with serving(answer) as server:
        (result,) = judge(server, "forced-choice-1").score([THREE])

    assert scored(result).rewards == (0.5, None, 0.5)
    assert scored(result).truncated_because == "No answer about 1 step could be read: 1."
