"""From a configuration to a model that is ready to read: backbone, head, vocabulary. No code of a checkpoint is run."""

import hashlib
import logging
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
import transformers
from transformers import AutoConfig, AutoModel, AutoTokenizer, PretrainedConfig, PreTrainedModel

from worker.scorers.step_reader.checkpoint import CannotLoad, Checkpoint, find_checkpoint
from worker.scorers.step_reader.configuration import Configuration, Execution, Head, Token
from worker.scorers.step_reader.forward import attention_kernel
from worker.scorers.step_reader.heads import Logits, build_head, linear, tensor_names
from worker.scorers.step_reader.lora import merge_adapter
from worker.scorers.step_reader.vocabulary import Vocabulary

_SCORE = Head(kind="linear", tensors={"weight": "score.weight", "bias": "score.bias"})


@dataclass(frozen=True, slots=True)
class LoadedBody:
    """A backbone with its vocabulary and nothing on top."""

    checkpoint: Checkpoint
    config: PretrainedConfig
    body: PreTrainedModel
    vocabulary: Vocabulary
    device: torch.device
    provenance: dict[str, str]

    @property
    def longest(self) -> int:
        """The number of positions that it was made for."""
        return int(self.config.max_position_embeddings)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that is ready to read. `longest` is the number of positions that it was made for."""

    body: PreTrainedModel
    logits: Logits
    vocabulary: Vocabulary
    longest: int
    device: torch.device
    provenance: dict[str, str]


def load_model(configuration: Configuration) -> Loaded:
    """Raises CannotLoad, WrongTensors or VocabularyMismatch, each with a sentence that says what to do."""
    found = load_body(configuration)
    return Loaded(
        body=found.body,
        logits=_read_head(found, configuration),
        vocabulary=found.vocabulary,
        longest=found.longest,
        device=found.device,
        provenance=found.provenance,
    )


def load_body(configuration: Configuration) -> LoadedBody:
    """Raises CannotLoad or VocabularyMismatch, each with a sentence that says what to do."""
    checkpoint = find_checkpoint(
        configuration.model, revision=configuration.loader.revision, allow_download=configuration.allow_download
    )
    config = _read_config(checkpoint, configuration)
    tokenizer = _read_tokenizer(checkpoint)
    device = _device(configuration.execution)
    body = _read_body(checkpoint, config, configuration, device)
    return LoadedBody(
        checkpoint=checkpoint,
        config=config,
        body=body,
        vocabulary=Vocabulary(tokenizer),
        device=device,
        provenance=_provenance(checkpoint, configuration, tokenizer, body),
    )


def vocabulary_head(found: LoadedBody) -> str:
    """The name of the tensor [vocabulary, hidden] that gives the next token's logits. Raises CannotLoad."""
    names = found.checkpoint.tensor_names()
    tied = "embed_tokens.weight" if "embed_tokens.weight" in names else "model.embed_tokens.weight"
    wanted = "lm_head.weight" if "lm_head.weight" in names or not found.config.tie_word_embeddings else tied
    if wanted not in names:
        raise CannotLoad(f"The checkpoint has no tensor {wanted}, so it is no causal language model.")
    return wanted


def _read_config(checkpoint: Checkpoint, configuration: Configuration) -> PretrainedConfig:
    if not (checkpoint.folder / "config.json").is_file():
        raise CannotLoad(f"{checkpoint.folder} holds no config.json, so it is no model.")
    try:
        described, _ = PretrainedConfig.get_config_dict(checkpoint.folder, local_files_only=True)
    except OSError as error:
        raise CannotLoad(f"The config.json in {checkpoint.folder} cannot be read: {error}") from error
    # Where its code would be. The backbone is a stock one, whatever class the authors wrapped around it.
    described.pop("auto_map", None)
    kind = configuration.loader.model_type or described.pop("model_type", None)
    described.pop("model_type", None)
    try:
        return AutoConfig.for_model(kind, **described)
    except ValueError as error:
        raise CannotLoad(
            f"{checkpoint.folder} calls its backbone {kind!r}, which transformers {transformers.__version__} does not "
            "know: name the stock backbone that it is built on as loader.model_type."
        ) from error


def _read_tokenizer(checkpoint: Checkpoint) -> Any:
    try:
        tokenizer = AutoTokenizer.from_pretrained(checkpoint.folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError) as error:
        raise CannotLoad(f"The tokenizer in {checkpoint.folder} cannot be loaded: {error}") from error
    if not getattr(tokenizer, "is_fast", False):
        raise CannotLoad(f"The tokenizer in {checkpoint.folder} has no fast form (tokenizer.json), which offsets need.")
    return tokenizer


