"""How good the small process reward model is, beside predictions that take no model. Run it in .venv-worker:

    python benchmarks/small_prm.py [--checkpoint FOLDER] [--count 1000] [--file processbench.jsonl] [--card]
    python benchmarks/small_prm.py --sample

Three sets of solutions are written by worker/training: from the stories of the training with fresh numbers, from
held-out stories, and from held-out stories with numbers above their ranges. Two figures for each:

- AUROC over the steps up to the first error: how often a right step has a higher reward than a wrong one;
- F1 of the first error as ProcessBench computes it. The model and the equation checker are read at 0.5; a baseline
  without a natural threshold gets the one that is best for it on other solutions of the training stories.

Where the equation checker says nothing it counts as "right, with doubt" (0.75). The tables are Markdown; `--card`
writes them into the README of the checkpoint. `--sample` writes what the test of the checkpoint reads: a few held-out
solutions in TRL's stepwise format.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotator.metrics.processbench import Case, evaluate
from worker.scorers.contract import ScorableStep, ScorableTrajectory
from worker.scorers.registry import load
from worker.training.solutions import ERROR_KINDS, write_trajectory
from worker.training.stories import STORIES, read_stories

CHECKPOINT: Final = Path(__file__).resolve().parent.parent / "worker/checkpoints/assay-small-prm"
HELD_OUT_SEED: Final = 71
TUNING_SEED: Final = 72
SAMPLE: Final = CHECKPOINT.parents[2] / "tests/worker/training/held_out_sample.jsonl"
SAMPLE_SIZE: Final = 60


@dataclass(frozen=True, slots=True)
class Solution:
    """Steps with labels up to the first error; `error` is its kind where known."""

    problem: str
    steps: tuple[str, ...]
    first_error: int | None
    error: str = ""

    @property
    def judged(self) -> range:
        return range(len(self.steps) if self.first_error is None else self.first_error + 1)


Reader = Callable[[Sequence[Solution]], list[list[float]]]


def main() -> None:
    """Print one table per set."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    options.add_argument("--count", type=int, default=1_000, help="solutions in each set")
    options.add_argument("--file", type=Path, help="a ProcessBench file, too")
    options.add_argument("--card", action="store_true", help="write the tables into the checkpoint's README")
    options.add_argument("--sample", action="store_true", help="write the sample of the tests and stop")
    chosen = options.parse_args()
    if chosen.sample:
        write_sample(SAMPLE)
        return
    sets = {
        "stories of the training, fresh numbers": written(chosen.count, "training"),
        "held-out stories": written(chosen.count, "held_out"),
        "held-out stories, larger numbers": written(chosen.count, "held_out", beyond=True),
    }
    if chosen.file:
        sets[f"ProcessBench, {chosen.file.name}"] = processbench(chosen.file)
    model = model_reader(chosen.checkpoint)
    lines = [*sample_table(model), *table_of_sets(sets, model), *table_of_kinds(sets["held-out stories"], model)]
    print("\n".join(lines))
    if chosen.card:
        write_card(chosen.checkpoint / "README.md", lines)


def table_of_sets(sets: dict[str, list[Solution]], model: Reader) -> Iterator[str]:
    """Everything on everything. Thresholds are fixed beforehand, never on the set that is measured."""
    readers = {"**small PRM**": model, **baselines(), "equation checker": equation_checker}
    tuning = written(500, "training", seed=TUNING_SEED)
    thresholds = {name: best_threshold(read, tuning) if name in TUNED else 0.5 for name, read in readers.items()}
    yield from ("", "| set | predictor | AUROC | F1 |", "|---|---|---|---|")
    for title, solutions in sets.items():
        errors = sum(solution.first_error is not None for solution in solutions)
        for name, read in readers.items():
            rewards = read(solutions)
            area = auroc(*split_rewards(solutions, rewards))
            score = f1(solutions, rewards, thresholds[name])
            yield f"| {title} ({len(solutions)}, {errors} with an error) | {name} | {area:.3f} | {score:.3f} |"


def table_of_kinds(solutions: Sequence[Solution], read: Reader) -> Iterator[str]:
    """Each kind of wrong step against all right steps."""
    rewards = read(solutions)
    yield from ("", "| kind of error, held-out stories | AUROC | wrong steps |", "|---|---|---|")
    for kind in ERROR_KINDS:
        right, wrong = split_rewards(solutions, rewards, kind)
        yield f"| {kind} | {auroc(right, wrong):.3f} | {len(wrong)} |" if wrong else f"| {kind} | - | 0 |"


def sample_table(read: Reader) -> Iterator[str]:
    """The figures that the tests repeat."""
    solutions = written(SAMPLE_SIZE, "held_out")
    solutions = [replace(solution, steps=solution.steps[: len(solution.judged)]) for solution in solutions]
    rewards = read(solutions)
    yield from ("| figure that the tests repeat | value |", "|---|---|")
    yield f"| sample, AUROC | {auroc(*split_rewards(solutions, rewards)):.3f} |"
    yield f"| sample, F1 | {f1(solutions, rewards, 0.5):.3f} |"


