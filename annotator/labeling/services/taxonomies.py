"""Making versions of a project's taxonomies."""

from datetime import datetime
from typing import Any

from django.db import transaction

from annotator.journal.services import Actor
from annotator.labeling.models import TaxonomyVersion
from annotator.labeling.taxonomies.changes import lost_types
from annotator.labeling.taxonomies.checking import BadTaxonomy, checked_body, complaint_about_name
from annotator.labeling.taxonomies.presets import PRESET_NAMES
from annotator.labeling.taxonomies.taxonomy import Taxonomy, from_body
from annotator.labeling.taxonomy_usage import used_types
from annotator.projects.models import Project
from annotator.projects.services import record_project


class TaxonomyMoved(Exception):
    """Another version was published since this one was begun; the message says what to do, `version` is the newest."""

    def __init__(self, name: str, version: int, based_on: int) -> None:
        begun = f"version {based_on}" if based_on else "nothing of that name"
        super().__init__(f"{name} is at version {version} by now, and this was begun on {begun}: look at what changed.")
        self.version = version


@transaction.atomic
def add_taxonomy_version(
    *,
    project: Project,
    name: str,
    body: Any,
    actor: Actor,
    at: datetime,
    note: str = "",
    based_on: int | None = None,
) -> TaxonomyVersion:
    """Make the next version of that name; annotations keep the one they were made under, queues the one they name.

    `based_on` is the newest version that its writer had seen, 0 for none; None does not ask. Types that annotations
    name stay in it, retired if need be. Raises BadTaxonomy and TaxonomyMoved.
    """
    complaint = complaint_about_name(name, reserved=PRESET_NAMES)
    if complaint is not None:
        raise BadTaxonomy([complaint])
    whole = checked_body(body)
    # The project's row stands for its list of versions, so that two at once get two numbers.
    Project.objects.select_for_update().get(pk=project.pk)
    latest = TaxonomyVersion.objects.filter(project=project, name=name).order_by("-version").first()
    newest = latest.version if latest else 0
    if based_on is not None and based_on != newest:
        raise TaxonomyMoved(name, newest, based_on)
    _refuse_to_lose_types(from_body(name=name, version=newest + 1, body=whole), project_id=project.pk)
    made = TaxonomyVersion.objects.create(
        project=project, name=name, version=newest + 1, body=whole, note=note, author_id=actor.user_id, created_at=at
    )
    record_project(project, "taxonomy.changed", actor=actor, at=at, name=name, version=made.version, note=note)
    return made


def _refuse_to_lose_types(after: Taxonomy, *, project_id: int) -> None:
    complaints = list(lost_types(after, used=used_types(project_id=project_id, name=after.name)))
    if complaints:
        raise BadTaxonomy(complaints)
