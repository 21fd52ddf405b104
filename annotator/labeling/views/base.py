"""What all endpoints of the labelling desk share."""

from typing import Any

from rest_framework import exceptions

from annotator.labeling import presentation, queries
from annotator.labeling.held_work import HeldWork, from_draft
from annotator.labeling.models import Draft
from annotator.labeling.protocols import protocol_at
from annotator.labeling.services.showing import show_by_policy
from annotator.labeling.taxonomies.in_force import taxonomy_named
from annotator.labeling.taxonomy_queries import taxonomy_of
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
        held = from_draft(draft, current_guideline(self.member.project))
        return self.shape(show_by_policy(held, member=self.member, now=self.now))

    def shape(self, held: HeldWork) -> dict[str, Any]:
        """The held work as it is answered, with the error types that its queue offers."""
        named = taxonomy_named(
            protocol=protocol_at(held.queue["protocol"], held.queue["protocol_version"]),
            taxonomy=held.queue["taxonomy"],
            version=held.queue["taxonomy_version"],
        )
        taxonomy = named and taxonomy_of(project_id=self.member.project.pk, name=named[0], version=named[1])
        return presentation.held_work(held, taxonomy=taxonomy)
