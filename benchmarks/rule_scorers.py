"""Steps per second of the two rule scorers, each beside the few lines that one would write first. With a ProcessBench
file also how often the equation checker agrees with the people who marked the first error.

The baseline of the equation checker is a regular expression and `sympy.sympify` on both sides of each `=`. It evaluates
text (sympify uses `eval`), so it is given only what this script has written itself, or a file that its user trusts.
The baseline of the tool-call checker is `json.loads` and `jsonschema.validate`, without any of the other checks.

Times are of the processor, so that other work on the machine changes the ratio little.

    python benchmarks/rule_scorers.py [--steps 4000] [--file processbench.jsonl]
"""

import argparse
import json
import random
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jsonschema
import sympy
from sympy.core.cache import clear_cache

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from worker.scorers.contract import ScorableStep, ScorableToolCall, ScorableTrajectory, Scorer, StepRewards
from worker.scorers.registry import load

STEPS_PER_TRAJECTORY: Final = 8
ROUNDS: Final = 3

_STATEMENT: Final = re.compile(r"([0-9+\-*/^(). ]*[0-9)]) *= *([0-9+\-*/^(). ]*[0-9)])")
_SENTENCES: Final = (
    "She buys {a} boxes at ${b} each, so she pays {a} * ${b} = ${product}.",
    "Together that is {a} + {b} = {sum} apples, which she shares with her friends.",
    "\\[ \\text{{Total}} = {a} \\times {b} + {a} = {product} + {a} = {product_and_a} \\]",
    "The rest is \\({sum} - {b} = {a}\\) and a fraction of \\(\\frac{{{a}}}{{{sum}}}\\) of the whole.",
    "Expanding, \\(({a}x + {b})^2 = {square_a}x^2 + {cross}x + {square_b}\\).",
    "Let us think about what the question asks before we go on with the next part of it.",
)
_TOOL: Final[dict[str, Any]] = {
    "type": "function",
    "function": {
        "name": "search",
        "parameters": {
            "type": "object",
            "properties": {"query": {"type": "string"}, "limit": {"type": "integer", "minimum": 1, "maximum": 50}},
            "required": ["query"],
            "additionalProperties": False,
        },
    },
}


@dataclass(frozen=True, slots=True)
class Speed:
    """`checked` is how many statements or calls were decided: a faster loop that decides less is no better."""

    steps_per_second: float
    checked: int

    def decided_per_second(self, count: int) -> float:
        return self.checked * self.steps_per_second / count


