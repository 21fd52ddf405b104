"""`manage.py send_back SLUG [--to same|others] [--filter TEXT] …`: ask again for labels that a guideline touches."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.guidelines.models import Relabeller
from annotator.guidelines.queries import NoSuchVersion, version_of
from annotator.guidelines.services.requeues import NothingTouched, send_back
from annotator.guidelines.touched import Choice, touched_annotations
from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.management.shell_command import ShellCommand
from annotator.projects.models import GuidelineVersion, Project
from annotator.projects.queries import NoSuchProject, current_guideline, project_by_slug
from annotator.trajectories.filters import BadFilter


class Command(ShellCommand):
    """Send labels back; the old ones stand, and the guideline's page reports what flipped."""

    help = "Ask again for annotations that a version of the guideline touches, each once per version."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument(
            "--guideline", dest="number", type=int, metavar="N", help="which version asks; the one in force if left out"
        )
        parser.add_argument(
            "--to",
            type=str.upper,
            choices=Relabeller.values,
            default="SAME",
            help="SAME who judged it, or OTHERS (default: %(default)s)",
        )
        parser.add_argument("--filter", dest="filter_text", default="", help="which trajectories; all without")
        parser.add_argument("--label", type=int, choices=(-1, 0, 1), help="annotations that have it somewhere")
        parser.add_argument("--error-type", default="", metavar="ID", help="annotations that say it somewhere")
        parser.add_argument("--up-to", type=int, metavar="N", help="made under version N or an older one, 0 for none")
        parser.add_argument("--dry-run", action="store_true", help="count them, and send nothing back")
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, as_json: bool, **given: Any) -> None:
        if given["up_to"] is not None and given["up_to"] < 0:
            raise CommandError("--up-to is the number of a version, or 0 for labels that were made without any.")
        choice = Choice(given["filter_text"], given["label"], given["error_type"], given["up_to"])
        try:
            guideline = _version(project_by_slug(slug), given["number"])
            number, count = _act(guideline, choice, to=given["to"], is_dry=given["dry_run"])
        except (NoSuchProject, NoSuchVersion, NothingTouched, BadFilter) as refusal:
            raise CommandError(str(refusal)) from refusal
        version = guideline.version
        summary = {"version": version, "annotations": count, "sent_back": number is not None, "requeue": number}
        self.stdout.write(json.dumps(summary) if as_json else _sentence(version, count, number))


def _version(project: Project, number: int | None) -> GuidelineVersion:
    if number is not None:
        return version_of(project, number)
    current = current_guideline(project)
    if current is None:
        raise CommandError("This project has no guideline yet: publish one first (publish_guideline).")
    return current


def _act(guideline: GuidelineVersion, choice: Choice, *, to: str, is_dry: bool) -> tuple[int | None, int]:
    """The number of what was sent back, None on a dry run, and how many annotations it is."""
    if is_dry:
        return None, touched_annotations(guideline, choice, None).count()
    made = send_back(guideline=guideline, choice=choice, relabeller=Relabeller(to), viewer=None, actor=SHELL, at=now())
    return made.pk, made.items.count()


def _sentence(version: int, annotations: int, number: int | None) -> str:
    if number is None:
        return f"Version {version} touches {annotations} annotations; nothing was sent back."
    return (
        f"Sent {annotations} annotations back under version {version}; the old ones stand. "
        f"flips --requeue {number} says what becomes of them."
    )
