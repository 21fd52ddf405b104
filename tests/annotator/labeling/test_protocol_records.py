"""The records of the protocols: what all of them keep to, and what they are compared with elsewhere."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.labeling import presentation
from annotator.labeling.protocols import (
    ALL_VERSIONS,
    BINARY,
    CORRECTABLE,
    FIRST_ERROR,
    PRM800K,
    PRMBENCH,
    PROTOCOLS,
    TERNARY,
    VISUALPROCESSBENCH,
    LabelValue,
    Protocol,
    UnknownProtocol,
    first_error_reasons,
    protocol_at,
    protocol_named,
)
from annotator.labeling.protocols.registry import by_key
from tests.factories.cast import make_team

ROOT = Path(__file__).resolve().parents[3]
FIXTURE = ROOT / "frontend/src/testing/protocols.json"
EVERY = pytest.mark.parametrize("record", ALL_VERSIONS.values(), ids=lambda record: f"{record.name}-{record.version}")


def test_the_names_that_projects_and_files_use_stay():
    assert list(PROTOCOLS) == [
        "ternary", "first-error", "prm800k", "correctable", "binary", "prmbench", "visualprocessbench"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "values", "errors", "stops"),
    [
        (TERNARY, {-1, 0, 1}, {-1}, False),
        (FIRST_ERROR, set(), {-1}, True),
        (PRM800K, {-1, 0, 1}, {-1}, True),
        # DataPRM's middle value is wrong but can still be put right.
        (CORRECTABLE, {-1, 0, 1}, {-1, 0}, False),
        (BINARY, {-1, 1}, {-1}, False),
        (PRMBENCH, {-1}, {-1}, False),
        (VISUALPROCESSBENCH, {-1, 0, 1}, {-1}, False),
    ],
    ids=lambda value: value.name if isinstance(value, Protocol) else "",
)
def test_each_protocol_has_its_values_and_errors(record: Protocol, values: set[int], errors: set[int], stops: bool):
    assert (set(record.label_values), set(record.error_values), record.stops) == (values, errors, stops)


@EVERY
def test_no_key_of_a_protocol_gives_two_values(record: Protocol):
    keys = [key for value in record.values for key in value.keys]

    assert len(keys) == len(set(keys)) > 0


@EVERY
def test_every_protocol_says_what_it_asks_in_sentences(record: Protocol):
    assert record.summary.endswith(".")
    assert all(value.meaning.endswith(".") and value.name for value in record.values)
    assert record.error_values, "a protocol without an error value could never find one"


@EVERY
def test_nothing_is_proposed_where_nothing_is_judged_behind_the_first_error(record: Protocol):
    assert record.proposes is None or record.after_first_error == "judge"
    assert record.proposes is None or record.proposes in record.error_values


def test_the_reasons_name_minus_one_only_where_it_is_the_only_error():
    assert first_error_reasons(TERNARY)["repaired"] == "The earlier -1 is repaired before it does harm"
    assert first_error_reasons(CORRECTABLE)["repaired"] == "The earlier error is repaired before it does harm"


def test_an_older_version_stays_readable_and_the_highest_is_in_force():
    second = replace(BINARY, version=2, summary="Said better.")
    found = by_key([BINARY, second])

    assert found["binary", 1] is BINARY
    assert found["binary", 2] is second


def test_versions_of_one_name_cannot_differ_in_what_the_database_holds_them_to():
    only_wrong = (LabelValue(-1, "wrong", "Wrong.", ("a",), "neg", is_error=True),)

    with pytest.raises(ValueError, match="binary, version 2, needs a name of its own"):
        by_key([BINARY, replace(BINARY, version=2, values=only_wrong)])
    with pytest.raises(ValueError, match="two protocols binary, version 1"):
        by_key([BINARY, BINARY])


def test_says_which_protocols_and_versions_there_are():
    assert protocol_at("ternary", 1) is protocol_named("ternary")
    with pytest.raises(UnknownProtocol, match="There is no protocol 'guess'; there are: ternary, first-error"):
        protocol_named("guess")
    with pytest.raises(UnknownProtocol, match="There is no version 7 of ternary; the highest is 1"):
        protocol_at("ternary", 7)


@pytest.mark.django_db
def test_the_api_tells_all_versions_in_the_words_of_the_records():
    sent = make_team().client("sam").get("/api/v1/protocols").json()["results"]

    assert [(one["name"], one["version"]) for one in sent] == list(ALL_VERSIONS)
    middle = next(
        value for one in sent if one["name"] == "correctable" for value in one["values"] if not value["value"]
    )
    assert (middle["name"], middle["is_error"]) == ("correctable", True)


def test_the_front_ends_tests_use_the_same_records():
    """Write them anew with what this compares: the records as the API sends them."""
    assert json.loads(FIXTURE.read_text(encoding="utf-8")) == {
        name: presentation.protocol(record) for name, record in PROTOCOLS.items()
    }


def test_the_docs_show_the_records_as_they_are():
    page = (ROOT / "docs/protocols.md").read_text(encoding="utf-8")

    for record in PROTOCOLS.values():
        values = ", ".join(f"{_signed(value.value)} {value.name}" for value in record.values)
        errors = ", ".join(_signed(value.value) for value in record.values if value.is_error)
        row = f"| `{record.name}` | {values} | {errors} | {_STEPS[record.completeness]} | {_AFTER[record.after_first_error]}"
        assert row in page, f"docs/protocols.md lacks: {row}"


_STEPS = {
    "every-step": "every step",
    "up-to-first-error": "up to the first error",
    "wrong-steps": "the wrong ones",
    "first-error-alone": "none: the place of the first error",
}
_AFTER = {"stop": "nothing", "judge": "each on its own", "optional": "what is wrong there, too"}


def _signed(value: int) -> str:
    return {1: "+1", 0: "0", -1: "\N{MINUS SIGN}1"}[value]
