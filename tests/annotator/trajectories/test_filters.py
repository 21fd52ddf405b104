"""The filter grammar: what it finds, what it refuses, and that its docs are true."""

from pathlib import Path

import pytest

from annotator.labeling.models import Annotation
from annotator.trajectories.filters import CLAUSES, BadFilter, apply_filter, parse, touches_hidden
from annotator.trajectories.queries import latest_trajectories
from tests.factories.cast import Team, make_team
from tests.factories.scoring import make_channel, make_rewards
from tests.factories.trajectories import make_trajectory

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def team() -> Team:
    team = make_team()
    make_trajectory(team, "math-1", source="math", problem="Find the least period of f.", steps=2, outcome=True)
    make_trajectory(
        team, "math-2", source="math", problem="Count the primes.", steps=5, generator="Owl-7B", outcome=False
    )
    make_trajectory(team, "gsm-1", source="gsm", problem='Sue says "periods" and counts.', steps=9, group_key="p1")
    return team


def found(team: Team, text: str) -> list[str]:
    rows = apply_filter(latest_trajectories(team.project.pk), text, project_id=team.project.pk)
    return sorted(rows.values_list("external_id", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ["gsm-1", "math-1", "math-2"]),
        ("source:math", ["math-1", "math-2"]),
        ("-source:math", ["gsm-1"]),
        ("id:math-*", ["math-1", "math-2"]),
        ("id:m.th-1", []),
        ("steps:5", ["math-2"]),
        ("steps:3..9", ["gsm-1", "math-2"]),
        ("steps:..4", ["math-1"]),
        ("steps:6..", ["gsm-1"]),
        ("source:math -steps:5", ["math-1"]),
        ("generator:Owl*", ["math-2"]),
        ("group:p1", ["gsm-1"]),
        ("outcome:right", ["math-1"]),
        ("outcome:unknown", ["gsm-1"]),
        ("-outcome:right", ["gsm-1", "math-2"]),
        ("period", ["gsm-1", "math-1"]),
        ('"least period"', ["math-1"]),
        ("primes count", ["math-2"]),
        ("math-2", ["math-2"]),
        ("labelled:no", ["gsm-1", "math-1", "math-2"]),
        ("gold:yes", []),
        ('"steps:"', []),
        ("   ", ["gsm-1", "math-1", "math-2"]),
    ],
)
def test_finds(team: Team, text: str, ids: list[str]):
    assert found(team, text) == ids


@pytest.mark.django_db
def test_finds_by_the_lowest_reward(team: Team):
    channel = make_channel(team, name="my prm")
    rows = {row.external_id: row for row in latest_trajectories(team.project.pk)}
    make_rewards(team, channel, rows["math-1"], [0.9, 0.2])
    make_rewards(team, channel, rows["gsm-1"], [None] * 9)

    assert found(team, 'scorer:"my prm"') == ["gsm-1", "math-1"]
    assert found(team, 'lowest:"my prm<0.5"') == ["math-1"]
    assert found(team, 'lowest:"my prm>=0.5"') == []
    assert not Annotation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "colour:red", "steps:many", "steps:..", "steps:2...4", "outcome:maybe", "gold:sure", "labelled:perhaps",
        'source:"open', 'a "b', "lowest:prm", "scorer:unknown", "x" * 2001, "a\x00b",
        "steps:", "steps: 5", "-steps:", "GOLD:yes", "-", "--", "source:math -",
    ],
)  # fmt: skip
def test_refuses_in_words(team: Team, text: str):
    with pytest.raises(BadFilter) as refusal:
        found(team, text)

    assert len(str(refusal.value)) > 20


def test_knows_which_terms_give_something_away():
    assert touches_hidden("source:x outcome:right") is True
    assert touches_hidden('source:x "outcome right"') is False


def test_the_docs_name_every_key_with_its_example():
    table = (ROOT / "docs/filters.md").read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip(" `"): line for line in table.splitlines() if line.startswith("| `")}

    assert set(rows) == set(CLAUSES)
    for key, clause in CLAUSES.items():
        assert f"`{clause.example}`" in rows[key]
        assert ("(hidden)" in rows[key]) == clause.touches_hidden
        assert parse(clause.example)
