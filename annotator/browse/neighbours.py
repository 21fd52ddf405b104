"""What stands before and after a trajectory in a list, so that one can read on without going back to it."""

from dataclasses import dataclass

from annotator.browse.lanes import channels_of
from annotator.browse.listing import Order, sort_rows
from annotator.labeling.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Ids of the trajectories before and after one, in a list of `count`; `position` counts from 1.

    All but `count` are None where the trajectory has no place in that list, also because this viewer is blind to what
    the list is filtered or sorted by.
    """

    previous: int | None
    next: int | None
    position: int | None
    count: int


def neighbours(*, viewer: Viewer, trajectory_id: int, filter_text: str, order: Order) -> Neighbours:
    """Six queries at most, none of which reads a page of the list. Raises BadFilter."""
    channels = channels_of(viewer.project_id) if order.scorer else []
    rows = sort_rows(viewer=viewer, filter_text=filter_text, order=order, channels=channels)
    count = rows.rows.count()
    value = rows.value_of(trajectory_id)
    if value is None:
        return Neighbours(previous=None, next=None, position=None, count=count)
    place = (value, trajectory_id)
    following, before = rows.first(1, after=place), rows.reversed().first(1, after=place)
    return Neighbours(
        previous=before[0][0] if before else None,
        next=following[0][0] if following else None,
        position=count - rows.count_beyond(*place),
        count=count,
    )
