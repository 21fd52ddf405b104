"""Tokens per second and MFU of packed scoring on the GPU that is there, beside the patterns of published scripts.

The models are Qwen2.5 bodies of 1.5B and 7B with random weights in bf16: speed does not depend on what weights say. The
traces have ProcessBench's lengths. MFU = useful FLOPs / seconds / dense bf16 peak; useful FLOPs of a trace of n tokens
are 2 x body parameters x n + 2 x layers x heads x head dim x n^2, without embedding and vocabulary head. All patterns
must give the same probabilities within what bf16 allows: mean difference 0.003, largest 0.10.

Exit 2 where there is no CUDA device. `--device cpu --tiny` runs the same code on a model of no size, to try the script.

    .venv-worker/bin/python benchmarks/gpu_throughput.py [--models 1.5B 7B] [--traces 256] [--token-budget 16384]
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import numpy as np
import torch
from transformers import Qwen2Config

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.reading_patterns import OURS, PATTERNS, Pattern, Result, make_model, packed
from benchmarks.trace_lengths import Trace, encode, read_traces, sample
from worker.scorers.step_reader import packed_attention
from worker.scorers.step_reader.encoded import Encoded
from worker.scorers.step_reader.forward import attention_kernel, default_token_budget
from worker.scorers.step_reader.packed_attention import has_varlen_kernel

MEAN_DIFFERENCE: Final = 0.003
LARGEST_DIFFERENCE: Final = 0.10
WITHOUT_VARLEN: Final = "packs, sdpa per trajectory"
TARGETS: Final = {"one forward per prefix, batch 1": 10.0, "random padded batches of 16, full logits": 2.0}

# Dense bf16 TFLOP/s from the vendor's data sheets, by a part of the device's name; the first that fits counts.
PEAKS: Final = {
    "B200": 2_250,
    "H100 PCIe": 756,
    "H100 NVL": 835,
    "H100": 989,
    "H200": 989,
    "A100": 312,
    "A800": 312,
    "L40S": 362,
}

_SHARED: Final[dict[str, Any]] = {"vocab_size": 152_064, "max_position_embeddings": 8_192, "rope_theta": 10_000.0}
MODELS: Final[dict[str, dict[str, Any]]] = {
    "1.5B": {
        **_SHARED,
        "hidden_size": 1_536,
        "intermediate_size": 8_960,
        "num_hidden_layers": 28,
        "num_attention_heads": 12,
        "num_key_value_heads": 2,
        "tie_word_embeddings": False,
    },
    "7B": {
        **_SHARED,
        "hidden_size": 3_584,
        "intermediate_size": 18_944,
        "num_hidden_layers": 28,
        "num_attention_heads": 28,
        "num_key_value_heads": 4,
        "tie_word_embeddings": False,
    },
}
TINY: Final[dict[str, Any]] = {
    "vocab_size": 1_000,
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "tie_word_embeddings": False,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """`seconds` of the best round; `peak_gb`: the most memory beside the weights; NaN off CUDA."""

    seconds: float
    peak_gb: float
    result: Result


def main() -> None:
    """Print one Markdown table per model."""
    chosen = _options()
    device = torch.device(chosen.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        print("There is no CUDA device here. Run this where there is one, or try the script with --device cpu --tiny.")
        sys.exit(2)
    traces, source = read_traces()
    traces = sample(traces, chosen.traces)
    peak = chosen.peak or peak_tflops(device)
    models = {"tiny": TINY} if chosen.tiny else {name: MODELS[name] for name in chosen.models}
    print(f"{source}; {len(traces)} of them, {sum(trace.useful for trace in traces):,} useful tokens\n")
    for name, sizes in models.items():
        report(name, Qwen2Config(**sizes), traces, device=device, peak=peak, chosen=chosen)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--models", nargs="+", choices=list(MODELS), default=list(MODELS))
    options.add_argument("--traces", type=int, default=256)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--token-budget", type=int, help="tokens per pack; the device's default where left out")
    options.add_argument(
        "--peak", type=float, help="dense bf16 TFLOP/s of the device, where the script does not know it"
    )
    options.add_argument("--device", default="cuda")
    options.add_argument("--tiny", action="store_true", help="a model of no size, to try the script")
    return options.parse_args()


def peak_tflops(device: torch.device) -> float:
    """NaN where the device is unknown: then there is no MFU."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else ""
    return next((float(peak) for part, peak in PEAKS.items() if part in name), float("nan"))


