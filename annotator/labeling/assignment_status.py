"""The life of an assignment: every status, and the moves allowed between them. No Django here."""

from enum import StrEnum
from typing import Final


class AssignmentStatus(StrEnum):
    """OPEN waits for somebody, CLAIMED is held under a lease (which may have lapsed), SUBMITTED has an annotation.

    SKIPPED was declined by the annotator it names, LATE is work that came after its slot was handed on, and CLOSED
    is no longer wanted.
    """

    OPEN = "OPEN"
    CLAIMED = "CLAIMED"
    SUBMITTED = "SUBMITTED"
    SKIPPED = "SKIPPED"
    LATE = "LATE"
    CLOSED = "CLOSED"


# An annotation came of these.
HANDED_IN: Final = (AssignmentStatus.SUBMITTED.value, AssignmentStatus.LATE.value)

_ALLOWED: dict[AssignmentStatus, frozenset[AssignmentStatus]] = {
    AssignmentStatus.OPEN: frozenset({AssignmentStatus.CLAIMED, AssignmentStatus.CLOSED}),
    AssignmentStatus.CLAIMED: frozenset(
        {
            AssignmentStatus.CLAIMED,  # a lapsed lease passes to somebody else
            AssignmentStatus.OPEN,
            AssignmentStatus.SUBMITTED,
            AssignmentStatus.SKIPPED,
            AssignmentStatus.CLOSED,
        }
    ),
    AssignmentStatus.SUBMITTED: frozenset({AssignmentStatus.CLAIMED}),  # undo
    AssignmentStatus.SKIPPED: frozenset(),
    AssignmentStatus.LATE: frozenset(),
    AssignmentStatus.CLOSED: frozenset(),
}


def may_move(before: AssignmentStatus, after: AssignmentStatus) -> bool:
    """Whether an assignment may go from one status to the other."""
    return after in _ALLOWED[before]
