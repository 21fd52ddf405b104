"""The file formats by name. One line here is all that a new format needs to be known everywhere."""

from functools import cache
from importlib import import_module

from annotator.exchange.formats.contract import Format, Kind

# Paths, not objects: naming the formats loads none of them.
FORMATS: dict[str, str] = {
    "processbench": "annotator.exchange.formats.processbench.FORMAT",
    "agentprocessbench": "annotator.exchange.formats.agentprocessbench.FORMAT",
    "agentprocessbench-annotations": "annotator.exchange.formats.agentprocessbench_annotations.FORMAT",
    "rewards": "annotator.exchange.formats.rewards.FORMAT",
    "plain": "annotator.exchange.formats.plain.FORMAT",
}


class UnknownFormat(Exception):
    """No format has that name. The message names those that there are."""


@cache
def format_named(name: str) -> Format:
    """The format of that name. Raises UnknownFormat."""
    if name not in FORMATS:
        raise UnknownFormat(f"There is no format named {name!r}; there are {', '.join(FORMATS)}.")
    module, _, attribute = FORMATS[name].rpartition(".")
    found: Format = getattr(import_module(module), attribute)
    return found


def formats_of(kind: Kind) -> list[Format]:
    """The formats that bring rows of one kind, the specific ones first."""
    found = [made for made in map(format_named, FORMATS) if made.kind == kind]
    return sorted(found, key=lambda made: made.is_general)


def export_formats() -> list[Format]:
    """The formats that can be written."""
    return [made for made in map(format_named, FORMATS) if made.write is not None]
