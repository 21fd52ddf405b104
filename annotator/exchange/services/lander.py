"""What brings one kind of record into the database. The reading of files and the counting are the same for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from annotator.exchange.records import Record
from annotator.exchange.tally import Outcome

R_contra = TypeVar("R_contra", bound=Record, contravariant=True)
P = TypeVar("P")


class Lander(Protocol[R_contra, P]):
    """Lands the rows of one file, in order, a batch at a time."""

    def prepare(self, record: R_contra, *, line: int) -> P:
        """Everything that needs no lock. Raises BadRow."""
        ...

    def land(self, rows: Sequence[P], *, at: datetime, is_rehearsal: bool) -> list[Outcome]:
        """One outcome per row. Called inside a transaction that no other import of the project can interrupt, and
        called again with the same rows if that transaction fails. A rehearsal decides and writes nothing."""
        ...

    def external_id_of(self, row: P) -> str:
        """Under which id the row would be found, for the quarantine."""
        ...
