"""Shaping a lesson as the desk gets it: an assignment like any other, but for its number, which is none."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from annotator.labeling import presentation as desk
from annotator.labeling.held_work import HeldWork
from annotator.labeling.policies import SWITCHES, BlindPolicy
from annotator.labeling.protocols import protocol_named
from annotator.labeling.taxonomies.in_force import taxonomy_named
from annotator.labeling.taxonomies.presets import preset
from annotator.labeling.taxonomies.taxonomy import Taxonomy
from annotator.projects.models import GuidelineVersion
from annotator.trajectories.steps import images_to_json, to_json
from annotator.tutorials.lesson import Lesson
from annotator.tutorials.queries import Taught

# No row has it: whatever is sent to an assignment of this number is answered with 404.
NO_ROW: Final = 0
_MINUTES: Final = 24 * 60
_WHY: Final = "The tutorial. Your labels stay in this browser, and nothing of it is counted anywhere."


def tutorial(
    taught: Taught, *, ending: str | None, guideline: GuidelineVersion | None, now: datetime
) -> dict[str, Any]:
    """The lesson, its worked answers, and the trajectory as it lies on the desk."""
    lesson = taught.lesson
    return {
        "title": lesson.title,
        "minutes": lesson.minutes,
        "version": taught.version,
        "ending": ending,
        "lesson": {
            "answers": [asdict(answer) for answer in lesson.answers],
            "hints": [asdict(hint) for hint in lesson.hints],
            **{name: getattr(lesson, name) for name in _PLAIN},
        },
        "assignment": desk.held_work(_held(lesson, guideline, now), taxonomy=_taxonomy(lesson)),
    }


_PLAIN: Final = (
    "first_error", "no_error", "outcome", "outcome_why", "before_outcome", "before_submit", "farewell",
)  # fmt: skip


def _taxonomy(lesson: Lesson) -> Taxonomy | None:
    """Error types only where the protocol cannot do without: the lesson teaches these, not a team's own."""
    named = taxonomy_named(protocol=protocol_named(lesson.protocol), taxonomy="", version=None)
    return None if named is None else preset(*named)


def _held(lesson: Lesson, guideline: GuidelineVersion | None, now: datetime) -> HeldWork:
    return HeldWork(
        draft_id=NO_ROW, revision=0, state={}, fence=1, assignment_id=NO_ROW, status="CLAIMED", is_mine=True,
        lease_expires_at=now + timedelta(minutes=_MINUTES), undo_until=None, why={"strategy": _WHY},
        queue=_queue(lesson), trajectory_id=NO_ROW, external_id="tutorial", source="assay", trajectory_revision=1,
        step_count=len(lesson.steps), scorable=lesson.scorable, problem=lesson.problem,
        problem_images=images_to_json(lesson.problem_images),
        steps=[to_json(step) for step in lesson.steps], tools=(),
        guideline_version=guideline.version if guideline else None,
        guideline_body=guideline.body if guideline else None, arm="", saw=frozenset(),
    )  # fmt: skip


def _queue(lesson: Lesson) -> dict[str, Any]:
    protocol = protocol_named(lesson.protocol)
    return {
        "id": NO_ROW, "name": "Tutorial", "is_default": False, "protocol": protocol.name,
        "protocol_version": protocol.version, "taxonomy": "", "taxonomy_version": None, "overlap": 1,
        "lease_minutes": _MINUTES, "is_paused": False, "order": "FIXED",
        **dict.fromkeys(SWITCHES.values(), BlindPolicy.NEVER.value),
    }  # fmt: skip
