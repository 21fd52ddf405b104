"""The lessons that come with Assay, one for each protocol, and the pictures that they show. No Django here."""

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from annotator.tutorials.lesson import Lesson, read_lesson

FOLDER: Final = Path(__file__).parent / "shipped"
PICTURES: Final = FOLDER / "pictures"


@dataclass(frozen=True, slots=True)
class ShippedPicture:
    """A PNG of ours, drawn by drawing.py; `size` is width and height in pixels."""

    data: bytes
    size: tuple[int, int]


@cache
def shipped_lessons() -> Mapping[str, Lesson]:
    """By protocol."""
    lessons = [read_lesson(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.json"))]
    return {lesson.protocol: lesson for lesson in lessons}


@cache
def shipped_pictures() -> Mapping[str, ShippedPicture]:
    """By the SHA-256 of their bytes, in hex: under it every project serves them beside its own."""
    files = [path.read_bytes() for path in sorted(PICTURES.glob("*.png"))]
    return {hashlib.sha256(data).hexdigest(): ShippedPicture(data, _size(data)) for data in files}


def _size(png: bytes) -> tuple[int, int]:
    """As the header of a PNG has it, behind its signature and the name of its first chunk."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