def report(
    name: str,
    config: Qwen2Config,
    traces: Sequence[Trace],
    *,
    device: torch.device,
    peak: float,
    chosen: argparse.Namespace,
) -> None:
    """One model: its table of all patterns."""
    model = make_model(config, device=device, dtype=torch.bfloat16)
    encoded = encode(traces, vocabulary=config.vocab_size)
    budget = chosen.token_budget or default_token_budget(device)
    patterns = _patterns(device, budget)
    measured = {key: measure(one, model, encoded, device, rounds=chosen.rounds) for key, one in patterns.items()}
    assert_same_scores({key: one.result for key, one in measured.items()})
    kernel = attention_kernel(device, torch.bfloat16)
    print(f"\n### {name} on {_device_name(device)}, bf16, packs of {budget:,} tokens, {kernel}\n")
    print_table(measured, useful=sum(trace.useful for trace in traces), flops=useful_flops(model, traces), peak=peak)


def _patterns(device: torch.device, budget: int) -> dict[str, Pattern]:
    """Ours comes with the asked budget, and once more without the varlen kernel where that runs."""
    patterns: dict[str, Pattern] = {**PATTERNS, OURS: partial(packed, token_budget=budget)}
    if has_varlen_kernel(device, torch.bfloat16):
        patterns[WITHOUT_VARLEN] = partial(_without_varlen, budget=budget)
    return patterns


def _without_varlen(model: Any, encoded: Sequence[Encoded], device: torch.device, *, budget: int) -> Result:
    with patch.object(packed_attention, "has_varlen_kernel", lambda *_: False):
        return packed(model, encoded, device, token_budget=budget)


def measure(pattern: Pattern, model: Any, encoded: Sequence[Encoded], device: torch.device, *, rounds: int) -> Measured:
    """The best of `rounds`, after one round over a few traces to warm up."""
    seconds = []
    with torch.inference_mode(), _peak_memory(device) as peak_gb:
        pattern(model, encoded[:16], device)
        for _ in range(rounds):
            _wait_for(device)
            started = time.perf_counter()
            result = pattern(model, encoded, device)
            _wait_for(device)
            seconds.append(time.perf_counter() - started)
    return Measured(min(seconds), peak_gb[0], result)


@contextmanager
def _peak_memory(device: torch.device) -> Iterator[list[float]]:
    """A list whose one entry is filled at the end, in GB."""
    peak = [float("nan")]
    if device.type != "cuda":
        yield peak
        return
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats(device)
    before = torch.cuda.memory_allocated(device)
    yield peak
    peak[0] = (torch.cuda.max_memory_allocated(device) - before) / 1e9


def _wait_for(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def useful_flops(model: Any, traces: Sequence[Trace]) -> float:
    """Of one forward pass over every trace, none twice, nothing padded."""
    config = model.config
    body = sum(weight.numel() for weight in model.model.parameters()) - model.model.embed_tokens.weight.numel()
    lengths = np.array([trace.useful for trace in traces], dtype=float)
    attention = 2 * config.num_hidden_layers * config.hidden_size * (lengths**2).sum()
    return float(2 * body * lengths.sum() + attention)


def assert_same_scores(results: Mapping[str, Result]) -> None:
    """Every pattern against ours, as probabilities."""
    ours = _probabilities(results[OURS])
    for name, result in results.items():
        difference = np.abs(_probabilities(result) - ours)
        print(f"- {name}: |dp| mean {difference.mean():.5f}, largest {difference.max():.4f}")
        assert difference.mean() <= MEAN_DIFFERENCE, f"{name} gives other scores"
        assert difference.max() <= LARGEST_DIFFERENCE, f"{name} gives other scores"


def _probabilities(result: Result) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.concatenate(result.margins))))


def print_table(measured: Mapping[str, Measured], *, useful: int, flops: float, peak: float) -> None:
    print("| pattern | tokens run | seconds | useful tokens/s | MFU | time / ours | GB beside weights | target |")
    print("|---|--:|--:|--:|--:|--:|--:|---|")
    for name, one in measured.items():
        target = f"at least {TARGETS[name]:.0f}" if name in TARGETS else ""
        print(
            f"| {name} | {one.result.tokens:,} | {one.seconds:.2f} | {useful / one.seconds:,.0f} | "
            f"{flops / one.seconds / peak / 1e12:.2f} | {one.seconds / measured[OURS].seconds:.2f} | "
            f"{one.peak_gb:.1f} | {'MFU at least 0.50' if name == OURS else target} |"
        )


def _device_name(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "the CPU"


if __name__ == "__main__":
    main()
