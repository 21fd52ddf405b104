"""`manage.py publish_guideline SLUG FILE.md --summary TEXT …`: put the next version of the guideline in force."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.guidelines.examples import from_json
from annotator.guidelines.serializers import LONGEST_BODY, LONGEST_TOUCH, MOST_TOUCHES
from annotator.guidelines.services.versions import NewVersion, WantedExample, publish
from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.management.shell_command import ShellCommand, read_text
from annotator.projects.models import GuidelineVersion, Project
from annotator.projects.queries import NoSuchProject, current_guideline, project_by_slug
from annotator.projects.services import GuidelineMoved

_LONGEST_SUMMARY = 2_000
_TOUCHES = (
    ("--rule", "rules", "TITLE", "a rule that it changes, by its title; say it again for more"),
    ("--error-type", "error_types", "ID", "an error type that it speaks of; say it again for more"),
    ("--source", "sources", "NAME", "a source whose trajectories it is about; say it again for more"),
)


class Command(ShellCommand):
    """Publish a version; worked examples of the one before stay in it."""

    help = "Put a new version of a project's guideline in force. Its worked examples are those of the version before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("file", type=Path, help="the text, in Markdown and UTF-8")
        parser.add_argument("--summary", required=True, help="what changed, in a sentence")
        for option, dest, metavar, what in _TOUCHES:
            parser.add_argument(option, dest=dest, action="append", default=[], metavar=metavar, help=what)
        parser.add_argument("--on", type=int, metavar="N", help="refuse where another version than N is in force")
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, file: Path, as_json: bool, **given: Any) -> None:
        try:
            project = project_by_slug(slug)
            made = publish(project=project, new=_new(project, _read(file), **given), actor=SHELL, at=now())
        except (NoSuchProject, GuidelineMoved) as refusal:
            raise CommandError(str(refusal)) from refusal
        summary = {"version": made.version, "examples": len(made.examples)}
        self.stdout.write(json.dumps(summary) if as_json else _sentence(made))


def _read(file: Path) -> str:
    body = read_text(file, longest_bytes=4 * LONGEST_BODY).strip()
    if not body:
        raise CommandError(f"{file} is empty: a guideline says what labels mean.")
    if len(body) > LONGEST_BODY:
        raise CommandError(f"{file} has {len(body):,} characters; a guideline has at most {LONGEST_BODY:,}.")
    if "\0" in body:
        raise CommandError(f"{file} holds a null character, which no text has.")
    return body


def _new(project: Project, body: str, *, summary: str, on: int | None, **given: Any) -> NewVersion:
    current = current_guideline(project)
    version = current.version if current else 0
    if not 0 < len(summary.strip()) <= _LONGEST_SUMMARY:
        raise CommandError(f"--summary says in a sentence what changed, in at most {_LONGEST_SUMMARY} characters.")
    if current is not None and current.body == body:
        raise CommandError(f"Nothing differs from version {version}, which is in force.")
    touches = {name: given[name] for name in LONGEST_TOUCH}
    _refuse_long(touches)
    return NewVersion(
        body=body,
        summary=summary.strip(),
        based_on=version if on is None else on,
        touches=touches,
        examples=[WantedExample(keep=example.id) for example in from_json(current.examples)] if current else [],
    )


def _refuse_long(touches: dict[str, list[str]]) -> None:
    for option, name, _, _ in _TOUCHES:
        if len(touches[name]) > MOST_TOUCHES:
            raise CommandError(f"{option} can be said at most {MOST_TOUCHES} times.")
        for said in touches[name]:
            if not 0 < len(said) <= LONGEST_TOUCH[name]:
                raise CommandError(f"{option} has 1 to {LONGEST_TOUCH[name]} characters, and {said[:40]!r} has not.")


def _sentence(made: GuidelineVersion) -> str:
    kept = f", with {len(made.examples)} worked examples of the one before" if made.examples else ""
    return f"Version {made.version} of the guideline is in force{kept}."
