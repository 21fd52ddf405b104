"""The page asks for what the server asks for, in the same sentences: both are held to frontend/src/testing/gaps.json."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.labeling.draft_state import from_json, judgement_of
from annotator.labeling.protocols import PROTOCOLS, complete, gaps

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[3] / "frontend/src/testing/gaps.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['protocol']}: {case['case']}")
def test_the_server_asks_for_what_the_case_says(case: dict[str, Any]):
    protocol, scorable = PROTOCOLS[case["protocol"]], case["scorable"]
    said = judgement_of(from_json(case["draft"]), step_count=max(scorable) + 1)

    found = gaps(complete(said, protocol=protocol, scorable=scorable), protocol=protocol, scorable=scorable)

    assert [{"kind": gap.kind, "step_index": gap.step_index, "message": gap.message} for gap in found] == case["gaps"]


def test_there_are_whole_and_unfinished_cases_of_every_protocol():
    whole = {case["protocol"] for case in CASES if not case["gaps"]}
    unfinished = {case["protocol"] for case in CASES if case["gaps"]}

    assert unfinished == set(PROTOCOLS)
    assert whole == set(PROTOCOLS)
