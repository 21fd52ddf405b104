"""A query that is built once answers for the values of each run, and a condition wherever it is asked."""

from typing import Any

import pytest
from django.db import ProgrammingError
from django.db.models import Exists, F, OuterRef, QuerySet

from annotator.labeling.compiled import STAND_IN_IDS, Compiled, CompiledCondition, CompiledObjects
from annotator.labeling.models import Assignment
from annotator.trajectories.models import Trajectory
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db

STAND_IN = STAND_IN_IDS[0]
TRAJECTORY = {"trajectory": STAND_IN}
TYPES = {"trajectory": "bigint"}


def test_puts_each_value_in_its_place_and_leaves_constants_alone() -> None:
    team = make_team()
    first, second = (make_trajectory(team, name) for name in ("one", "100 % two"))
    query = Trajectory.objects.filter(pk=STAND_IN, external_id="100 % two").values_list("pk")
    found = Compiled.of(query, stand_ins=TRAJECTORY).prepared(name="test_places", types=TYPES)
    assert found.rows({"trajectory": second.pk}) == [(second.pk,)]
    assert found.rows({"trajectory": first.pk}) == []


def test_refuses_a_value_that_the_statement_would_ignore() -> None:
    query = Trajectory.objects.filter(external_id="two").values_list("pk")
    with pytest.raises(ValueError, match="no place for \\['trajectory'\\]"):
        Compiled.of(query, stand_ins=TRAJECTORY)


def test_does_not_run_without_one_of_its_values() -> None:
    query = Trajectory.objects.filter(pk=STAND_IN).values_list("pk")
    with pytest.raises(ProgrammingError, match="missing: trajectory"):
        Compiled.of(query, stand_ins=TRAJECTORY).prepared(name="test_without", types=TYPES).rows({})


def test_makes_the_objects_that_the_queryset_makes_with_all_that_comes_along() -> None:
    team = make_team()
    first, second = (make_trajectory(team, name) for name in ("one", "two"))
    Assignment.objects.filter(trajectory=first).update(why={"strategy": "by hand"})
    query = (
        Assignment.objects.filter(trajectory=STAND_IN)
        .select_related("queue", "trajectory", "annotator")
        .defer("trajectory__metadata")
        .annotate(twice=F("round") * 2)
    )
    found = CompiledObjects.of(query, stand_ins=TRAJECTORY, name="test_objects", types=TYPES)

    (one,), (other,) = found.objects(trajectory=first.pk), found.objects(trajectory=second.pk)

    expected = Assignment.objects.select_related("queue", "trajectory").get(trajectory=first)
    assert (one.pk, one.why, one.queue, one.annotator) == (expected.pk, {"strategy": "by hand"}, expected.queue, None)
    assert vars(one)["twice"] == 2
    assert vars(one.queue) | {"_state": None} == vars(expected.queue) | {"_state": None}
    assert one.trajectory.get_deferred_fields() == {"metadata"}
    assert other.trajectory.external_id == "two"
    assert found.objects(trajectory=-1) == []


def waiting(project: int, **columns: Any) -> QuerySet[Trajectory]:
    """A nested query with tables of its own, and two columns of the row."""
    waits = Assignment.objects.filter(
        trajectory__project=project, trajectory__source=OuterRef("source"), trajectory=OuterRef("pk")
    )
    return Trajectory.objects.filter(Exists(waits.filter(status="OPEN")), **columns)


def test_a_condition_is_asked_of_rows_a_path_away_and_in_the_midst_of_nested_queries() -> None:
    team = make_team()
    first, second, other = (make_trajectory(team, name) for name in ("one", "two", "three"))
    elsewhere = make_trajectory(make_team(slug="elsewhere"), "one")
    Assignment.objects.filter(trajectory=other).update(status="CLOSED")
    query = waiting(STAND_IN, external_id__in=["one", "three"])
    condition = CompiledCondition.of(query, stand_ins={"project": STAND_IN})

    plain = condition.on(pk="pk", prefix="", project=team.project.pk)
    at_a_path = condition.on(pk="trajectory", prefix="trajectory__", project=team.project.pk)

    assert list(Trajectory.objects.filter(plain)) == [first]
    assert set(Trajectory.objects.exclude(plain)) == {second, other, elsewhere}
    assert [slot.trajectory for slot in Assignment.objects.filter(at_a_path)] == [first]
    # Inside, Django names its tables as those of the condition were named.
    of_it = Assignment.objects.filter(at_a_path, trajectory=OuterRef("pk"), trajectory__source=OuterRef("source"))
    assert list(Trajectory.objects.filter(Exists(of_it))) == [first]
    nested = Trajectory.objects.filter(
        pk__in=Assignment.objects.filter(trajectory__in=Trajectory.objects.filter(plain)).values("trajectory")
    )
    assert list(nested) == [first]
    assert list(Trajectory.objects.annotate(fits=plain).order_by("pk").values_list("fits", flat=True)) == [
        True,
        False,
        False,
        False,
    ]


def test_a_condition_refuses_what_it_would_ignore_and_is_not_asked_without_its_values() -> None:
    with pytest.raises(ValueError, match="no place for"):
        CompiledCondition.of(Trajectory.objects.filter(source="tests"), stand_ins={"project": STAND_IN})
    condition = CompiledCondition.of(Trajectory.objects.filter(project=STAND_IN), stand_ins={"project": STAND_IN})
    with pytest.raises(KeyError):
        condition.on(pk="pk", prefix="")
