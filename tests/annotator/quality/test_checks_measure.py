"""Whom the checks of a queue measure: people who judged them with gold out of view."""

import pytest

from tests.annotator.quality.test_planting import plant, synthetic, team_with
from tests.factories.annotations import annotate
from tests.factories.cast import answer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("views", "seen"),
    [
        ({"labels_view": "SHOWN"}, 0),
        ({"labels_view": "UNCONTROLLED"}, 0),
        ({"evidence_view": "SCORES_SHOWN"}, 1),
        ({"evidence_view": "UNCONTROLLED"}, 1),
    ],
)
def test_a_check_counts_where_its_gold_was_out_of_view(views: dict[str, str], seen: int):
    team = team_with(4, overlap=2)
    plant(team)
    made = synthetic()
    annotate(team, "ada", made, [1, 1, 1], **views)

    found = answer(team.client("rita").get(team.url(f"queues/{team.queue.pk}/checks")))["checks"]

    assert next(check for check in found if check["trajectory_id"] == made.pk)["annotations"] == seen
