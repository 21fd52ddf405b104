"""A query that is built once answers for the values of each run."""

import pytest

from annotator.labeling.compiled import STAND_IN_IDS, Compiled
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
