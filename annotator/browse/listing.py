"""Which trajectories a page of the list shows, in which order, and where the next page begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from annotator.http.keyset import decode_cursor, encode_cursor
from annotator.labeling.visibility import Viewer, is_visible_to
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
    fits = apply_filter(latest_trajectories(viewer.project_id), filter_text, project_id=viewer.project_id)
    return fits.filter(is_visible_to(viewer)) if touches_hidden(filter_text) else fits


def list_trajectories(
    *, viewer: Viewer, filter_text: str, order: Order, cursor: str | None, length: int = PAGE
) -> Listing:
    """One page by keyset: three queries, whatever the page. Raises BadFilter and BadCursor."""
    fits = fitting(viewer=viewer, filter_text=filter_text)
    size = max(1, min(length, MAX_PAGE))
    rows = (
        _by_reward(fits, viewer, order=order, cursor=cursor, size=size)
        if order.scorer
        else _by_column(fits, order, cursor, size)
    )
    page, more = rows[:size], rows[size:]
    last = page[-1] if page else None
    following = encode_cursor(order=order.key, values=[last[1], last[0]]) if more and last else None
    return Listing(_in_order([pk for pk, _ in page]), following)


def _by_column(fits: QuerySet[Trajectory], order: Order, cursor: str | None, size: int) -> list[tuple[int, Any]]:
    after = _after(order, cursor, column=order.column, tie="pk")
    rows = fits.filter(after).order_by(*_ordering(order, order.column, "pk"))
    return list(rows.values_list("pk", order.column)[: size + 1])


def _by_reward(
    fits: QuerySet[Trajectory], viewer: Viewer, *, order: Order, cursor: str | None, size: int
) -> list[tuple[int, Any]]:
    """By the lowest reward of a scorer: an order gives rewards away, so only over what the viewer may see.

    Trajectories without a reward have no place in it and are left out.
    """
    channels = ScorerChannel.objects.filter(scorer__project=viewer.project_id, scorer__name=order.scorer)
    channel = channels.order_by("-scorer_id", "pk").first()
    if channel is None:
        raise BadFilter(f"There is no scorer {order.scorer!r} in this project.")
    rows = TrajectoryRewards.objects.filter(
        _after(order, cursor, column="lowest", tie="trajectory_id"),
        channel=channel,
        is_current=True,
        lowest__isnull=False,
        trajectory__in=fits.filter(is_visible_to(viewer)),
    ).order_by(*_ordering(order, "lowest", "trajectory_id"))
    return list(rows.values_list("trajectory_id", "lowest")[: size + 1])


def _after(order: Order, cursor: str | None, *, column: str, tie: str) -> Q:
    if not cursor:
        return Q()
    value, pk = decode_cursor(cursor, order=order.key, length=2)
    beyond = "lt" if order.is_descending else "gt"
    if column == "pk":
        return Q(**{f"pk__{beyond}": pk})
    return Q(**{f"{column}__{beyond}": value}) | Q(**{column: value, f"{tie}__{beyond}": pk})


def _ordering(order: Order, column: str, tie: str) -> list[Any]:
    names = [column] if column == tie else [column, tie]
    return [F(name).desc() if order.is_descending else F(name).asc() for name in names]


def _in_order(ids: Sequence[int]) -> list[Trajectory]:
    found = Trajectory.objects.defer("metadata", "record_hash").in_bulk(ids)
    return [found[pk] for pk in ids]
