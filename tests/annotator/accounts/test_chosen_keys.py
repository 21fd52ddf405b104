"""How keys that people choose are written, and which cannot stand together: no database, no requests."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.accounts.chosen_keys import apply_changes, chord_complaint, command_complaint, key_complaints

# The page holds chords to the same cases.
CHORDS: list[dict[str, str]] = json.loads(
    (Path(__file__).resolve().parents[3] / "frontend/src/testing/chords.json").read_text(encoding="utf-8")
)
SAID = {"kept": "on every page", "held": "only held", "unknown": "A key is a sign"}


def keys(**chosen: Any) -> dict[str, Any]:
    """Choices of keys by command; an underscore stands for the dot."""
    return {command.replace("_", ".", 1): {"keys": chords} for command, chords in chosen.items()}


@pytest.mark.parametrize("case", CHORDS, ids=lambda case: repr(case["chord"]))
def test_takes_a_chord_that_can_be_pressed_and_says_why_it_does_not_take_another(case: dict[str, str]):
    complaint = chord_complaint(case["chord"])

    if case["verdict"] == "key":
        assert complaint is None
    else:
        assert SAID[case["verdict"]] in (complaint or "")


@pytest.mark.parametrize("name", ["label.correct", "read.fold-all", "read.digit7", "newer.thing:of-2030"])
def test_takes_any_command_that_is_written_as_one(name: str):
    assert command_complaint(name) is None


@pytest.mark.parametrize(
    "name", ["", "label", "label.", ".correct", "label.a.b", "Label.x", "a b.c", "x.\ud800", "a." + "x" * 65]
)
def test_refuses_what_is_no_name_of_a_command(name: str):
    assert "no name of a command" in (command_complaint(name) or "")


def test_a_change_is_laid_over_the_choices_and_null_takes_one_back():
    before = {"theme": "dark", "keys": keys(label_correct=["v"], read_fold=["w"])}

    after = apply_changes(before, {"theme": None, "keys": {"read.fold": None, **keys(move_next=["n"])}})

    assert after == {"keys": keys(label_correct=["v"], move_next=["n"])}


def test_what_another_version_wrote_stays():
    before = {"density": "tight", "keys": {"read.aloud": {"keys": ["Hyper+x"], "voice": 3}}}

    after = apply_changes(before, {"theme": "light", "keys": keys(label_correct=["v"])})

    assert after["density"] == "tight"
    assert after["keys"]["read.aloud"] == {"keys": ["Hyper+x"], "voice": 3}


def test_one_chord_has_one_owner_in_a_group_and_the_refusal_names_both():
    chosen = keys(label_correct=["v", "1"], label_neutral=["v"])

    assert key_complaints(chosen, ["label.neutral"]) == {
        "label.neutral": "v is the key of label.correct already; take it from there too, or choose another."
    }


def test_commands_of_two_groups_may_have_one_chord_on_pages_of_their_own():
    assert key_complaints(keys(label_correct=["v"], list_open=["v"]), ["label.correct", "list.open"]) == {}


def test_what_clashed_before_does_not_stand_in_the_way_of_another_choice():
    chosen = keys(label_correct=["v"], label_neutral=["v"], read_fold=["w"])

    assert key_complaints(chosen, ["read.fold"]) == {}


@pytest.mark.parametrize(
    ("command", "chords", "said"),
    [("help.open", [], "needs a key that opens it"), ("label.correct", ["v", "b", "v"], "v stands there twice")],
)
def test_refuses_choices_that_leave_the_sheet_out_of_reach_or_say_a_key_twice(
    command: str, chords: list[str], said: str
):
    assert said in key_complaints({command: {"keys": chords}}, [command])[command]


def test_a_command_without_any_key_is_a_choice():
    assert key_complaints(keys(label_correct=[]), ["label.correct"]) == {}


def test_a_choice_in_a_form_of_another_version_is_passed_over():
    assert key_complaints({"label.new": ["v"], **keys(label_correct=["v"])}, ["label.correct"]) == {}
