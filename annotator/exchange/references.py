"""Which source a row of rewards or labels means, when it names a trajectory that is already here."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Self

from annotator.exchange.file_names import source_meant
from annotator.exchange.import_options import CannotImport
from annotator.exchange.records import BadRow


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """The row's own source holds, then the one that the person named, then the one that the file's name begins with.

    Where none of them says anything the id alone must be enough.
    """

    sources: AbstractSet[str]
    named: str | None
    meant: str | None

    @classmethod
    def for_file(cls, file_name: str, *, named: str | None, sources: AbstractSet[str]) -> Self:
        """Raises CannotImport where the person named a source that the project does not have."""
        if named is not None and named not in sources:
            known = ", ".join(sorted(sources)[:20]) or "no trajectories at all"
            raise CannotImport("unknown_source", f"The project has no source {named!r}; it has {known}.")
        return cls(sources=sources, named=named, meant=source_meant(file_name, sources))

    def of_row(self, own: str | None) -> str | None:
        """The source to look in. Raises BadRow for a row that names one which is not here."""
        if own in self.sources:
            return own
        if self.named is not None:
            return self.named
        if own is not None:
            raise BadRow("unknown_trajectory", f"The project has no source {own}.")
        return self.meant
