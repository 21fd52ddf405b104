"""Adapter name -> "module:Class". Paths, not classes: naming a scorer must not load torch."""

import difflib
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, cast

from worker.scorers.contract import Scorer

ADAPTERS: Final[Mapping[str, str]] = {
    "generative-judge": "worker.scorers.generative_judge.judge:GenerativeJudge",
    "rollouts": "worker.scorers.rollouts.scorer:Rollouts",
    "remote-reader": "worker.scorers.remote_reader:RemoteReader",
    "equation-checker": "worker.scorers.equation_checker:EquationChecker",
    "log-ratio": "worker.scorers.log_ratio.scorer:LogRatio",
    "step-reader": "worker.scorers.step_reader.reader:StepReader",
    "tool-call-checker": "worker.scorers.tool_call_checker:ToolCallChecker",
}


class UnknownAdapter(LookupError):
    """Nothing is registered under that name; the message says what is."""


def load(name: str, configuration: Mapping[str, Any]) -> Scorer:
    """Build the scorer registered under `name` with its configuration as keyword arguments."""
    if name not in ADAPTERS:
        close = difflib.get_close_matches(name, ADAPTERS, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise UnknownAdapter(f"No scorer adapter is called {name!r}.{hint} There are: {', '.join(sorted(ADAPTERS))}.")
    module, _, attribute = ADAPTERS[name].partition(":")
    return cast("Scorer", getattr(import_module(module), attribute)(**configuration))
