"""Which trajectories a page of the list shows, in which order, and where the next page begins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from django.db.models import BooleanField, F, OuterRef, Q, QuerySet, Subquery, Value

from annotator.browse.lanes import sorting_channel
from annotator.http.keyset import BadCursor, decode_cursor, encode_cursor
from annotator.labeling.compiled import STAND_IN_IDS, Compiled, CompiledObjects, any_of
from annotator.labeling.prepared import Prepared
from annotator.labeling.visibility import VIEWER_TYPES, Viewer, is_readable_to, is_visible_to
from annotator.projects.roles import Role, sees_before_submitting
from annotator.scoring.models import ScorerChannel, TrajectoryRewards
from annotator.scoring.real_field import RealField
from annotator.trajectories.filters import BadFilter, apply_filter, touches_hidden
from annotator.trajectories.models import Trajectory
from annotator.trajectories.queries import is_latest, latest_trajectories

PAGE: Final = 50
MAX_PAGE: Final = 200
_BEYOND_IDS: Final = 2**63
# No reward is as low, and a `real` holds it as it is.
_STAND_IN_REWARD: Final = -(2.0**100)
# By its own estimate of what that would save, PostgreSQL would plan some pages anew each time.
_ONE_PLAN: Final = "SET LOCAL plan_cache_mode = force_generic_plan"


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
    """The trajectories that fit; of those that this viewer is blind to, only what the filter can give away. Raises
    BadFilter."""
    readable = latest_trajectories(viewer.project_id).filter(is_readable_to(viewer))
    fits = apply_filter(readable, filter_text, project_id=viewer.project_id)
    return fits.filter(is_visible_to(viewer)) if touches_hidden(filter_text) else fits


def list_trajectories(
    *,
    viewer: Viewer,
    filter_text: str,
    order: Order,
    channels: Sequence[ScorerChannel],
    cursor: str | None,
    length: int = PAGE,
) -> Listing:
    """One page by keyset: two queries, whatever the page. Raises BadFilter and BadCursor."""
    size = max(1, min(length, MAX_PAGE))
    after = _place_of(cursor, order) if cursor else None
    if order.scorer is None or filter_text.strip():
        sorted_rows = sort_rows(viewer=viewer, filter_text=filter_text, order=order, channels=channels)
        found = sorted_rows.first(size + 1, after=after)
    else:
        found = _first_by_reward(viewer, order, _channel(channels, order.scorer), length=size + 1, after=after)
    page, more = found[:size], found[size:]
    last = page[-1] if page else None
    following = encode_cursor(order=order.key, values=[last[1], last[0]]) if more and last else None
    return Listing(_in_order([pk for pk, _ in page]), following)


def _place_of(cursor: str, order: Order) -> tuple[float, int]:
    value, pk = decode_cursor(cursor, order=order.key, length=2)
    is_value = isinstance(value, float) if order.scorer else _is_whole(value)
    if is_value and _is_whole(pk):
        return value, pk
    raise BadCursor("This page link is damaged; go back to the first page.")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and abs(value) < _BEYOND_IDS


@dataclass(frozen=True, slots=True)
class SortedRows:
    """The rows behind a list: `column` holds the value that is sorted by, `pk` leads to the trajectory's id."""

    rows: QuerySet[Any]
    column: str
    pk: str
    is_descending: bool

    def first(self, length: int, *, after: Sequence[Any] | None = None) -> list[tuple[int, Any]]:
        """Trajectory id and sort value of so many rows from the start, or from behind a (value, id) on."""
        return list(self.page(length, after=after))

    def page(self, length: int, *, after: Sequence[Any] | None = None) -> QuerySet[Any, tuple[int, Any]]:
        """The query behind `first`."""
        rows = self.rows if after is None else self.rows.filter(self._beyond(*after))
        return rows.order_by(*self._ordering()).values_list(self.pk, self.column)[:length]

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


def sort_rows(*, viewer: Viewer, filter_text: str, order: Order, channels: Sequence[ScorerChannel]) -> SortedRows:
    """The rows that fit, as a list sorts them. Raises BadFilter."""
    if order.scorer is None:
        fits = fitting(viewer=viewer, filter_text=filter_text)
        return SortedRows(fits, order.column, "pk", order.is_descending)
    rows = _rewards(viewer, _channel(channels, order.scorer))
    if filter_text.strip():
        named = Trajectory.objects.filter(project=viewer.project_id)
        rows = rows.filter(trajectory__in=apply_filter(named, filter_text, project_id=viewer.project_id))
    return _by_reward(rows, is_descending=order.is_descending)


