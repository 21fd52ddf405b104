"""Presets: one TOML file each, beside the workers' code. The web process reads them as data."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from annotator.scoring.catalogue import ADAPTERS, RULE_SCORERS, Adapter
from annotator.scoring.declarations import DeclaredScorer
from annotator.scoring.declaring import BadScorer, declare, merged, nested, setting


@dataclass(frozen=True, slots=True)
class Preset:
    """A file of `worker/presets`: what it says, and the text for people to read."""

    content: Mapping[str, Any]
    text: str

    @property
    def adapter(self) -> Adapter:
        """The code that runs it."""
        return ADAPTERS[self.content["adapter"]]

    @property
    def model(self) -> str:
        """The model that it was written for; empty where one's own has to be named."""
        return str(self.content.get("model") or setting(self._configuration, self.adapter.model_at) or "")

    @property
    def settings(self) -> dict[str, str]:
        """Settings that only whoever adds it can know, with what the preset says of them."""
        return {path: str(setting(self._configuration, path) or "") for path in self.adapter.needs}

    @property
    def declared(self) -> DeclaredScorer:
        """The scorer that it is by itself, with stand-ins where something is one's own to name."""
        own = {"model": self.model or "yours"} if self.adapter.model_at else {}
        configuration = dict(self._configuration)
        for path, value in self.settings.items():
            configuration = merged(configuration, nested(path, value or "yours"))
        return declare({**self.content, **own, "configuration": configuration}, presets={})

    @property
    def _configuration(self) -> Mapping[str, Any]:
        configuration: Mapping[str, Any] = self.content.get("configuration", {})
        return configuration


def presets() -> Mapping[str, Preset]:
    """All presets by name."""
    return _read_folder(settings.SCORER_PRESETS)


def declared(written: Mapping[str, Any]) -> DeclaredScorer:
    """The scorer that somebody wrote down, over one of the presets. Raises BadScorer."""
    return declare(written, presets={name: preset.content for name, preset in presets().items()})


def builtin_scorers() -> Mapping[str, DeclaredScorer]:
    """What every project has by itself: the rule scorers, and presets whose weights the repository holds."""
    return _builtin(settings.SCORER_PRESETS, settings.REPOSITORY)


def read_toml(path: Path) -> dict[str, Any]:
    """A scorer's file. Raises BadScorer."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadScorer(str(path), f"The file cannot be read: {error.strerror}.") from error
    except ValueError as error:  # no TOML, no UTF-8, or a number of thousands of digits
        raise BadScorer(str(path), f"The file is not TOML: {error}.") from error
    except RecursionError as error:
        raise BadScorer(str(path), "The file is nested deeper than any scorer.") from error


@lru_cache(maxsize=4)
def _read_folder(folder: Path) -> Mapping[str, Preset]:
    found = {}
    for path in sorted(folder.glob("*.toml")):
        content = read_toml(path)
        found[str(content.get("name", path.stem))] = Preset(content, path.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=4)
def _builtin(folder: Path, repository: Path) -> Mapping[str, DeclaredScorer]:
    shipped = {}
    for name, preset in _read_folder(folder).items():
        model = preset.content.get("model")
        weights = repository / str(model)
        if model and (weights / "config.json").is_file():
            shipped[name] = replace(declare(preset.content, presets={}), weights=_digest(weights))
    return {**RULE_SCORERS, **shipped}


def _digest(folder: Path) -> str:
    """Of all files of a checkpoint, so that other weights under the same path are another revision."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        digest.update(path.name.encode() + b"\x00" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
