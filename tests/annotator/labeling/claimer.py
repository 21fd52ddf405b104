"""A process of several claimers, started by the race test: each claims and submits until nothing is left.

Prints one line per claim: annotator, assignment, fence.
"""

import sys
import uuid
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402

from annotator.http.clock import now  # noqa: E402
from annotator.labeling.draft_state import Operation  # noqa: E402
from annotator.labeling.services.claims import claim_next  # noqa: E402
from annotator.labeling.services.submissions import Submission, submit  # noqa: E402
from annotator.projects.queries import member_of  # noqa: E402


def work(slug: str, queue_id: int, name: str) -> list[str]:
    """Everything one annotator got."""
    member = member_of(slug=slug, user=User.objects.get(username=name))
    got = []
    try:
        while (draft := claim_next(queue_id=queue_id, member=member, now=now())) is not None:
            got.append(f"{name} {draft.assignment_id} {draft.fence}")
            done = submit(
                member=member,
                assignment_id=draft.assignment_id,
                base_revision=draft.revision,
                operations=[Operation(id=str(uuid.uuid4()), field="no_error", value=True)],
                now=now(),
                undo_seconds=0,
            )
            if not isinstance(done, Submission) or done.is_late:
                raise RuntimeError(f"{name} could not submit {draft.assignment_id}")
    finally:
        connection.close()
    return got


def main() -> None:
    """`claimer.py SLUG QUEUE NAME…`"""
    slug, queue_id, *names = sys.argv[1:]
    with ThreadPoolExecutor(len(names)) as pool:
        for got in pool.map(lambda name: work(slug, int(queue_id), name), names):
            sys.stdout.writelines(f"{line}\n" for line in got)


if __name__ == "__main__":
    main()
