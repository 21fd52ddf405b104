"""Scorers that Assay knows how to read, one short TOML file each: add one, and it can be chosen by its name."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


class UnknownPreset(LookupError):
    """There is no file of that name; the message says which there are."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of number that the scorer gives; `threshold` is None where it has none."""

    semantics: str
    threshold: float | None
    threshold_source: str


@dataclass(frozen=True, slots=True)
class Preset:
    """One file. `configuration` is what the adapter is built with, the model's name included; `model` is None where one
    has to be named first."""

    name: str
    summary: str
    model: str | None
    adapter: str
    channels: Mapping[str, Channel]
    configuration: Mapping[str, Any]


def preset_names(adapter: str = "") -> list[str]:
    """What there is (for that adapter), in order of the alphabet."""
    names = sorted(path.name.removesuffix(".toml") for path in _FOLDER.glob("*.toml"))
    return [name for name in names if not adapter or preset(name).adapter == adapter]


def published_models() -> list[str]:
    """Presets of the step reader for weights that others publish: not those that the repository holds."""
    return [name for name in preset_names("step-reader") if not str(preset(name).model).startswith("worker/")]


@lru_cache
def preset(name: str) -> Preset:
    """The preset of that name. Raises UnknownPreset."""
    if name not in preset_names():
        close = difflib.get_close_matches(name, preset_names(), n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise UnknownPreset(f"There is no preset {name!r}.{hint} There are: {', '.join(preset_names())}.")
    written = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return Preset(
        name=written["name"],
        summary=written["summary"],
        model=written.get("model"),
        adapter=written["adapter"],
        channels={channel: _channel(settings) for channel, settings in written["channels"].items()},
        configuration={name: written[name] for name in ("model",) if name in written} | written["configuration"],
    )


def _channel(settings: Mapping[str, Any]) -> Channel:
    return Channel(settings["semantics"], settings.get("threshold"), settings["threshold_source"])
