"""Where a model's files are, and single tensors from them. Nothing is fetched unless it was allowed."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from safetensors import safe_open

from worker.scorers.contract import ScorerUnavailable

# Weights in a format that cannot run code, and what describes them. No *.py, no pickles.
_PATTERNS: Final = ("*.json", "*.safetensors", "*.model", "*.jinja", "tokenizer*", "*.txt")
# Where the checkpoints that come with Assay are, wherever a worker was started.
_REPOSITORY: Final = Path(__file__).resolve().parents[3]


class CannotLoad(ScorerUnavailable):
    """The model cannot be loaded; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model's folder on this machine. `revision` is its commit, or a hash of the weights' names and sizes."""

    folder: Path
    revision: str

    def weights(self) -> list[Path]:
        """The safetensors files, by name. Raises CannotLoad where there are none."""
        found = sorted(self.folder.glob("*.safetensors"))
        if not found:
            raise CannotLoad(
                f"{self.folder} holds no *.safetensors: only those are read, as other formats can run code. Convert "
                "the weights, for example by loading and saving them with transformers."
            )
        return found

    def tensor_names(self) -> Mapping[str, Path]:
        """Which file holds which tensor."""
        names: dict[str, Path] = {}
        for path in self.weights():
            with safe_open(path, framework="pt") as opened:
                names.update(dict.fromkeys(opened.keys(), path))
        return names

    def tensors(self, wanted: Sequence[str]) -> dict[str, torch.Tensor]:
        """These tensors by name. Raises CannotLoad where one is absent, with what looks like a head."""
        names = self.tensor_names()
        absent = [name for name in wanted if name not in names]
        if absent:
            raise CannotLoad(_absent(absent, names))
        found = {}
        for name in wanted:
            with safe_open(names[name], framework="pt") as opened:
                found[name] = opened.get_tensor(name)
        return found

    def rows(self, wanted: str, numbers: Sequence[int]) -> torch.Tensor:
        """Rows of one matrix, [rows, hidden], without reading the rest of it."""
        with safe_open(self.tensor_names()[wanted], framework="pt") as opened:
            matrix = opened.get_slice(wanted)
            return torch.cat([matrix[number : number + 1] for number in numbers])


def find_checkpoint(model: str, *, revision: str | None, allow_download: bool) -> Checkpoint:
    """The model's files: a folder (relative ones from here, or from where Assay lies), or a repository from this
    machine's cache. Raises CannotLoad."""
    folder = Path(model).expanduser()
    for place in (folder, _REPOSITORY / folder):
        if place.is_dir():
            return Checkpoint(place, _fingerprint(place))
    if folder.is_absolute() or model.startswith((".", "~")) or model.count("/") != 1:
        raise CannotLoad(
            f"There is no folder {model} on this machine: give the folder that holds the model's config.json."
        )
    return _from_hub(model, revision=revision, allow_download=allow_download)


def _from_hub(model: str, *, revision: str | None, allow_download: bool) -> Checkpoint:
    try:
        folder = snapshot_download(
            model, revision=revision, allow_patterns=list(_PATTERNS), local_files_only=not allow_download
        )
    except GatedRepoError as error:
        raise CannotLoad(
            f"{model} is gated: accept its terms on its page, sign in on this machine with `hf auth login`, and try "
            "again."
        ) from error
    except (RepositoryNotFoundError, RevisionNotFoundError, HFValidationError) as error:
        raise CannotLoad(
            f"There is no model {model} in the revision {revision or 'main'}, or it is private."
        ) from error
    except (LocalEntryNotFoundError, OfflineModeIsEnabled, OSError) as error:
        raise CannotLoad(
            f"{model} is not on this machine, and it could not be fetched: is there a network?"
            if allow_download
            else f"{model} is not on this machine, and nothing is fetched unless the scorer allows it: run "
            f"`hf download {model}` there, give a folder instead, or set allow_download to true."
        ) from error
    return Checkpoint(Path(folder), Path(folder).name)


def _fingerprint(folder: Path) -> str:
    files: Iterable[Path] = sorted(folder.glob("*.safetensors"))
    described = json.dumps([[path.name, path.stat().st_size] for path in files])
    return f"files-{hashlib.sha256(described.encode()).hexdigest()[:16]}"


def _absent(absent: Sequence[str], names: Mapping[str, Path]) -> str:
    outside = sorted(name for name in names if ".layers." not in name)[:12]
    return (
        f"The checkpoint has no tensor {', '.join(absent)}: the configuration is for another model, or for another "
        f"way of saving it. Outside its layers it has: {', '.join(outside)}."
    )
