"""The demo project's own content: what it must cover, and that its labels are consistent."""

import json
import re
from collections import Counter
from typing import Final

import pytest

from tests.annotator.demo.content import (
    AGENTS,
    CONTENT,
    EVERYTHING,
    FIGURES,
    LABELS,
    MATHEMATICS,
    TEAMS,
    Row,
    gold,
    named,
    scorable,
)

JUDGEMENTS: Final = [
    pytest.param(row, judgement, id=f"{row['id']}-{name}")
    for row in [*EVERYTHING, *TEAMS]
    for name, judgement in [
        ("gold", LABELS[row["source"], row["id"]]["gold"]),
        *LABELS[row["source"], row["id"]]["annotators"].items(),
    ]
]
# Nothing in them is wrong, although something is worth noticing.
HARMLESS: Final = {"redundant-step", "needless-exploration", "outdated-source"}


def test_has_forty_mathematics_and_twenty_agent_trajectories_with_unique_ids_and_one_label_row_each() -> None:
    assert (len(MATHEMATICS), len(AGENTS)) == (40, 20)
    assert len({row["id"] for row in EVERYTHING}) == 60
    assert [(row["source"], row["id"]) for row in [*EVERYTHING, *FIGURES, *TEAMS]] == list(LABELS)
    assert len({json.dumps(row.get("steps") or row["messages"]) for row in EVERYTHING}) == 60


@pytest.mark.parametrize("row", EVERYTHING, ids=named)
def test_a_row_has_the_fields_of_the_plain_form_and_nothing_else(row: Row) -> None:
    shared = {
        "id",
        "source",
        "group",
        "topic",
        "difficulty",
        "generator",
        "problem",
        "reference_answer",
        "outcome",
        "flaw",
    }
    assert set(row) - shared in ({"steps"}, {"messages", "tools"})
    assert row["source"] == ("demo-mathematics" if "steps" in row else "demo-agents")
    assert all(isinstance(row[key], str) and row[key].strip() for key in shared - {"outcome"})
    assert isinstance(row["outcome"], bool)
    assert row["difficulty"] in {"easy", "medium", "hard"}
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row["flaw"])


def test_the_tutorial_trajectory_is_the_first_and_the_only_one_with_eight_steps_and_has_no_judgement_but_gold() -> None:
    lengths = [len(row["steps"]) for row in MATHEMATICS]
    assert lengths[0] == 8
    assert lengths.count(8) == 1
    assert (min(lengths), max(lengths)) == (3, 14)
    assert gold(MATHEMATICS[0])["labels"] == [1, 1, 0, -1, 1, 1, 1, -1]
    assert LABELS["demo-mathematics", MATHEMATICS[0]["id"]]["annotators"] == {}


def test_agents_take_two_to_nine_steps() -> None:
    lengths = {len(scorable(row)) for row in AGENTS}
    assert (min(lengths), max(lengths)) == (2, 9)


def test_the_flaws_of_the_literature_are_all_there_and_two_fifths_of_the_mathematics_are_clean() -> None:
    mathematics = Counter(row["flaw"] for row in MATHEMATICS)
    assert mathematics["none"] == 16
    assert set(mathematics) >= {
        "wrong-arithmetic", "right-answer-wrong-steps", "error-carried-forward", "error-not-carried-forward", "wrong-formula",
        "misread-condition", "missing-case", "unit-slip", "unjustified-jump", "recovered-error", "redundant-step",
        "circular-step", "late-error", "first-step-error", "sign-slip", "off-by-one",
    }  # fmt: skip
    assert {row["flaw"] for row in AGENTS} >= {
        "none", "ignored-tool-output", "fabricated-tool-result", "schema-violation", "repeated-failed-call",
        "ignored-tool-error", "misread-output", "needless-exploration", "recovered-error", "policy-violation",
        "outdated-source", "right-answer-wrong-steps", "late-error", "first-step-error",
    }  # fmt: skip


def test_several_problems_have_more_than_one_attempt_and_attempts_share_problem_and_reference() -> None:
    attempts: dict[str, list[Row]] = {}
    for row in EVERYTHING:
        attempts.setdefault(row["group"], []).append(row)
    assert sum(len(group) > 1 for group in attempts.values()) >= 10
    for group in attempts.values():
        assert len({(row["problem"], row["reference_answer"], row["difficulty"]) for row in group}) == 1
        assert len({row["generator"] for row in group}) == len(group)


@pytest.mark.parametrize(("row", "judgement"), JUDGEMENTS)
def test_a_judgement_labels_every_scorable_step_and_its_first_error_is_its_first_minus_one(
    row: Row, judgement: Row
) -> None:
    indices = scorable(row)
    assert len(judgement["labels"]) == len(indices)
    assert set(judgement["labels"]) <= {-1, 0, 1}
    wrong = [index for index, label in zip(indices, judgement["labels"], strict=True) if label == -1]
    assert judgement["first_error"] == (wrong[0] if wrong else None)
    assert judgement["no_error"] is not bool(wrong)
    assert judgement["outcome"] in {-1, 0, 1}
    assert {int(index) for index in judgement.get("comments", {})} <= set(indices)


@pytest.mark.parametrize("row", [*EVERYTHING, *TEAMS], ids=named)
def test_gold_has_a_reason_and_agrees_with_the_row_about_outcome_and_flaw(row: Row) -> None:
    judgement = gold(row)
    assert judgement["outcome"] == (1 if row["outcome"] else -1)
    assert len(judgement["reason"]) > 20
    assert judgement["reason"].endswith(".")
    assert judgement["no_error"] is (row["flaw"] == "none" or row["flaw"] in HARMLESS)
    assert row["outcome"] or row["flaw"] != "none"
    if row["flaw"] == "none":
        assert set(judgement["labels"]) == {1}


