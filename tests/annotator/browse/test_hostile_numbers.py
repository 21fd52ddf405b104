"""Numbers in metadata that no 64 bits hold are shown as they came."""

import pytest

from tests.factories.cast import answer, make_team
from tests.factories.trajectories import make_trajectory

pytestmark = pytest.mark.django_db


def test_a_page_shows_metadata_with_a_huge_number():
    team = make_team()
    row = make_trajectory(team, metadata={"tokens": 1e30, "loss": 1e-7})

    page = answer(team.client("rita").get(team.url(f"trajectories/{row.pk}")))

    assert page["metadata"] == {"tokens": 10**30, "loss": 1e-7}
    assert page["imported_at"].startswith("2026-03-02T12:00:00")
