"""Hidden checks and what a queue shows while people judge: never both."""

import pytest

from annotator.labeling.models import Assignment
from annotator.quality.models import PlantedCheck
from annotator.quality.services.planting import CannotPlant
from tests.annotator.quality.test_planting import plant, team_with
from tests.factories.cast import answer

pytestmark = pytest.mark.django_db

SWITCHED = [
    (switch, policy)
    for switch in ("blind_policy", "reference_policy", "labels_policy")
    for policy in ("SHOWN", "ON_REQUEST", "RANDOMISED")
]


@pytest.mark.parametrize(("switch", "policy"), SWITCHED)
def test_a_queue_with_checks_shows_nothing_while_people_judge(switch: str, policy: str):
    team = team_with()
    plant(team)
    address = team.url(f"queues/{team.queue.pk}")

    refused = answer(team.client("max").patch(address, {switch: policy}, format="json"), 400)
    harmless = answer(team.client("max").patch(address, {switch: "NEVER"}, format="json"))

    assert "would tell them from the rest" in refused["fields"][switch][0]
    assert harmless["queue"][switch] == "NEVER"
    assert not Assignment.objects.exclude(arm="").exists()


@pytest.mark.parametrize(("switch", "policy"), SWITCHED)
def test_no_checks_are_hidden_where_people_judge_with_evidence_in_view(switch: str, policy: str):
    team = team_with()
    answer(team.client("max").patch(team.url(f"queues/{team.queue.pk}"), {switch: policy}, format="json"))

    with pytest.raises(CannotPlant, match="hide it until submitted first"):
        plant(team)

    assert not PlantedCheck.objects.exists()