def _channel(channels: Sequence[ScorerChannel], scorer: str) -> int:
    channel = sorting_channel(channels, scorer)
    if channel is None:
        raise BadFilter(f"There is no scorer {scorer!r} in this project.")
    return channel.pk


def _rewards(viewer: Viewer, channel: int) -> QuerySet[TrajectoryRewards]:
    """An order by reward gives rewards away, so it ranges over what the viewer may see.

    Trajectories without a reward have no place in it and are left out. What is asked of a trajectory is asked beside
    its rewards and not in a nested query, so that PostgreSQL goes along the order until the page is full.
    """
    return _rewards_of(channel).filter(
        is_latest("trajectory"),
        is_readable_to(viewer, trajectory="trajectory"),
        is_visible_to(viewer, trajectory="trajectory", prefix="trajectory__"),
    )


def _rewards_row_by_row(viewer: Viewer, channel: int) -> QuerySet[TrajectoryRewards]:
    """The same for the beginning of the order. Whoever sees almost everything has a page after a few rows more than it
    holds, so each row is asked about by itself: of a join PostgreSQL thinks that it has to read the whole project and
    sort it. Those who see little have the join, which begins with what they had."""
    if not sees_before_submitting(viewer.role):
        return _rewards(viewer, channel)
    shown = fitting(viewer=viewer, filter_text="").filter(is_visible_to(viewer), pk=OuterRef("trajectory"))
    # An EXISTS would be answered for all rows at once.
    is_shown = Subquery(shown.values_list(Value(True))[:1], output_field=BooleanField())  # noqa: FBT003
    return _rewards_of(channel).alias(is_shown=is_shown).filter(is_shown=True)


def _rewards_of(channel: int) -> QuerySet[TrajectoryRewards]:
    return TrajectoryRewards.objects.filter(channel=channel, is_current=True, lowest__isnull=False)


def _by_reward(rows: QuerySet[TrajectoryRewards], *, is_descending: bool) -> SortedRows:
    return SortedRows(rows, "lowest", "trajectory_id", is_descending)


def _first_by_reward(
    viewer: Viewer, order: Order, channel: int, *, length: int, after: tuple[float, int] | None
) -> list[tuple[Any, ...]]:
    """What `first` finds where nothing is filtered."""
    statement = _page_by_reward(
        viewer.role,
        is_descending=order.is_descending,
        is_continued=after is not None,
        length=(PAGE if length <= PAGE + 1 else MAX_PAGE) + 1,
    )
    value, pk = after or (None, None)
    values = {**viewer.values, "channel": channel, "value": RealField().get_prep_value(value), "after": pk}
    return statement.rows(values)[:length]


@cache
def _page_by_reward(role: Role, *, is_descending: bool, is_continued: bool, length: int) -> Prepared:
    """To plan it takes several times as long as to answer it. PostgreSQL has to know how many rows are wanted, or it
    sorts them all; so there are two lengths."""
    viewer, (channel, pk) = Viewer.stand_in(role), STAND_IN_IDS[2:]
    rows = _by_reward(_rewards_row_by_row(viewer, channel), is_descending=is_descending)
    page = rows.page(length, after=(_STAND_IN_REWARD, pk) if is_continued else None)
    place = {"value": _STAND_IN_REWARD, "after": pk} if is_continued else {}
    compiled = Compiled.of(page, stand_ins={**viewer.values, "channel": channel, **place})
    types = {**VIEWER_TYPES, "channel": "bigint", **({"value": "double precision", "after": "bigint"} if place else {})}
    way = f"{'down' if is_descending else 'up'}{'_on' if is_continued else ''}_{length}"
    statement = compiled.prepared(name=f"assay_by_reward_{role.value.lower()}_{way}", types=types)
    return replace(statement, first=_ONE_PLAN) if sees_before_submitting(role) else statement


def _in_order(ids: Sequence[int]) -> list[Trajectory]:
    found = {row.pk: row for row in _rows_of_a_list().objects(trajectories=ids)} if ids else {}
    return [found[pk] for pk in ids]


@cache
def _rows_of_a_list() -> CompiledObjects[Trajectory]:
    """Every list asks for them."""
    ids = [STAND_IN_IDS[0]]
    rows = Trajectory.objects.defer("metadata", "record_hash").filter(pk__in=any_of(ids))
    return CompiledObjects.of(
        rows, stand_ins={"trajectories": ids}, name="assay_rows_of_a_list", types={"trajectories": "bigint[]"}
    )
