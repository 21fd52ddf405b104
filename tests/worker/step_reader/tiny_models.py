"""Tiny checkpoints with the architecture, tensor names and tokenizer habits of each family, and their slow reference.

The reference runs one sequence at a time, computes all logits at all positions, and takes what it wants from them.
"""

import copy
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import save_file
from torch import nn
from transformers import LlamaConfig, LlamaModel, MistralConfig, MistralModel, Qwen2Config, Qwen2Model

from tests.worker.step_reader.layouts import LAYOUTS
from tests.worker.step_reader.tiny_tokenizers import llama_tokenizer, mistral_tokenizer, qwen_tokenizer
from worker.presets import preset
from worker.scorers.contract import ScorableStep, ScorableTrajectory

HIDDEN: Final = 48
_SIZES: Final[dict[str, Any]] = {
    "hidden_size": HIDDEN,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    # Far from nothing, so that what a position sees decides its number.
    "initializer_range": 0.25,
    "max_position_embeddings": 4096,
}
_BODIES: Final[Mapping[str, tuple[Any, Any]]] = {
    "qwen2": (Qwen2Config, Qwen2Model),
    "llama": (LlamaConfig, LlamaModel),
    "mistral": (MistralConfig, MistralModel),
}


@dataclass(frozen=True)
class Family:
    """What a preset's model is made of. `pair` are the pieces whose logits are compared, the positive one first."""

    body: str
    tokenizer: Callable[[], Any]
    head: str
    pair: tuple[str, str] | None = None


_PLUS: Final = ("+", "-")
_SPACED: Final = ("Ġ+", "Ġ-")
_WORDS: Final = ("correct", "incorrect")
_QWEN_PRM: Final = Family("qwen2", qwen_tokenizer, "mlp2")
_RLHFLOW: Final = Family("llama", llama_tokenizer, "causal", _PLUS)
_SKYWORK: Final = Family("qwen2", lambda: qwen_tokenizer(bos="<|im_start|>"), "value")
FAMILIES: Final[Mapping[str, Family]] = {
    "math-shepherd": Family("mistral", mistral_tokenizer, "causal", ("▁+", "▁-")),
    "qwen2.5-math-prm-7b": _QWEN_PRM,
    "qwen2.5-math-prm-72b": _QWEN_PRM,
    "qwen2.5-math-7b-prm800k": _QWEN_PRM,
    "reasonflux-prm-7b": _QWEN_PRM,
    "rlhflow-mistral-data": _RLHFLOW,
    "rlhflow-deepseek-data": _RLHFLOW,
    "skywork-o1-open-prm-1.5b": _SKYWORK,
    "skywork-o1-open-prm-7b": _SKYWORK,
    "reasoneval-7b": Family("mistral", lambda: mistral_tokenizer(pad="<s>"), "three"),
    "reasoneval-34b": Family("llama", mistral_tokenizer, "three"),
    "universal-prm-7b": Family("qwen2", qwen_tokenizer, "scalar"),
    "trl-prm-trainer": Family("qwen2", lambda: qwen_tokenizer(bos="<|endoftext|>"), "labels"),
    "assay-small-prm": Family("qwen2", lambda: qwen_tokenizer(bos="<|endoftext|>"), "labels"),
    "pure-prm-7b": Family("qwen2", qwen_tokenizer, "labels"),
    "versaprm-base-8b": Family("llama", llama_tokenizer, "causal", _PLUS),
    "llama-prm800k": Family("llama", llama_tokenizer, "causal", _PLUS),
    "qwen-prm800k": Family("qwen2", qwen_tokenizer, "causal", _PLUS),
    "math-psa": Family("qwen2", qwen_tokenizer, "causal", _SPACED),
    "med-prm": Family("llama", llama_tokenizer, "causal", _SPACED),
    "fover-llama-3.1-8b": Family("llama", llama_tokenizer, "causal", _WORDS),
    "fover-qwen-2.5-7b": Family("qwen2", qwen_tokenizer, "causal", _WORDS),
    "actprm": Family("qwen2", qwen_tokenizer, "ensemble"),
}


@dataclass(frozen=True)
class Expected:
    """What the slow reference says of one step. `further` is a margin, `spread` a standard deviation."""

    margin: float
    reward: float
    further: float | None = None
    spread: float | None = None


