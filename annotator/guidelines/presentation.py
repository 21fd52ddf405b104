"""Shaping guideline versions for an answer; serializers.py declares the same shapes for the schema."""

from collections.abc import Sequence
from typing import Any

from annotator.guidelines.diffs import Line
from annotator.guidelines.queries import ShownExample
from annotator.projects.models import GuidelineVersion


def head(row: GuidelineVersion) -> dict[str, Any]:
    """A version without its text."""
    return {
        "version": row.version,
        "summary": row.summary,
        "touches": touches(row),
        "author": _author(row),
        "created_at": row.created_at,
        "example_count": len(row.examples),
        "annotation_count": getattr(row, "annotation_count", None),
    }


def version(row: GuidelineVersion, examples: Sequence[ShownExample], *, is_in_force: bool) -> dict[str, Any]:
    """A version with its text."""
    return {
        "version": row.version,
        "is_in_force": is_in_force,
        "body": row.body,
        "summary": row.summary,
        "touches": touches(row),
        "author": _author(row),
        "created_at": row.created_at,
        "examples": [example(shown) for shown in examples],
    }


def touches(row: GuidelineVersion) -> dict[str, list[str]]:
    """Also of a version that was written before anybody was asked."""
    return {name: list(row.touches.get(name, [])) for name in ("rules", "error_types", "sources")}


def example(shown: ShownExample) -> dict[str, Any]:
    """An example; of a covered one everything that gives its label away stays out."""
    said, row = shown.example, shown.trajectory
    is_open = not shown.is_covered
    return {
        "id": said.id,
        "is_step": said.is_step,
        "title": said.title if is_open else "",
        "body": said.body if is_open else "",
        "label": said.label if is_open else None,
        "step_index": said.step_index,
        "trajectory": row and {"id": row.pk, "external_id": row.external_id, "source": row.source},
        "problem": shown.problem,
        "step": shown.step,
        "is_covered": shown.is_covered,
        "waiting": shown.waiting,
    }


def difference(before: GuidelineVersion, after: GuidelineVersion, lines: Sequence[Line]) -> dict[str, Any]:
    """What changed."""
    old, new = ({example["id"] for example in row.examples} for row in (before, after))
    return {
        "before": before.version,
        "after": after.version,
        "lines": [
            {
                "kind": line.kind,
                "parts": [{"text": part.text, "is_changed": part.is_changed} for part in line.parts],
            }
            for line in lines
        ],
        "examples_added": len(new - old),
        "examples_removed": len(old - new),
    }


def _author(row: GuidelineVersion) -> str | None:
    author: Any = row.author
    return None if author is None else str(author.get_full_name() or author.get_username())
