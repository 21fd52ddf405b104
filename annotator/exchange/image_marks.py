"""Marks stand in a row where an image stood: which image it is, its size, and how the file said it.

A mark is what steps, metadata and exports carry instead of megabytes of base64. Marks exist only at places where
`image_rows` looks for images, and a file that brings one itself is refused there, so none can be forged.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from annotator.trajectories.steps import ImageRef

PREFIX: Final = "assay-image:"
COLUMNS: Final = ("image", "images")
# `data` is followed by the declared type, `name` by the name.
How = Literal["data", "base64", "name"]
_MARK: Final = re.compile(
    r"assay-image:(?P<sha>[0-9a-f]{64}):(?P<width>\d+)x(?P<height>\d+):(?P<how>data|base64|name):(?P<rest>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one mark says."""

    sha: str
    width: int
    height: int
    how: How
    rest: str = ""

    def __str__(self) -> str:
        return f"{PREFIX}{self.sha}:{self.width}x{self.height}:{self.how}:{self.rest}"

    def reference(self, alt: object = None) -> ImageRef:
        """The image as a step refers to it. Without other words its file's name describes it."""
        name = self.rest.rpartition("/")[2] if self.how == "name" else ""
        return ImageRef(self.sha, self.width, self.height, alt if isinstance(alt, str) else name)


def read_mark(value: object) -> Mark | None:
    """The mark that a value is."""
    match = _MARK.fullmatch(value) if isinstance(value, str) and value.startswith(PREFIX) else None
    if match is None:
        return None
    how: How = match["how"]  # type: ignore[assignment]
    return Mark(match["sha"], int(match["width"]), int(match["height"]), how, match["rest"])


def payload_of(part: Mapping[str, Any]) -> tuple[tuple[str, ...], object]:
    """Where in a content part its image stands, and what stands there: OpenAI's two forms, Anthropic's, and those of
    chat templates. `((), None)` for a part that holds none."""
    kind = part.get("type")
    if kind in {"image_url", "input_image"}:
        inner = part.get("image_url")
        if isinstance(inner, Mapping):
            return ("image_url", "url"), inner.get("url")
        return ("image_url",), inner
    if kind != "image":
        return (), None
    source = part.get("source")
    if isinstance(source, Mapping):
        name = "data" if "data" in source else "url"
        return ("source", name), source.get(name)
    for name in ("image", "url", "path", "base64"):
        if isinstance(part.get(name), str):
            return (name,), part[name]
    return (), None


def column_images(row: Mapping[str, Any]) -> tuple[ImageRef, ...]:
    """The images of the columns `image` and `images`: those of the problem."""
    return tuple(reference for name in COLUMNS for reference in _in_column(row.get(name)))


def _in_column(value: object) -> Iterator[ImageRef]:
    if isinstance(value, list):
        for item in value:
            yield from _in_column(item)
    elif isinstance(value, Mapping):
        path = value.get("path")
        alt = path.rpartition("/")[2] if isinstance(path, str) else None
        for name in ("bytes", "path"):
            if (mark := read_mark(value.get(name))) is not None:
                yield mark.reference(None if name == "path" else alt)
    elif (mark := read_mark(value)) is not None:
        yield mark.reference()