def _read_body(
    checkpoint: Checkpoint, config: PretrainedConfig, configuration: Configuration, device: torch.device
) -> PreTrainedModel:
    """The backbone alone, without any head. Raises CannotLoad where the checkpoint lacks a part of it."""
    checkpoint.weights()
    with _without_its_report():
        body, report = AutoModel.from_pretrained(
            checkpoint.folder,
            config=config,
            dtype=_dtype(configuration.execution, device),
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    missing = sorted(report["missing_keys"])
    if missing:
        raise CannotLoad(
            f"The checkpoint lacks {len(missing)} tensors of its backbone, {missing[0]} among them: it was saved "
            "incompletely, or as another kind of model."
        )
    adapter = _adapter(configuration)
    if adapter is not None:
        merge_adapter(body, adapter)
    try:
        return body.eval().requires_grad_(requires_grad=False).to(device)
    except torch.OutOfMemoryError as error:
        raise CannotLoad(
            f"The model does not fit into the memory of the device {device}: use a larger one, or a dtype of half the "
            "size."
        ) from error


def _adapter(configuration: Configuration) -> Checkpoint | None:
    if configuration.loader.lora is None:
        return None
    return find_checkpoint(configuration.loader.lora, revision=None, allow_download=configuration.allow_download)


@contextmanager
def _without_its_report() -> Iterator[None]:
    """transformers warns of the head's tensors, which are left over: they are read apart."""
    reporter = logging.getLogger("transformers.modeling_utils")
    before = reporter.level
    reporter.setLevel(logging.ERROR)
    try:
        yield
    finally:
        reporter.setLevel(before)


def _read_head(found: LoadedBody, configuration: Configuration) -> Logits:
    if configuration.loader.kind == "causal-lm":
        return linear(_vocabulary_rows(found, configuration).float().to(found.device), None)
    head = configuration.loader.head or _score_head(found.checkpoint)
    tensors = found.checkpoint.tensors(tensor_names(head))
    parts = {name: part.to(found.device) for name, part in tensors.items()}
    return build_head(head, parts, hidden_size=found.config.hidden_size)


def _score_head(checkpoint: Checkpoint) -> Head:
    """What transformers calls the head of its token classifiers; some are saved without a bias."""
    if "score.bias" in checkpoint.tensor_names():
        return _SCORE
    return Head(kind="linear", tensors={"weight": "score.weight"})


def _vocabulary_rows(found: LoadedBody, configuration: Configuration) -> torch.Tensor:
    """The rows of the negative and the positive token, in this order: [2, hidden]."""
    tokens = configuration.tokens
    negative, positive = (
        found.vocabulary.id_of(token, name=name, check=tokens.check_ids)
        for token, name in (
            (tokens.negative or Token(), "the negative one"),
            (tokens.positive or Token(), "the positive one"),
        )
    )
    if negative == positive:
        raise CannotLoad(
            "The positive and the negative token begin alike in this tokenizer, so nothing tells them apart."
        )
    return found.checkpoint.rows(vocabulary_head(found), [negative, positive])


def _device(execution: Execution) -> torch.device:
    if execution.device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    device = torch.device(execution.device)
    if device.type == "cuda" and not torch.cuda.is_available():
        raise CannotLoad(
            "The scorer wants a CUDA device, and torch sees none on this machine: set execution.device to auto."
        )
    return device


def _dtype(execution: Execution, device: torch.device) -> torch.dtype:
    name = execution.dtype
    if name == "auto":
        name = "float32" if device.type == "cpu" else "bfloat16"
    found = getattr(torch, name, None)
    if not isinstance(found, torch.dtype) or not found.is_floating_point:
        raise CannotLoad(f"There is no dtype {name!r}: set execution.dtype to float32, bfloat16, float16 or auto.")
    return found


def _provenance(
    checkpoint: Checkpoint, configuration: Configuration, tokenizer: Any, body: PreTrainedModel
) -> dict[str, str]:
    """What decides rewards besides the text. The template's hash is of all that render says, not of one file."""
    file = checkpoint.folder / "tokenizer.json"
    described = file.read_bytes() if file.is_file() else tokenizer.backend_tokenizer.to_str().encode()
    template = repr((configuration.render, configuration.read_at, configuration.read_offset, tokenizer.chat_template))
    device = body.device
    adapter = _adapter(configuration)
    return {
        **({} if adapter is None else {"adapter": f"{configuration.loader.lora} {adapter.revision}"}),
        "model": configuration.model,
        "revision": checkpoint.revision,
        "tokenizer_hash": hashlib.sha256(described).hexdigest()[:16],
        "template_hash": hashlib.sha256(template.encode()).hexdigest()[:16],
        "dtype": str(body.dtype).removeprefix("torch."),
        "attention": attention_kernel(device, body.dtype),
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else f"cpu {platform.machine()}",
        "transformers": transformers.__version__,
        "torch": torch.__version__,
    }