class Tiny:
    """One family's checkpoint in a folder, with its reference."""

    def __init__(self, name: str, folder: Path, *, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.name = name
        self.folder = folder
        self.family = FAMILIES[name]
        self.tokenizer = self.family.tokenizer()
        config_class, body_class = _BODIES[self.family.body]
        self.config = config_class(vocab_size=len(self.tokenizer), tie_word_embeddings=False, **_SIZES)
        self.body = body_class(self.config).eval()
        self.head = _head(self.family.head, len(self.tokenizer))
        self._spread_margins()
        self.expected = functools.cache(self.expected)  # type: ignore[method-assign]
        self.tokenizer.save_pretrained(folder)
        self.config.save_pretrained(folder)
        save_file(self.state(), folder / "model.safetensors")

    def state(self) -> dict[str, torch.Tensor]:
        """Every tensor under the name that the published checkpoint gives it."""
        body = {f"model.{name}": tensor.contiguous() for name, tensor in self.body.state_dict().items()}
        return {**body, **{_NAMES[self.family.head](name): part for name, part in self.head.state_dict().items()}}

    def configuration(self, **changes: Mapping[str, Any]) -> dict[str, Any]:
        """The preset's configuration for this folder; ids are not those of the published tokenizer."""
        settings: dict[str, Any] = copy.deepcopy(dict(preset(self.name).configuration))
        settings["model"] = str(self.folder)
        settings.setdefault("tokens", {})["check_ids"] = False
        settings["loader"].pop("lora", None)
        settings["execution"] = {"device": "cpu", "dtype": "float32"}
        settings["limits"] = {}
        for section, values in changes.items():
            settings[section] = {**settings.get(section, {}), **values} if isinstance(values, Mapping) else values
        return settings

    def expected(self, question: str, steps: tuple[str, ...]) -> list[Expected]:
        """One per step: all logits of all positions, then those that count."""
        found = []
        for sequence in LAYOUTS[self.name](self.tokenizer, question, steps):
            with torch.no_grad():
                hidden = self.body(input_ids=torch.tensor([sequence.ids])).last_hidden_state[0]
                logits = self.head(hidden)
            found += [self._expected(logits[position]) for position in sequence.positions]
        assert len(found) == len(steps)
        return found

    def _expected(self, logits: torch.Tensor) -> Expected:
        kind = self.family.head
        if self.family.pair is not None:
            positive, negative = self.tokenizer.convert_tokens_to_ids(list(self.family.pair))
            two = torch.stack([logits[negative], logits[positive]])
            return Expected(float(two[1] - two[0]), float(two.softmax(0)[1]))
        if kind in ("mlp2", "labels"):
            chance = logits.softmax(0)
            reward = chance[1] - chance[0] if self.name == "pure-prm-7b" else chance[1]
            return Expected(float(logits[1] - logits[0]), float(reward))
        if kind == "three":
            chance = logits.double().softmax(0)
            valid, neutral = chance[1] + chance[2], chance[1]
            return Expected(float(torch.logit(valid)), float(valid), further=float(torch.logit(neutral)))
        if kind == "ensemble":
            chance = logits.sigmoid()
            return Expected(float(logits.mean()), float(chance.mean()), spread=float(chance.std()))
        return Expected(float(logits[0]), float(logits[0].sigmoid()))

    def _spread_margins(self) -> None:
        """Scale the last layer so that margins of the sample have a standard deviation of about four."""
        margins = [one.margin for question, steps in TEXTS for one in self.expected(question, steps)]
        scale = 4.0 / float(torch.tensor(margins).std())
        with torch.no_grad():
            for parameter in _last_layer(self.head).values():
                parameter.mul_(scale)


class _Committee(nn.Module):  # type: ignore[misc]
    """Perceptrons side by side, each with weights [in, out] of its own."""

    def __init__(self, heads: int = 3, width: int = 16) -> None:
        super().__init__()
        self.model = nn.ModuleDict()
        for name, (inputs, outputs) in {"nn1": (HIDDEN, width), "nn2": (width, width), "nn_out": (width, 1)}.items():
            layer = nn.Module()
            layer.weight = nn.Parameter(torch.randn(heads, inputs, outputs) / inputs**0.5)
            layer.bias = nn.Parameter(torch.randn(heads, outputs) / 4)
            self.model[name] = layer

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        columns = []
        for head in range(len(self.model["nn1"].weight)):
            state = hidden
            for name, layer in self.model.items():
                state = state @ layer.weight[head] + layer.bias[head]
                state = state if name == "nn_out" else state.relu()
            columns.append(state[:, 0])
        return torch.stack(columns, dim=-1)


_NAMES: Final[Mapping[str, Callable[[str], str]]] = {
    "causal": lambda name: f"lm_head.{name}",
    "mlp2": lambda name: f"score.{name}",
    "value": lambda name: f"v_head.summary.{name}",
    "three": lambda name: f"score_head.{name}",
    "scalar": lambda name: f"score.{name}",
    "labels": lambda name: f"score.{name}",
    "ensemble": lambda name: f"score.{name}",
}


def _head(kind: str, vocabulary: int) -> Any:
    heads: Mapping[str, Callable[[], Any]] = {
        "causal": lambda: nn.Linear(HIDDEN, vocabulary, bias=False),
        "mlp2": lambda: nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 2)),
        "value": lambda: nn.Linear(HIDDEN, 1),
        "three": lambda: nn.Linear(HIDDEN, 3),
        "scalar": lambda: nn.Linear(HIDDEN, 1, bias=False),
        "labels": lambda: nn.Linear(HIDDEN, 2),
        "ensemble": _Committee,
    }
    return heads[kind]()


def _last_layer(head: Any) -> dict[str, torch.Tensor]:
    if isinstance(head, nn.Sequential):
        return dict(head[-1].named_parameters())
    if isinstance(head, _Committee):
        return dict(head.model["nn_out"].named_parameters())
    return dict(head.named_parameters())


def trajectory(question: str, steps: Sequence[str]) -> ScorableTrajectory:
    return ScorableTrajectory(question, tuple(ScorableStep(step) for step in steps), tuple(range(len(steps))))


TEXTS: Final = (
    ("What is 3 + 4?", ("We add: 3 + 4 = 7.", "So the answer is \\boxed{7}.")),
    (
        "Sue has 18 birds, one third are white. How many are pink?",
        (
            "A third of 18 is 6.",
            "So 18 - 6 = 12 are pink,\nand 6 are white.",
            "Check: 12 + 6 = 18 é.",
            "Therefore the answer is 13.",
        ),
    ),
    ("Is 91 a prime?", ("91 = 7 * 13, so it is not.",)),
    ("Solve x = 2 + 5.", ("We move 5", "x = 7!", "(done)", "x = 8.", "The answer is x = 7.")),
)
"""Questions and steps without any tag, separator or trailing newline of any family."""
