"""Which trajectories a page of the list shows, in which order, and where the next page begins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from annotator.http.keyset import decode_cursor, encode_cursor
from annotator.labeling.visibility import Viewer, is_readable_to, is_visible_to
from annotator.scoring.models import ScorerChannel, TrajectoryRewards
from annotator.trajectories.filters import BadFilter, apply_filter, touches_hidden
from annotator.trajectories.models import Trajectory
from annotator.trajectories.queries import latest_trajectories

PAGE: Final = 50
MAX_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Order:
    """How the list is sorted. `column` with the id as tie-break, or the lowest reward of a scorer."""

    key: str
    column: str
    is_descending: bool = False
    scorer: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page. `next_cursor` is None on the last one."""

    trajectories: list[Trajectory]
    next_cursor: str | None


def parse_order(text: str) -> Order:
    """`id`, `-id`, `steps`, `-steps`, `lowest:SCORER` or `-lowest:SCORER`. Raises BadFilter."""
    is_descending = text.startswith("-")
    name, _, scorer = text.removeprefix("-").partition(":")
    if name == "lowest" and scorer:
        return Order(text, "lowest", is_descending, scorer)
    columns = {"id": "pk", "": "pk", "steps": "step_count"}
    if name not in columns or scorer:
        raise BadFilter(
            f"There is no order {text!r}; there are id, steps and lowest:SCORER, each with - for descending."
        )
    return Order(text, columns[name], is_descending)


def fitting(*, viewer: Viewer, filter_text: str) -> QuerySet[Trajectory]:
    """The trajectories that fit; of those that this viewer is blind to, only what the filter can give away."""
    readable = latest_trajectories(viewer.project_id).filter(is_readable_to(viewer))
    fits = apply_filter(readable, filter_text, project_id=viewer.project_id)
    return fits.filter(is_visible_to(viewer)) if touches_hidden(filter_text) else fits


def list_trajectories(
    *, viewer: Viewer, filter_text: str, order: Order, cursor: str | None, length: int = PAGE
) -> Listing:
    """One page by keyset: three queries, whatever the page. Raises BadFilter and BadCursor."""
    size = max(1, min(length, MAX_PAGE))
    sorted_rows = sort_rows(viewer=viewer, filter_text=filter_text, order=order)
    after = decode_cursor(cursor, order=order.key, length=2) if cursor else None
    found = sorted_rows.first(size + 1, after=after)
    page, more = found[:size], found[size:]
    last = page[-1] if page else None
    following = encode_cursor(order=order.key, values=[last[1], last[0]]) if more and last else None
    return Listing(_in_order([pk for pk, _ in page]), following)


@dataclass(frozen=True, slots=True)
class SortedRows:
    """The rows behind a list: `column` holds the value that is sorted by, `pk` leads to the trajectory's id."""

    rows: QuerySet[Any]
    column: str
    pk: str
    is_descending: bool

    def first(self, length: int, *, after: Sequence[Any] | None = None) -> list[tuple[int, Any]]:
        """Trajectory id and sort value of so many rows from the start, or from behind a (value, id) on."""
        rows = self.rows if after is None else self.rows.filter(self._beyond(*after))
        return list(rows.order_by(*self._ordering()).values_list(self.pk, self.column)[:length])

    def value_of(self, trajectory_id: int) -> Any:
        """What this trajectory is sorted by; None where it has no place among these rows."""
        return self.rows.filter(**{self.pk: trajectory_id}).values_list(self.column, flat=True).first()

    def count_beyond(self, value: Any, trajectory_id: int) -> int:
        """How many rows come after this place."""
        return self.rows.filter(self._beyond(value, trajectory_id)).count()

    def reversed(self) -> "SortedRows":
        """The same rows from the other end."""
        return replace(self, is_descending=not self.is_descending)

    def _beyond(self, value: Any, pk: int) -> Q:
        sign = "lt" if self.is_descending else "gt"
        if self.column == self.pk:
            return Q(**{f"{self.pk}__{sign}": pk})
        return Q(**{f"{self.column}__{sign}": value}) | Q(**{self.column: value, f"{self.pk}__{sign}": pk})

    def _ordering(self) -> list[Any]:
        names = [self.column] if self.column == self.pk else [self.column, self.pk]
        return [F(name).desc() if self.is_descending else F(name).asc() for name in names]


def sort_rows(*, viewer: Viewer, filter_text: str, order: Order) -> SortedRows:
    """The rows that fit, as a list sorts them. Raises BadFilter."""
    fits = fitting(viewer=viewer, filter_text=filter_text)
    if order.scorer is None:
        return SortedRows(fits, order.column, "pk", order.is_descending)
    return SortedRows(_rewards(fits, viewer, order.scorer), "lowest", "trajectory_id", order.is_descending)


def sorting_channel(project_id: int, scorer: str) -> ScorerChannel | None:
    """The channel whose lowest reward an order by this scorer means: the first of its newest revision."""
    channels = ScorerChannel.objects.filter(scorer__project=project_id, scorer__name=scorer)
    return channels.order_by("-scorer_id", "pk").first()


def _rewards(fits: QuerySet[Trajectory], viewer: Viewer, scorer: str) -> QuerySet[TrajectoryRewards]:
    """An order by reward gives rewards away, so it ranges over what the viewer may see.

    Trajectories without a reward have no place in it and are left out.
    """
    channel = sorting_channel(viewer.project_id, scorer)
    if channel is None:
        raise BadFilter(f"There is no scorer {scorer!r} in this project.")
    return TrajectoryRewards.objects.filter(
        channel=channel, is_current=True, lowest__isnull=False, trajectory__in=fits.filter(is_visible_to(viewer))
    )


def _in_order(ids: Sequence[int]) -> list[Trajectory]:
    found = Trajectory.objects.defer("metadata", "record_hash").in_bulk(ids)
    return [found[pk] for pk in ids]
