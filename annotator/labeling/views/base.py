"""What all endpoints of the labelling desk share."""

from typing import Any

from rest_framework import exceptions

from annotator.labeling import presentation, queries
from annotator.labeling.held_work import from_draft
from annotator.labeling.models import Draft
from annotator.projects.access import ProjectView
from annotator.projects.queries import current_guideline
from annotator.projects.roles import may_label


class LabelingView(ProjectView):
    """What all endpoints of the desk share: people find their own drafts and nobody else's."""

    rule = may_label

    def draft(self, assignment_id: int) -> Draft:
        """The person's own draft on the assignment, or 404."""
        draft = queries.own_drafts(self.member).filter(assignment=assignment_id).first()
        if draft is None:
            raise exceptions.NotFound("You do not hold this assignment.")
        return draft

    def shown(self, assignment_id: int) -> dict[str, Any]:
        """The whole assignment as the desk shows it, or 404."""
        draft = queries.drafts_with_all(self.member).filter(assignment=assignment_id).first()
        if draft is None:
            raise exceptions.NotFound("You do not hold this assignment.")
        return presentation.held_work(from_draft(draft, current_guideline(self.member.project)))