def main() -> None:
    """Print one line per scorer: ours, the baseline, the ratio."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--steps", type=int, default=4_000)
    options.add_argument("--file", type=Path, help="a ProcessBench file to read instead of the written steps")
    chosen = options.parse_args()
    rows = read_rows(chosen.file) if chosen.file else []
    texts = [step for row in rows for step in row["steps"]] or write_steps(chosen.steps)
    if rows:
        report_agreement(rows)
    report("equation-checker", mathematics(texts), naive_equations)
    report("tool-call-checker", conversations(chosen.steps // 2), naive_calls)


def report(name: str, trajectories: Sequence[ScorableTrajectory], baseline: Callable[..., int]) -> None:
    count = sum(len(trajectory.scorable) for trajectory in trajectories)
    scorer = load(name, {"max_evidence": 1_000})
    ours = fastest(count, lambda: run_scorer(scorer, trajectories))
    theirs = fastest(count, lambda: sum(baseline(trajectory) for trajectory in trajectories))
    print(
        f"{name:18} {count:6} steps   ours {ours.steps_per_second:7.0f} steps/s, {ours.checked} decided   "
        f"baseline {theirs.steps_per_second:7.0f} steps/s, {theirs.checked} decided   "
        f"ratio {ours.steps_per_second / theirs.steps_per_second:.2f} in steps, "
        f"{ours.decided_per_second(count) / theirs.decided_per_second(count):.2f} in decisions"
    )


def fastest(count: int, work: Callable[[], int]) -> Speed:
    best = float("inf")
    checked = 0
    for _ in range(ROUNDS):
        clear_cache()  # what sympy has remembered of the round before would flatter it
        started = time.process_time()
        checked = work()
        best = min(best, time.process_time() - started)
    return Speed(count / best, checked)


def run_scorer(scorer: Scorer, trajectories: Sequence[ScorableTrajectory]) -> int:
    return sum(len(result.evidence) for result in judged(scorer, trajectories))


def judged(scorer: Scorer, trajectories: Sequence[ScorableTrajectory]) -> list[StepRewards]:
    """Rule scorers leave nothing out."""
    return [result for result in scorer.score(trajectories) if isinstance(result, StepRewards)]


def naive_equations(trajectory: ScorableTrajectory) -> int:
    """What one would write first. It has no limits: a tower of powers in the text ends it."""
    decided = 0
    for step in trajectory.steps:
        for left, right in _STATEMENT.findall(step.text):
            try:
                decided += bool(sympy.simplify(sympy.sympify(left) - sympy.sympify(right)) == 0)
            except (sympy.SympifyError, SyntaxError, TypeError, AttributeError):
                continue
    return decided


def naive_calls(trajectory: ScorableTrajectory) -> int:
    decided = 0
    for step in trajectory.steps:
        for call in step.tool_calls:
            try:
                jsonschema.validate(json.loads(call.arguments), _TOOL["function"]["parameters"])
                decided += 1
            except (ValueError, jsonschema.ValidationError):
                decided += 1
    return decided


def write_steps(count: int) -> list[str]:
    """Steps like those of grade-school traces, with two sentences each; one result in ten is wrong."""
    source = random.Random(20)
    return [" ".join(_sentence(source) for _ in range(2)) for _ in range(count)]


def _sentence(source: random.Random) -> str:
    a, b = source.randint(2, 90), source.randint(2, 90)
    slip = source.randint(1, 9) if source.random() < 0.1 else 0
    return source.choice(_SENTENCES).format(
        a=a,
        b=b,
        product=a * b + slip,
        sum=a + b + slip,
        product_and_a=a * b + slip + a,
        square_a=a * a,
        cross=2 * a * b + slip,
        square_b=b * b,
    )


def read_rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def report_agreement(rows: Sequence[dict[str, Any]]) -> None:
    """Where the contradicted steps stand to the first error (`label`: its index, -1 for none)."""
    scorer = load("equation-checker", {})
    places: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    rewards: Counter[float | None] = Counter()
    for row in rows:
        steps = tuple(ScorableStep(text) for text in row["steps"])
        result = judged(scorer, [ScorableTrajectory(row["problem"], steps, tuple(range(len(steps))))])[0]
        contradicted = [index for index, reward in enumerate(result.rewards) if reward == 0.0]
        rewards.update(result.rewards)
        places.update(place_of(index, row["label"]) for index in contradicted)
        firsts.update(place_of(index, row["label"]) for index in contradicted[:1])
    print(f"{len(rows)} trajectories: {rewards[1.0]} steps hold, {rewards[0.0]} contradicted, {rewards[None]} unjudged")
    print(f"  contradicted steps: {dict(places)}")
    print(f"  first contradiction of a trajectory: {dict(firsts)}")


def place_of(index: int, first_error: int) -> str:
    if first_error < 0:
        return "in a trajectory without error"
    if index == first_error:
        return "at the first error"
    return "after the first error" if index > first_error else "before the first error"


def mathematics(texts: Sequence[str]) -> list[ScorableTrajectory]:
    cut = [texts[start : start + STEPS_PER_TRAJECTORY] for start in range(0, len(texts), STEPS_PER_TRAJECTORY)]
    return [
        ScorableTrajectory("", tuple(ScorableStep(text) for text in piece), tuple(range(len(piece)))) for piece in cut
    ]


def conversations(count: int) -> list[ScorableTrajectory]:
    """Pairs of a call and an answer, with an output of about a kilobyte between them."""
    source = random.Random(21)
    return [_conversation(source) for _ in range(count // 2)]


def _conversation(source: random.Random) -> ScorableTrajectory:
    rows = [{"name": f"place {n}", "metres": source.randint(100, 9_000), "price": source.random()} for n in range(20)]
    arguments: dict[str, Any] = {"query": "heights", "limit": source.choice([5, 10, "many"])}
    steps = (
        ScorableStep("How high is it?", "user"),
        ScorableStep("I look it up.", tool_calls=(ScorableToolCall("search", json.dumps(arguments)),)),
        ScorableStep(json.dumps({"rows": rows}), "tool"),
        ScorableStep(f"According to the search results it is {source.choice(rows)['metres']} m high."),
    )
    return ScorableTrajectory("How high is it?", steps, (1, 3), (_TOOL,))


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # sympify warns about the texts that it evaluates
    main()
