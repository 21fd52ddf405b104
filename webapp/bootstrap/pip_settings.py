"""Hands pip's own settings on to uv, so that a machine with local wheels or a private index uses them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

# pip lets the later of these win, and so do we.
SECTIONS = ("global", "install", ":env:")


def uv_environment(python: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """`variables` and what uv needs to behave as this machine's pip does. A UV_ variable that is set stays as it is."""
    listed = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    return {**uv_settings(listed.stdout), **variables}


def uv_settings(listed: str) -> dict[str, str]:
    """Variables for uv from the output of `pip config list`."""
    pip = read_pip_config(listed)
    settings = {
        "UV_FIND_LINKS": ",".join(_existing(pip.get("find-links", ""))),
        "UV_DEFAULT_INDEX": " ".join(_existing(pip.get("index-url", ""))),
        "UV_INDEX": " ".join(_existing(pip.get("extra-index-url", ""))),
        "UV_INSECURE_HOST": " ".join(pip.get("trusted-host", "").split()),
        "UV_NO_INDEX": "true" if pip.get("no-index", "").lower() in {"1", "true", "yes", "on"} else "",
        "UV_HTTP_TIMEOUT": pip.get("timeout", pip.get("default-timeout", "")),
        "SSL_CERT_FILE": pip.get("cert", ""),
        "SSL_CLIENT_CERT": pip.get("client-cert", ""),
        "ALL_PROXY": pip.get("proxy", ""),
    }
    if settings["UV_INDEX"]:
        # pip looks everywhere and takes the best version; uv would stop at the first index that knows the name.
        settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {name: value for name, value in settings.items() if value}


def read_pip_config(listed: str) -> dict[str, str]:
    """Each setting once, the section with the last word winning; lines of other sections are ignored."""
    found: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in listed.splitlines():
        name, equals, literal = line.partition("=")
        section, dot, key = name.rpartition(".")
        if equals and dot and section in found:
            found[section][key] = _value(literal)
    return {**found["global"], **found["install"], **found[":env:"]}


def _value(literal: str) -> str:
    """pip prints Python literals."""
    try:
        return str(ast.literal_eval(literal.strip()))
    except (SyntaxError, ValueError):
        return literal.strip()


def _existing(several: str) -> list[str]:
    """Values are separated by any blank space, as in pip; a local folder that is not there is left out, as pip does."""
    return [place for place in several.split() if _is_there(place)]


def _is_there(place: str) -> bool:
    parts = urlsplit(place)
    if parts.scheme == "file":
        return Path(unquote(parts.path)).exists()
    return bool(parts.scheme) or Path(place).expanduser().exists()
