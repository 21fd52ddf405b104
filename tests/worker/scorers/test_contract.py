"""What holds of every scorer that needs nothing but itself, whatever it scores: it keeps its promises and never raises."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.worker.scorers.hostile_texts import HOSTILE_TEXTS
from worker.scorers.contract import ScorableStep, ScorableToolCall, ScorableTrajectory, Scorer, StepRewards
from worker.scorers.registry import UnknownAdapter, load

RULE_SCORERS: Final = ("equation-checker", "tool-call-checker")

PLACES: Final = (
    *(("equation-checker", place) for place in ("step", "problem")),
    *(("tool-call-checker", place) for place in ("step", "problem", "output", "arguments", "schema")),
)

# Far more than any of them needs, far less than a hang: this is about forever, not about speed.
_SECONDS: Final = 20

_MATHS: Final = """ ( ) [ ] { } \\( \\) \\[ \\] $ $$ = ≈ < ≠ \\frac{1}{2} \\sqrt{2} \\sin 30^\\circ ^ _ 12 0.5 1,234 % ! \\\\ & << >>
    ² ½ x - * / , . | + \\cdot \\text{ \\boxed{3} \\begin{align} 1+1=2 1+1=3 """
_WORDS: Final = "apples of a error {} {'a':1} times according-to-the-tool x=5"
_ODD: Final = ("\n", " ", "\ud800", "\x00", "according to the tool", "<tool_response>", '{"error": "no"}')
_FRAGMENTS: Final = st.sampled_from((*_MATHS.split(), *_WORDS.split(), *_ODD))
_TEXTS: Final = st.one_of(
    st.text(max_size=60),
    st.lists(_FRAGMENTS, max_size=14).map(" ".join),
    st.lists(_FRAGMENTS, max_size=14).map("".join),
)
_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "properties", "$ref", "allOf", "a", "items"]), inner, max_size=3)
    ),
    max_leaves=8,
)
_CALLS: Final = st.builds(
    ScorableToolCall,
    name=st.sampled_from(["search", "book", ""]),
    arguments=st.one_of(_TEXTS, st.just("{}"), _JSON.map(json.dumps)),
    id=st.sampled_from([None, "a", "b"]),
)
_STEPS: Final = st.builds(
    ScorableStep,
    text=_TEXTS,
    role=st.sampled_from(["assistant", "assistant", "tool", "user", "system"]),
    reasoning=st.none() | _TEXTS,
    tool_calls=st.lists(_CALLS, max_size=2).map(tuple),
    tool_name=st.sampled_from([None, "search"]),
    tool_call_id=st.sampled_from([None, "a", "b"]),
)
_TOOLS: Final = st.one_of(
    st.dictionaries(st.sampled_from(["name", "function", "parameters"]), _JSON, max_size=3),
    _JSON.map(lambda schema: {"type": "function", "function": {"name": "search", "parameters": schema}}),
)


@st.composite
def trajectories(draw: st.DrawFn) -> ScorableTrajectory:
    steps = tuple(draw(st.lists(_STEPS, max_size=6)))
    scorable = tuple(index for index, step in enumerate(steps) if step.role == "assistant")
    return ScorableTrajectory(draw(_TEXTS), steps, scorable, tuple(draw(st.lists(_TOOLS, max_size=2))))


def judged(scorer: Scorer, batch: Sequence[ScorableTrajectory]) -> list[StepRewards]:
    """Rule scorers leave nothing out."""
    results = scorer.score(batch)
    assert all(isinstance(result, StepRewards) for result in results)
    return [result for result in results if isinstance(result, StepRewards)]


def assert_keeps_the_contract(trajectory: ScorableTrajectory, result: StepRewards) -> None:
    assert len(result.rewards) == len(trajectory.steps)
    for index, reward in enumerate(result.rewards):
        assert reward is None or (index in trajectory.scorable and 0.0 <= reward <= 1.0)
    for evidence in result.evidence:
        assert evidence.step_index in trajectory.scorable
        assert evidence.message
        stored = json.dumps([evidence.kind, evidence.message, dict(evidence.details)], ensure_ascii=False)
        assert "\x00" not in evidence.message
        assert "\\u0000" not in stored
        stored.encode()  # no half of a surrogate pair
        assert len(stored) < 5_000
        assert (evidence.start is None) == (evidence.end is None)
        if evidence.start is not None and evidence.end is not None:
            assert 0 <= evidence.start < evidence.end <= len(trajectory.steps[evidence.step_index].text)


@pytest.fixture(params=RULE_SCORERS)
def scorer(request: pytest.FixtureRequest) -> Scorer:
    return load(request.param, {})


@pytest.fixture(params=RULE_SCORERS)
def rule_scorer(request: pytest.FixtureRequest) -> Scorer:
    return load(request.param, {})


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(batch=st.lists(trajectories(), max_size=3))
def test_gives_one_reward_per_step_and_never_raises(scorer: Scorer, batch: list[ScorableTrajectory]) -> None:
    results = judged(scorer, batch)
    assert len(results) == len(batch)
    for trajectory, result in zip(batch, results, strict=True):
        assert_keeps_the_contract(trajectory, result)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(batch=st.lists(trajectories(), min_size=2, max_size=4))
def test_scores_a_trajectory_alone_as_in_a_batch_and_the_same_twice(
    scorer: Scorer, batch: list[ScorableTrajectory]
) -> None:
    together = judged(scorer, batch)
    assert [judged(scorer, [trajectory])[0] for trajectory in batch] == together
    assert judged(scorer, batch[::-1]) == together[::-1]


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(trajectory=trajectories())
def test_says_why_a_step_is_wrong_and_what_speaks_for_a_right_one(
    rule_scorer: Scorer, trajectory: ScorableTrajectory
) -> None:
    result = judged(rule_scorer, [trajectory])[0]
    for index in trajectory.scorable:
        verdicts = {evidence.verdict for evidence in result.evidence if evidence.step_index == index}
        assert (result.rewards[index] == 0.0) == ("contradicts" in verdicts)
        assert result.rewards[index] != 1.0 or verdicts == {"supports"}


@pytest.mark.parametrize("name", sorted(HOSTILE_TEXTS))
@pytest.mark.parametrize(("scorer_name", "place"), PLACES)
def test_survives_hostile_content_anywhere(scorer_name: str, name: str, place: str) -> None:
    rule_scorer = load(scorer_name, {})
    text = HOSTILE_TEXTS[name]
    call = ScorableToolCall("search", text if place == "arguments" else "{}")
    trajectory = ScorableTrajectory(
        text if place == "problem" else "How many?",
        (
            ScorableStep("I search.", tool_calls=(call,)),
            ScorableStep(text if place == "output" else '{"count": 12.5}', role="tool"),
            ScorableStep(text if place == "step" else "According to the tool it is 13.75."),
        ),
        (0, 2),
        ({"function": {"name": "search", "parameters": {"description": text if place == "schema" else ""}}},),
    )
    started = time.monotonic()
    result = judged(rule_scorer, [trajectory])[0]
    assert time.monotonic() - started < _SECONDS
    assert_keeps_the_contract(trajectory, result)


def test_takes_an_empty_batch_and_an_empty_trajectory(scorer: Scorer) -> None:
    assert judged(scorer, []) == []
    assert judged(scorer, [ScorableTrajectory("", (), ())])[0].rewards == ()


@pytest.mark.parametrize("name", RULE_SCORERS)
def test_is_built_from_plain_settings(name: str) -> None:
    settings_from_json: dict[str, Any] = json.loads(
        '{"max_characters": 10, "max_evidence": 1, "milliseconds_per_step": 500}'
    )
    step = ScorableStep("1 + 1 = 2 and more")
    assert judged(load(name, settings_from_json), [ScorableTrajectory("", (step,), (0,))])[0].rewards == (None,)


def test_names_the_adapters_that_there_are_when_one_is_misspelled() -> None:
    with pytest.raises(UnknownAdapter, match="equation-checker"):
        load("equation-cheker", {})


@pytest.mark.parametrize("name", RULE_SCORERS)
def test_loads_a_rule_scorer_without_django_celery_or_torch(name: str) -> None:
    code = (
        "import sys; from worker.scorers.registry import load; "
        f"load({name!r}, {{}}); "
        "sys.exit(any(module.split('.')[0] in ('django', 'celery', 'torch', 'annotator') for module in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


@pytest.mark.parametrize("name", RULE_SCORERS)
def test_leaves_a_step_unjudged_when_its_time_is_up(name: str) -> None:
    scorer = load(name, {"clock": clock_that_jumps(), "milliseconds_per_step": 1_000})
    call = ScorableToolCall("search", "{}")
    steps = (ScorableStep("1 + 1 = 2", tool_calls=(call,)),)
    result = judged(scorer, [ScorableTrajectory("", steps, (0,))])[0]
    assert result.rewards == (None,)
    assert result.evidence == ()


def clock_that_jumps() -> Callable[[], float]:
    ticks = iter(range(0, 10**9, 3_600))
    return lambda: float(next(ticks))
