"""Two machines of one person that choose at one moment: processes on a real database."""

import pytest
from django.contrib.auth.models import User

from annotator.accounts.models import Preferences
from tests.annotator.labeling.contest import Call, contest
from tests.factories.cast import Team, make_team
from tests.plugins.committed import committed
from tests.plugins.services import TestServices

pytestmark = [pytest.mark.slow, committed]

ROUNDS = 10
WRITERS = 4


@pytest.fixture
def team() -> Team:
    return make_team()


def choosing(writer: int, revision: int) -> Call:
    chosen = {f"label.n{writer}": {"keys": ["v"] if writer == 0 else []}}
    return Call("ada", "/api/v1/account/preferences", {"revision": revision, "keys": chosen}, "patch")


def test_one_of_them_is_kept_and_the_others_are_told_what_it_was(team: Team, services: TestServices):
    with contest(team, services, WRITERS) as race:
        for revision in range(ROUNDS):
            answers = race.at_once(*(choosing(writer, revision) for writer in range(WRITERS)))

            assert sorted(answer.status for answer in answers) == [200, *[409] * (WRITERS - 1)], answers
            won = next(answer.body for answer in answers if answer.status == 200)
            assert won["revision"] == revision + 1
            assert [one.body["preferences"] for one in answers if one.status == 409] == [won] * (WRITERS - 1)

    kept = Preferences.objects.get(user=User.objects.get(username="ada"))
    assert kept.revision == ROUNDS
