"""What is loaded, what never is, and what people are told when it cannot be."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

import torch
from huggingface_hub.errors import GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError
from safetensors.torch import load_file, save_file

from tests.worker.step_reader.scoring import all_margins
from tests.worker.step_reader.tiny_models import HIDDEN, TEXTS, Tiny
from tests.worker.step_reader.tiny_tokenizers import metaspace_tokenizer, qwen_tokenizer
from worker.scorers import registry
from worker.scorers.step_reader.checkpoint import CannotLoad
from worker.scorers.step_reader.heads import WrongTensors
from worker.scorers.step_reader.reader import StepReader
from worker.scorers.step_reader.readout import WrongOutputs
from worker.scorers.step_reader.vocabulary import Vocabulary, VocabularyMismatch

pytestmark = pytest.mark.worker

DOWNLOAD = "worker.scorers.step_reader.checkpoint.snapshot_download"


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., Tiny]:
    def build(name: str = "qwen2.5-math-prm-7b") -> Tiny:
        folder = tmp_path / name
        folder.mkdir()
        return Tiny(name, folder)

    return build


def refusal(kind: type[Exception], configuration: dict[str, Any]) -> str:
    with pytest.raises(kind) as refused:
        StepReader(**configuration)
    return str(refused.value)


def change_config(folder: Path, **changes: Any) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_the_registry_builds_it_from_plain_settings(tiny: Callable[..., Tiny]):
    scorer = registry.load("step-reader", json.loads(json.dumps(tiny().configuration())))

    assert scorer.batch_size == 64
    assert scorer.score([]) == []


def test_a_folder_that_is_not_there(tiny: Callable[..., Tiny]):
    settings = tiny().configuration()

    assert "There is no folder /nowhere/prm on this machine" in refusal(
        CannotLoad, {**settings, "model": "/nowhere/prm"}
    )
    assert "There is no folder prm on this machine" in refusal(CannotLoad, {**settings, "model": "prm"})


def test_a_folder_of_the_repository_is_found_from_anywhere(
    tiny: Callable[..., Tiny], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    checkpoint = tiny()
    monkeypatch.setattr("worker.scorers.step_reader.checkpoint._REPOSITORY", checkpoint.folder.parent)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    reader = StepReader(**{**checkpoint.configuration(), "model": checkpoint.folder.name})

    assert reader.provenance["model"] == "qwen2.5-math-prm-7b"


def test_a_folder_without_weights_that_are_safe_to_read(tiny: Callable[..., Tiny]):
    checkpoint = tiny()
    (checkpoint.folder / "model.safetensors").rename(checkpoint.folder / "pytorch_model.bin")

    assert "holds no *.safetensors" in refusal(CannotLoad, checkpoint.configuration())


def test_a_folder_without_a_model(tmp_path: Path, tiny: Callable[..., Tiny]):
    settings = {**tiny().configuration(), "model": str(tmp_path)}

    assert "holds no config.json" in refusal(CannotLoad, settings)


@pytest.mark.parametrize(
    ("error", "allowed", "sentence"),
    [
        (
            LocalEntryNotFoundError("x"),
            False,
            "nothing is fetched unless the scorer allows it: run `hf download some/prm`",
        ),
        (LocalEntryNotFoundError("x"), True, "it could not be fetched: is there a network?"),
        ("gated", True, "some/prm is gated: accept its terms"),
        ("absent", True, "There is no model some/prm in the revision main, or it is private."),
    ],
)
def test_a_model_of_the_hub_that_is_not_here(
    error: Any, allowed: bool, sentence: str, tiny: Callable[..., Tiny], monkeypatch: pytest.MonkeyPatch
):
    asked: dict[str, Any] = {}

    def snapshot(model: str, **how: Any) -> str:
        asked.update(how)
        raise _hub_error(error)

    monkeypatch.setattr(DOWNLOAD, snapshot)

    settings = {**tiny().configuration(), "model": "some/prm", "allow_download": allowed}
    assert sentence in refusal(CannotLoad, settings)
    assert asked["local_files_only"] is not allowed
    assert not any(pattern.endswith((".py", ".bin", ".pt")) for pattern in asked["allow_patterns"])


def _hub_error(error: Any) -> Exception:
    if isinstance(error, Exception):
        return error
    kind: type[Exception] = {"gated": GatedRepoError, "absent": RepositoryNotFoundError}[error]
    return kind.__new__(kind)  # they want the answer of a server


def test_a_repository_that_is_in_the_cache_is_loaded_by_its_name(
    tiny: Callable[..., Tiny], monkeypatch: pytest.MonkeyPatch
):
    checkpoint = tiny()
    monkeypatch.setattr(DOWNLOAD, lambda *_, **__: str(checkpoint.folder))

    provenance = StepReader(**{**checkpoint.configuration(), "model": "some/prm"}).provenance

    assert provenance["model"] == "some/prm"
    assert provenance["revision"] == checkpoint.folder.name


def test_a_folder_has_a_revision_that_changes_with_its_weights(tiny: Callable[..., Tiny]):
    checkpoint = tiny()
    before = StepReader(**checkpoint.configuration()).provenance["revision"]

    (checkpoint.folder / "more.safetensors").write_bytes((checkpoint.folder / "model.safetensors").read_bytes())

    assert StepReader(**checkpoint.configuration()).provenance["revision"] != before
    assert before.startswith("files-")


def test_a_head_under_another_name_is_refused_with_what_there_is(tiny: Callable[..., Tiny]):
    settings = tiny().configuration(loader={"head": {"kind": "linear", "tensors": {"weight": "value.weight"}}})

    sentence = refusal(CannotLoad, settings)
    assert "has no tensor value.weight" in sentence
    assert "score.0.weight" in sentence


def test_a_head_of_another_make_is_refused(tiny: Callable[..., Tiny]):
    checkpoint = tiny()
    wrong_parts = {"head": {"kind": "mlp2", "tensors": {"weight": "score.0.weight"}}}
    too_wide = {"head": {"kind": "linear", "tensors": {"weight": "wide.weight"}}}
    save_file({"wide.weight": torch.zeros(2, HIDDEN + 1)}, checkpoint.folder / "wide.safetensors")

    assert "is made of weight_0, bias_0" in refusal(WrongTensors, checkpoint.configuration(loader=wrong_parts))
    assert f"takes {HIDDEN + 1} numbers" in refusal(WrongTensors, checkpoint.configuration(loader=too_wide))


def test_a_backbone_that_lacks_a_part_is_refused_and_not_filled_with_noise(tiny: Callable[..., Tiny]):
    checkpoint = tiny()
    tensors = load_file(checkpoint.folder / "model.safetensors")
    del tensors["model.layers.1.mlp.up_proj.weight"]
    save_file(tensors, checkpoint.folder / "model.safetensors")

    assert "lacks 1 tensors of its backbone, layers.1.mlp.up_proj.weight" in refusal(
        CannotLoad, checkpoint.configuration()
    )


def test_code_in_a_checkpoint_is_never_run(tiny: Callable[..., Tiny]):
    checkpoint = tiny()
    ran = checkpoint.folder / "ran"
    (checkpoint.folder / "modeling_prm.py").write_text(f"open({str(ran)!r}, 'w')\nraise SystemExit\n")
    auto = {"AutoConfig": "modeling_prm.Config", "AutoModel": "modeling_prm.Model"}
    change_config(checkpoint.folder, auto_map=auto, architectures=["Qwen2ForProcessRewardModel"])

    assert not np.isnan(all_margins(StepReader(**checkpoint.configuration()))).any()
    assert not ran.exists()


def test_an_unknown_backbone_is_refused_until_its_stock_one_is_named(tiny: Callable[..., Tiny]):
    checkpoint = tiny()
    expected = all_margins(StepReader(**checkpoint.configuration()))
    change_config(checkpoint.folder, model_type="my_prm")

    assert "calls its backbone 'my_prm'" in refusal(CannotLoad, checkpoint.configuration())
    named = StepReader(**checkpoint.configuration(loader={"model_type": "qwen2"}))
    assert all_margins(named) == pytest.approx(expected, abs=1e-5)


def test_a_tokenizer_without_the_separator_is_refused(tiny: Callable[..., Tiny]):
    settings = tiny().configuration(tokens={"separator": {"piece": "<step>"}})

    assert refusal(VocabularyMismatch, settings).startswith(
        "The tokenizer has no token '<step>', which the configuration names as the separator"
    )


def test_a_token_with_another_id_is_refused_unless_ids_are_not_checked(tiny: Callable[..., Tiny]):
    settings = tiny().configuration(tokens={"check_ids": True})

    assert "and 151651 in the one that the configuration was written for" in refusal(VocabularyMismatch, settings)
    settings["tokens"]["separator"]["id"] = qwen_tokenizer().convert_tokens_to_ids("<extra_0>")
    assert StepReader(**settings).score([]) == []


def test_words_that_begin_alike_are_refused(tiny: Callable[..., Tiny]):
    settings = tiny("fover-qwen-2.5-7b").configuration(
        tokens={"positive": {"text": "correct"}, "negative": {"text": "correct "}}
    )

    assert "begin alike" in refusal(CannotLoad, settings)


def test_a_bos_that_is_wanted_and_not_there_is_refused(tiny: Callable[..., Tiny]):
    settings = tiny("pure-prm-7b").configuration(render={"bos": "always"})

    assert "wants a BOS token, and the tokenizer has none" in refusal(VocabularyMismatch, settings)


def test_a_chat_without_a_template_is_refused(tiny: Callable[..., Tiny]):
    checkpoint = tiny()
    (checkpoint.folder / "chat_template.jinja").unlink()

    assert "has no chat template" in refusal(VocabularyMismatch, checkpoint.configuration())


def test_a_template_that_refuses_the_layout(tiny: Callable[..., Tiny]):
    template = "{{ raise_exception('System role not supported') }}"

    assert "refuses this layout: System role not supported" in refusal(
        VocabularyMismatch, tiny().configuration(render={"template": template})
    )


def test_a_head_that_gives_another_number_of_logits_is_refused_before_any_trajectory(tiny: Callable[..., Tiny]):
    sentence = refusal(WrongOutputs, tiny().configuration(readout={"kind": "three-class"}))

    assert sentence == "The readout 'three-class' needs three of the head's outputs; there are 2."


def test_a_model_that_is_too_large_for_the_device(tiny: Callable[..., Tiny], monkeypatch: pytest.MonkeyPatch):
    def too_little(*_: Any, **__: Any) -> None:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(torch.nn.Module, "to", too_little)

    assert "does not fit into the memory of the device" in refusal(CannotLoad, tiny().configuration())


@pytest.mark.parametrize(("execution", "sentence"), [({"device": "cuda"}, "CUDA"), ({"dtype": "int8"}, "no dtype")])
def test_a_machine_that_cannot_is_told_so(execution: dict[str, str], sentence: str, tiny: Callable[..., Tiny]):
    if execution.get("device") == "cuda" and torch.cuda.is_available():
        pytest.skip("there is a CUDA device here")

    assert sentence in refusal(CannotLoad, tiny().configuration(execution=execution))


def test_a_vocabulary_head_that_is_tied_to_the_embeddings_is_read_from_them(tiny: Callable[..., Tiny]):
    checkpoint = tiny("qwen-prm800k")
    tensors = load_file(checkpoint.folder / "model.safetensors")
    tensors["model.embed_tokens.weight"] = tensors.pop("lm_head.weight")
    save_file(tensors, checkpoint.folder / "model.safetensors")
    assert "no tensor lm_head.weight" in refusal(CannotLoad, checkpoint.configuration())
    change_config(checkpoint.folder, tie_word_embeddings=True)

    found = all_margins(StepReader(**checkpoint.configuration()))

    checkpoint.body.load_state_dict({**checkpoint.body.state_dict(), "embed_tokens.weight": checkpoint.head.weight})
    checkpoint.expected.cache_clear()  # type: ignore[attr-defined]
    expected = [one.margin for text in TEXTS for one in checkpoint.expected(*text)]
    assert found == pytest.approx(expected, abs=1e-4)


def test_an_adapter_is_merged_into_the_weights_that_it_adapts(tiny: Callable[..., Tiny], tmp_path: Path):
    checkpoint = tiny("math-psa")
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    low, high = torch.randn(2, HIDDEN), torch.randn(HIDDEN, 2)
    name = "base_model.model.model.layers.0.self_attn.q_proj.lora_{}.weight"
    save_file({name.format("A"): low, name.format("B"): high}, adapter / "adapter_model.safetensors")
    (adapter / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA", "lora_alpha": 6, "r": 2}))

    reader = StepReader(**checkpoint.configuration(loader={"lora": str(adapter)}))

    with torch.no_grad():
        checkpoint.body.layers[0].self_attn.q_proj.weight += 3 * (high @ low)
    checkpoint.expected.cache_clear()  # type: ignore[attr-defined]
    expected = [one.margin for text in TEXTS for one in checkpoint.expected(*text)]
    assert all_margins(reader) == pytest.approx(expected, abs=1e-4)
    assert reader.provenance["adapter"].startswith(f"{adapter} files-")
    _refuses_other_adapters(checkpoint, adapter, low)


def _refuses_other_adapters(checkpoint: Tiny, adapter: Path, low: torch.Tensor) -> None:
    settings = checkpoint.configuration(loader={"lora": str(adapter)})
    save_file({"base_model.model.model.layers.9.x.lora_A.weight": low}, adapter / "adapter_model.safetensors")
    assert "changes layers.9.x, which this backbone does not have" in refusal(CannotLoad, settings)
    save_file({"modules.weight": low}, adapter / "adapter_model.safetensors")
    assert "is not of a low-rank pair" in refusal(CannotLoad, settings)
    (adapter / "adapter_config.json").write_text(json.dumps({"use_dora": True}))
    assert "no plain low-rank adapter" in refusal(CannotLoad, settings)
    (adapter / "adapter_config.json").unlink()
    assert "no adapter_config.json" in refusal(CannotLoad, settings)


def test_a_blank_before_the_very_beginning_only_is_written_there_and_nowhere_else():
    tokenizer = metaspace_tokenizer()
    vocabulary = Vocabulary(tokenizer)
    whole = tokenizer("So<s>So", add_special_tokens=False)["input_ids"]

    first, _ = vocabulary.encode("So", is_beginning=True)
    later, _ = vocabulary.encode("So", is_beginning=False)

    assert first != later
    assert [*first, tokenizer.bos_token_id, *later] == whole
