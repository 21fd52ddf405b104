"""What a person says beside the file that they bring, checked before anything is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from annotator.exchange.formats.contract import Kind
from annotator.exchange.formats.fields import LONGEST_NAME
from annotator.exchange.formats.registry import UnknownFormat, format_named, formats_of
from annotator.scoring.semantics import Semantics

AUTO: Final = "auto"
_JUDGES: Final = ("MODEL", "IMPORTED")


class CannotImport(Exception):
    """The import cannot begin. `code` is stable, `message` says why; `in_shell` what to type then."""

    def __init__(self, code: str, message: str, *, in_shell: str = "") -> None:
        super().__init__(f"{message} {in_shell}".rstrip())
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`source` stands in where a row names none. `field_map` is for plain files, `semantics` for rewards, `annotator`
    and `annotator_kind` (MODEL, or IMPORTED for people elsewhere) for annotations.

    `revise` lets a row replace what is here under the same id; else it is quarantined.
    """

    kind: Kind
    format: str = AUTO
    source: str | None = None
    field_map: Mapping[str, str] = field(default_factory=dict)
    revise: bool = False
    semantics: str | None = None
    annotator: str | None = None
    annotator_kind: str = "MODEL"

    def __post_init__(self) -> None:
        """Raises CannotImport for what can never work, whatever the file."""
        self._check_format()
        _check_name(self.source, "source")
        _check_name(self.annotator, "annotator")
        if self.semantics is not None and self.semantics not in set(Semantics):
            known = ", ".join(Semantics)
            raise CannotImport("unknown_semantics", f"There are no semantics {self.semantics!r}; there are {known}.")
        if self.annotator_kind not in _JUDGES:
            raise CannotImport("unknown_kind", f"An annotator from a file is {' or '.join(_JUDGES)}.")

    def _check_format(self) -> None:
        if self.field_map and self.format not in {AUTO, "plain"}:
            message = f"A map is for plain files; {self.format} says itself where its fields are."
            raise CannotImport("map_without_plain", message)
        if self.format == AUTO:
            return
        try:
            chosen = format_named(self.format)
        except UnknownFormat as error:
            raise CannotImport("unknown_format", str(error)) from error
        if chosen.kind != self.kind:
            known = ", ".join(made.name for made in formats_of(self.kind))
            raise CannotImport("other_kind", f"{chosen.name} brings {chosen.kind}, not {self.kind}; choose {known}.")

    def as_json(self) -> dict[str, Any]:
        """What is kept with the import, beside its kind and format."""
        return {
            "source": self.source,
            "field_map": dict(self.field_map),
            "revise": self.revise,
            "semantics": self.semantics,
            "annotator": self.annotator,
            "annotator_kind": self.annotator_kind,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], *, kind: Kind, format_name: str) -> Self:
        """Inverse of `as_json`."""
        return cls(kind=kind, format=format_name, **stored)


def _check_name(value: str | None, what: str) -> None:
    if value is None:
        return
    if not value.strip():
        raise CannotImport("empty_name", f"The {what} is empty.")
    if len(value) > LONGEST_NAME:
        raise CannotImport("too_long", f"The {what} has {len(value)} characters; at most {LONGEST_NAME} are kept.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise CannotImport("not_text", f"The {what} is not valid text.") from error
    if "\x00" in value:
        raise CannotImport("not_text", f"The {what} holds the character U+0000.")
