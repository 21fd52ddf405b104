"""The one place that moves an assignment from one status to another."""

from typing import Any, Final

from annotator.labeling.assignment_status import AssignmentStatus, may_move
from annotator.labeling.models import Assignment

# The compare-and-swap of `move` as the first part of a longer statement, which goes on from the row that `moved` holds;
# there is none where it lost. Whether the move may be made at all is asked before (`may_move`).
MOVED: Final = """
moved AS (
    UPDATE annotator_assignment SET status = %(after)s, {changes}
    WHERE id = %(assignment)s AND status = %(before)s AND fence = %(fence)s
    RETURNING id
)"""
MOVED_TYPES: Final = {"assignment": "bigint", "after": "varchar", "before": "varchar", "fence": "integer"}


class AssignmentMoved(Exception):
    """Somebody or something else changed the assignment first: its lease passed on, or it was submitted."""


def move(assignment: Assignment, after: AssignmentStatus, **changes: Any) -> None:
    """Compare-and-swap: only the request that still finds the old status *and* the old fence wins.

    Raises AssignmentMoved for the others; nothing has changed then.
    """
    before = AssignmentStatus(assignment.status)
    if not may_move(before, after):
        raise AssignmentMoved(f"A {before.lower()} assignment cannot become {after.lower()}.")
    won = Assignment.objects.filter(pk=assignment.pk, status=before.value, fence=assignment.fence).update(
        status=after.value, **changes
    )
    if not won:
        raise AssignmentMoved("This assignment changed while you were working on it.")
    assignment.status = after.value
    for name, value in changes.items():
        setattr(assignment, name, value)
