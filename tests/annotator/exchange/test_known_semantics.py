"""What is known of published scorers, and that nothing is guessed."""

import pytest

from annotator.exchange.known_semantics import declared, semantics_of
from annotator.scoring.semantics import Semantics


@pytest.mark.parametrize(
    ("name", "semantics"),
    [
        ("Qwen2.5-Math-PRM-7B", Semantics.PROBABILITY),
        ("Qwen/Qwen2.5-Math-PRM-72B", Semantics.PROBABILITY),
        ("Skywork-o1-Open-PRM-Qwen-2.5-7B", Semantics.VALUE),
        ("peiyi9979/math-shepherd-mistral-7b-prm", Semantics.VALUE),
    ],
)
def test_published_scorers_carry_their_meaning_and_threshold(name: str, semantics: Semantics) -> None:
    known = semantics_of(name)
    assert (known.semantics, known.threshold) == (semantics, 0.5)
    assert known.threshold_source


@pytest.mark.parametrize("name", ["our-prm", "Qwen2.5-Math-PRM-7B-finetuned", "", "PRM"])
def test_an_unknown_scorer_is_undeclared_and_has_no_threshold(name: str) -> None:
    known = semantics_of(name)
    assert (known.semantics, known.threshold) == (Semantics.UNDECLARED, None)


def test_a_log_ratio_has_a_meaning_but_no_usual_threshold() -> None:
    assert semantics_of("PRIME-RL/EurusPRM-Stage2").semantics is Semantics.LOG_RATIO
    assert semantics_of("PRIME-RL/EurusPRM-Stage2").threshold is None


def test_a_named_meaning_has_its_usual_threshold() -> None:
    assert declared(Semantics.VERDICT, source="--semantics").threshold == 0.5
    assert declared(Semantics.ADVANTAGE, source="--semantics").threshold is None
