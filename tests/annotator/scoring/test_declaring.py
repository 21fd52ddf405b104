"""From a TOML file or a form to a scorer: what is taken, and the sentence for everything that is not."""

import tomllib
from typing import Any

import pytest

from annotator.scoring.declaring import BadScorer, declare
from annotator.scoring.semantics import Semantics

PRESETS = {
    "trl": tomllib.loads("""
        name = "trl"
        summary = "Checkpoints of a trainer."
        adapter = "step-reader"
        [configuration]
        separator = "\\n"
        max_tokens = 4096
        [configuration.render]
        system = "Judge."
        joint = false
        [channels.reward]
        semantics = "probability"
        threshold = 0.5
        threshold_source = "by its training"
    """)
}
WHOLE = {"preset": "trl", "name": "mine", "model": "/models/mine"}


def refusal(written: dict[str, Any]) -> BadScorer:
    with pytest.raises(BadScorer) as caught:
        declare(written, presets=PRESETS)
    assert caught.value.sentence.endswith(".")
    return caught.value


def test_a_preset_a_name_and_a_model_are_enough() -> None:
    scorer = declare(WHOLE, presets=PRESETS)

    assert (scorer.name, scorer.adapter, scorer.queue) == ("mine", "step-reader", "gpu")
    assert scorer.configuration == {
        "separator": "\n",
        "max_tokens": 4096,
        "render": {"system": "Judge.", "joint": False},
        "model": "/models/mine",
    }
    channel = scorer.channels["reward"]
    assert (channel.semantics, channel.threshold) == (Semantics.PROBABILITY, 0.5)
    assert channel.threshold_source == "by its training"


def test_what_is_written_goes_over_the_preset_key_by_key() -> None:
    settings = {"max_tokens": 512, "render": {"joint": True}}

    scorer = declare({**WHOLE, "configuration": settings, "channels": {"reward": {"threshold": 0.31}}}, presets=PRESETS)

    assert scorer.configuration["render"] == {"system": "Judge.", "joint": True}
    assert scorer.configuration["max_tokens"] == 512
    channel = scorer.channels["reward"]
    assert (channel.semantics, channel.threshold) == (Semantics.PROBABILITY, 0.31)
    assert channel.threshold_source == "chosen for this scorer"


def test_a_channel_may_say_why_it_has_no_threshold() -> None:
    channels = {"redundancy": {"semantics": "probability", "threshold_source": "redundant is no error"}}

    redundancy = declare({**WHOLE, "channels": channels}, presets=PRESETS).channels["redundancy"]

    assert (redundancy.threshold, redundancy.threshold_source) == (None, "redundant is no error")


def test_needs_no_preset() -> None:
    scorer = declare(
        {"name": "rules", "adapter": "equation-checker", "channels": {"reward": {"semantics": "verdict"}}}, presets={}
    )

    channel = scorer.channels["reward"]
    assert (scorer.queue, channel.threshold, channel.threshold_source) == ("cpu", 0.5, "default of its semantics")


def test_only_what_decides_numbers_or_their_meaning_makes_another_revision() -> None:
    same = declare(WHOLE, presets=PRESETS).revision

    def revision(**changes: Any) -> str:
        return declare({**WHOLE, **changes}, presets=PRESETS).revision

    assert revision(queue="gpu-large", name="other", summary="Other words.") == same
    assert revision(channels={"reward": {"threshold": 0.9}}) == same
    others = {
        revision(model="/models/other"),
        revision(configuration={"max_tokens": 512}),
        revision(channels={"reward": {"semantics": "value"}}),
        revision(channels={"second": {"semantics": "value"}}),
    }
    assert len(others | {same}) == 5


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"preset": "tlr"}, "preset", "Did you mean 'trl'?"),
        ({"adapter": "step-raeder"}, "adapter", "Did you mean 'step-reader'?"),
        ({"adapter": "imported"}, "adapter", "There is no adapter 'imported'."),
        ({"model": " "}, "model", "Name the model"),
        ({"model": 7}, "model", "Name the model"),
        ({"name": "my scorer"}, "name", "letters, digits"),
        ({"name": "a<0.5"}, "name", "letters, digits"),
        ({"name": ""}, "name", "Give the scorer a name"),
        ({"queue": "GPU 1"}, "queue", "short word"),
        ({"summary": 5}, "summary", "is a text"),
        ({"channels": {"reward": {"semantics": "probabilty"}}}, "channels.reward.semantics", "'probability'"),
        ({"channels": {"reward": {"treshold": 0.5}}}, "channels.reward.treshold", "Did you mean 'threshold'?"),
        ({"channels": {"reward": {"threshold": "0.5"}}}, "channels.reward.threshold", "is a number"),
        ({"channels": {"reward": {"threshold": True}}}, "channels.reward.threshold", "is a number"),
        ({"channels": {"reward": {"threshold": float("nan")}}}, "channels.reward.threshold", "is a number"),
        ({"channels": {"reward": {"threshold_source": "x" * 201}}}, "channels.reward.threshold_source", "at most"),
        ({"channels": {"Redundancy!": {"semantics": "value"}}}, "channels.Redundancy!", "short word"),
        ({"channels": {"second": 0.5}}, "channels.second", "is a table"),
        ({"channels": []}, "channels", "what the numbers mean"),
        ({"max_tokens": 512}, "max_tokens", "stand in [configuration]"),
        ({"configuration": 5}, "configuration", "is a table"),
        ({"model": "https://me:secret@host/v1"}, "model", "password"),
        ({"api_key": "abc"}, "api_key", "api_key_variable"),
    ],
)
def test_refuses_with_a_sentence_that_names_the_field(changes: dict[str, Any], field: str, says: str) -> None:
    refused = refusal({**WHOLE, **changes})

    assert refused.field == field
    assert says in refused.sentence


@pytest.mark.parametrize(
    ("settings", "field", "says"),
    [
        ({"max_tokens": float("inf")}, "max_tokens", "cannot be kept"),
        ({"since": tomllib.loads("day = 2026-01-01")["day"]}, "since", "A setting is"),
        ({"prompt": "a\x00b"}, "prompt", "cannot be kept"),
        ({"prompt": ["fine", "\ud800"]}, "prompt.1", "cannot be kept"),
        ({"api_key": "abc"}, "api_key", "api_key_variable"),
        ({"endpoint": {"Api-Key": "abc"}}, "endpoint.Api-Key", "api_key_variable"),
        ({"headers": ["Bearer 0123456789abcdefghij"]}, "headers.0", "looks like a secret"),
        ({"endpoint": "https://me:secret@host/v1"}, "endpoint", "password"),
    ],
)
def test_refuses_settings_that_cannot_be_kept(settings: dict[str, Any], field: str, says: str) -> None:
    refused = refusal({**WHOLE, "configuration": settings})

    assert refused.field == f"configuration.{field}"
    assert says in refused.sentence


def test_says_what_is_missing_where_there_is_no_preset() -> None:
    assert refusal({"name": "mine"}).field == "adapter"
    assert refusal({"name": "mine", "adapter": "step-reader", "model": "m"}).field == "channels"


def test_tokens_and_the_names_of_variables_are_no_secrets() -> None:
    endpoint = {"url": "http://[::1]:8000/v1", "api_key_variable": "ASSAY_KEY_JUDGE"}
    settings = {"separator_token": "<extra_0>", "endpoint": endpoint}

    assert declare({**WHOLE, "configuration": settings}, presets=PRESETS).configuration.items() >= settings.items()
