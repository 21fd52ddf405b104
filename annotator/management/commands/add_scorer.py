"""`manage.py add_scorer SLUG (--preset NAME | FILE.toml) [--model …] [--name …] [--set KEY=VALUE…]`."""

import json
import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.management.shell_command import ShellCommand
from annotator.projects.queries import NoSuchProject, project_by_slug
from annotator.scoring.declaring import KEYS, BadScorer
from annotator.scoring.presets import declared, presets, read_toml
from annotator.scoring.services.scorers import AddedScorer, add_scorer


class Command(ShellCommand):
    """Add a scorer of one's own to a project."""

    help = "Add a scorer to a project: a preset with a model of one's own, or a TOML file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("file", nargs="?", type=Path, help="a TOML file like those in worker/presets")
        parser.add_argument("--preset", help=f"one of: {', '.join(presets()) or 'none yet'}")
        parser.add_argument("--model", help="a path on the workers' machine, or an id on the hub")
        parser.add_argument("--name", help="what it is called in the project; the preset's name if left out")
        parser.add_argument(
            "--set",
            dest="changes",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help="a setting, such as max_tokens=8192 or channels.reward.threshold=0.4; may be given several times",
        )
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, as_json: bool, **given: Any) -> None:
        try:
            added = add_scorer(
                project=project_by_slug(slug), declared=declared(_written(**given)), actor=SHELL, at=now()
            )
        except (NoSuchProject, BadScorer) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(_summary(added)) if as_json else _sentence(added, slug))


def _written(
    *, file: Path | None, preset: str | None, model: str | None, name: str | None, changes: list[str], **_: Any
) -> dict[str, Any]:
    if (file is None) == (preset is None):
        raise CommandError("Name a preset with --preset, or a TOML file, and not both.")
    written = {"preset": preset} if file is None else read_toml(file)
    for setting in changes:
        _set(written, setting)
    return written | {key: value for key, value in (("model", model), ("name", name)) if value is not None}


def _set(written: dict[str, Any], setting: str) -> None:
    """`a.b=1` goes into the table `a` of the configuration. What is no TOML value is a text as it stands."""
    path, sign, text = setting.partition("=")
    *tables, key = path.split(".") if path.partition(".")[0] in KEYS else ["configuration", *path.split(".")]
    if not sign or not key or not all(tables):
        raise CommandError(f"--set {setting}: write KEY=VALUE.")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    except (ValueError, RecursionError) as error:
        raise CommandError(f"--set {path}: a number this long, or nested this deep, cannot be read.") from error
    for table in tables:
        written = written.setdefault(table, {})
        if not isinstance(written, dict):
            raise CommandError(f"--set {setting}: {table} is a single value and holds no others.")
    written[key] = value


def _summary(added: AddedScorer) -> dict[str, Any]:
    scorer = added.scorer
    return {"name": scorer.name, "revision": scorer.revision, "adapter": scorer.adapter, "is_new": added.is_new}


def _sentence(added: AddedScorer, slug: str) -> str:
    scorer = added.scorer
    there = "is added" if added.is_new else "was there already; its thresholds, queue and description are as you said"
    return f"{scorer.name} (revision {scorer.revision}) {there}. Run it: manage.py score {slug} --scorer {scorer.name}"
