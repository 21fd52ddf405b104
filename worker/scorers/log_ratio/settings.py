"""What a log-ratio scorer is told: two models, one layout."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from worker.scorers.step_reader.configuration import (
    BadConfiguration,
    Configuration,
    Execution,
    Limits,
    Loader,
    Readout,
    Render,
    read_tree,
)

_ON_STEPS = ("assistant", "after-prompt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`model` is the one whose opinion counts, `reference` the one that it was tuned from; both are folders or names of
    repositories that are already on this machine. `beta` scales the ratios. `increments`: what each step adds is given
    in a channel of its own, beside the sum up to its end."""

    model: str
    reference: str
    render: Render
    revision: str | None = None
    reference_revision: str | None = None
    model_type: str | None = None
    beta: float = 0.001
    increments: bool = False
    limits: Limits = field(default_factory=Limits)
    execution: Execution = field(default_factory=Execution)
    allow_download: bool = False

    def reading(self, *, model: str, revision: str | None) -> Configuration:
        """One of the two models, as the step reader loads and writes for it."""
        return Configuration(
            model=model,
            loader=Loader(kind="causal-lm", revision=revision, model_type=self.model_type),
            render=self.render,
            read_at="last-token-of-step",
            readout=Readout(kind="token-pair"),
            limits=self.limits,
            execution=self.execution,
            allow_download=self.allow_download,
        )


def read_settings(given: Mapping[str, Any]) -> Settings:
    """The settings as they must be. Raises BadConfiguration with a sentence that names the one that is wrong."""
    settings = read_tree(Settings, given)
    if settings.beta <= 0:
        raise BadConfiguration(f"The scorer's setting 'beta' must be above 0, not {settings.beta!r}.")
    if settings.render.layout == "chat" and settings.render.steps_in not in _ON_STEPS:
        raise BadConfiguration(
            "A log-ratio scorer reads what the model itself wrote: the scorer's setting 'render.steps_in' is one of "
            f"{', '.join(_ON_STEPS)}, not {settings.render.steps_in!r}."
        )
    return settings
