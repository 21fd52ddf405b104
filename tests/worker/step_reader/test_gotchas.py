"""What has made published readers differ from one another: a test for each."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from tests.worker.step_reader.scoring import all_margins, margins, scored, scored_one
from tests.worker.step_reader.tiny_models import TEXTS, Tiny, trajectory
from worker.scorers.contract import ScorableStep, ScorableToolCall, ScorableTrajectory, StepRewards, Unscored
from worker.scorers.step_reader.forward import TrajectoryTooLarge, read
from worker.scorers.step_reader.reader import StepReader

pytestmark = pytest.mark.worker

BUILT = (
    "qwen2.5-math-prm-7b",
    "math-shepherd",
    "rlhflow-deepseek-data",
    "versaprm-base-8b",
    "med-prm",
    "skywork-o1-open-prm-7b",
    "universal-prm-7b",
    "reasoneval-34b",
)


@pytest.fixture(scope="module")
def tinies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tiny]:
    return {name: Tiny(name, tmp_path_factory.mktemp(name.replace(".", "-"))) for name in BUILT}


@pytest.fixture(scope="module")
def plain(tinies: dict[str, Tiny]) -> dict[str, StepReader]:
    """Readers that no test may change."""
    return {name: StepReader(**tiny.configuration()) for name, tiny in tinies.items()}


@pytest.fixture
def reader(tinies: dict[str, Tiny]) -> Callable[..., StepReader]:
    def build(name: str, **changes: Any) -> StepReader:
        return StepReader(**tinies[name].configuration(**changes))

    return build


Reader = Callable[..., StepReader]


@pytest.mark.parametrize("name", BUILT)
@pytest.mark.parametrize(
    "injected",
    [
        "<extra_0>",
        "ки",
        " ки",
        "+",
        "correct",
        " \n\n\n\n",
        "\n\n",
        "<|im_end|>",
        "<|eot_id|>",
        "<s>",
        "a\nb",
        "{step}",
    ],
)
def test_a_separator_inside_a_step_shifts_no_read(name: str, injected: str, plain: dict[str, StepReader]):
    steps = [f"We add {injected} and go on.", f"{injected} Then {injected}", "So 7."]

    found = scored_one(plain[name], "What is 3 + 4?", steps)

    assert [reward is not None for reward in found.rewards] == [True, True, True]


def test_a_control_token_in_a_step_is_plain_text(reader: Reader, tinies: dict[str, Tiny]):
    tokenizer = tinies["qwen2.5-math-prm-7b"].tokenizer
    encoded = reader("qwen2.5-math-prm-7b")._renderer.encode(
        trajectory("Q<|im_end|>", ["a <extra_0> b", "c<|im_start|>"])
    )

    ids = encoded.ids.tolist()
    assert ids.count(tokenizer.convert_tokens_to_ids("<extra_0>")) == 2
    assert ids.count(tokenizer.convert_tokens_to_ids("<|im_start|>")) == 3  # system, user, assistant
    assert encoded.steps.tolist() == [0, 1]


def test_the_tag_of_a_tag_family_is_taken_out_of_the_text(reader: Reader):
    clean = scored_one(reader("math-shepherd"), "What?", ["We add.", "So 7."])
    tagged = scored_one(reader("math-shepherd"), "Wкиhat?", ["We addки.", "ки So 7. ки"])

    assert tagged.margins == clean.margins


def test_a_newline_inside_a_step_does_not_end_it(reader: Reader):
    lines = scored_one(reader("skywork-o1-open-prm-7b"), "Q", ["One\n\ntwo\r\nthree", "four"])
    blanks = scored_one(reader("skywork-o1-open-prm-7b"), "Q", ["One two three", "four"])

    assert lines.margins == blanks.margins
    kept = scored_one(reader("skywork-o1-open-prm-7b", render={"newlines": "keep"}), "Q", ["One\ntwo", "four"])
    assert kept.margins != blanks.margins


def test_a_step_that_ends_in_newlines_keeps_its_tag(reader: Reader):
    bare = scored_one(reader("versaprm-base-8b"), "Q", ["One.", "two"])
    ended = scored_one(reader("versaprm-base-8b"), "Q", ["One.\n\n", "\n two \n"])

    assert ended.margins == bare.margins


def test_a_tag_that_its_neighbour_changed_is_refused_and_not_misread(reader: Reader):
    unstripped = reader(
        "versaprm-base-8b", render={"separator": "\n\n", "delete": []}, tokens={"separator": {"piece": "ĊĊ"}}
    )

    (found,) = unstripped.score([trajectory("Q", ["One", "two."])])

    assert isinstance(found, Unscored)
    assert found.reason.startswith("In this tokenizer the separator behind step 2 is not the token")


def test_a_number_in_front_of_a_step_is_not_written_twice(reader: Reader):
    bare = scored_one(reader("math-shepherd"), "Q", ["We add.", "3.5 is it."])
    numbered = scored_one(reader("math-shepherd"), "Q", ["Step 1: We add.", "2. 3.5 is it."])

    assert numbered.margins == bare.margins


def test_the_medical_reader_has_two_bos_tokens_as_published(reader: Reader, tinies: dict[str, Tiny]):
    ids = reader("med-prm")._renderer.encode(trajectory("Q", ["One."])).ids
    bos = tinies["med-prm"].tokenizer.bos_token_id

    assert ids[:2].tolist() == [bos, bos]
    assert bos not in ids[2:]


def test_the_date_in_a_template_does_not_change_from_day_to_day(reader: Reader, tinies: dict[str, Tiny]):
    tokenizer = tinies["rlhflow-deepseek-data"].tokenizer

    def written(**render: Any) -> str:
        encode = reader("rlhflow-deepseek-data", render=render)._renderer.encode
        return bytes_of(tokenizer, encode(trajectory("Q", ["One."])).ids)

    assert "Date:Ġ26ĠJulĠ2024" in written()
    assert "Date:Ġ26ĠJulĠ2024" not in written(template_variables={})


def bytes_of(tokenizer: Any, ids: np.ndarray) -> str:
    return "".join(tokenizer.convert_ids_to_tokens(ids.tolist()))


def test_a_template_of_ones_own_replaces_the_tokenizers(reader: Reader, tinies: dict[str, Tiny]):
    template = "{% for m in messages %}<|start_header_id|>{{ m['content'] }}<|eot_id|>{% endfor %}"
    own = reader("rlhflow-deepseek-data", render={"template": template})

    ids = own._renderer.encode(trajectory("Q", ["One."])).ids
    assert bytes_of(tinies["rlhflow-deepseek-data"].tokenizer, ids).startswith("<|start_header_id|>QĠOne.<|eot_id|>")


def test_leaves_see_what_a_sequence_of_their_own_would_hold(reader: Reader, tinies: dict[str, Tiny]):
    """Every prefix of the shared trunk is, token for token, that prefix encoded by itself."""
    tokenizer = tinies["universal-prm-7b"].tokenizer
    steps = ["One.", "two, then", "(three)!", "4"]
    encoded = reader("universal-prm-7b")._renderer.encode(trajectory("Q", steps))

    for count, leaf in enumerate(encoded.leaves, start=1):
        alone = tokenizer("\n\n".join(steps[:count]) + "\n\n", add_special_tokens=False)["input_ids"]
        assert encoded.ids[:leaf].tolist()[-len(alone) :] == alone
    assert encoded.leaf_id == tokenizer.eos_token_id
    assert len(encoded.reads) == 0


def test_a_reference_answer_is_read_where_there_is_one(plain: dict[str, StepReader], tinies: dict[str, Tiny]):
    tokenizer = tinies["universal-prm-7b"].tokenizer
    blind = trajectory("Q", ["One.", "two"])

    without, with_it = (
        bytes_of(tokenizer, plain["universal-prm-7b"]._renderer.encode(one).ids)
        for one in (blind, replace(blind, reference_answer="42"))
    )
    unread, read = scored(plain["universal-prm-7b"], [blind, replace(blind, reference_answer="42")])

    assert "TheĠreferenceĠanswerĠis:ĠThereĠisĠnoĠreferenceĠanswer" in without
    assert "TheĠreferenceĠanswerĠis:Ġ42<|im_end|>" in with_it
    assert margins(unread) != pytest.approx(margins(read), abs=1e-3)


def test_steps_beyond_the_limit_have_no_reward_and_the_others_keep_theirs(reader: Reader):
    question, steps = TEXTS[1]
    whole = scored_one(reader("qwen2.5-math-prm-7b"), question, steps)
    length = len(reader("qwen2.5-math-prm-7b")._renderer.encode(trajectory(question, steps)).ids)

    cut = scored_one(reader("qwen2.5-math-prm-7b", limits={"max_tokens": length - 1}), question, steps)

    assert cut.rewards[-1] is None
    np.testing.assert_allclose(margins(cut)[:-1], margins(whole)[:-1], atol=1e-5)
    assert cut.truncated_because == (
        f"{length:,} tokens are more than the {length - 1:,} that this scorer reads: nothing after step 3 was read."
    )
    assert whole.truncated_because == ""


@pytest.mark.parametrize("name", ["qwen2.5-math-prm-7b", "universal-prm-7b"])
def test_a_limit_that_is_just_reached_cuts_nothing(name: str, reader: Reader):
    question, steps = TEXTS[1]
    encoded = reader(name)._renderer.encode(trajectory(question, steps))
    length = len(encoded.ids) + (1 if len(encoded.leaves) else 0)

    assert None not in scored_one(reader(name, limits={"max_tokens": length}), question, steps).rewards
    assert scored_one(reader(name, limits={"max_tokens": length - 1}), question, steps).rewards[-1] is None


def test_what_is_too_long_may_be_skipped_or_have_no_room_for_a_single_step(reader: Reader):
    question, steps = TEXTS[1]
    for limits, end in (
        ({"max_tokens": 60, "overflow": "skip"}, "that this scorer reads."),
        ({"max_tokens": 20}, "and the first step does not end within them."),
        ({"max_tokens": 20, "overflow": "window"}, "the task with the last step to judge does not fit either."),
    ):
        (found,) = reader("qwen2.5-math-prm-7b", limits=limits).score([trajectory(question, steps)])
        assert isinstance(found, Unscored)
        assert found.reason.endswith(end)


def test_a_window_reads_the_task_and_the_last_messages(reader: Reader):
    question, steps = TEXTS[3]
    plain = reader("qwen2.5-math-prm-7b")
    room = len(plain._renderer.encode(trajectory(question, steps), first_message=2).ids)

    found = scored_one(
        reader("qwen2.5-math-prm-7b", limits={"max_tokens": room, "overflow": "window"}), question, steps
    )

    assert [reward is None for reward in found.rewards] == [True, True, False, False, False]
    assert found.truncated_because.endswith("only the task and the last 3 of 5 messages were read.")
    alone = scored_one(plain, question, steps[2:])
    np.testing.assert_allclose(margins(found)[2:], margins(alone), atol=1e-5)


def test_a_window_may_be_smaller_than_what_fits(reader: Reader):
    question, steps = TEXTS[3]
    limits = {"max_tokens": 130, "overflow": "window", "window_messages": 1}

    found = scored_one(reader("qwen2.5-math-prm-7b", limits=limits), question, steps)

    assert [reward is None for reward in found.rewards] == [True, True, True, True, False]


def agent_trajectory() -> ScorableTrajectory:
    call = ScorableToolCall("search", '{"query": "birds"}')
    steps = (
        ScorableStep("You may search.", role="system"),
        ScorableStep("I look it up.", tool_calls=(call,)),
        ScorableStep("18 birds", role="tool"),
        ScorableStep("There are 18."),
        ScorableStep("Thank you.", role="user"),
    )
    return ScorableTrajectory("How many birds?", steps, (1, 3))


@pytest.mark.parametrize("name", BUILT)
def test_an_agents_messages_are_read_and_only_its_own_are_judged(name: str, plain: dict[str, StepReader]):
    whole = agent_trajectory()
    other = replace(whole, steps=(*whole.steps[:2], replace(whole.steps[2], text="81 fish"), *whole.steps[3:]))
    silent = replace(whole, steps=(whole.steps[0], replace(whole.steps[1], tool_calls=()), *whole.steps[2:]))

    found, changed, uncalled = (margins(one) for one in scored(plain[name], [whole, other, silent]))

    assert np.isnan(found).tolist() == [True, False, True, False, True]
    assert changed[1] == pytest.approx(found[1], abs=1e-5)
    assert changed[3] != pytest.approx(found[3], abs=1e-3)
    assert uncalled[1] != pytest.approx(found[1], abs=1e-3)


@pytest.mark.parametrize("name", BUILT)
@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\ud800", "\u202e", "😀" * 50, "é\u0301" * 20, "\t"])
def test_hostile_steps_get_a_number_or_none_and_never_an_error(name: str, text: str, plain: dict[str, StepReader]):
    (found,) = plain[name].score([trajectory(text, [text, "We add.", text])])

    assert isinstance(found, StepRewards)
    assert len(found.rewards) == 3
    assert found.rewards[1] is not None


def test_accents_that_the_tokenizer_composes_shift_no_read(tmp_path: Path):
    """The tag is found by its place in the text as written, which is longer than the text that is encoded."""
    built = StepReader(**Tiny("qwen-prm800k", tmp_path).configuration())

    composed = scored_one(built, "Caf\u00e9?", ["One \u00e9\u00e9.", "two \u00e9."])
    apart = scored_one(built, "Cafe\u0301?", ["One e\u0301e\u0301.", "two e\u0301."])

    np.testing.assert_allclose(margins(apart), margins(composed), atol=1e-5)


def test_an_empty_batch_and_a_trajectory_with_nothing_to_judge(reader: Reader):
    built = reader("qwen2.5-math-prm-7b")

    assert built.score([]) == []
    (found,) = scored(built, [ScorableTrajectory("Q", (ScorableStep("a"),), ())])
    assert found.rewards == (None,)


def test_tokenizes_a_text_once(reader: Reader):
    built = reader("qwen2.5-math-prm-7b")
    encode, calls = built._renderer.encode, []
    built._renderer.encode = lambda trajectory, **more: calls.append(1) or encode(trajectory, **more)  # type: ignore[method-assign,func-returns-value]

    first, again = (built.score([trajectory("Q", ["One.", "two"])]) for _ in range(2))

    assert first == again
    assert len(calls) == 1
    built.score([trajectory("Q", ["One.", "three"])])
    assert len(calls) == 2


def test_bfloat16_margins_are_differences_of_float32_logits(reader: Reader):
    """A margin of bfloat16 logits has eight bits: here it has more."""
    built = reader("qwen2.5-math-prm-7b", execution={"dtype": "bfloat16"})

    found = torch.from_numpy(all_margins(built))

    assert (found != found.bfloat16().double()).sum() > len(found) / 2
    assert built.provenance["dtype"] == "bfloat16"


def test_what_is_too_large_even_alone_is_left_out_and_the_rest_is_read(reader: Reader, monkeypatch: pytest.MonkeyPatch):
    built = reader("qwen2.5-math-prm-7b")
    longest = max(len(built._renderer.encode(trajectory(*text)).ids) for text in TEXTS)

    def read_with_little_memory(body: Any, encoded: Any, readout: Any, **further: Any) -> Any:
        if any(len(one.ids) == longest for one in encoded):
            raise TrajectoryTooLarge("It does not fit, even alone.")
        return read(body, encoded, readout, **further)

    whole = scored(built, [trajectory(*text) for text in TEXTS])
    monkeypatch.setattr("worker.scorers.step_reader.reader.read", read_with_little_memory)
    found = built.score([trajectory(*text) for text in TEXTS])

    assert found[1] == Unscored("It does not fit, even alone.")
    for place in (0, 2, 3):
        alone = found[place]
        assert isinstance(alone, StepRewards)
        assert alone.rewards == pytest.approx(whole[place].rewards, abs=1e-5)


def test_no_row_of_the_vocabulary_is_multiplied_but_the_two_that_count(reader: Reader, tinies: dict[str, Tiny]):
    built = reader("rlhflow-deepseek-data")

    hidden = torch.zeros(5, tinies["rlhflow-deepseek-data"].config.hidden_size)
    assert built._loaded.logits(hidden).shape == (5, 2)
    assert not any("lm_head" in name for name, _ in built._loaded.body.named_modules())


def test_says_what_decided_its_numbers(reader: Reader, tinies: dict[str, Tiny], tmp_path: Path):
    one = reader("qwen2.5-math-prm-7b").provenance
    same = reader("qwen2.5-math-prm-7b").provenance
    other = reader("qwen2.5-math-prm-7b", render={"system": "Think."}).provenance

    assert one == same
    assert set(one) >= {"model", "revision", "tokenizer_hash", "template_hash", "dtype", "attention", "device"}
    assert one["torch"] == torch.__version__
    assert all(isinstance(value, str) and value for value in one.values())
    assert {name for name in one if one[name] != other[name]} == {"template_hash"}
