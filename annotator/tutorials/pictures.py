"""Pictures that a lesson shows, named as the API names those of trajectories: by the SHA-256 of their bytes.

No Django here.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from annotator.trajectories.steps import ImageRef
from annotator.tutorials.reading import BadLesson, listed, mapping, whole, words

MOST_PICTURES: Final = 8
_FIELDS: Final = frozenset({"sha", "width", "height", "alt"})
_SHA: Final = re.compile(r"[0-9a-f]{64}")


def read_pictures(row: Mapping[str, Any], name: str, where: str) -> tuple[ImageRef, ...]:
    """The pictures that a field names, none where it is left out. Whether they are there is not for a value to know."""
    raw = listed(row.get(name, []), f"{name} of {where.lower()}", most=MOST_PICTURES, least=0)
    return tuple(_read(one, f"Picture {number} of {where.lower()}") for number, one in enumerate(raw, start=1))


def _read(raw: object, where: str) -> ImageRef:
    body = mapping(raw, where, _FIELDS)
    sha, width, height = body.get("sha"), whole(body, "width"), whole(body, "height")
    if not isinstance(sha, str) or _SHA.fullmatch(sha) is None:
        raise BadLesson(f"{where} needs sha, the SHA-256 of its bytes: 64 hexadecimal digits, as the API says them.")
    if width is None or height is None or width < 1 or height < 1:
        raise BadLesson(f"{where} needs width and height in pixels, as the API says them.")
    return ImageRef(sha, width, height, words(body, "alt"))
