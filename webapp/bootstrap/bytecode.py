"""Keeping compiled code where Python is told to keep none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from webapp.env import Environment


def keep_bytecode(environment: Environment, variables: MutableMapping[str, str]) -> None:
    """With PYTHONDONTWRITEBYTECODE every start compiles every package anew, which takes longer than all the rest of it.

    Whoever sets it wants no files beside their sources: what our processes compile goes under ASSAY_HOME.
    """
    if variables.get("PYTHONDONTWRITEBYTECODE") and not variables.get("PYTHONPYCACHEPREFIX"):
        variables["PYTHONPYCACHEPREFIX"] = str(environment.home / "pycache")
        del variables["PYTHONDONTWRITEBYTECODE"]
