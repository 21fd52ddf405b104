"""What decided a reward besides the text, kept once however many rewards it stands behind."""

import hashlib
import json
from collections.abc import Mapping

from annotator.scoring.models import RewardProvenance


def provenance_id(content: Mapping[str, str]) -> int:
    """The id of the row with this content, made where it is missing. Two callers at once make one."""
    written = json.dumps(dict(content), sort_keys=True)
    digest = hashlib.sha256(written.encode()).digest()
    found = RewardProvenance.objects.filter(digest=digest).values_list("pk", flat=True).first()
    if found is not None:
        return found
    RewardProvenance.objects.bulk_create(
        [RewardProvenance(digest=digest, content=dict(content))], ignore_conflicts=True
    )
    return RewardProvenance.objects.values_list("pk", flat=True).get(digest=digest)
