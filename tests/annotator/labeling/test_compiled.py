"""A query that is built once answers for the values of each run."""

import pytest
from django.db.models import F

from annotator.labeling.compiled import STAND_IN_IDS, Compiled, CompiledObjects
from annotator.labeling.models import Assignment
from annotator.trajectories.models import Trajectory
from tests.factories.cast import make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db

STAND_IN = STAND_IN_IDS[0]


def test_puts_each_value_in_its_place_and_leaves_constants_alone() -> None:
    team = make_team()
    first, second = (make_trajectory(team, name) for name in ("one", "two"))
    query = Trajectory.objects.filter(pk=STAND_IN, external_id="two").values_list("pk")
    found = Compiled.of(query, stand_ins={"trajectory": STAND_IN})
    assert found.rows(trajectory=second.pk) == [(second.pk,)]
    assert found.rows(trajectory=first.pk) == []


def test_refuses_a_value_that_the_statement_would_ignore() -> None:
    query = Trajectory.objects.filter(external_id="two").values_list("pk")
    with pytest.raises(ValueError, match="no place for \\['trajectory'\\]"):
        Compiled.of(query, stand_ins={"trajectory": STAND_IN})


def test_does_not_run_without_one_of_its_values() -> None:
    query = Trajectory.objects.filter(pk=STAND_IN).values_list("pk")
    with pytest.raises(KeyError):
        Compiled.of(query, stand_ins={"trajectory": STAND_IN}).rows()


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
    found = CompiledObjects.of(query, stand_ins={"trajectory": STAND_IN})

    (one,), (other,) = found.objects(trajectory=first.pk), found.objects(trajectory=second.pk)

    expected = Assignment.objects.select_related("queue", "trajectory").get(trajectory=first)
    assert (one.pk, one.why, one.queue, one.annotator) == (expected.pk, {"strategy": "by hand"}, expected.queue, None)
    assert vars(one)["twice"] == 2
    assert vars(one.queue) | {"_state": None} == vars(expected.queue) | {"_state": None}
    assert one.trajectory.get_deferred_fields() == {"metadata"}
    assert other.trajectory.external_id == "two"
    assert found.objects(trajectory=-1) == []
