"""What packing is worth: counted over all traces, then timed on this CPU beside the patterns of published scripts.

Counted: tokens that go through the model / tokens that any read depends on, without running a model.
Timed: the same fp32 Qwen2 with random weights (hidden 256, 6 layers, vocabulary 32k), the same threads, a sample of
traces with the length distribution of all, rounds in turn; the best round counts. Seconds are of the processor, all
threads together, so that other work on the machine changes the ratio little; the wall's seconds stand beside them.
Margins are compared: a pattern that gives other scores ends the benchmark.

A model this small spends more than half of the padded batches' time in its vocabulary head, a model of 7B less than a
tenth: the row with two rows of the head is what packing alone gives.

    .venv-worker/bin/python benchmarks/packing.py [--traces 48] [--rounds 3] [--budgets]
"""

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # a thread that waits for the other must not count as work

import numpy as np
import torch
from transformers import Qwen2Config

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.reading_patterns import BATCH, OURS, PATTERNS, Pattern, Result, make_model, packed
from benchmarks.trace_lengths import Trace, encode, read_traces, sample
from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.packs import DEFAULT_TOKEN_BUDGET, packs

THREADS: Final = 2
SAME: Final = 1e-4
SHUFFLES: Final = 20
BUDGETS: Final = (512, 1_024, 2_048, 4_096, 8_192, 16_384)
TARGETS: Final = {"one forward per prefix, batch 1": 4.0, "random padded batches of 16, full logits": 1.7}
SMALL: Final = {
    "vocab_size": 32_000,
    "hidden_size": 256,
    "intermediate_size": 1_024,
    "num_hidden_layers": 6,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 8_192,
}
CPU: Final = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Seconds:
    """Of the processor, all threads together; and of the wall."""

    processor: float = float("inf")
    wall: float = float("inf")

    def or_faster_since(self, started: "Seconds") -> "Seconds":
        """The better of both clocks, each by itself."""
        processor = min(self.processor, time.process_time() - started.processor)
        return Seconds(processor, min(self.wall, time.perf_counter() - started.wall))


def main() -> None:
    """Print both tables as Markdown."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--traces", type=int, default=48, help="how many traces are timed")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--budgets", action="store_true", help="time packs of several sizes, and nothing else")
    chosen = options.parse_args()
    traces, source = read_traces()
    torch.set_num_threads(THREADS)
    if chosen.budgets:
        report_budgets(sample(traces, chosen.traces), rounds=chosen.rounds)
        return
    report_waste(traces, source)
    report_times(sample(traces, chosen.traces), rounds=chosen.rounds)


def report_waste(traces: Sequence[Trace], source: str) -> None:
    useful = sum(trace.useful for trace in traces)
    print(f"{source}: {useful:,} useful tokens, {useful / len(traces):.0f} per trace\n")
    print("| pattern | tokens through the model / useful tokens | target |\n|---|--:|--:|")
    print(f"| one forward per prefix | {sum(sum(trace.prefixes) for trace in traces) / useful:.2f} | |")
    for batch in (8, BATCH, 32):
        print(f"| random padded batches of {batch} | {padded_tokens(traces, batch) / useful:.2f} | |")
    print(f"| packs of {DEFAULT_TOKEN_BUDGET:,} (ours) | {packed_tokens(traces) / useful:.3f} | at most 1.05 |\n")


def padded_tokens(traces: Sequence[Trace], batch: int) -> float:
    """Mean over shuffles."""
    lengths = np.array([trace.useful for trace in traces])
    source = np.random.default_rng(71)
    return float(np.mean([_padded(source.permutation(lengths), batch) for _ in range(SHUFFLES)]))


def _padded(lengths: np.ndarray, batch: int) -> int:
    batches = [lengths[start : start + batch] for start in range(0, len(lengths), batch)]
    return sum(int(one.max()) * len(one) for one in batches)


def packed_tokens(traces: Sequence[Trace]) -> int:
    """What `read` would run, from the packs that it makes."""
    encoded = encode(traces, vocabulary=SMALL["vocab_size"])
    made = packs(encoded, range(len(encoded)), token_budget=DEFAULT_TOKEN_BUDGET)
    return sum(pack.tokens for pack in made)


def report_times(traces: Sequence[Trace], *, rounds: int) -> None:
    model = make_model(Qwen2Config(**SMALL), device=CPU, dtype=torch.float32)
    encoded = encode(traces, vocabulary=SMALL["vocab_size"])
    useful = sum(trace.useful for trace in traces)
    seconds, results = time_in_turn(PATTERNS, model, encoded, rounds=rounds)
    assert_same_margins(results)
    print(f"{len(traces)} traces, {useful:,} useful tokens, fp32, {THREADS} threads, best of {rounds} rounds\n")
    print("| pattern | tokens run | processor s | wall s | time / ours | target |\n|---|--:|--:|--:|--:|--:|")
    for name, best in seconds.items():
        target = f"at least {TARGETS[name]}" if name in TARGETS else ""
        print(
            f"| {name} | {results[name].tokens:,} | {best.processor:.1f} | {best.wall:.1f} | "
            f"{best.processor / seconds[OURS].processor:.2f} | {target} |"
        )


def report_budgets(traces: Sequence[Trace], *, rounds: int) -> None:
    """Which default suits a CPU."""
    model = make_model(Qwen2Config(**SMALL), device=CPU, dtype=torch.float32)
    encoded = encode(traces, vocabulary=SMALL["vocab_size"])
    sizes = {f"{budget:,}": partial(packed, token_budget=budget) for budget in BUDGETS}
    seconds, results = time_in_turn(sizes, model, encoded, rounds=rounds)
    assert_same_margins(results)
    useful = sum(trace.useful for trace in traces)
    print("| tokens per pack | useful tokens per processor second | per second |\n|--:|--:|--:|")
    for budget, best in seconds.items():
        print(f"| {budget} | {useful / best.processor:,.0f} | {useful / best.wall:,.0f} |")


def time_in_turn(
    patterns: Mapping[str, Pattern], model: Any, encoded: Sequence[Encoded], *, rounds: int
) -> tuple[dict[str, Seconds], dict[str, Result]]:
    """The best seconds of each pattern, and what it gave. In turn, so that a busy machine is busy for all."""
    seconds = dict.fromkeys(patterns, Seconds())
    results: dict[str, Result] = {}
    with torch.inference_mode():
        for _ in range(rounds):
            for name, pattern in patterns.items():
                started = Seconds(time.process_time(), time.perf_counter())
                results[name] = pattern(model, encoded, CPU)
                seconds[name] = seconds[name].or_faster_since(started)
    return seconds, results


def assert_same_margins(results: Mapping[str, Result]) -> None:
    first, *others = (np.concatenate(result.margins) for result in results.values())
    for margins in others:
        assert np.abs(margins - first).max() <= SAME, "the patterns give different scores"
    print(f"{len(first)} margins, sd {first.std():.1f}, the same in all patterns to {SAME:g}\n")


if __name__ == "__main__":
    main()