def test_a_mathematics_solution_without_error_is_right_and_only_an_agent_can_be_misled_by_its_sources() -> None:
    misled = [row["id"] for row in EVERYTHING if gold(row)["no_error"] and not row["outcome"]]
    assert misled == ["beacon-1"]


@pytest.mark.parametrize("row", [row for row in [*EVERYTHING, *TEAMS] if row["flaw"] == "recovered-error"], ids=named)
def test_a_recovered_error_ends_right_after_its_last_minus_one(row: Row) -> None:
    labels = gold(row)["labels"]
    assert -1 in labels
    assert labels[-1] == 1
    assert row["outcome"]


def test_first_errors_stand_at_the_first_step_at_the_last_step_and_in_between() -> None:
    places = {
        "first" if (at := scorable(row).index(gold(row)["first_error"])) == 0
        else "last" if at == len(scorable(row)) - 1 else "between"
        for row in EVERYTHING if not gold(row)["no_error"]
    }  # fmt: skip
    assert places == {"first", "last", "between"}
    assert all(gold(row)["first_error"] == scorable(row)[-1] for row in EVERYTHING if row["flaw"] == "late-error")
    assert all(gold(row)["first_error"] == scorable(row)[0] for row in EVERYTHING if row["flaw"] == "first-step-error")


def test_labels_after_a_first_error_are_not_copied_forward_and_all_three_occur() -> None:
    after = Counter(
        label
        for row in EVERYTHING
        if not gold(row)["no_error"]
        for label in gold(row)["labels"][gold(row)["labels"].index(-1) + 1 :]
    )
    assert all(after[label] > 0 for label in (-1, 0, 1))
    assert after[1] > after[-1]


def test_two_annotators_judge_twenty_four_trajectories_mostly_together_and_differ_in_believable_ways() -> None:
    judged = [row["annotators"] for row in LABELS.values() if row["annotators"]]
    both = [row for row in judged if len(row) == 2]
    assert (len(judged), len(both)) == (24, 20)
    assert {name for row in judged for name in row} == {"ada", "grace"}
    differ = [row for row in both if row["ada"]["labels"] != row["grace"]["labels"]]
    assert 5 <= len(differ) <= 15
    assert any(row["ada"]["first_error"] != row["grace"]["first_error"] for row in both)
    assert any(row["ada"]["no_error"] is not row["grace"]["no_error"] for row in both)
    assert any(row["ada"]["outcome"] != row["grace"]["outcome"] for row in both)


@pytest.mark.parametrize("row", EVERYTHING, ids=named)
def test_maths_delimiters_are_balanced_and_dollars_are_money(row: Row) -> None:
    for text in [row["problem"], *row.get("steps", ()), *(message["content"] for message in row.get("messages", ()))]:
        assert text.count(r"\(") == text.count(r"\)")
        assert text.count(r"\[") == text.count(r"\]")
        assert text.count("{") == text.count("}")
        assert len(re.findall(r"\$", text)) == len(re.findall(r"\$\d", text))


def test_dollar_amounts_a_table_and_a_code_block_are_there_for_the_renderer() -> None:
    text = "\n".join(step for row in MATHEMATICS for step in row["steps"])
    assert {row["group"] for row in MATHEMATICS if "$" in row["problem"]} == {"potter", "wheel"}
    assert "|---|" in text
    assert "```python\n" in text
    assert r"\begin{pmatrix}" in next(row["problem"] for row in MATHEMATICS if row["group"] == "determinant")


def test_nothing_names_a_real_model_or_a_public_dataset() -> None:
    everything = "\n".join(path.read_text(encoding="utf-8").lower() for path in sorted(CONTENT.glob("*.*")))
    for name in (
        "gsm8k",
        "olympiadbench",
        "omnimath",
        "hotpot",
        "prm800k",
        "processbench",
        "qwen",
        "llama",
        "gpt",
        "gemini",
        "claude",
        "http:",
        "https:",
    ):
        assert name not in everything


def test_the_figure_is_misread_at_the_step_that_gold_names() -> None:
    (row,) = FIGURES
    steps = [message["content"] for message in row["messages"]]
    area = 12 * 8 - 5 * 3

    assert (row["reference_answer"], row["outcome"]) == (str(area), False)
    assert gold(row)["first_error"] == next(index for index, text in enumerate(steps) if "3 m high" in text)
    assert all((CONTENT / "figures" / name).is_file() for name in ("garden.png", "garden-cut.png"))


def test_a_planner_asks_three_sub_agents_and_one_of_them_repairs_what_another_got_wrong() -> None:
    (row,) = TEAMS
    names = [message.get("name") for message in row["messages"] if message["role"] == "assistant"]
    hire, drinks = 90 + 2 * 35, 12 * 6.5
    wrong, right = (f"{amount:.2f}" for amount in ((hire + drinks) * 1.2, hire * 1.2 + drinks))
    said: dict[str, set[str]] = {wrong: set(), right: set()}
    for message in row["messages"]:
        for amount, names_of in said.items():
            if message["role"] == "assistant" and amount in message["content"]:
                names_of.add(message["name"])

    assert list(dict.fromkeys(names)) == ["planner", "calendar", "prices", "checker"]
    assert (wrong, right) == ("285.60", "270.00")
    assert said == {wrong: {"prices", "planner", "checker"}, right: {"checker", "planner"}}
    assert row["messages"][gold(row)["first_error"]]["name"] == "prices"
    assert right in row["reference_answer"]
