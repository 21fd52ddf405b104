"""Settings that make a step reader, and the sentences for those that do not. No torch here."""

from typing import Any

import pytest

from annotator.scoring.semantics import Semantics
from webapp.env import REPOSITORY
from worker.presets import UnknownPreset, preset, published_models
from worker.scorers.registry import ADAPTERS
from worker.scorers.step_reader.configuration import BadConfiguration, read_configuration


def settings(**changes: Any) -> dict[str, Any]:
    """A small one that works, and what a test changes in it."""
    plain: dict[str, Any] = {
        "model": "somewhere",
        "loader": {"kind": "token-classifier"},
        "render": {"layout": "raw", "separator": "\n"},
        "read_at": "separator",
        "readout": {"kind": "label-softmax"},
    }
    return {name: value for name, value in {**plain, **changes}.items() if value is not None}


def refusal(**changes: Any) -> str:
    with pytest.raises(BadConfiguration) as refused:
        read_configuration(settings(**changes))
    return str(refused.value)


def test_fills_in_what_is_not_said():
    configuration = read_configuration(settings(limits={"max_tokens": 7}))

    assert configuration.limits.max_tokens == 7
    assert configuration.limits.overflow == "truncate"
    assert configuration.readout.column == 1
    assert not configuration.allow_download


def test_names_an_unknown_setting_and_the_nearest_known_one():
    assert refusal(limits={"max_token": 7}) == (
        "The scorer's setting 'limits' has no setting 'max_token'. Did you mean 'max_tokens'?"
    )
    assert refusal(zebra=1).startswith("The scorer has no setting 'zebra'. There are: allow_download,")


def test_names_a_wrong_choice_and_the_right_ones():
    assert refusal(read_at="seperator").startswith(
        "The scorer's setting 'read_at' cannot be 'seperator'. Did you mean 'separator'? It is one of: separator,"
    )


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"limits": {"max_tokens": "7"}}, "'limits.max_tokens' must be of type int, not '7'"),
        ({"limits": {"max_tokens": True}}, "'limits.max_tokens' must be of type int"),
        ({"limits": [7]}, "'limits' must be a table"),
        ({"render": {"layout": "raw", "delete": "x"}}, "'render.delete' must be a list"),
        (
            {"render": {"layout": "raw", "template_variables": {"date": 5}}},
            "'render.template_variables.date' must be of",
        ),
        ({"model": None}, "lacks the setting 'model'"),
        ({"readout": {}}, "'readout' lacks the setting 'kind'"),
    ],
)
def test_says_where_a_setting_is_of_the_wrong_kind(changes: dict[str, Any], place: str):
    assert place in refusal(**changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"loader": {"kind": "backbone"}}, "needs a 'head'"),
        ({"loader": {"kind": "causal-lm"}}, "go together"),
        ({"loader": {"kind": "causal-lm"}, "readout": {"kind": "token-pair"}}, "'tokens.positive'"),
        ({"render": {"layout": "raw"}}, "needs 'render.separator'"),
        ({"read_at": "before-forced-token"}, "'turns'"),
        ({"render": {"layout": "chat", "steps_in": "turns", "answer": "+", "separator": "x"}}, "'turns'"),
        ({"read_at": "leaf"}, "cannot be 'joint'"),
        ({"read_at": "leaf", "read_offset": -1}, "A leaf is read where it is"),
        ({"render": {"layout": "raw", "separator": "x", "steps_in": "turn"}}, "Did you mean 'turns'?"),
        ({"tokens": {"separator": {"id": 7}}}, "either a 'piece' of the vocabulary or a 'text'"),
        ({"tokens": {"separator": {"piece": "a", "text": "a"}}}, "either a 'piece' of the vocabulary or a 'text'"),
    ],
)
def test_refuses_settings_that_make_no_sense_together(changes: dict[str, Any], sentence: str):
    assert sentence in refusal(**changes)


@pytest.mark.parametrize("name", published_models())
def test_every_preset_is_a_configuration_with_channels_that_mean_something(name: str):
    found = preset(name)

    configuration = read_configuration(found.configuration)
    assert found.name == name
    assert found.adapter in ADAPTERS
    assert configuration.model == found.model
    assert len(found.summary) < 120
    assert "reward" in found.channels
    assert {channel.semantics for channel in found.channels.values()} <= set(Semantics)
    assert all(channel.threshold_source for channel in found.channels.values())
    assert ("redundancy" in found.channels) == (configuration.readout.kind == "three-class")


@pytest.mark.parametrize("name", published_models())
def test_every_preset_is_in_the_documents_with_what_was_tested(name: str):
    page = (REPOSITORY / "docs" / "presets.md").read_text(encoding="utf-8")

    (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}`")]
    assert f"`{preset(name).model}`" in row
    shipped = (REPOSITORY / f"{preset(name).model}").is_dir()
    assert ("layout tested; weights loaded" if shipped else "layout tested; weights never loaded here") in row


def test_no_prompt_has_lost_a_backslash():
    """In a Python string that is not raw, \\b is a backspace: a published reader asks for it in its prompt."""
    systems = [preset(name).configuration["render"].get("system", "") for name in published_models()]

    assert sum("\\boxed{}" in system for system in systems) == 4
    assert not any("\b" in system for system in systems)


def test_says_which_presets_there_are():
    with pytest.raises(UnknownPreset, match="Did you mean 'math-shepherd'"):
        preset("math-sheperd")
