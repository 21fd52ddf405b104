"""What a file format is: how its rows are recognised, read and, where it has an export, written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from annotator.exchange.records import ExportRow, Protocol, Record

Kind = Literal["trajectories", "annotations", "rewards"]


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What the person said beside the file. `field_map` has a dotted path per field (`--map steps=response.steps`)."""

    field_map: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Format:
    """One file format, in one file of this folder, named in `registry.py`.

    `keys` are the keys that a row of this format has and that together no other format has; `recognises` asks for
    their types, too. `read` raises BadRow and nothing else, whatever the JSON. `write` raises CannotExport where the
    format cannot say what the labels say; what `read` took from a row, `write` says again. A general format is
    tried only where no specific one fits. `protocol` is the one whose labels it was made for: an export takes those
    where a trajectory has labels in several.
    """

    name: str
    kind: Kind
    description: str
    keys: frozenset[str]
    recognises: Callable[[Mapping[str, Any]], bool]
    read: Callable[[Mapping[str, Any], ReadContext], Record]
    write: Callable[[ExportRow], dict[str, Any]] | None = None
    is_general: bool = False
    protocol: Protocol = "ternary"

    def resembles(self, row: Mapping[str, Any]) -> bool:
        """Whether the row has this format's keys, if perhaps with values of another type."""
        return self.keys <= row.keys()
