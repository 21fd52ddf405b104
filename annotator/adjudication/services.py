"""Writing gold labels by hand: every decision is a version of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from annotator.adjudication.models import GoldLabel, GoldMethod
from annotator.labeling.protocols import Judgement
from annotator.trajectories.models import Trajectory


class CannotDecide(Exception):
    """The judgement does not fit its protocol, or gold has moved on meanwhile; the message says which."""


@transaction.atomic
def supersede(*, gold: GoldLabel, judgement: Judgement, lineage: Mapping[str, Any], at: datetime) -> GoldLabel:
    """The next version of this gold, adjudicated. Raises CannotDecide where this one is not in force any more."""
    # The trajectory's row stands for its list of versions, so that two decisions at once get two numbers.
    Trajectory.objects.select_for_update().get(pk=gold.trajectory_id)
    latest = GoldLabel.objects.filter(trajectory=gold.trajectory_id, protocol=gold.protocol).latest("version")
    if latest.pk != gold.pk:
        raise CannotDecide(f"This gold has been replaced by version {latest.version}: look at that one.")
    try:
        with transaction.atomic():
            return GoldLabel.objects.create(
                trajectory_id=gold.trajectory_id,
                protocol=gold.protocol,
                version=gold.version + 1,
                labels=list(judgement.labels),
                first_error=judgement.first_error,
                no_error=judgement.no_error,
                first_error_reason=judgement.first_error_reason,
                outcome=judgement.outcome,
                method=GoldMethod.ADJUDICATED,
                lineage={**lineage, "supersedes": gold.pk},
                created_at=at,
            )
    except IntegrityError as error:
        raise CannotDecide(f"These labels do not fit the protocol {gold.protocol}: {judgement}.") from error
