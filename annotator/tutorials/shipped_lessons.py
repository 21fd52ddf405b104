"""The lessons that come with Assay, one for each protocol that has one. No Django here."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from annotator.tutorials.lesson import Lesson, read_lesson

FOLDER: Final = Path(__file__).parent / "shipped"


@cache
def shipped_lessons() -> Mapping[str, Lesson]:
    """By protocol."""
    lessons = [read_lesson(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.json"))]
    return {lesson.protocol: lesson for lesson in lessons}
