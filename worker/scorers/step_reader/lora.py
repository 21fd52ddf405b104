"""Low-rank adapters, merged into the weights that they adapt: W + scale * B A (arXiv 2106.09685)."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

import torch
from transformers import PreTrainedModel

from worker.scorers.step_reader.checkpoint import CannotLoad, Checkpoint

_PART: Final = re.compile(r"^(?:base_model\.model\.)?(?:model\.)?(.+)\.lora_(A|B)(?:\.default)?\.weight$")


def merge_adapter(body: PreTrainedModel, adapter: Checkpoint) -> None:
    """Add the adapter to the backbone, in place. Raises CannotLoad where it is of a kind that cannot be added so."""
    settings = _settings(adapter)
    parts: dict[str, dict[str, torch.Tensor]] = {}
    for name, tensor in adapter.tensors(list(adapter.tensor_names())).items():
        found = _PART.match(name)
        if found is None:
            raise CannotLoad(
                f"The adapter's tensor {name} is not of a low-rank pair: merge it into the model yourself."
            )
        parts.setdefault(found[1], {})[found[2]] = tensor.float()
    weights = dict(body.named_parameters())
    for module, pair in parts.items():
        weight = weights.get(f"{module}.weight")
        if weight is None or set(pair) != {"A", "B"}:
            raise CannotLoad(
                f"The adapter changes {module}, which this backbone does not have: it is for another model."
            )
        with torch.no_grad():
            weight += (_scale(settings, len(pair["A"])) * (pair["B"] @ pair["A"])).to(weight)


def _settings(adapter: Checkpoint) -> Mapping[str, Any]:
    path = adapter.folder / "adapter_config.json"
    try:
        settings: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotLoad(
            f"{adapter.folder} holds no adapter_config.json that can be read, so it is no adapter."
        ) from error
    special = [name for name in ("use_dora", "alpha_pattern", "rank_pattern", "fan_in_fan_out") if settings.get(name)]
    if settings.get("peft_type", "LORA") != "LORA" or special:
        raise CannotLoad(
            "The adapter is no plain low-rank adapter: merge it into the model yourself and give that folder."
        )
    return settings


def _scale(settings: Mapping[str, Any], rank: int) -> float:
    alpha = float(settings.get("lora_alpha", rank))
    return alpha / math.sqrt(rank) if settings.get("use_rslora") else alpha / rank