def write_card(path: Path, lines: Sequence[str]) -> None:
    """Between the two marks of the card."""
    before, begin, rest = path.read_text(encoding="utf-8").partition("<!-- figures -->\n")
    _, end, after = rest.partition("<!-- end of figures -->\n")
    path.write_text("".join((before, begin, "\n".join(lines), "\n", end, after)), encoding="utf-8")


TUNED: Final = {"longer is worse", "position prior"}


def written(count: int, side: str, *, beyond: bool = False, seed: int = HELD_OUT_SEED) -> list[Solution]:
    """Solutions that worker/training writes. `side` is the file of the stories."""
    random = Random(seed)
    stories = read_stories(STORIES / f"{side}.txt")
    drawn = (
        write_trajectory(random.choice(stories), random, held_out=side == "held_out", beyond=beyond)
        for _ in range(count)
    )
    return [Solution(t.problem, t.steps, t.first_error, t.error or "") for t in drawn]


def processbench(path: Path) -> list[Solution]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Solution(row["problem"], tuple(row["steps"]), row["label"] if row["label"] >= 0 else None) for row in rows]


def write_sample(path: Path) -> None:
    """Steps after the first error have no label, so they are left out."""
    with path.open("w", encoding="utf-8") as out:
        for solution in written(SAMPLE_SIZE, "held_out"):
            labels = [step != solution.first_error for step in solution.judged]
            row = {"prompt": solution.problem, "completions": solution.steps[: len(labels)], "labels": labels}
            out.write(json.dumps(row) + "\n")


def model_reader(folder: Path) -> Reader:
    """One forward pass per solution in the layout of TRL's trainer, fp32: slow and obvious."""
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForTokenClassification.from_pretrained(folder, local_files_only=True, dtype=torch.float32).eval()
    torch.set_num_threads(1)  # short sequences: more threads would only wait for each other
    limit = model.config.max_position_embeddings

    def encode(text: str) -> list[int]:
        ids: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
        return ids

    def rewards(solution: Solution) -> list[float]:
        ids = [tokenizer.bos_token_id, *encode(solution.problem)]
        reads = []
        for step in solution.steps:
            ids += encode(step) + encode("\n")
            reads.append(len(ids) - 1)
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([ids[:limit]])).logits[0]
        told: list[float] = logits.softmax(-1)[[read for read in reads if read < limit], 1].tolist()
        return told + [1.0] * (len(reads) - len(told))

    return lambda solutions: [rewards(solution) for solution in solutions]


def equation_checker(solutions: Sequence[Solution]) -> list[list[float]]:
    trajectories = [
        ScorableTrajectory(s.problem, tuple(map(ScorableStep, s.steps)), tuple(range(len(s.steps)))) for s in solutions
    ]
    scored: Any = load("equation-checker", {}).score(trajectories)
    return [[0.75 if reward is None else reward for reward in result.rewards] for result in scored]


def baselines() -> dict[str, Reader]:
    """What needs no reading of the steps. The prior is the share of right steps at a position, on training stories."""
    seen: dict[int, list[int]] = {}
    for solution in written(2_000, "training", seed=TUNING_SEED + 1):
        for step in solution.judged:
            seen.setdefault(step, []).append(step != solution.first_error)
    prior = {step: statistics.fmean(labels) for step, labels in seen.items()}
    last = prior[max(prior)]
    return {
        "always right": lambda solutions: [[1.0] * len(s.steps) for s in solutions],
        "longer is worse": lambda solutions: [[-float(len(step)) for step in s.steps] for s in solutions],
        "position prior": lambda solutions: [[prior.get(i, last) for i in range(len(s.steps))] for s in solutions],
    }


def best_threshold(read: Reader, tuning: Sequence[Solution]) -> float:
    rewards = read(tuning)
    values = sorted({reward for row in rewards for reward in row})
    tried = [*values[:: max(1, len(values) // 50)], values[-1] + 1]
    return max(tried, key=lambda threshold: f1(tuning, rewards, threshold))


def f1(solutions: Sequence[Solution], rewards: Sequence[Sequence[float]], threshold: float) -> float:
    cases = (Case("", s.first_error, row) for s, row in zip(solutions, rewards, strict=True))
    return evaluate(cases, threshold=threshold).mean_f1


def auroc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Share of pairs in which the right step has the higher reward; a tie is half."""
    ranked = sorted([(reward, 1) for reward in right] + [(reward, 0) for reward in wrong])
    below = pairs = 0.0
    start = 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        rights = sum(kind for _, kind in ranked[start:end])
        wrongs = end - start - rights
        pairs += rights * (below + wrongs / 2)
        below += wrongs
        start = end
    return pairs / (len(right) * len(wrong))


def split_rewards(
    solutions: Iterable[Solution], rewards: Iterable[Sequence[float]], kind: str | None = None
) -> tuple[list[float], list[float]]:
    """Rewards of the right steps, and of the first errors (of one kind)."""
    right: list[float] = []
    wrong: list[float] = []
    for solution, row in zip(solutions, rewards, strict=True):
        right += [row[step] for step in solution.judged if step != solution.first_error]
        if solution.first_error is not None and kind in (None, solution.error):
            wrong.append(row[solution.first_error])
    return right, wrong


if __name__ == "__main__":
    main()
