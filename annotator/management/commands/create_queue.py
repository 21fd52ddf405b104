"""`manage.py create_queue SLUG NAME [--filter TEXT] [--overlap K] [--order …] …`: a queue, filled at once."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from annotator.http.clock import now
from annotator.journal.services import SHELL
from annotator.labeling.policies import BlindPolicy
from annotator.labeling.protocols import PROTOCOLS
from annotator.labeling.services.queues import SETTINGS, BadQueue, ChangedQueue, create_queue
from annotator.labeling.slot_words import QueueOrder
from annotator.management.shell_command import ShellCommand
from annotator.projects.queries import NoSuchProject, project_by_slug

_POLICY_FLAGS = {
    "--blind-policy": "rewards",
    "--reference-policy": "the reference answer and outcome",
    "--labels-policy": "colleagues' labels and gold",
}


class Command(ShellCommand):
    """Make a queue of a project, and give every trajectory that fits its slots."""

    help = "Make a queue: what is to be labelled, how often, in which order, under which protocol."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the project")
        parser.add_argument("name", help="what the queue is called")
        parser.add_argument("--filter", metavar="TEXT", help="which trajectories; all if left out")
        parser.add_argument("--overlap", type=int, metavar="K", help="how many people judge each; 1 if left out")
        parser.add_argument(
            "--order", type=str.upper, choices=QueueOrder.values, help="in which order; fixed if left out"
        )
        parser.add_argument(
            "--seed",
            type=int,
            metavar="N",
            help="of a random order, and of the draw of a randomised policy; 0 if left out",
        )
        parser.add_argument(
            "--priority-by",
            metavar="ORDER",
            help="lowest:SCORER or steps, - reverses (--priority-by=-steps); means --order PRIORITY",
        )
        parser.add_argument("--protocol", help=f"one of {', '.join(PROTOCOLS)}; the project's if left out")
        parser.add_argument(
            "--taxonomy",
            metavar="NAME[@VERSION]",
            help="whose error types are offered, the newest without a version; what the protocol needs if left out",
        )
        for name, what in _POLICY_FLAGS.items():
            parser.add_argument(
                name,
                type=str.upper,
                help=f"when annotators get {what}: {', '.join(BlindPolicy)}; as the protocol has it if left out",
            )
        parser.add_argument("--shown-percent", type=int, metavar="N", help="of a randomised policy; 50 if left out")
        parser.add_argument(
            "--lease-minutes",
            type=int,
            metavar="N",
            help="after so long without a sign of life it goes on; 10 if left out",
        )
        parser.add_argument(
            "--bad-after", type=int, metavar="N", help="close what N annotators call a bad problem; never if left out"
        )
        parser.add_argument(
            "--one-per-problem",
            action="store_true",
            default=None,
            help="one trajectory of a problem at a time",
        )
        parser.add_argument("--takes-imports", action="store_true", default=None, help="later imports that fit join it")
        parser.add_argument(
            "--paused",
            dest="is_paused",
            action="store_true",
            default=None,
            help="it hands nothing out until resume_queue",
        )
        parser.add_argument("--json", dest="as_json", action="store_true", help="print one JSON object, nothing else")

    def handle(self, *_args: Any, slug: str, as_json: bool, **given: Any) -> None:
        given |= _taxonomy(given["taxonomy"])
        settings = {name: given[name] for name in SETTINGS if given.get(name) is not None}
        if "priority_by" in settings:
            settings.setdefault("order", QueueOrder.PRIORITY.value)
        try:
            made = create_queue(project=project_by_slug(slug), settings=settings, actor=SHELL, at=now())
        except BadQueue as bad:
            raise CommandError(f"{_option(bad.field)}: {bad.sentence}") from bad
        except NoSuchProject as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(_summary(made)) if as_json else _sentence(made))


def _option(setting: str) -> str:
    """As a setting is said to this command."""
    named = {"name": "NAME", "is_paused": "--paused", "taxonomy_version": "--taxonomy"}
    return named.get(setting, f"--{setting.replace('_', '-')}")


def _taxonomy(said: str | None) -> dict[str, Any]:
    name, separator, version = (said or "").partition("@")
    if separator and not (version.isascii() and version.isdigit()):
        raise CommandError(f"--taxonomy is a name, or a name and a version such as prmbench@1; {said!r} is neither.")
    return {"taxonomy": name or None, "taxonomy_version": int(version) if separator else None}


def _summary(made: ChangedQueue) -> dict[str, Any]:
    queue = made.queue
    return {"queue": queue.pk, "name": queue.name, "slots": made.added, "trajectories": made.added // queue.overlap}


def _sentence(made: ChangedQueue) -> str:
    queue = made.queue
    return f"Made the queue {queue.name}: {made.added} slots of {made.added // queue.overlap} trajectories."
