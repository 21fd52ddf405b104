"""Making versions of a project's taxonomies, and saying which one a queue goes by."""

from datetime import datetime
from typing import Any

from django.db import transaction

from annotator.journal.services import Actor
from annotator.labeling.models import Queue, TaxonomyVersion
from annotator.labeling.taxonomies.checking import BadTaxonomy, checked_body, complaint_about_name
from annotator.labeling.taxonomies.presets import PRESET_NAMES
from annotator.labeling.taxonomies.taxonomy import Taxonomy, from_body
from annotator.labeling.taxonomy_queries import taxonomy_of
from annotator.projects.models import Project
from annotator.projects.services import record_project


class NoSuchTaxonomy(LookupError):
    """There is no such version, neither as a preset nor in this project."""


@transaction.atomic
def add_taxonomy_version(*, project: Project, name: str, body: Any, actor: Actor, at: datetime) -> Taxonomy:
    """Make the next version of that name; annotations keep the one they were made under. Raises BadTaxonomy."""
    complaint = complaint_about_name(name, reserved=PRESET_NAMES)
    if complaint is not None:
        raise BadTaxonomy([complaint])
    whole = checked_body(body)
    # The project's row stands for its list of versions, so that two at once get two numbers.
    Project.objects.select_for_update().get(pk=project.pk)
    latest = TaxonomyVersion.objects.filter(project=project, name=name).order_by("-version").first()
    version = (latest.version if latest else 0) + 1
    TaxonomyVersion.objects.create(project=project, name=name, version=version, body=whole, created_at=at)
    record_project(project, "taxonomy.changed", actor=actor, at=at, name=name, version=version)
    return from_body(name=name, version=version, body=whole)


@transaction.atomic
def choose_taxonomy(*, queue: Queue, name: str, version: int | None, actor: Actor, at: datetime) -> Queue:
    """From now on the queue offers these error types; an empty name offers none. Raises NoSuchTaxonomy.

    What is submitted keeps the taxonomy it was made under. Whoever is at work is asked at their submission to choose
    again where the new one does not have a type.
    """
    if name and (version is None or taxonomy_of(project_id=queue.project_id, name=name, version=version) is None):
        raise NoSuchTaxonomy(f"There is no taxonomy {name} v{version}, neither as a preset nor in this project.")
    queue.taxonomy, queue.taxonomy_version = (name, version) if name else ("", None)
    queue.save(update_fields=["taxonomy", "taxonomy_version"])
    details = {"queue": queue.name, "taxonomy": queue.taxonomy, "version": queue.taxonomy_version}
    record_project(queue.project, "queue.taxonomy_chosen", actor=actor, at=at, **details)
    return queue
